import type { Button } from '@slack/types';
import { explainErrorNumber } from '../../licensing/rules/apple-errors.js';
import type { TroubleProgress } from '../../licensing/rules/token-trouble.js';
import { actionIds } from '../ids.js';
import { holderName } from './binding-facts.js';
import { button } from './elements.js';
import { dateToken, external, mentions } from './format.js';

type ProgressOf = { [P in TroubleProgress as P['stage']]: P };

const words: { [K in keyof ProgressOf]: (progress: ProgressOf[K]) => string } = {
  'taking-back': ({ by, at }) =>
    `*Being taken back* since ${dateToken(at)}, confirmed by ${mentions(by)}. The bot writes its claim at Apple and reads it back; this card shows how it ends.`,
  'lost-race': ({ holder, at }) =>
    `*The last take-back was lost* ${dateToken(at)}: ${holderName(holder)} wrote its claim at the same time. Disconnect it there before you try again.`,
  refused: ({ errorNumber, message, at }) =>
    `*Apple refused the last take-back* ${dateToken(at)}. ${refusal(errorNumber, message)}`,
  dropped: ({ reason, at }) =>
    `*The last take-back was given up* ${dateToken(at)}: ${external(reason, 300)}. The claim may stand at Apple all the same.`,
};

function refusal(errorNumber: number | null, message: string): string {
  const known = errorNumber === null ? null : explainErrorNumber(errorNumber);
  const number = errorNumber === null ? '' : ` Apple’s error number: ${errorNumber}.`;
  return known === null
    ? `Apple said: “${external(message, 200)}”.${number}`
    : `${external(known.meaning, 300)}${number}`;
}

function wordsOf<K extends keyof ProgressOf>(stage: K, progress: ProgressOf[K]): string {
  return words[stage](progress);
}

/** How far a take-back is, or how the last one failed. */
export function progressLines(progress: TroubleProgress | null): string[] {
  return progress === null ? [] : [wordsOf(progress.stage, progress)];
}

/** The two exits of a location that is not ours (S11); custodians only, which is checked at the press. */
export function exitButtons(subject?: string): Button[] {
  return [takeBackButton(subject), handOverForGoodButton()];
}

/** Leads to the dialogue for a take-back. */
export function takeBackButton(subject?: string): Button {
  return button({
    text: 'Take back…',
    actionId: actionIds.takeBack,
    ...(subject === undefined ? {} : { value: subject }),
    label: 'Ask to take the location back',
  });
}

/** Leads to the dialogue that ends everything. */
export function handOverForGoodButton(): Button {
  return button({
    text: 'Hand over for good…',
    actionId: actionIds.decommission,
    label: 'Ask to hand the location over for good',
  });
}
