import type { Phone, PhoneApp, PhonePrompt } from '../mdm/view.js';
import { button, el } from './dom.js';
import { leverButton, pull, row, select } from './lever.js';

/** An app that can be got by hand. */
export interface StoreApp {
  adamId: string;
  name: string;
}

/** One phone: what it is, its screen, and what hands can do to it. */
export function phoneCard(phone: Phone, store: readonly StoreApp[]): (HTMLElement | null)[] {
  return [head(phone), screen(phone), verbs(phone), more(phone, store)];
}

function head(phone: Phone): HTMLElement {
  const serial = phone.serialNumber === null ? 'no serial number shown' : phone.serialNumber;
  const account = phone.appleAccount === null ? 'no Apple Account' : phone.appleAccount;
  const badges = [
    phone.enrolment === 'none' ? el('span', { class: 'badge bad' }, 'not enrolled') : null,
    phone.enrolment === 'user-enrolment' ? el('span', { class: 'badge' }, 'User Enrolment') : null,
    phone.supervised ? el('span', { class: 'badge' }, 'supervised') : null,
    phone.queued > 0 ? el('span', { class: 'badge' }, `${phone.queued} in the queue`) : null,
  ];
  return el(
    'header',
    { class: 'phone-head' },
    el('p', {}, el('strong', {}, phone.name), ' ', ...badges),
    el('p', { class: 'faint' }, `${phone.model} · ${serial}`),
    el('p', { class: 'faint' }, account),
  );
}

function screen(phone: Phone): HTMLElement {
  const dark = phone.silent ? 'Switched off' : phone.locked ? 'Locked' : null;
  if (dark !== null) return el('div', { class: 'phone-screen dark' }, el('p', {}, dark));
  const apps =
    phone.apps.length === 0
      ? el('p', { class: 'faint' }, 'No apps of the organisation.')
      : el('ul', { class: 'phone-apps' }, ...phone.apps.map((app) => appTile(phone, app)));
  return el('div', { class: 'phone-screen' }, ...phone.prompts.map((prompt) => question(phone, prompt)), apps);
}

function question(phone: Phone, prompt: PhonePrompt): HTMLElement {
  const choices = prompt.choices.map((choice, index) => {
    const main = index === prompt.choices.length - 1;
    const made = button(choice, main ? 'button primary' : 'button quiet', () =>
      pull('/phones/press', { phone: phone.id, prompt: prompt.id, choice }),
    );
    made.dataset.key = `press-${prompt.id}-${choice}`;
    return made;
  });
  return el(
    'section',
    { class: 'phone-prompt', 'aria-label': prompt.title },
    el('h4', {}, prompt.title),
    el('p', {}, prompt.text),
    row(...choices),
  );
}

const words: Record<PhoneApp['state'], string> = {
  waiting: 'Waiting for you',
  installing: 'Installing…',
  installed: 'Installed',
  unmanaged: 'Installed by hand',
};

function appTile(phone: Phone, app: PhoneApp): HTMLElement {
  const picture =
    app.iconUrl === null
      ? el('span', { class: 'phone-icon', 'aria-hidden': 'true' }, app.name.slice(0, 1))
      : el('img', { class: 'phone-icon', src: app.iconUrl, alt: '' });
  const progress =
    app.state === 'installing'
      ? el('progress', { max: 100, value: Math.round(app.progress * 100), 'aria-label': `Installing ${app.name}` })
      : null;
  const remove =
    app.state === 'waiting'
      ? null
      : button('×', 'phone-delete', () => pull('/phones/delete-app', { phone: phone.id, bundleId: app.bundleId }));
  remove?.setAttribute('aria-label', `Delete ${app.name} from ${phone.name}`);
  if (remove !== null) remove.dataset.key = `delete-${phone.id}-${app.bundleId}`;
  return el(
    'li',
    { class: app.state },
    picture,
    el('span', { class: 'phone-app' }, el('strong', {}, app.name), el('span', { class: 'faint' }, words[app.state])),
    remove,
    progress,
  );
}

function verbs(phone: Phone): HTMLElement {
  const { id } = phone;
  return row(
    phone.locked
      ? leverButton('Unlock', '/phones/lock', () => ({ phone: id, locked: false }))
      : leverButton('Lock', '/phones/lock', () => ({ phone: id, locked: true })),
    phone.silent
      ? leverButton('Switch on', '/phones/switch-off', () => ({ phone: id, off: false }))
      : leverButton('Switch off', '/phones/switch-off', () => ({ phone: id, off: true })),
    phone.enrolment === 'none' ? leverButton('Enrol', '/phones/enrol', () => ({ phone: id })) : null,
  );
}

/** Which phones' further levers are open, kept while they are drawn again. */
const opened = new Set<string>();

function more(phone: Phone, store: readonly StoreApp[]): HTMLElement {
  const { id } = phone;
  const product = select(
    `phone-product-${id}`,
    'From the App Store, by hand',
    store.map(({ adamId, name }) => ({ value: adamId, text: name })),
  );
  const another = `${id.slice(0, 6).toLowerCase()}@private.example`;
  const out = leverButton('Sign out', '/phones/sign-in', () => ({ phone: id, appleAccount: null }));
  const other = leverButton('Sign in with another Apple Account', '/phones/sign-in', () => ({
    phone: id,
    appleAccount: another,
  }));
  const made = el(
    'details',
    { class: 'phone-more', open: opened.has(id) },
    el('summary', {}, 'More'),
    el(
      'div',
      { class: 'levers' },
      el(
        'div',
        { class: 'lever-line' },
        product.field,
        leverButton('Get', '/phones/install-app', () => ({ phone: id, adamId: product.value() })),
      ),
      row(phone.appleAccount === null ? null : out, phone.appleAccount === another ? null : other),
      phone.enrolment === 'none'
        ? null
        : row(
            leverButton('Erase and enrol again', '/phones/enrol', () => ({ phone: id })),
            leverButton('Leave management', '/phones/check-out', () => ({ phone: id })),
          ),
    ),
  );
  made.addEventListener('toggle', () => {
    if (made.open) opened.add(id);
    else opened.delete(id);
  });
  return made;
}
