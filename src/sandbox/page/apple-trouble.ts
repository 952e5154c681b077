import { el, place, redraw } from './dom.js';
import { count, leverButton, pull, row, select, toggle } from './lever.js';
import type { AppleState, NotificationKnobs, TokenSummary } from './protocol.js';

/** Draws the folded levers: misfortune at Apple, other products, and the notifications. */
export function drawAppleTrouble(apple: AppleState): void {
  const { tokens, assets, otherLocations, notifications, knobs } = apple;
  const products = assets.map(({ adamId, pricingParam, name, totalCount }) => [adamId, pricingParam, name, totalCount]);
  const working = tokens.filter(({ state, location }) => state === 'valid' && location === 'main');
  redraw(place('apple-trouble'), [working, products, otherLocations], () => [
    ...tokenTrouble(working),
    ...licenceTrouble(apple),
    ...answerTrouble(),
  ]);
  redraw(place('apple-others'), [], () => otherProducts());
  place('apple-notifications').hidden = knobs === null;
  redraw(place('apple-notes'), [notifications, knobs], () =>
    knobs === null ? [] : notificationLevers(notifications, knobs),
  );
}

function tokenTrouble(working: TokenSummary[]): HTMLElement[] {
  const password = leverButton('Change the password of the Apple Account', '/apple/change-password');
  const about = el('p', { class: 'faint' }, 'A new password ends every token that the account downloaded.');
  if (working.length === 0) return [password, about];
  const options = working.map(({ id, fileName }) => ({ value: id, text: fileName }));
  const token = select('trouble-token', 'Token', options);
  return [
    password,
    about,
    el('h4', {}, 'One token'),
    token.field,
    row(leverButton('Let it expire now', '/apple/expire-token', () => ({ id: token.value() }))),
  ];
}

/** Apple's way of writing "as many as you like". */
const unlimited = 2147483647;

function licenceTrouble({ assets, otherLocations }: AppleState): HTMLElement[] {
  const counted = assets.filter(({ totalCount }) => totalCount !== unlimited);
  if (counted.length === 0) return [];
  const options = counted.map(({ adamId, pricingParam, name }) => ({
    value: `${adamId} ${pricingParam}`,
    text: pricingParam === 'PLUS' ? `${name} (PLUS)` : name,
  }));
  const asset = select('trouble-asset', 'App or book', options);
  const named = () => {
    const [adamId, pricingParam] = asset.value().split(' ');
    return { adamId, pricingParam };
  };
  const refund = leverButton('Refund one more than is free', '/apple/refund-below-assigned', named);
  const made = [el('h4', {}, 'Licences'), asset.field, row(refund)];
  if (otherLocations.length === 0) return made;
  const to = select(
    'trouble-to',
    'To the location',
    otherLocations.map(({ key, name }) => ({ value: key, text: name })),
  );
  const many = count('trouble-count', 'Licences', 1);
  const transfer = leverButton('Transfer them', '/apple/transfer', () => ({
    ...named(),
    count: many.value(),
    to: to.value(),
  }));
  return [...made, to.field, el('div', { class: 'lever-line' }, many.field, transfer)];
}

const faults = [
  { value: '500', text: 'are an error (500)' },
  { value: '503', text: 'are “unavailable, come back” (503)' },
  { value: '429', text: 'are “too many requests” (429)' },
  { value: 'ok-with-error', text: 'look well and hold an error (200)' },
  { value: 'torn', text: 'break in the middle (torn JSON)' },
  { value: 'cut', text: 'never come (cut connection)' },
  { value: 'slow', text: 'are slow, until you end it' },
];

function answerTrouble(): HTMLElement[] {
  const many = count('trouble-faults', 'The next', 3);
  const fault = select('trouble-fault', 'answers of Apple', faults);
  const body = () => ({ fault: fault.value(), count: many.value() });
  return [
    el('h4', {}, 'Apple’s answers'),
    el('div', { class: 'lever-line' }, many.field, fault.field),
    row(leverButton('Make it so', '/apple/faults', body), leverButton('End all of this', '/apple/calm')),
  ];
}

function otherProducts(): HTMLElement[] {
  const few = { count: 1 };
  return [
    el('p', { class: 'faint' }, 'What a second device management does with the same location:'),
    row(
      leverButton('It takes the location over', '/apple/take-over', () => ({ mdmInfo: true })),
      leverButton('It works here without saying so', '/apple/take-over', () => ({ mdmInfo: false })),
      leverButton('The claim is cleared', '/apple/clear-claim'),
      leverButton('It retires one of our people', '/apple/retire-our-people', () => few),
      leverButton('It takes one of our licences', '/apple/take-our-licences', () => few),
    ),
  ];
}

function notificationLevers(counts: AppleState['notifications'], knobs: NotificationKnobs): HTMLElement[] {
  const { host, delivered, pending, lost } = counts;
  const set = (change: Partial<NotificationKnobs>) => pull('/apple/notifications', { ...knobs, ...change });
  const where = host === null ? 'Apple notifies nobody.' : `Apple notifies ${host}.`;
  return [
    el('p', {}, where),
    el('p', { class: 'faint' }, `${delivered} delivered · ${pending} pending · ${lost} lost`),
    toggle('knob-loss', 'Lose every second one', knobs.loss > 0, (on) => set({ loss: on ? 50 : 0 })),
    toggle('knob-twice', 'Send every one twice', knobs.duplicates > 0, (on) => set({ duplicates: on ? 100 : 0 })),
    toggle('knob-order', 'Send them in any order', knobs.shuffled, (on) => set({ shuffled: on })),
  ];
}

const kinds: Record<string, string> = {
  education: 'Of another location',
  facilitator: 'That may only read',
  'managed-by-apple': 'Of a location that Apple manages',
  legacy: 'Of the old programme',
  'without-uid': 'Without a location id',
  expired: 'Already expired',
  revoked: 'Already revoked',
};

/** Buttons for every other kind of token that can be downloaded. */
export function otherDownloads(downloads: readonly string[]): HTMLElement[] {
  return downloads
    .filter((location) => location !== 'main')
    .map((location) => leverButton(kinds[location] ?? location, '/apple/download-token', () => ({ location })));
}
