import { explainErrorNumber } from '../../licensing/rules/apple-errors.js';
import { deviceLabel } from '../../licensing/rules/device.js';
import type { Member } from '../../licensing/rules/records.js';
import type { WhyLink } from '../../licensing/rules/why.js';
import type { WhyDeployment, WhyWrite } from '../../licensing/rules/why-facts.js';
import { deploymentActions, leftOutWords } from './deploy-words.js';
import { code, counted, dateToken, external, formatNumber, listed, mention, mentions } from './format.js';
import { type InstallationReader, installationWords } from './installation-words.js';
import { deploymentStateWords, licenceStateWords, reasonWords } from './licence-words.js';
import { writeHoldWords } from './next-step-words.js';
import { problemWords } from './terms-words.js';
import { nextWords } from './words.js';

type LinkOf = { [L in WhyLink as L['link']]: L };

const links: { [K in keyof LinkOf]: (link: LinkOf[K], reader: InstallationReader) => string } = {
  person: ({ known, kind, deactivated }) => personWords(known, kind, deactivated),
  app: ({ gone }) =>
    gone
      ? 'Apple does not list the app for this location any more.'
      : 'It is a book. Books are listed, but not given out by this bot.',
  'no-deployment': () => 'No deployment of the app names this person.',
  deployment: ({ deployment }) => deploymentWords(deployment),
  intent: ({ action, by, over }) =>
    `They want different things. *${deploymentActions[action].name}* of ${code(by)} counts, before ${listed(over.map((id) => code(id)))}: Required beats Uninstall beats Available.`,
  'starts-later': ({ deploymentId, at }) => `${code(deploymentId)} begins ${dateToken(at)}. Nothing is done before.`,
  'not-applied': ({ deploymentId }) => `${code(deploymentId)} has not come to this person yet.`,
  licence: licenceWords,
  'no-licence': () => 'No licence was reserved or given by this bot so far.',
  queue: ({ place, free, shortBy }) =>
    `${place === null ? 'On the waiting list' : `Place ${formatNumber(place.position)} of ${formatNumber(place.length)} on the waiting list`}. ${freeWords(free, shortBy)}`,
  terms: termsWords,
  write: ({ write }) => writeWords(write),
  'apple-error': ({ errorNumber, tries, nextTry, about }) => errorWords(errorNumber, tries, nextTry, about),
  device: (link, reader) => deviceWords(link, reader),
  'no-device': () =>
    'The person has no device in management that can take the app, so it cannot be installed anywhere.',
  suspect: ({ readAt }) =>
    `The figures of the app look wrong, so nothing is sent before a second reading. Those that count are of ${dateToken(readAt)}.`,
  paused: ({ by, at }) => `The bot is paused by ${mention(by)} since ${dateToken(at)}. It sends nothing.`,
  location: ({ why }) => `Nothing may be written at Apple. ${writeHoldWords[why]}`,
  gate: ({ cleanliness }) =>
    cleanliness === 'unknown'
      ? 'What others made at the location is not counted yet, so no licence is given out before.'
      : 'What others made at the location is neither removed nor accepted, so no licence is given out before.',
  interference: ({ since }) =>
    `Somebody else seems to change the location since ${dateToken(since)}, so nothing new is written.`,
};

/** One fact of the chain as a sentence of finished mrkdwn. */
export function linkWords(link: WhyLink, reader: InstallationReader): string {
  return wordsOf(link.link, link, reader);
}

function wordsOf<K extends keyof LinkOf>(kind: K, link: LinkOf[K], reader: InstallationReader): string {
  return links[kind](link, reader);
}

function deviceWords({ device, installation }: LinkOf['device'], reader: InstallationReader): string {
  const name = device === null ? 'a device that is not known any more' : external(deviceLabel(device), 60);
  if (installation === null) return `On ${name}: nothing was sent to this device so far.`;
  const { label, what, next } = installationWords(installation, device, reader);
  return `On ${name}: *${label}* since ${dateToken(installation.since)}. ${what} ${nextWords(next)}`;
}

const kinds = {
  member: 'The person is a member of the organisation.',
  guest: 'The person is a guest. Guests get no licences.',
  bot: 'This is a bot. Bots get no licences.',
  stranger: 'The person belongs to another organisation. Such people get no licences.',
} satisfies Record<Member['kind'], string>;

function personWords(known: boolean, kind: Member['kind'], deactivated: boolean): string {
  if (!known) return 'The bot does not know this person: they are not in the directory of the workspace.';
  return deactivated ? 'The person’s Slack account is deactivated, so they count as somebody who left.' : kinds[kind];
}

function deploymentWords({
  id,
  inForce,
  pending,
  leftOut,
  state,
  askedBy,
  reason,
  stopped,
  ended,
}: WhyDeployment): string {
  const why = reason === '' ? '' : ` Reason: “${external(reason, 200)}”.`;
  const asked = `asked for by ${mention(askedBy)}`;
  const halt = stopped === null ? '' : ` Stopped by ${mention(stopped.by)} ${dateToken(stopped.at)}.`;
  const change =
    pending === null
      ? ''
      : ` ${deploymentActions[pending.action].name} waits for ${counted(pending.missingApprovals, 'more approval', 'more approvals')} until ${dateToken(pending.expiresAt)}.`;
  if (ended !== null) {
    return `${code(id)} named the person. ${deploymentStateWords[state]}${ended.by === null ? '' : ` by ${mention(ended.by)}`} ${dateToken(ended.at)}.`;
  }
  if (inForce !== null) {
    return `${code(id)} names the person: *${deploymentActions[inForce.action].name}* since ${dateToken(inForce.since)}, ${asked}, ${approvalWords(inForce)}.${why}${halt}${change}`;
  }
  if (pending !== null)
    return `${code(id)} would name the person, ${asked} ${dateToken(pending.requestedAt)}.${change}${why}`;
  const because = leftOut === null ? '' : `: ${leftOutWords[leftOut]}`;
  return `${code(id)} leaves the person out${because}.`;
}

function approvalWords({ approval, groupIds }: NonNullable<WhyDeployment['inForce']>): string {
  const group = groupIds === null ? '' : ' by a user group that it follows,';
  if (approval.kind === 'approved') return `${group} approved by ${mentions(approval.by)}`.trim();
  const unneeded = approval.kind === 'none-needed' ? 'no approval was needed' : 'approved; the audit says by whom';
  return `${group} ${unneeded}`.trim();
}

function licenceWords(link: LinkOf['licence']): string {
  const { state, since, reason, licensedAt, eventId, askedAt, removalBy } = link;
  const because = reason === null ? '' : `: ${reasonWords[reason]}`;
  const given =
    licensedAt === null || state === 'released' ? '' : ` With the person at Apple since ${dateToken(licensedAt)}.`;
  const removal =
    removalBy === null || (state !== 'removing' && state !== 'releasing')
      ? ''
      : ` It is to go because of ${removalBy.startsWith('person:') ? mention(removalBy.slice(7)) : code(removalBy)}.`;
  const question =
    state !== 'removing'
      ? ''
      : askedAt === null
        ? ' The person was not asked yet whether the app is gone.'
        : ` The person was asked ${dateToken(askedAt)} whether the app is gone.`;
  const event = eventId === null ? '' : ` Apple’s event: ${code(eventId)}.`;
  return `Licence: *${licenceStateWords[state]}* since ${dateToken(since)}${because}.${given}${removal}${question}${event}`;
}

function freeWords(free: number | null, shortBy: number): string {
  if (free === null) return 'The app has no limit.';
  if (shortBy > 0) return `The app is short by ${formatNumber(shortBy)}: Apple took licences that were promised.`;
  return `${counted(Math.max(0, free), 'licence')} ${free === 1 ? 'is' : 'are'} free.`;
}

const termsStates = {
  none: 'not begun; the person is not registered at Apple',
  registering: 'the person is being registered at Apple',
  registered: 'registered at Apple, not invited yet',
  invited: 'invited, not accepted',
  associated: 'accepted',
  retired: 'the person was retired at Apple',
  left: 'the person left',
} satisfies Record<LinkOf['terms']['state'], string>;

function termsWords({ state, since, invitation, problem }: LinkOf['terms']): string {
  const when = since === null ? '' : ` since ${dateToken(since)}`;
  const sent =
    invitation === null || state !== 'invited'
      ? ''
      : ` Invitation sent ${dateToken(invitation.sentAt)}, ${counted(invitation.reminders, 'reminder')} since.`;
  return `Apple’s terms: *${termsStates[state]}*${when}.${sent}${problem === null ? '' : ` ${problemWords[problem].what}`}`;
}

const acts = {
  associate: 'give the licence',
  disassociate: 'take the licence back',
  'create-users': 'register the person',
  'update-users': 'change the person’s entry',
  'retire-users': 'retire the person',
} satisfies Record<WhyWrite['act'], string>;

const writeStates = {
  sending: 'is being sent',
  accepted: 'was taken by Apple, the result is awaited',
  unknown: 'was sent, and the answer was lost',
} satisfies Record<WhyWrite['state'], string>;

function writeWords({ act, state, sentAt, eventId, nextLook }: WhyWrite): string {
  const event = eventId === null ? '' : ` Apple’s event: ${code(eventId)}.`;
  return `A request to ${acts[act]} ${writeStates[state]} (${dateToken(sentAt)}).${event} Looked after again ${dateToken(nextLook)}.`;
}

function errorWords(errorNumber: number, tries: number, nextTry: number | null, about: 'licence' | 'person'): string {
  const known = explainErrorNumber(errorNumber);
  const said = known === null ? 'The bot does not know this number.' : `${known.meaning} ${known.remedy}`;
  const again = nextTry === null ? '' : ` Tried again ${dateToken(nextTry)}.`;
  const often = tries > 1 ? `, ${formatNumber(tries)} times in a row` : '';
  return `Apple’s last error about the ${about} is ${code(String(errorNumber))}${often}. ${said}${again}`;
}
