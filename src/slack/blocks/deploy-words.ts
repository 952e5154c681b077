import type { DraftChange } from '../../licensing/flows/count-draft.js';
import type { Worsening } from '../../licensing/rules/approval.js';
import type { DeploymentAction, LeftOutReason } from '../../licensing/rules/deployment.js';
import type { DraftEntries } from '../../licensing/rules/draft.js';
import {
  type DraftFault,
  type DraftField,
  MOST_ADDRESSES,
  MOST_LINES,
  REASON_LENGTH,
} from '../../licensing/rules/draft-faults.js';
import { blockIds } from '../ids.js';
import { code, counted, external, formatNumber } from './format.js';

/** The field's own names of the actions, with what they do in one line of at most 75 characters. */
export const deploymentActions = {
  required: { name: 'Required', text: 'Everybody gets a licence, and the app as soon as it can be installed' },
  available: { name: 'Available', text: 'Everybody may install it; a licence is taken when somebody does' },
  uninstall: { name: 'Uninstall', text: 'The app goes, then the licences come back' },
} satisfies Record<DeploymentAction, { name: string; text: string }>;

/** Why somebody is left out. */
export const leftOutWords = {
  guest: 'a guest',
  bot: 'a bot',
  deactivated: 'deactivated in Slack',
  stranger: 'of another organisation',
  'other-team': 'of another workspace',
  'unknown-address': 'nobody here has this address',
  'unknown-person': 'not known to the bot',
  'ambiguous-address': 'more than one person has this address',
  'unreadable-line': 'no e-mail address in it',
  excluded: 'taken out by you',
} satisfies Record<LeftOutReason, string>;

const fieldBlocks = {
  app: blockIds.deployApp,
  people: blockIds.deployPeople,
  groups: blockIds.deployGroups,
  addresses: blockIds.deployAddresses,
  file: blockIds.deployFile,
  reason: blockIds.deployReason,
  start: blockIds.deployStart,
} satisfies Record<DraftField, string>;

/** Of one entry, as it is said at its field. */
export function faultWords(fault: DraftFault): string {
  if (fault.fault === 'too-many')
    return `These are ${formatNumber(fault.count)} addresses; up to ${MOST_ADDRESSES} fit here. Use a CSV file for more.`;
  if (fault.fault === 'too-many-lines')
    return `The file has ${formatNumber(fault.count)} lines; up to ${formatNumber(MOST_LINES)} are taken.`;
  return plainFaults[fault.fault];
}

const plainFaults = {
  nobody: 'Say for whom: people, a channel, addresses, a file or user groups.',
  mixed: 'User groups are followed, everything else is read once. Choose one of the two.',
  'too-long': `A reason has at most ${REASON_LENGTH.most} characters.`,
  past: 'This time has passed. Leave it empty to start at once.',
  'too-far': 'A deployment starts at most 30 days from now.',
  missing: 'This is needed.',
} satisfies Record<Exclude<DraftFault['fault'], 'too-many' | 'too-many-lines'>, string>;

/** Faults at their fields. A form that keeps its app, or a file, has no field of that name, so they are told at another. */
export function deployFieldErrors(faults: readonly DraftFault[], entries: DraftEntries): Record<string, string> {
  return Object.fromEntries(faults.map((fault) => [fieldOf(fault, entries), faultWords(fault)]));
}

function fieldOf({ field }: DraftFault, { deploymentId }: DraftEntries): string {
  return field === 'app' && deploymentId !== null ? blockIds.deployReason : fieldBlocks[field];
}

/** One who is left out, with the line of the list where it stands. */
export function leftOutLine(who: string, reason: LeftOutReason, line: number | null): string {
  const name = /^[UW][A-Z0-9]{1,30}$/.test(who) ? `<@${who}>` : `“${external(who, 60)}”`;
  return `${line === null ? '' : `line ${formatNumber(line)}, `}${name}: ${leftOutWords[reason]}`;
}

function worseningLine(one: Worsening): string {
  switch (one.kind) {
    case 'licences-missing':
      return `${counted(one.needed, 'licence')} needed, ${formatNumber(one.free)} free: not enough any more`;
    case 'more-needed':
      return `${counted(one.is, 'licence')} needed, before ${formatNumber(one.was)}`;
    case 'more-people':
      return `${counted(one.is, 'person', 'people')}, before ${formatNumber(one.was)}`;
    case 'more-left-out':
      return `${formatNumber(one.is)} left out, before ${formatNumber(one.was)}`;
    case 'more-to-remove':
      return `${counted(one.is, 'person', 'people')} would lose the app, before ${formatNumber(one.was)}`;
    case 'contradiction':
      return `${code(one.deploymentId)} wants something else for ${counted(one.people, 'person', 'people')}`;
    case 'spent-for-ever':
      return 'Apple does not take licences of this app back any more';
  }
}

/** What changed between the preview and its submission. */
export function changeLines({ joined, gone, worse }: DraftChange): string[] {
  return [
    ...(joined === 0 ? [] : [`${counted(joined, 'person', 'people')} more than before`]),
    ...(gone === 0 ? [] : [`${counted(gone, 'person', 'people')} not among them any more`]),
    ...worse.map(worseningLine),
  ].map((line) => `• ${line}`);
}
