import type { Installation, InstallationReason, InstallationState } from './installation.js';
import { LOOKS_UNTIL_MISSING, lookGap, MOST_ROUNDS, tryGapAfter } from './installation-gaps.js';

/** The same installation in another state; `since` moves only with the state, and never back. */
export function inState(
  one: Installation,
  state: InstallationState,
  now: number,
  change: Partial<Installation> = {},
): Installation {
  return { ...one, state, since: one.state === state ? one.since : Math.max(now, one.since), ...change };
}

const calm = { tries: 0, nextTry: null, looks: 0, nextLook: null, asks: 'managed-apps', notNowSince: null } as const;

/** It came to rest: nothing is sent or asked any more by itself. An open command stays open. */
export function atRest(
  one: Installation,
  state: InstallationState,
  now: number,
  reason: InstallationReason | null = null,
): Installation {
  return inState(one, state, now, { ...calm, reason, error: reason === null ? null : one.error, takeOver: false });
}

/** Everything begins again: a first look or command is due at once. */
export function anew(
  one: Installation,
  state: Extract<InstallationState, 'wanted' | 'installing' | 'removing'>,
  now: number,
  change: Partial<Installation> = {},
): Installation {
  const fresh = { ...calm, since: now, reason: null, error: null, appleStatus: null, takeOver: false, rounds: 0 };
  return { ...one, ...fresh, state, nextLook: state === 'installing' ? now : null, ...change };
}

/** The device was asked once more and the question stands: it is asked again after a longer while, in the end never. */
export function lookedAgain(one: Installation, now: number): Installation {
  const gap = lookGap(one.looks);
  const looks = one.looks + 1;
  if (gap !== null) return { ...one, looks, nextLook: now + gap, asks: 'managed-apps' };
  if (one.state === 'removing') return removeAgain({ ...one, looks }, 'no-answer', now);
  return atRest(one, 'failed', now, unanswered.get(one.appleStatus) ?? 'other');
}

/** The device answered each time: it is the person who did not, or nobody knows what it waits for. */
const unanswered: ReadonlyMap<string | null, InstallationReason> = new Map([
  ['Prompting', 'not-accepted'],
  ['PromptingForManagement', 'not-accepted'],
  ['PromptingForLogin', 'sign-in-needed'],
]);

/** The device took a command: what became of it is asked after. */
export function beginLooking(one: Installation, now: number): Installation {
  return lookedAgain({ ...one, looks: 0 }, now);
}

/** It is nowhere on the device. At first it may still be on its way; then another round begins, but not for ever. */
export function missing(one: Installation, now: number): Installation {
  if (one.looks < LOOKS_UNTIL_MISSING) return lookedAgain(one, now);
  if (one.rounds >= MOST_ROUNDS) return atRest(one, 'failed', now, 'loop');
  return inState(one, 'wanted', now, { ...calm, nextTry: one.rounds === 0 ? now : now + tryGapAfter(one.rounds) });
}

/** The removal did not work: it is tried again, until the app is gone or somebody decides otherwise. */
export function removeAgain(one: Installation, reason: InstallationReason, now: number): Installation {
  const tries = one.tries + 1;
  return { ...one, ...calm, reason, tries, nextTry: now + tryGapAfter(tries) };
}
