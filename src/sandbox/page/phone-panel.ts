import type { Phone } from '../mdm/view.js';
import { el, place, redraw } from './dom.js';
import { leverButton, pull, row, toggle } from './lever.js';
import { phoneCard, type StoreApp } from './phone-card.js';
import type { PageState } from './protocol.js';

/** Which closed phones somebody opened, kept while they are drawn again. */
const opened = new Set<string>();

/** Draws the phones: those of whoever acts first and open, the others closed. */
export function drawPhonePanel(state: PageState): void {
  const { phones, workspace, apple } = state;
  if (phones === null) return;
  const { me } = workspace;
  const store = apple.assets
    .filter(({ productType }) => productType === 'App')
    .map(({ adamId, name }): StoreApp => ({ adamId, name }));
  const people = new Map(workspace.people.map(({ id, name }) => [id, name]));
  const mine = phones.all.filter(({ personId }) => personId === me.id);
  const others = phones.all.filter(({ personId }) => personId !== me.id);
  redraw(place('phones-mine'), [mine, store, me.id], () => [
    el('h3', {}, `In ${me.name}’s hands`),
    ...mine.map((phone) => el('article', { class: 'phone', 'aria-label': phone.name }, ...phoneCard(phone, store))),
    mine.length > 0 ? null : el('p', { class: 'faint' }, `${me.name} has no phone.`),
    row(
      leverButton(mine.length > 0 ? 'Hand over another phone' : 'Hand over a phone', '/phones/add', () => ({
        person: me.id,
        name: `${me.name.split(' ')[0] ?? me.name}’s phone ${mine.length + 1}`,
      })),
    ),
  ]);
  redraw(place('phones-others'), [others, store], () => [
    others.length === 0 ? null : el('h3', {}, 'In other hands'),
    ...others.map((phone) => closed(phone, people.get(phone.personId ?? '') ?? null, store)),
  ]);
  redraw(place('phones-telling'), phones.lost, () => [
    toggle('phones-lost', 'What phones tell is lost on its way to the bot', phones.lost, (lost) =>
      pull('/phones/telling', { lost }),
    ),
  ]);
}

/** How many questions wait on the phones of whoever acts. */
export function promptsOf({ phones, workspace }: PageState): number {
  const mine = phones?.all.filter(({ personId }) => personId === workspace.me.id) ?? [];
  return mine.reduce((sum, { prompts, locked, silent }) => sum + (locked || silent ? 0 : prompts.length), 0);
}

function closed(phone: Phone, owner: string | null, store: readonly StoreApp[]): HTMLElement {
  const asks = phone.prompts.length;
  const note = asks === 0 ? null : el('span', { class: 'badge' }, asks === 1 ? '1 question' : `${asks} questions`);
  const made = el(
    'details',
    { class: 'phone', open: opened.has(phone.id) },
    el('summary', {}, phone.name, ' ', el('span', { class: 'faint' }, owner ?? 'nobody’s'), ' ', note),
    el('div', {}, ...phoneCard(phone, store)),
  );
  made.addEventListener('toggle', () => {
    if (made.open) opened.add(phone.id);
    else opened.delete(phone.id);
  });
  return made;
}
