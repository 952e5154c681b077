import type { ConversationView, PersonView } from '../slack/workspace.js';
import { el, place, redraw } from './dom.js';
import { type IconName, icon } from './icons.js';
import { avatar, kindBadge } from './people.js';
import type { PageState } from './protocol.js';
import type { Place, Store } from './store.js';

/** What the sidebar can set off. */
export interface SidebarVerbs {
  become(person: PersonView): void;
  openHome(): void;
  open(conversation: ConversationView): void;
}

/** Draws who one acts as, and where that person can look. */
export function drawSidebar(state: PageState, store: Store, here: Place, verbs: SidebarVerbs): void {
  const { me, people, conversations, team } = state.workspace;
  place('team').textContent = team.name;
  const actors = people
    .filter((person) => person.kind !== 'bot')
    .map((person) => ({ person, news: person.id !== me.id && store.hasNews(person.id, null) }));
  redraw(place('people'), { actors, me }, () =>
    actors.map(({ person, news }) => el('li', {}, personCard(person, person.id === me.id, news, verbs))),
  );
  const listed = conversations.map((conversation) => ({
    ...conversation,
    messages: [],
    news: store.hasNews(me.id, conversation.id),
  }));
  redraw(place('places'), { listed, here, me, people }, () => sections(listed, people, here, verbs));
}

/** The app's own direct conversation with whoever acts. */
export function botConversation(state: PageState): ConversationView | undefined {
  const bots = state.workspace.people.filter((person) => person.kind === 'bot').map((person) => person.name);
  return state.workspace.conversations.find(
    (conversation) => conversation.kind === 'direct' && bots.includes(conversation.name),
  );
}

export function botName(state: PageState): string {
  return state.workspace.people.find((person) => person.kind === 'bot')?.name ?? 'vpp-bot';
}

function personCard(person: PersonView, current: boolean, news: boolean, verbs: SidebarVerbs): HTMLElement {
  const gone = person.kind === 'deactivated';
  const card = el(
    'button',
    {
      type: 'button',
      class: 'person',
      'aria-pressed': String(current),
      disabled: gone,
      'data-key': `person-${person.id}`,
    },
    avatar(person),
    el(
      'span',
      { class: 'person-words' },
      el('span', { class: 'person-name' }, person.name, kindBadge(person)),
      el('span', { class: 'person-title' }, person.title),
    ),
    news ? el('span', { class: 'news' }, 'New') : null,
  );
  card.addEventListener('click', () => verbs.become(person));
  return card;
}

type Listed = ConversationView & { news: boolean };

function sections(listed: Listed[], people: PersonView[], here: Place, verbs: SidebarVerbs): HTMLElement[] {
  const bot = people.find((person) => person.kind === 'bot')?.name ?? 'vpp-bot';
  const current = (conversation: Listed) => here.kind === 'conversation' && here.id === conversation.id;
  const line = (conversation: Listed, name: string) =>
    placeLine(
      name,
      signs[conversation.kind],
      current(conversation),
      conversation.news,
      () => verbs.open(conversation),
      conversation.id,
    );
  const direct = listed.filter((conversation) => conversation.kind === 'direct');
  const own = direct
    .filter((conversation) => conversation.name === bot)
    .map((conversation) => line(conversation, 'Messages'));
  const home = placeLine('Home', 'home', here.kind === 'home', false, verbs.openHome, 'home');
  const others = direct
    .filter((conversation) => conversation.name !== bot)
    .map((conversation) => line(conversation, conversation.name));
  const channels = listed
    .filter((conversation) => conversation.kind !== 'direct')
    .map((conversation) => line(conversation, conversation.name));
  return [
    ...section(bot, own.length > 0 ? [home, ...own] : []),
    ...section('Channels', channels),
    ...section('Direct messages', others),
  ];
}

function section(title: string, lines: HTMLElement[]): HTMLElement[] {
  if (lines.length === 0) return [];
  return [
    el('h2', { class: 'nav-title' }, title),
    el('ul', { 'aria-label': title }, ...lines.map((line) => el('li', {}, line))),
  ];
}

const signs: Record<ConversationView['kind'], IconName> = { direct: 'message', private: 'lock', channel: 'hash' };

function placeLine(
  name: string,
  sign: IconName,
  current: boolean,
  news: boolean,
  press: () => void,
  key: string,
): HTMLElement {
  const attributes = {
    type: 'button',
    class: `place${news ? ' unread' : ''}`,
    'aria-current': current ? 'page' : null,
    'data-key': `place-${key}`,
  };
  const made = el(
    'button',
    attributes,
    icon(sign),
    el('span', { class: 'place-name' }, name),
    news ? el('span', { class: 'news' }, 'New') : null,
  );
  made.addEventListener('click', press);
  return made;
}
