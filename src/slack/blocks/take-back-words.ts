import type { AskTakeBackOutcome, TakeBackField } from '../../licensing/flows/take-back.js';
import type { RequestFacts, RequestOf } from '../../licensing/rules/request.js';
import { blockIds } from '../ids.js';
import { holderName } from './binding-facts.js';
import { dateToken, external } from './format.js';
import { askWordsOf, confirmRequestWords } from './request-answers.js';
import type { RequestWords } from './request-words.js';
import { nothingChanged, type Words } from './words.js';

type Facts = RequestFacts['take-back'];

/** What a take-back does there and here (S11). */
export function takeBackConsequences({ heldBy }: Facts): string[] {
  const there =
    heldBy === null
      ? 'Apple is told that this bot manages the location. Nobody else is named there now.'
      : `Apple is told that this bot manages the location, in place of ${holderName(heldBy)}. What that product gave out stays as it is.`;
  return [
    there,
    'Apple has no lock: another product that still has a token can write again at any time. Disconnect it there first.',
    'Then the bot reads everything from start to end. Before that it changes nothing else at Apple.',
  ];
}

/** What both custodians read. */
export function takeBackRequestWords({ facts }: RequestOf<'take-back'>): RequestWords {
  const held = facts.heldBy === null ? 'which nobody manages now' : `which ${holderName(facts.heldBy)} manages now`;
  return {
    title: 'Take the location back',
    asks: `This bot would manage the location “${external(facts.locationName)}” again, ${held}.`,
    facts: [
      ['Location', external(facts.locationName)],
      ['Managed now by', facts.heldBy === null ? 'nobody' : holderName(facts.heldBy)],
      ['Found', dateToken(facts.since)],
    ],
    consequences: takeBackConsequences(facts),
    begun: 'The bot is writing its claim at Apple; the card about the location shows how it ends.',
    confirmText: 'Yes, take it back',
    confirmTitle: 'Take the location back?',
    confirmDetail:
      'Apple is told that this bot manages the location. Go on only if the other product was disconnected there: Apple does not keep it from writing again.',
  };
}

const messages: Record<TakeBackField, { blockId: string; message: string }> = {
  holder: { blockId: blockIds.takeOver, message: 'That is not the name of the product that stands at Apple.' },
  acknowledged: { blockId: blockIds.acknowledged, message: 'Tick the box when it is so.' },
};

/** What is wrong at which field. */
export function takeBackFieldErrors(fields: readonly TakeBackField[]): Record<string, string> {
  return Object.fromEntries(fields.map((field) => [messages[field].blockId, messages[field].message]));
}

type Told = Exclude<AskTakeBackOutcome, { result: 'not-allowed' | 'fields' }>;

/** What whoever asked is told at once. */
export function takeBackWords(outcome: Told): Words {
  switch (outcome.result) {
    case 'not-needed':
      return {
        title: 'There is nothing to take back',
        text: `Apple names no other product any more, or this bot is not bound. ${nothingChanged}`,
        next: 'Next: the token page (`/vpp token`) shows how things are.',
      };
    case 'under-way':
      return {
        title: 'Something is under way already',
        text: 'Two custodians have confirmed it, and the bot is settling it with Apple. This press changed nothing.',
        next: 'Next: the card about the location shows how it ends.',
      };
    case 'already-asked':
    case 'no-second-custodian':
    case 'asked':
      return askWordsOf(outcome);
    default:
      return confirmRequestWords(outcome);
  }
}
