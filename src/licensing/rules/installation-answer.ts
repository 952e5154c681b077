import type { DeviceAnswer, DeviceError } from './device-answer.js';
import type { DroppedWhy } from './device-command.js';
import type { Installation, InstallationReason } from './installation.js';
import { anew, atRest, beginLooking, inState, lookedAgain, removeAgain } from './installation-change.js';
import { type InstallRefusal, refusalOf } from './installation-errors.js';
import { MOST_ROUNDS, MOST_TRIES, tryGapAfter } from './installation-gaps.js';
import { fromStatus, meaningOf, NOT_MANAGED, type StatusMeaning } from './installation-status.js';

/** Characters of a device's error text that are kept. */
const TEXT_LENGTH = 500;

/** The device is locked or busy: the command stays open. */
export function afterNotNow(one: Installation, now: number): Installation {
  const waiting = one.state === 'commanded' ? inState(one, 'waiting', now) : one;
  return { ...waiting, seenAt: now, notNowSince: one.notNowSince ?? now };
}

/**
 * After InstallApplication's final answer. That the device took it never means that it is installed: its lists are asked
 * after that, whatever `State` says. Outside an install, as when the app is to go meanwhile, only the command ends.
 */
export function afterInstall(one: Installation, answer: DeviceAnswer, now: number): Installation {
  const ended = { ...one, commandId: null, seenAt: now, notNowSince: null };
  if (one.state !== 'commanded' && one.state !== 'waiting') return ended;
  const refused = answer.status !== 'acknowledged' || answer.rejectionReason !== null;
  if (refused)
    return afterRefusal(
      { ...ended, error: errorOf(answer.errors) },
      refusalOf(answer.errors, answer.rejectionReason),
      now,
    );
  return taken({ ...ended, appleStatus: answer.installState }, now);
}

function taken(one: Installation, now: number): Installation {
  const begun = { ...one, rounds: one.rounds + 1, tries: 0, nextTry: null, looks: 0, error: null, reason: null };
  const meaning = one.appleStatus === null ? 'installing' : meaningOf(one.appleStatus);
  if (isRefusal(meaning)) return fromStatus(begun, meaning, now);
  return beginLooking(inState(begun, meaning === 'prompting' ? 'prompting' : 'installing', now), now);
}

/**
 * After an answer to an install that was believed lost: as long as the app is looked for instead, a refusal counts, for the
 * device tells it only once. Everything else the looks tell better.
 */
export function afterLateInstall(one: Installation, answer: DeviceAnswer, now: number): Installation {
  const isLookedFor = (one.state === 'installing' || one.state === 'prompting') && one.rounds > 0;
  if (!isLookedFor || answer.status === 'not-now') return one;
  const heard = { ...one, seenAt: now };
  if (answer.status !== 'acknowledged' || answer.rejectionReason !== null) {
    const refusal = refusalOf(answer.errors, answer.rejectionReason);
    const isFinal = refusal.effect === 'rejected' || refusal.effect === 'failed';
    return isFinal ? afterRefusal({ ...heard, error: errorOf(answer.errors) }, refusal, now) : one;
  }
  const meaning = answer.installState === null ? 'unclear' : meaningOf(answer.installState);
  return isRefusal(meaning) ? fromStatus({ ...heard, appleStatus: answer.installState }, meaning, now) : one;
}

function isRefusal(meaning: StatusMeaning): boolean {
  return meaning === 'rejected' || meaning === 'management-rejected' || meaning === 'failed';
}

function afterRefusal(one: Installation, refusal: InstallRefusal, now: number): Installation {
  return afterRefusals[refusal.effect](one, refusal.reason, now);
}

type AfterRefusal = (one: Installation, reason: InstallationReason | null, now: number) => Installation;

const afterRefusals = {
  look: (one, _reason, now) =>
    beginLooking(inState({ ...one, rounds: one.rounds + 1, tries: 0 }, 'installing', now, { reason: null }), now),
  rejected: (one, reason, now) => atRest(one, 'rejected', now, reason),
  failed: (one, reason, now) => atRest(one, 'failed', now, reason),
  again: (one, reason, now) => {
    const tries = one.tries + 1;
    if (tries > MOST_TRIES) return atRest(one, 'failed', now, reason);
    return inState(one, 'wanted', now, { reason, tries, nextTry: now + tryGapAfter(tries) });
  },
} satisfies Record<InstallRefusal['effect'], AfterRefusal>;

/**
 * After RemoveApplication's final answer. Taken: the device's lists are asked whether it is gone. Not managed: only the
 * list of all apps tells. Anything else keeps the licence, and the removal is tried again.
 */
export function afterRemove(one: Installation, answer: DeviceAnswer, now: number): Installation {
  const ended = { ...one, commandId: null, seenAt: now, notNowSince: null };
  if (one.state === 'installing') return { ...ended, nextLook: now };
  if (one.state !== 'removing') return ended;
  if (answer.status === 'acknowledged')
    return beginLooking({ ...ended, nextTry: null, reason: null, error: null, asks: 'managed-apps' }, now);
  const error = errorOf(answer.errors);
  const notManaged = answer.errors.find(({ code }) => NOT_MANAGED.includes(code));
  if (notManaged !== undefined)
    return { ...ended, error: errorOf([notManaged]), reason: null, looks: 0, nextLook: now, asks: 'installed-apps' };
  const cannot = answer.errors.some(({ code }) => code === 12_036);
  return removeAgain({ ...ended, error }, cannot ? 'cannot-remove-now' : 'other', now);
}

/** A look that the device could not answer, or that never reached it: it is asked again later. */
export function afterFailedLook(one: Installation, now: number): Installation {
  const ended = { ...one, commandId: null, notNowSince: null };
  return ended.nextLook === null ? ended : lookedAgain({ ...ended, looks: Math.max(1, one.looks) }, now);
}

/** The MDM server does not take the command for it. */
export function afterServerRefusal(one: Installation, message: string, now: number): Installation {
  const ended = { ...one, commandId: null, error: { code: 0, domain: 'MDM', text: bounded(message) } };
  if (one.state === 'removing') return removeAgain(ended, 'refused-by-server', now);
  const waits = one.state === 'commanded' || one.state === 'waiting';
  return waits ? atRest(ended, 'failed', now, 'refused-by-server') : { ...ended, error: one.error };
}

/** Its command will never be answered. */
export function afterDropped(one: Installation, why: DroppedWhy, now: number): Installation {
  const ended = { ...one, commandId: null, notNowSince: null };
  return dropped[why](ended, now);
}

const dropped = {
  're-enrolled': (one, now) => begunAgain(one, now),
  'checked-out': (one, now) => leftManagement(one, now) ?? one,
  retired: (one, now) => (one.state === 'retired' ? one : atRest(one, 'retired', now, 'device-retired')),
  // Nothing was sent: whether it is wanted is asked again.
  overtaken: (one, now) => (one.state === 'commanded' || one.state === 'waiting' ? inState(one, 'wanted', now) : one),
  'user-left': (one, now) => (one.state === 'commanded' || one.state === 'waiting' ? inState(one, 'wanted', now) : one),
  'answer-lost': (one) => one,
} satisfies Record<DroppedWhy, (one: Installation, now: number) => Installation>;

/** The device left management; `null` = that says nothing new of it. A removal stays open: only its device, retirement or an override ends it. */
export function leftManagement(one: Installation, now: number): Installation | null {
  if (one.state === 'removing')
    return one.reason === 'device-checked-out' ? null : { ...one, reason: 'device-checked-out' };
  const wasThere = one.state === 'managed' || one.state === 'unmanaged' || isMoving(one);
  return wasThere ? atRest(one, 'left-management', now, 'device-checked-out') : null;
}

function isMoving({ state }: Installation): boolean {
  return ['wanted', 'commanded', 'waiting', 'prompting', 'installing', 'removing'].includes(state);
}

/**
 * The device began anew, and what was on it is gone or unknown: an install begins again, a removal is asked for again. An
 * install that never came to its end keeps its rounds, so that a device which enrols over and over is no endless loop.
 */
export function begunAgain(one: Installation, now: number): Installation {
  if (one.state === 'removing') return anew(one, 'removing', now);
  if (one.state === 'gone' || one.state === 'not-applicable' || one.state === 'retired') return one;
  const isUnfinished = isMoving(one);
  const rounds = one.reason === 'loop' ? MOST_ROUNDS - 1 : isUnfinished ? one.rounds : 0;
  const looped = isUnfinished && rounds >= MOST_ROUNDS;
  if (looped) return atRest(one, 'failed', now, 'loop');
  return anew(one, 'wanted', now, { reason: 're-enrolled', rounds, takeOver: one.takeOver });
}

function errorOf(errors: readonly DeviceError[]): Installation['error'] {
  const [first] = errors;
  if (first === undefined) return null;
  return { code: first.code, domain: bounded(first.domain), text: bounded(first.text) };
}

function bounded(text: string): string {
  return [...text].slice(0, TEXT_LENGTH).join('');
}
