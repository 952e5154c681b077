import type { WaitingListFacts } from '../../licensing/rules/waiting-list.js';
import { actionIds, linkIds } from '../ids.js';
import type { Message } from '../interaction.js';
import { actions, button, context, header, linkButton, message, section } from './elements.js';
import { bold, counted, dateToken, external, externalPlain, formatNumber, mention } from './format.js';
import type { RenderContext } from './render-context.js';
import { nextWords } from './words.js';

/** Who waits for a licence of one app, and what would help. */
export function waitingList(facts: WaitingListFacts, render: RenderContext): Message {
  const name = external(facts.app.name, 80);
  if (facts.waiting === 0) return nobodyWaits(facts, name);
  const people = counted(facts.waiting, 'person', 'people');
  const what = `${people} ${facts.waiting === 1 ? 'waits' : 'wait'} for a licence of ${bold(facts.app.name ?? 'an app')}. They were approved, but no licence is free for them.`;
  const lines = [what, ...lossLines(facts), nextWords(helpWords(facts))];
  return message(lines.join(' '), [
    header(`${people} ${facts.waiting === 1 ? 'waits' : 'wait'} for ${externalPlain(facts.app.name, 80)}`),
    section(lines),
    section(['Whoever waits longest comes first:', ...waitingLines(facts)]),
    ...actions([
      linkButton('Open Apple’s portal', linkIds.portal, render.portalUrl),
      button({
        text: 'Details',
        actionId: actionIds.showApp,
        value: facts.app.key,
        label: `Details of ${externalPlain(facts.app.name, 60)}`,
      }),
    ]),
    context([`Nothing was changed at Apple. Figures of ${dateToken(facts.readAt)}.`]),
  ]);
}

function nobodyWaits({ readAt }: WaitingListFacts, name: string): Message {
  const what = `Everybody who waited for a licence of ${name} has one reserved, or does not need it any more. Nothing to do.`;
  return message(`Nobody waits for ${name} any more. ${what}`, [
    header('Nobody waits any more'),
    section(what),
    context([`Figures of ${dateToken(readAt)}.`]),
  ]);
}

/** What Apple took away with the newest reading. */
function lossLines({ reservationsLost, holdsLost }: WaitingListFacts): string[] {
  const lost = reservationsLost + holdsLost;
  if (lost === 0) return [];
  return [
    `Apple has fewer licences than were promised, so the ${lost === 1 ? 'newest promise lost its licence' : `${formatNumber(lost)} newest promises lost their licences`}; who has the app keeps it.`,
  ];
}

function helpWords({ toBuy }: WaitingListFacts): string {
  if (toBuy === 0) return 'the bot reserves the free licences for them by itself.';
  return `buy ${counted(toBuy, 'licence')} in Apple’s portal, or take some back from people who do not need the app. The bot goes on by itself when a sync finds free licences.`;
}

function waitingLines({ oldest, waiting }: WaitingListFacts): string[] {
  const rest = waiting - oldest.length;
  return [
    ...oldest.map(({ userId, since }) => `• ${mention(userId)}, since ${dateToken(since)}`),
    ...(rest > 0 ? [`• and ${formatNumber(rest)} more`] : []),
  ];
}
