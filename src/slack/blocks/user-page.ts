import type { Button } from '@slack/types';
import type { UserApp, UserFacts } from '../../licensing/flows/read-user.js';
import { isOver } from '../../licensing/rules/assignment.js';
import { isOutOfReminders, type TermsStatus } from '../../licensing/rules/terms.js';
import { actionIds } from '../ids.js';
import type { Message } from '../interaction.js';
import { actions, button, confirmation, context, fields, header, message, section } from './elements.js';
import { bold, code, counted, dateToken, external, externalPlain, formatNumber, mention } from './format.js';
import { licenceStateWords } from './licence-words.js';
import type { RenderContext } from './render-context.js';
import { problemWords, refusedInvitationWords, statusText } from './terms-words.js';

/** Apps that the page names. */
const APPS_SHOWN = 10;
/** Devices that refused the invitation. */
const REFUSALS_SHOWN = 5;

/** One person: VPP terms status, why, what comes next, licences and deployments. */
export function userMessage(facts: UserFacts, render: RenderContext): Message {
  const status = statusText(facts.status, facts.membership?.problem ?? null);
  const why = whyWords(facts);
  const next = nextOf(facts);
  const rest = facts.apps.length - APPS_SHOWN;
  return message(`${external(facts.name)}. VPP terms: ${status}. ${why} ${next}`, [
    header(externalPlain(facts.name, 100)),
    section([
      `${mention(facts.userId)} · VPP terms: *${status}*${sinceWords(facts)}`,
      why,
      ...refusalLines(facts),
      next,
    ]),
    fields(invitationFields(facts)),
    section(
      facts.apps.length === 0
        ? 'No app was deployed to this person.'
        : [
            '*Apps*',
            ...facts.apps.slice(0, APPS_SHOWN).map(appLine),
            ...(rest > 0 ? [`${formatNumber(rest)} more`] : []),
          ],
    ),
    ...actions(buttons(facts)),
    context([`As of ${dateToken(render.now)}. Why it stands so for one app: \`/vpp why @person APP\`.`]),
  ]);
}

function sinceWords({ membership }: UserFacts): string {
  return membership === null ? '' : ` since ${dateToken(membership.since)}`;
}

function refusalLines({ refusals }: UserFacts): string[] {
  return refusals.slice(0, REFUSALS_SHOWN).map(refusedInvitationWords);
}

const statusWhy = {
  'not-invited': 'Nothing was asked of Apple for this person yet.',
  'asked-apple': 'Apple registers the person, or has done so and the invitation follows.',
  invited: 'The person was asked by direct message and has not accepted yet.',
  accepted: 'Apple shows that the person accepted the terms with an Apple Account.',
  left: 'The person is no active member of the organisation in Slack. Invitation and reservations ended; nothing was changed at Apple.',
  retired: 'The record at Apple was ended; licences that can be taken back became free.',
  problem: '',
} as const satisfies Record<TermsStatus, string>;

function whyWords({ status, membership }: UserFacts): string {
  const problem = membership?.problem ?? null;
  if (problem === null) return statusWhy[status];
  const number = membership?.errorNumber == null ? '' : ` (error ${membership.errorNumber})`;
  return `${statusWhy[status]} ${problemWords[problem].what}${number}`.trim();
}

function nextOf(facts: UserFacts): string {
  const { status, membership, reservedUntil } = facts;
  const problem = membership?.problem ?? null;
  if (status === 'problem' && problem !== null) return `Next: ${lower(problemWords[problem].cure)}`;
  if (membership?.writeId != null) return 'Next: Apple answers; the bot goes on by itself.';
  if (status === 'invited' && membership?.invitation != null) {
    const { invitation } = membership;
    if (reservedUntil !== null) return `Next: talk to the person; their reservations end ${dateToken(reservedUntil)}.`;
    if (isOutOfReminders(invitation)) return 'Next: talk to the person, or send the invitation again.';
    return invitation.nextReminderAt === null
      ? 'Next: nothing; no app waits for the person at the moment.'
      : `Next: the person accepts; otherwise they are reminded ${dateToken(invitation.nextReminderAt)}.`;
  }
  return nexts[status];
}

const nexts = {
  'not-invited': 'Next: the bot registers the person by itself as soon as a licence is reserved for them.',
  'asked-apple': 'Next: the invitation comes by direct message as soon as a licence is reserved.',
  invited: 'Next: the person accepts.',
  accepted: 'Next: nothing; licences can be given.',
  left: 'Next: a custodian or operator decides whether their licences are released.',
  retired: 'Next: the bot registers the person anew as soon as a licence is reserved for them.',
  problem: 'Next: look at the problem above.',
} as const satisfies Record<TermsStatus, string>;

function lower(sentence: string): string {
  return `${sentence.charAt(0).toLowerCase()}${sentence.slice(1)}`;
}

function invitationFields({ membership, apps, active }: UserFacts): (readonly [string, string])[] {
  const invitation = membership?.invitation ?? null;
  const licences = apps.filter(({ state }) => state === 'licensed' || state === 'removing' || state === 'releasing');
  return [
    ['Invited', invitation === null ? 'No open invitation' : dateToken(invitation.sentAt)],
    ['Reminders', invitation === null ? 'None' : formatNumber(invitation.reminders)],
    ['Licences', counted(licences.length, 'licence')],
    ['In Slack', active ? 'Active' : 'Not an active member'],
  ];
}

function appLine(app: UserApp): string {
  const number = app.errorNumber === null ? '' : ` (error ${app.errorNumber})`;
  const wants =
    isOver(app) || app.wantedBy.length === 0 ? '' : `, wanted by ${app.wantedBy.slice(0, 3).map(code).join(', ')}`;
  return `• ${bold(app.name)}: ${licenceStateWords[app.state]}${number} since ${dateToken(app.since)}${wants}`;
}

function buttons({ userId, mayResend, mayRetire, name, active }: UserFacts): Button[] {
  const who = externalPlain(name, 60);
  return [
    ...(mayResend
      ? [
          button({
            text: 'Resend invitation',
            actionId: actionIds.resendInvitation,
            value: userId,
            label: `Resend the invitation to ${who}`,
          }),
        ]
      : []),
    ...(mayRetire
      ? [
          button({
            text: active ? 'Retire and invite again' : 'Retire at Apple',
            actionId: actionIds.retireUser,
            value: userId,
            style: 'danger',
            label: `Retire ${who} at Apple`,
            confirm: retireConfirmation(active),
          }),
        ]
      : []),
  ];
}

function retireConfirmation(active: boolean) {
  return confirmation({
    title: 'Retire this person at Apple?',
    text: `Apple takes back all licences that can be taken back; their apps stop working within 30 days. Books stay. ${active ? 'The person has to accept the terms again.' : ''} It cannot be undone.`,
    confirm: 'Yes, retire',
    deny: 'Not now',
    style: 'danger',
  });
}
