import type { Button, KnownBlock } from '@slack/types';
import type { InvitationEnd, TermsInvitation, TermsList, TermsListEntry } from '../../licensing/rules/terms-notice.js';
import { actionIds } from '../ids.js';
import type { Message } from '../interaction.js';
import { actions, button, context, header, message, section } from './elements.js';
import { bold, counted, dateToken, formatNumber, listed, mention } from './format.js';
import type { RenderContext } from './render-context.js';
import { problemWords, refusedInvitationWords } from './terms-words.js';
import { nothingChanged } from './words.js';

/** What an open invitation offers: Apple's page and “I have accepted”. `key`: of the message that keeps it up to date. */
export function invitationBlocks(key: string): KnownBlock[] {
  const buttons: Button[] = [
    button({
      text: 'Open Apple’s invitation…',
      actionId: actionIds.openInvitation,
      value: key,
      style: 'primary',
      label: 'Show the link to Apple’s invitation',
    }),
    button({ text: 'I have accepted', actionId: actionIds.termsAccepted, value: key }),
  ];
  return [
    ...actions(buttons),
    context(['The link to Apple is yours alone: whoever opens it connects their own Apple Account to you.']),
  ];
}

/** The message that asks a person to accept Apple's terms, once for all apps (S22). */
export function termsInvitation(facts: TermsInvitation, _render: RenderContext): Message {
  return facts.end === null ? openInvitation(facts) : endedInvitation(facts, facts.end);
}

function openInvitation(facts: TermsInvitation): Message {
  const title =
    facts.reminder === 0 ? 'Join Apple’s programme for your apps' : 'Reminder: join Apple’s programme for your apps';
  const what = `${bold(facts.organisation)} has ${appsWords(facts)} for you. Before Apple hands out the ${facts.appCount === 1 ? 'licence' : 'licences'}, you accept Apple’s terms once with your own Apple Account. You are registered at Apple for it; no licence was given yet.`;
  const next =
    'Next: open Apple’s invitation, sign in with the Apple Account of your device and accept. Then press “I have accepted”.';
  const until = deadline(facts);
  return message(`${title}. ${what} ${next}`, [
    header(title),
    section([what, next]),
    ...(until === null ? [] : [section(until)]),
    ...invitationBlocks(facts.key),
  ]);
}

function deadline({ reservedUntil, givenBack }: TermsInvitation): string | null {
  if (givenBack)
    return 'The licences kept for you went back, because the terms were not accepted in time. Accept them now and you come back onto the list by yourself.';
  return reservedUntil === null ? null : `The licences are kept for you until ${dateToken(reservedUntil)}.`;
}

const endings = {
  'newer-message': {
    title: 'A newer message says the same',
    text: (_facts) => `Apple’s terms still wait for you. ${nothingChanged} Next: use the newest message about them.`,
  },
  accepted: {
    title: 'You have accepted Apple’s terms',
    text: (facts) =>
      `Apple shows this bot that you accepted. Next: ${appsWords(facts)} ${facts.appCount === 1 ? 'comes' : 'come'} to you; you are told when a licence is yours.`,
  },
  over: {
    title: 'This invitation is over',
    text: () =>
      `Nothing has to be done here any more. ${nothingChanged} Next: if an app is for you again, a new message comes.`,
  },
} as const satisfies Record<InvitationEnd, { title: string; text: (facts: TermsInvitation) => string }>;

function endedInvitation(facts: TermsInvitation, end: InvitationEnd): Message {
  const { title, text } = endings[end];
  const said = text(facts);
  return message(`${title}. ${said}`, [header(title), section(said)]);
}

/** `Keynote and 2 more apps`. */
function appsWords({ apps, appCount }: TermsInvitation): string {
  const rest = appCount - apps.length;
  if (apps.length === 0) return counted(appCount, 'app');
  return listed([...apps.map((name) => bold(name)), ...(rest > 0 ? [counted(rest, 'more app')] : [])]);
}

/** The living card of people who do not get further without an administrator. */
export function termsList({ entries, count, at, refused }: TermsList, _render: RenderContext): Message {
  if (count === 0 && refused !== undefined) {
    const title = 'Invitations that devices refused';
    const text = `Nobody is stuck at Apple’s terms. Nothing has to be done. As of ${dateToken(at)}.`;
    return message(`${title}. ${text}`, [header(title), section(text), ...refusals(refused)]);
  }
  if (count === 0) {
    const title = 'Nobody is stuck at Apple’s terms';
    const text = `All well: nobody needs help with Apple’s terms any more. As of ${dateToken(at)}.`;
    return message(`${title}. ${text}`, [header(title), section(text)]);
  }
  const title = 'People who are stuck at Apple’s terms';
  const what = `Action required: ${counted(count, 'person does', 'people do')} not get further without you.`;
  const rest = count - entries.length;
  return message(`${title}. ${what}`, [
    header(title),
    section(what),
    ...entries.map((entry) => section(entryLines(entry))),
    ...refusals(refused),
    ...actions([button({ text: 'Show these people', actionId: actionIds.usersFilter, value: 'problem:0' })]),
    context([
      `As of ${dateToken(at)}.${rest > 0 ? ` ${formatNumber(rest)} more are not listed here.` : ''} One person with buttons: \`/vpp user @person\`.`,
    ]),
  ]);
}

/** Beside those who are stuck: it holds nobody up. */
function refusals(refused: TermsList['refused']): KnownBlock[] {
  if (refused === undefined) return [];
  const { lines, count } = refused;
  const rest = count - lines.length;
  return [
    section([
      `*Devices that did not show the invitation: ${formatNumber(count)}*`,
      ...lines.map(({ userId, ...one }) => `• ${mention(userId)}: ${refusedInvitationWords(one)}`),
      ...(rest > 0 ? [`• and ${formatNumber(rest)} more`] : []),
    ]),
  ];
}

function entryLines({ userId, problem, errorNumber, since, waiting }: TermsListEntry): string[] {
  const apps = waiting > 0 ? ` ${counted(waiting, 'app waits', 'apps wait')} for them.` : '';
  if (problem === null) {
    return [
      `${mention(userId)} · *reminded four times, terms not accepted* since ${dateToken(since)}.${apps}`,
      'Next: talk to them, or send the invitation again.',
    ];
  }
  const { short, what, cure } = problemWords[problem];
  const number = errorNumber === null ? '' : ` (error ${errorNumber})`;
  return [`${mention(userId)} · *${short}*${number} since ${dateToken(since)}.${apps}`, `${what} ${cure}`];
}
