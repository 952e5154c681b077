import type { AskDecommissionOutcome, FindDecommissionOutcome } from '../../licensing/flows/decommission.js';
import type { ReadExportOutcome } from '../../licensing/flows/send-export.js';
import type { DecommissionField } from '../../licensing/rules/decommission.js';
import type { RequestFacts, RequestOf } from '../../licensing/rules/request.js';
import { blockIds } from '../ids.js';
import { code, counted, external, formatNumber, listed } from './format.js';
import { askWordsOf, confirmRequestWords } from './request-answers.js';
import type { RequestWords } from './request-words.js';
import { nothingChanged, type Words } from './words.js';

type Facts = RequestFacts['decommission'];

/** What happens at Apple and here. */
export function decommissionConsequences({ claimStands }: Facts): string[] {
  const claim = claimStands
    ? 'At Apple the bot takes back its note that it manages the location, and asks for no more notifications.'
    : 'At Apple nothing is written: Apple does not name this bot as the manager of the location.';
  return [
    claim,
    'Licences, people and what they were given stay as they are. No app is removed from any device.',
    'Here the bot writes a file (CSV) of everything that was its own, and deletes the token. After that it does nothing more.',
    'This data folder is closed for good: a new start needs a new, empty folder and a new token.',
  ];
}

/** What both custodians read. */
export function decommissionRequestWords({ facts }: RequestOf<'decommission'>): RequestWords {
  return {
    title: 'Hand over for good',
    asks: `This bot would stop managing the location “${external(facts.locationName)}” for good.`,
    facts: [
      ['Location', external(facts.locationName)],
      ['Apple’s id of the location (uId)', code(facts.uId)],
      ['Installation id', code(facts.installationId)],
      ['Given out by this bot', ourFigures(facts)],
    ],
    consequences: decommissionConsequences(facts),
    begun: 'The bot is finishing; the receipt appears in the channel and in the custodians’ direct messages.',
    confirmText: 'Yes, hand over for good',
    confirmTitle: 'Hand over for good?',
    confirmDetail:
      'The bot gives up its claim at Apple if it stands, deletes the token and stops. Licences and people at Apple stay as they are. This cannot be undone.',
  };
}

/** `3 licences; 2 people registered; 1 deployment in force, which ends with it`. */
export function ourFigures({ ourUsers, ourAssignments, deployments }: Omit<Facts, 'claimStands'>): string {
  const ending = [
    ...(deployments.active === 0 ? [] : [`${counted(deployments.active, 'deployment')} in force`]),
    ...(deployments.awaitingApproval === 0
      ? []
      : [`${formatNumber(deployments.awaitingApproval)} waiting for approval`]),
  ];
  const ours = `${counted(ourAssignments, 'licence')}; ${counted(ourUsers, 'person', 'people')} registered`;
  return ending.length === 0 ? ours : `${ours}; ${listed(ending)}, ended by it`;
}

const messages: Record<DecommissionField, { blockId: string; message: string }> = {
  locationName: { blockId: blockIds.locationName, message: 'That is not the name of the location.' },
  acknowledged: { blockId: blockIds.acknowledged, message: 'Tick the box when you are sure.' },
};

/** What is wrong at which field. */
export function decommissionFieldErrors(fields: readonly DecommissionField[]): Record<string, string> {
  return Object.fromEntries(fields.map((field) => [messages[field].blockId, messages[field].message]));
}

type Told =
  | Exclude<AskDecommissionOutcome, { result: 'not-allowed' | 'fields' }>
  | Exclude<FindDecommissionOutcome, { result: 'facts' }>;

/** What whoever asked is told at once. */
export function decommissionWords(outcome: Told): Words {
  switch (outcome.result) {
    case 'not-bound':
      return {
        title: 'There is nothing to hand over',
        text: `No Apple account is bound. ${nothingChanged}`,
        next: 'Next: nothing to do.',
      };
    case 'handed-over':
      return {
        title: 'The location was handed over for good',
        text: 'This bot does nothing more with it. This press changed nothing.',
        next: 'Next: the receipt is on the token page (`/vpp token`).',
      };
    case 'already-asked':
    case 'no-second-custodian':
    case 'asked':
      return askWordsOf(outcome);
    default:
      return confirmRequestWords(outcome);
  }
}

type Unsent = Exclude<ReadExportOutcome, { result: 'not-allowed' | 'file' }>;

/** Why the file is not sent, and where it is. */
export function exportWords(outcome: Unsent): Words {
  switch (outcome.result) {
    case 'nothing':
      return {
        title: 'There is no file',
        text: `The file is written when the location is handed over for good. ${nothingChanged}`,
        next: 'Next: nothing to do.',
      };
    case 'missing':
      return {
        title: 'The file is gone',
        text: `${code(outcome.name)} is not in the folder “exports” of the data folder any more. ${nothingChanged}`,
        next: 'Next: ask whoever runs the bot for a backup of the data folder.',
        wrong: true,
      };
    case 'too-large':
      return {
        title: 'The file is too large for Slack',
        text: `It has ${counted(Math.ceil(outcome.bytes / 1_000_000), 'megabyte')}. ${nothingChanged}`,
        next: `Next: ask whoever runs the bot for ${code(`exports/${outcome.name}`)} in the data folder.`,
      };
  }
}

/** The file is in the person's conversation with the bot. */
export function exportSentWords(name: string): Words {
  return {
    title: 'The file is on its way',
    text: `${code(name)} was sent to your direct messages with this bot. ${nothingChanged}`,
    next: 'Next: keep it where only those who need it can read it; it names licences and people’s ids at Apple.',
  };
}
