import type { PersonView } from '../slack/workspace.js';
import { el } from './dom.js';
import { icon } from './icons.js';

const kinds: Record<PersonView['kind'], string | null> = {
  member: null,
  guest: 'Guest',
  external: 'External',
  deactivated: 'Deactivated',
  bot: 'App',
};

/** A badge for everybody who is not an ordinary member. */
export function kindBadge(person: PersonView): HTMLElement | null {
  const label = kinds[person.kind];
  return label === null ? null : el('span', { class: `badge ${person.kind}` }, label);
}

/** Initials on a colour that stays the person's own. */
export function avatar(person: PersonView): HTMLElement {
  const initials =
    person.kind === 'bot'
      ? icon('app')
      : person.name
          .split(/\s+/)
          .map((word) => word.slice(0, 1))
          .slice(0, 2)
          .join('')
          .toUpperCase();
  const tone =
    person.kind === 'bot' ? 'bot' : `${[...person.id].reduce((sum, letter) => sum + letter.charCodeAt(0), 0) % 6}`;
  return el('span', { class: `avatar tone-${tone}`, 'aria-hidden': 'true' }, initials);
}
