import type { PersonView } from '../slack/workspace.js';
import { el, place, redraw } from './dom.js';
import { count, leverButton, pull, row, select } from './lever.js';
import { kindBadge } from './people.js';
import type { PageState, SlackSide } from './protocol.js';

/** Draws what happens in Slack beside what people click. */
export function drawSlackPanel(state: PageState): void {
  const { slack, workspace } = state;
  if (slack === null) return;
  const people = workspace.people.filter(({ kind }) => kind !== 'bot' && kind !== 'external');
  redraw(place('slack-connection'), [slack.transport, slack.connections], () => connection(slack));
  redraw(place('slack-channel'), slack.channel, () => channel(slack));
  redraw(place('slack-answers'), [], () => answers());
  redraw(place('slack-scopes'), slack.scopes, () => scopes(slack.scopes));
  redraw(place('slack-people'), people, () => staff(people));
  redraw(place('slack-clock'), slack.clockSkew, () => clock(slack));
}

function connection({ transport, connections }: SlackSide): HTMLElement[] {
  if (transport === 'http') return [el('p', {}, 'Slack calls the bot over signed HTTP.')];
  const stands = connections > 0 ? 'The bot is connected over Socket Mode.' : 'The bot is not connected now.';
  return [el('p', {}, stands), row(leverButton('Cut the connection', '/slack/drop-connections'))];
}

function channel({ channel: { name, archived, hasBot } }: SlackSide): HTMLElement[] {
  const gone = hasBot ? null : el('span', { class: 'badge bad' }, 'without the bot');
  const shut = archived ? el('span', { class: 'badge bad' }, 'archived') : null;
  return [
    el('h3', {}, `The channel #${name} `, shut, gone),
    row(
      hasBot
        ? leverButton('Remove the bot', '/slack/remove-bot')
        : leverButton('Invite the bot again', '/slack/invite-bot'),
      archived
        ? leverButton('Open it again', '/slack/archive', () => ({ archived: false }))
        : leverButton('Archive it', '/slack/archive', () => ({ archived: true })),
      leverButton('Refuse the next 3 posts (429)', '/slack/limit-posts', () => ({ count: 3, seconds: 2 })),
      leverButton('End the refusals', '/slack/calm'),
    ),
  ];
}

const faults = [
  { value: '503', text: 'fail, undone (503)' },
  { value: 'lost', text: 'work, answers lost' },
];

function answers(): HTMLElement[] {
  const many = count('slack-fault-count', 'The next', 3);
  const fault = select('slack-fault', 'calls of the bot', faults);
  const body = () => ({ fault: fault.value(), count: many.value() });
  return [
    el('h3', {}, 'Slack’s answers'),
    el('div', { class: 'lever-line' }, many.field, fault.field),
    row(leverButton('Make Slack do so', '/slack/faults', body), leverButton('Let Slack answer again', '/slack/calm')),
  ];
}

function scopes(all: SlackSide['scopes']): (HTMLElement | null)[] {
  const granted = all.filter((scope) => scope.granted).map(({ name }) => ({ value: name, text: name }));
  const missing = all.filter((scope) => !scope.granted);
  const scope = select('slack-scope', 'A scope that the bot has', granted);
  const take = leverButton('Take it away', '/slack/scope', () => ({ scope: scope.value(), granted: false }));
  const rows = missing.map(({ name }) => {
    const give = leverButton('Give back', '/slack/scope', () => ({ scope: name, granted: true }));
    give.setAttribute('aria-label', `Give back ${name}`);
    give.dataset.key = `scope-lever-${name}`;
    return el('li', { class: 'invitation' }, el('span', { class: 'row-name' }, name), give);
  });
  return [
    el('h3', {}, 'Scopes'),
    ...(granted.length === 0 ? [] : [el('div', { class: 'lever-line' }, scope.field, take)]),
    rows.length === 0 ? null : el('ul', { class: 'rows', 'aria-label': 'Scopes taken away' }, ...rows),
  ];
}

function staff(people: PersonView[]): HTMLElement[] {
  const rows = people.map((person) => {
    const left = person.kind === 'deactivated';
    const label = left ? 'Bring back' : 'Deactivate';
    const press = leverButton(label, '/slack/person', () => ({ id: person.id, deactivated: !left }));
    press.setAttribute('aria-label', `${label} ${person.name}`);
    press.dataset.key = `person-lever-${person.id}`;
    return el(
      'li',
      { class: 'invitation' },
      el('span', { class: 'row-name' }, person.name, ' ', kindBadge(person)),
      press,
    );
  });
  return [el('h3', {}, 'People'), el('ul', { class: 'rows' }, ...rows)];
}

const tenMinutes = 600;
const skews = [
  { value: '0', text: 'is right' },
  { value: String(tenMinutes), text: 'is 10 minutes ahead' },
  { value: String(-tenMinutes), text: 'is 10 minutes behind' },
];

function clock({ clockSkew }: SlackSide): HTMLElement[] {
  const offered = skews.some(({ value }) => value === String(clockSkew))
    ? skews
    : [...skews, { value: String(clockSkew), text: `is wrong by ${clockSkew} seconds` }];
  const made = select(
    'slack-skew',
    'Slack’s clock',
    offered,
    (value) => void pull('/slack/clock', { seconds: Number(value) }),
  );
  return [el('h3', {}, 'Clock'), made.field];
}
