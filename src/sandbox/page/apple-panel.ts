import type { AppleAssetView, AppleUserView } from '../apple/levers.js';
import { post } from './api.js';
import { drawAppleSwitches } from './apple-switches.js';
import { drawAppleTrouble, otherDownloads } from './apple-trouble.js';
import { ask } from './confirm.js';
import { button, el, place, redraw } from './dom.js';
import { pull } from './lever.js';
import { explain } from './plain-words.js';
import type { AppleState, PageState, TokenSummary } from './protocol.js';
import { text } from './read.js';
import { saveFile } from './save-file.js';
import { type DateReader, use } from './text/dates.js';
import { toast } from './toasts.js';

/** How many licences each row buys or refunds, kept while the rows are drawn again. */
const amounts = new Map<string, number>();

/** Draws what people see and do at Apple. */
export function drawApplePanel(state: PageState, dates: DateReader): void {
  const apple = state.apple;
  const open = apple.users.filter((user) => user.status === 'Registered');
  redraw(place('apple-location'), [apple.location, apple.mdmInfo], () => location(apple));
  redraw(place('apple-tokens'), [apple.tokens, dates.zone], () => tokens(apple.tokens, dates));
  redraw(place('apple-downloads'), apple.downloads, () => otherDownloads(apple.downloads));
  redraw(place('apple-assets'), apple.assets, () => assets(apple.assets));
  redraw(place('apple-invitations'), open, () => invitations(open));
  drawAppleTrouble(apple);
  drawAppleSwitches(apple.switches);
}

function location(apple: AppleState): HTMLElement[] {
  const claimed =
    apple.mdmInfo === null
      ? el('span', { class: 'badge' }, 'Claimed by nobody')
      : el('span', { class: 'badge good' }, `Claimed by ${apple.mdmInfo.name}`);
  const place = el('span', { class: 'faint' }, `${apple.location.organization} · ${apple.location.countryISO2ACode}`);
  return [el('p', { class: 'apple-name' }, el('strong', {}, apple.location.name), place), el('p', {}, claimed)];
}

function tokens(all: TokenSummary[], dates: DateReader): HTMLElement[] {
  const rows = all.map((token) => tokenRow(token, dates));
  const list =
    rows.length > 0
      ? el('ul', { class: 'rows' }, ...rows)
      : el('p', { class: 'faint' }, 'No token was downloaded yet.');
  const download = button('Download a new token', 'button quiet', () => pull('/apple/download-token', {}));
  return [el('h3', {}, 'Content tokens'), list, el('div', { class: 'elements' }, download)];
}

function tokenRow(token: TokenSummary, dates: DateReader): HTMLElement {
  const where = token.location === 'main' ? '' : `${token.location} · `;
  const expires = use('date_short', Date.parse(token.expires), dates);
  const about = el(
    'span',
    { class: 'faint' },
    `${where}${token.state === 'expired' ? 'expired' : 'expires'} ${expires}`,
  );
  const state = el('span', { class: `badge ${token.state === 'valid' ? 'good' : 'bad'}` }, token.state);
  const reads = token.permission === 'read' ? el('span', { class: 'badge' }, 'may only read') : null;
  const verbs = [tokenVerb('Copy', token, () => copy(token)), tokenVerb('Save', token, () => save(token))];
  if (token.state === 'valid') verbs.push(tokenVerb('Revoke', token, () => revoke(token)));
  const name = el('span', { class: 'row-name' }, token.fileName, ' ', state, reads);
  return el('li', { class: 'token' }, name, about, el('span', { class: 'row-verbs' }, ...verbs));
}

function tokenVerb(label: string, token: TokenSummary, press: () => unknown): HTMLButtonElement {
  const made = button(label, 'link-button', press);
  made.setAttribute('aria-label', `${label} ${token.fileName}`);
  made.dataset.key = `${label}-${token.id}`;
  return made;
}

async function copy(token: TokenSummary): Promise<void> {
  try {
    const file = await post('/apple/token-file', { id: token.id });
    await navigator.clipboard.writeText(text(file, 'content'));
    toast(`${token.fileName} is in the clipboard.`);
  } catch {
    toast('The browser did not allow copying. Use Save instead.', 'failure');
  }
}

async function save(token: TokenSummary): Promise<void> {
  try {
    const file = await post('/apple/token-file', { id: token.id });
    saveFile(text(file, 'name'), text(file, 'content'));
  } catch (error) {
    toast(explain(error), 'failure');
  }
}

async function revoke(token: TokenSummary): Promise<void> {
  const body =
    'Apple then refuses every request that carries it. This is what a password change of the Apple Account does.';
  const yes = await ask({ title: `Revoke ${token.fileName}?`, body, yes: 'Revoke it', no: 'Cancel', danger: true });
  if (yes) await pull('/apple/revoke-token', { id: token.id });
}

function assets(all: AppleAssetView[]): HTMLElement[] {
  const list =
    all.length > 0
      ? el('ul', { class: 'rows' }, ...all.map(assetRow))
      : el('p', { class: 'faint' }, 'This location owns nothing yet.');
  return [el('h3', {}, 'Apps and books'), list];
}

function assetRow(asset: AppleAssetView): HTMLElement {
  const title = asset.pricingParam === 'PLUS' ? `${asset.name} (PLUS)` : asset.name;
  const counts =
    asset.totalCount === unlimited
      ? `unlimited, ${asset.assignedCount} given`
      : `${asset.availableCount} free of ${asset.totalCount}`;
  const kind = asset.productType === 'Book' ? ' · book' : '';
  return el(
    'li',
    { class: 'asset' },
    el('span', { class: 'row-name', title }, title),
    el('span', { class: 'faint', title: `${asset.assignedCount} assigned` }, `${counts}${kind}`),
    stepper(asset, title),
  );
}

/** Apple's way of writing "as many as you like". */
const unlimited = 2147483647;

function stepper(asset: AppleAssetView, title: string): HTMLElement {
  const { adamId, pricingParam } = asset;
  const key = `${adamId}-${pricingParam}`;
  const name = `How many licences of ${title}`;
  const value = amounts.get(key) ?? 5;
  const attributes = { type: 'number', min: 1, max: 10_000, value, 'aria-label': name, 'data-key': `amount-${key}` };
  const amount = el('input', { ...attributes, class: 'amount' });
  const count = () => Math.max(1, Math.floor(Number(amount.value)) || 1);
  amount.addEventListener('input', () => amounts.set(key, count()));
  const verb = (sign: string, label: string, path: string) => {
    const made = button(sign, 'step', () => pull(path, { adamId, pricingParam, count: count() }));
    made.title = `${label} ${title}`;
    made.setAttribute('aria-label', made.title);
    made.dataset.key = `${label}-${key}`;
    return made;
  };
  const refund = verb('−', 'Refund licences of', '/apple/refund');
  return el('span', { class: 'stepper' }, refund, amount, verb('+', 'Buy licences of', '/apple/buy'));
}

function invitations(open: AppleUserView[]): HTMLElement[] {
  const rows = open.map((user) => {
    const name = user.email ?? user.clientUserId;
    const accept = button('Accept as this person', 'button quiet', () =>
      pull('/apple/accept-invitation', { clientUserId: user.clientUserId }),
    );
    accept.setAttribute('aria-label', `Accept as ${name}`);
    return el('li', { class: 'invitation' }, el('span', { class: 'row-name', title: user.clientUserId }, name), accept);
  });
  const none = el('p', { class: 'faint' }, 'Nobody has an invitation that waits for an answer.');
  return [el('h3', {}, 'Open invitations'), rows.length > 0 ? el('ul', { class: 'rows' }, ...rows) : none];
}
