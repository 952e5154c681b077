import type { AppFacts } from './app-offer.js';

/** “Keep it” holds so long: nobody is asked again before. */
export const KEPT_FOR = 90 * 86_400_000;

/** How far a question is whether somebody still needs an app that is on none of their devices. */
export type UnusedStage =
  | 'asked'
  /** They keep it, and are not asked again for `KEPT_FOR`. */
  | 'kept'
  /** They do not need it, but required deployments want them to have it: whoever asked was told. */
  | 'wished'
  /** They give it back: their devices are asked to remove what is left of it first. */
  | 'removing'
  /** They give it back: the licence is being taken back. */
  | 'returning'
  /** They meant to give it back, and have it still: the removal was called off, or did not work. */
  | 'stays'
  /** It is on a device again, or about to be. */
  | 'in-use'
  /** They have the licence no longer. */
  | 'gone';

/** Somebody was asked whether they still need an app. Id: as the assignment's. */
export interface UnusedQuestion {
  key: string;
  userId: string;
  generation: number;
  /** Who asked. */
  by: string;
  /** When somebody decided to ask: names the card, so that a later question is another one. */
  at: number;
  /** When the card was sent; `null` = not yet. */
  askedAt: number | null;
  /** Sent so far. */
  reminders: number;
  nextReminderAt: number | null;
  answer: { answer: 'keep' | 'give-back'; at: number } | null;
  /** As the card says; `null` = there is no card yet. */
  shown: UnusedStage | null;
}

/** Whether they said that they keep it, and are not asked again yet. */
export function isKept({ answer }: Pick<UnusedQuestion, 'answer'>, now: number): boolean {
  return answer?.answer === 'keep' && now < answer.at + KEPT_FOR;
}

/** What the card of a question says. */
export interface UnusedFacts {
  app: AppFacts;
  /** Of the assignment: what its buttons carry, with the generation and when it was asked. */
  assignmentId: string;
  generation: number;
  at: number;
  by: string;
  stage: UnusedStage;
  /** Required deployments that want the person to have it: named where that matters. */
  deployments: readonly string[];
}

/** To whoever asked: the person does not need an app that required deployments want them to have. */
export interface UnusedWishFacts {
  app: AppFacts;
  userId: string;
  deployments: readonly string[];
  /** `over`: it is settled. */
  stage: 'open' | 'over';
}

/** What a button of a question carries. */
export interface UnusedKey {
  /** Asset key. */
  key: string;
  userId: string;
  generation: number;
  at: number;
}

/** `361309726.STDQ/U1#2@1790000000000` */
export function unusedValue({ assignmentId, generation, at }: Pick<UnusedFacts, 'assignmentId' | 'generation' | 'at'>) {
  return `${assignmentId}#${generation}@${at}`;
}

/** `null` for anything that is no button of ours. */
export function parseUnusedKey(value: string): UnusedKey | null {
  const [, key, userId, generation, at] = /^([\w.]{1,64})\/(\w{1,32})#(\d{1,9})@(\d{1,16})$/.exec(value) ?? [];
  if (key === undefined || userId === undefined) return null;
  return { key, userId, generation: Number(generation), at: Number(at) };
}

/** Names the card of one question. */
export function unusedSubject({ key, userId, at }: Pick<UnusedKey, 'key' | 'userId' | 'at'>): string {
  return `unused:${key}:${userId}:${at}`;
}
