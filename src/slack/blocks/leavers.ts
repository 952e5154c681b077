import { LEAVER_APPS_SHOWN, type Leaver, type LeaversFacts } from '../../licensing/rules/leavers.js';
import { actionIds } from '../ids.js';
import type { Message } from '../interaction.js';
import { actions, button, confirmation, header, message, section } from './elements.js';
import { counted, dateToken, external, formatNumber, listed, mention } from './format.js';
import type { RenderContext } from './render-context.js';
import { nothingChanged } from './words.js';

/** People who left and have licences, with the button that takes them back. */
export function leaversCard(facts: LeaversFacts, _render: RenderContext): Message {
  if (facts.people === 0) return settled(facts);
  const { people, toRelease, toAsk, leavers } = facts;
  const what = `${counted(people, 'person', 'people')} left and still ${people === 1 ? 'has' : 'have'} ${counted(toRelease + toAsk, 'licence')}.${toRelease + toAsk === 0 ? '' : ` ${nothingChanged}`}`;
  const rest = people - leavers.length;
  return message(`${what} Next: look at the list and decide.`, [
    header('People who left have licences'),
    section(what),
    section([...leavers.map(leaverLine), ...(rest > 0 ? [`• and ${counted(rest, 'more', 'more')}`] : [])]),
    ...(progressLine(facts) === null ? [] : [section(progressLine(facts) ?? '')]),
    section(consequences(facts)),
    ...actions(toRelease + toAsk === 0 ? [] : [releaseButton(facts)]),
  ]);
}

function settled(facts: LeaversFacts): Message {
  const words = [
    facts.returning > 0
      ? 'Everything on this card is decided. The licences go back one after another.'
      : 'Nobody who left has a licence any more, or they came back.',
    ...(progressLine(facts) === null ? [] : [progressLine(facts) ?? '']),
    'Next: nothing.',
  ];
  return message(words.join(' '), [
    header(facts.returning > 0 ? 'People who left: being released' : 'People who left: settled'),
    section(words),
  ]);
}

function leaverLine({ userId, left, since, apps }: Leaver): string {
  const names = apps.slice(0, LEAVER_APPS_SHOWN).map(({ name }) => external(name, 40));
  const more = apps.length - names.length;
  const all = listed(more > 0 ? [...names, `${formatNumber(more)} more`] : names);
  const how = left === 'organisation' ? 'deactivated in Slack' : 'no group or deployment wants it any more, noticed';
  return `• ${mention(userId)} (${how} ${dateToken(since)}): ${all}`;
}

function progressLine({ releasedBy, returning }: LeaversFacts): string | null {
  if (releasedBy === null && returning === 0) return null;
  const by =
    releasedBy === null
      ? ''
      : `${mention(releasedBy.by)} released ${counted(releasedBy.licences, 'licence')} ${dateToken(releasedBy.at)}. `;
  return `${by}${returning === 0 ? 'None is on its way back now.' : `${counted(returning, 'licence')} on the way back; it is not certain yet that Apple has taken ${returning === 1 ? 'it' : 'them'}.`}`;
}

/** What becomes of the apps on their devices. */
function onDevices(toRelease: number, toRemove: number): string {
  const unusable = 'becomes unusable there after up to 30 days; what it keeps stays until it is deleted.';
  if (toRemove === 0) return `An app that is still on their device ${unusable}`;
  const removed = `For ${toRemove === toRelease ? (toRemove === 1 ? 'it' : 'all of them') : formatNumber(toRemove)} the bot first asks their devices to remove the app, and the licence goes back when they say that it is gone; what does not answer comes on the card of stuck removals after five working days, where a custodian can override.`;
  return toRemove === toRelease
    ? removed
    : `${removed} Where no device can be asked, an app that is still there ${unusable}`;
}

function consequences({ toRelease, toRemove = 0, toAsk }: LeaversFacts): string[] {
  return [
    ...(toRelease === 0
      ? []
      : [
          `*Release* takes ${counted(toRelease, 'licence')} of people back who left the organisation, without asking them. ${onDevices(toRelease, toRemove)}`,
        ]),
    ...(toAsk === 0
      ? []
      : [
          `${counted(toAsk, 'licence')} of people who only left a group: they are asked to remove the app first, and the licence is taken back when they say that it is gone.`,
        ]),
    'Somebody who comes back keeps what was not released by then.',
  ];
}

function releaseButton({ subject, toRelease, toRemove = 0, toAsk }: LeaversFacts) {
  const all = toRelease + toAsk;
  return button({
    text: `Release ${counted(all, 'licence')}`,
    actionId: actionIds.releaseLeavers,
    value: `${all}:${subject}`,
    style: 'danger',
    confirm: confirmation({
      title: `Release ${counted(all, 'licence')}?`,
      text: `${counted(toRelease - toRemove, 'licence')} taken back at once, ${toRemove === 0 ? '' : `${formatNumber(toRemove)} when devices have removed the app, `}${formatNumber(toAsk)} after the person was asked. Apps that stay on devices of people who left become unusable after up to 30 days.`,
      confirm: 'Yes, release',
      deny: 'Not now',
      style: 'danger',
    }),
  });
}
