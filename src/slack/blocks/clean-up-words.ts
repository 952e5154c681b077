import type { AskCleanUpOutcome, GoOnOutcome, StopCleanUpOutcome } from '../../licensing/flows/clean-up.js';
import type { CountOutcome } from '../../licensing/flows/count-clean-up.js';
import type { WaiveOutcome } from '../../licensing/flows/waive-clean-up.js';
import { type CleanUpField, CONFIRMED_FOR, REASON_LENGTH } from '../../licensing/rules/clean-up.js';
import type { WriteHold } from '../../licensing/rules/may-write.js';
import type { RequestOf } from '../../licensing/rules/request.js';
import { blockIds } from '../ids.js';
import { cleanUpConsequences, holdingFields, holdingWords, holdWords } from './clean-up-facts.js';
import { dateToken, durationWords, external, mention } from './format.js';
import { askWordsOf, confirmRequestWords } from './request-answers.js';
import type { RequestWords } from './request-words.js';
import { nothingChanged, type Words } from './words.js';

/** What both custodians read of a clean-up. */
export function cleanUpRequestWords({ facts }: RequestOf<'clean-up'>): RequestWords {
  return {
    title: 'Remove what others made',
    asks: `At the location “${external(facts.locationName)}” ${holdingWords(facts)} that this bot did not make would be removed.`,
    facts: [
      ['Location', external(facts.locationName)],
      ...holdingFields(facts),
      ['Counted', dateToken(facts.countedAt)],
    ],
    consequences: cleanUpConsequences(facts),
    begun: 'The bot is removing them now; a card in the custodians’ direct messages shows how far it is.',
    confirmText: 'Yes, remove them',
    confirmTitle: 'Remove what others made?',
    confirmDetail:
      'People’s records are retired and licences of devices are taken back. Apps that lose their licence stop being usable within 30 days. This cannot be undone.',
  };
}

type Told<T extends { result: string }> = Exclude<T, { result: 'not-allowed' | 'fields' }>;

const over: Words = {
  title: 'This count is over',
  text: `It was counted again, or a clean-up began. ${nothingChanged}`,
  next: 'Next: type `/vpp token clean-up` to count anew.',
};

function notNow(hold: WriteHold): Words {
  return {
    title: 'Not at the moment',
    text: `${holdWords[hold]} ${nothingChanged}`,
    next: 'Next: look at the token page (`/vpp token`), which says what to do.',
  };
}

/** What whoever wants a count is told at once. */
export function countWords(outcome: Told<CountOutcome>, asker: string): Words {
  switch (outcome.result) {
    case 'not-now':
      return notNow(outcome.hold);
    case 'running':
      return {
        title: 'A clean-up is running',
        text: 'So nothing is counted now. This press changed nothing at Apple.',
        next: 'Next: the card of the clean-up in your direct messages shows how far it is.',
      };
    case 'counting':
      return {
        title: 'Counting',
        text: `${outcome.by === asker ? 'The bot is counting' : `${mention(outcome.by)} has asked for the same, and the bot is counting`} what others made at the location. Counting only reads. ${nothingChanged}`,
        next: 'Next: the figures appear as a card in the direct messages of whoever asked first.',
      };
  }
}

/** Why a dialogue does not go on, or what comes of it. */
export function cleanUpWords(outcome: Told<AskCleanUpOutcome>): Words {
  switch (outcome.result) {
    case 'over':
      return over;
    case 'too-old':
      return {
        title: 'The count is older than an hour',
        text: `It may not be so any more. ${nothingChanged}`,
        next: 'Next: press Count again on the card.',
      };
    case 'not-now':
      return notNow(outcome.hold);
    case 'blocked':
    case 'begun':
    case 'changed':
    case 'trouble':
      return confirmRequestWords(outcome);
    case 'paused':
      return confirmRequestWords({ result: 'paused' });
    case 'already-asked':
    case 'no-second-custodian':
    case 'asked':
      return askWordsOf(outcome);
  }
}

/** At the fields of the dialogue. */
export function cleanUpFieldErrors(fields: readonly CleanUpField[]): Record<string, string> {
  const errors = {
    typed: [blockIds.cleanUpFigure, 'This is not the figure above. Type it in digits.'],
    acknowledged: [blockIds.acknowledged, 'Please tick this to go on.'],
  } as const;
  return Object.fromEntries(fields.map((field) => errors[field]));
}

/** What whoever waives is told. */
export function waiveWords(outcome: Told<WaiveOutcome>): Words {
  if (outcome.result === 'waived') {
    return {
      title: 'Recorded: they stay',
      text: `Your decision and its reason are recorded, and the channel is told. ${nothingChanged}`,
      next: 'Next: nothing has to be done. A clean-up later ends the decision.',
    };
  }
  return outcome.result === 'no-reason'
    ? {
        title: 'The reason is missing',
        text: `${reasonRule} ${nothingChanged}`,
        next: 'Next: open the dialogue again.',
      }
    : cleanUpWords(outcome);
}

export const reasonRule = `The reason needs between ${REASON_LENGTH.least} and ${REASON_LENGTH.most} characters.`;

/** What whoever stops a clean-up is told. */
export function stopWords(outcome: Told<StopCleanUpOutcome>): Words {
  if (outcome.result === 'over') return notRunning;
  return {
    title: 'Stopped',
    text: 'Nothing more is sent. What Apple is working on already is not called back, and what was removed stays removed; the stop is recorded.',
    next: `Next: any custodian can press Go on within ${durationWords(CONFIRMED_FOR)} of the confirmation.`,
  };
}

/** What whoever lets a clean-up go on is told. */
export function goOnWords(outcome: Told<GoOnOutcome>): Words {
  if (outcome.result === 'over') return notRunning;
  if (outcome.result === 'too-old') {
    return {
      title: 'The confirmation is older than 24 hours',
      text: `So the clean-up does not go on under it. This press changed nothing at Apple.`,
      next: 'Next: type `/vpp token clean-up` to count and confirm anew.',
    };
  }
  return {
    title: 'It goes on',
    text: 'The clean-up goes on where it stood; that is recorded.',
    next: 'Next: its card shows how far it is.',
  };
}

const notRunning: Words = {
  title: 'This is over already',
  text: 'Somebody was quicker, or the clean-up has ended. This press changed nothing at Apple.',
  next: 'Next: look at its card.',
};
