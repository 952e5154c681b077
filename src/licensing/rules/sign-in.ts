import type { SignInHandover, SignInPerson } from './binding.js';

const DAY = 86_400_000;

/** People who can sign in to the Apple account: so many are always named (S7). */
export const SIGN_IN_PEOPLE = 2;
/** From one question to the next. */
export const SIGN_IN_ROUND = 90 * DAY;
/** A question put again has so long before everybody is told that it is not answered. */
export const SIGN_IN_ANSWER = 7 * DAY;
/** Whoever is asked to take a sign-in over has so long. */
export const HANDOVER_LIFETIME = 7 * DAY;

/** Why somebody who is named does not count. */
export type SignInGap = { userId: string; handingOverTo: string | null } & (
  | { why: 'never-confirmed' }
  /** `since`: the last confirmation. */
  | { why: 'not-answered'; since: number; askedAt: number }
  /** No active member of the organisation in Slack any more. */
  | { why: 'deactivated' }
);

/** Why a question has no button any more. */
export type SignInQuestionEnd =
  | { result: 'asked-again'; at: number }
  | { result: 'handed-over'; to: string; at: number };

/** How a handover ended; only `accepted` changed who is named. */
export type HandoverEnd =
  | { result: 'accepted'; at: number }
  | { result: 'declined' }
  | { result: 'expired' }
  | { result: 'withdrawn'; by: string };

/** A handover as people are shown it. */
export interface HandoverFacts {
  /** Of the handover: what its buttons carry. */
  key: string;
  locationName: string;
  appleAccount: string;
  from: string;
  handover: SignInHandover;
  until: number;
  end: HandoverEnd | null;
}

/** Asked and not answered yet. */
export function isOpen({ confirmedAt, askedAt }: SignInPerson): boolean {
  return confirmedAt === null || confirmedAt < askedAt;
}

/**
 * Whether the question is to be put again: nothing was asked or answered for 90 days. A round that was asked under a
 * clock far ahead stays asked, so no clock asks a round twice.
 */
export function isDue({ confirmedAt, askedAt, handover }: SignInPerson, now: number): boolean {
  return handover === null && Math.max(confirmedAt ?? 0, askedAt) + SIGN_IN_ROUND <= now;
}

/** A question put again that has no answer in its time; one more question does not make the silence shorter. */
function isOverdue(confirmedAt: number, askedAt: number, now: number): boolean {
  return askedAt + SIGN_IN_ANSWER <= now || askedAt - confirmedAt >= 2 * SIGN_IN_ROUND;
}

/** Why this person does not count now; `null` when they do. */
export function gapOf(person: SignInPerson, active: boolean, now: number): SignInGap | null {
  const { userId, confirmedAt, askedAt, handover } = person;
  const who = { userId, handingOverTo: handover?.to ?? null };
  if (!active) return { ...who, why: 'deactivated' };
  if (confirmedAt === null) return { ...who, why: 'never-confirmed' };
  if (!isOpen(person) || !isOverdue(confirmedAt, askedAt, now)) return null;
  return { ...who, why: 'not-answered', since: confirmedAt, askedAt };
}

/** The person with this round confirmed; never before its own question, whatever the clock does. */
export function confirmed(person: SignInPerson, now: number): SignInPerson {
  return { ...person, confirmedAt: Math.max(now, person.askedAt) };
}

export type CandidateFlaw = 'already-named' | 'already-asked';

/** Why this person cannot be asked to take over the sign-in of `from`; `null` = can. */
export function candidateFlaw(signIn: readonly SignInPerson[], to: string): CandidateFlaw | null {
  if (signIn.some(({ userId }) => userId === to)) return 'already-named';
  return signIn.some(({ handover }) => handover?.to === to) ? 'already-asked' : null;
}

export function handoverUntil({ at }: SignInHandover): number {
  return at + HANDOVER_LIFETIME;
}
