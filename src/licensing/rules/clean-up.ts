import type { AppleUser } from './asset.js';
import type { WriteHold } from './may-write.js';
import { isOurs } from './ownership.js';

/** What others made at the location, in figures alone: no id of theirs is ever written down (S12). */
export interface ForeignHoldings {
  /** Registered or Associated users. */
  users: number;
  /** Licences that Apple takes back: of those users, and of devices. */
  userAssignments: number;
  deviceAssignments: number;
  /** Books and other licences that Apple never takes back. */
  keptAssignments: number;
}

/** A count that somebody asked for. Its `id` is that of its card. */
export type CleanUpCount = { id: string; startedBy: string; startedAt: number; locationName: string } & (
  | { state: 'counting' }
  | { state: 'counted'; found: ForeignHoldings; countedAt: number }
  | { state: 'failed'; reason: string; failedAt: number }
);

export type WriteKind = 'retire-users' | 'revoke-devices';

/** A write that was, or may have been, sent. Stored before it is sent. */
export interface OpenBatch {
  kind: WriteKind;
  /** Users, or devices. */
  size: number;
  /** By how much `left` falls when all of it is done: users, or licences of devices. */
  weight: number;
  /** `left` before it. */
  leftBefore: number;
  sentAt: number;
  /** `null`: Apple's answer is not known. */
  eventId: string | null;
}

/** How often Apple refused somebody or something for one reason. */
export interface FailureCount {
  errorNumber: number | null;
  count: number;
}

/** Of one kind: users, or licences of devices. */
export interface CleanUpProgress {
  total: number;
  left: number;
  failures: readonly FailureCount[];
}

/** Why a clean-up that runs does nothing at the moment; it goes on by itself. */
export type CleanUpWait =
  /** `/vpp pause`. */
  | { for: 'resume' }
  /** The location is taken back or handed over, or has to be read from start to end first. */
  | { for: 'reading' }
  | { for: 'apple'; reason: string; until: number };

/** Why a clean-up does not go on by itself. */
export type CleanUpFailure = { kind: 'hold'; hold: WriteHold } | { kind: 'refused'; errorNumber: number | null };

export type CleanUpStage = 'checking' | 'users' | 'devices' | 'last-count';

export type CleanUpRunState =
  | { state: 'running'; waiting: CleanUpWait | null }
  | { state: 'stopped'; by: string; at: number }
  | { state: 'failed'; why: CleanUpFailure; at: number }
  /** `changed`: there was more than both had confirmed, so nothing was written since. */
  | { state: 'ended'; end: 'clean' | 'left' | 'changed'; found: ForeignHoldings; at: number };

/** One clean-up that two custodians confirmed; `id` is that of their request. */
export interface CleanUpRun {
  id: string;
  locationName: string;
  confirmedBy: readonly string[];
  confirmedAt: number;
  confirmed: ForeignHoldings;
  stage: CleanUpStage;
  users: CleanUpProgress;
  devices: CleanUpProgress;
  batch: OpenBatch | null;
  lastBatchAt: number | null;
  /** Tries since something last went well. */
  attempts: number;
  progress: CleanUpRunState;
}

/** That the organisation lives with what others made. Ended by a later clean-up. */
export interface CleanUpWaiver {
  by: string;
  at: number;
  reason: string;
  found: ForeignHoldings;
}

/** The memory of counts, clean-ups and the waiver; there is one. */
export interface CleanUpRecord {
  count: CleanUpCount | null;
  run: CleanUpRun | null;
  waiver: CleanUpWaiver | null;
}

export const noCleanUp: CleanUpRecord = { count: null, run: null, waiver: null };

/** Somebody can ask for a clean-up on a count that is not older. */
export const COUNT_VALID_FOR = 3_600_000;
/** A stopped clean-up goes on under the same confirmation for so long. */
export const CONFIRMED_FOR = 24 * 3_600_000;
export const REASON_LENGTH = { least: 10, most: 500 } as const;

/** Registered or Associated, and not made by this system: what a clean-up retires. */
export function isForeignUser({ clientUserId, status }: AppleUser): boolean {
  return !isOurs(clientUserId) && (status === 'Registered' || status === 'Associated');
}

/** Nothing that a clean-up could end. Books stay and retired rows never vanish (Apple documents), so they do not count. */
export function isClean(found: ForeignHoldings): boolean {
  return found.users === 0 && found.userAssignments === 0 && found.deviceAssignments === 0;
}

/** What a custodian types: users plus licences of devices. Licences of users end with the users. */
export function figureToType(found: ForeignHoldings): number {
  return found.users + found.deviceAssignments;
}

/** What somebody fills in before a clean-up is asked for. */
export interface CleanUpForm {
  typed: string;
  acknowledged: boolean;
}

export type CleanUpField = keyof CleanUpForm;

/** What is wrong with the form; figures may be grouped as they are shown. */
export function cleanUpFaults(found: ForeignHoldings, form: CleanUpForm): CleanUpField[] {
  const figure = form.typed.replace(/[\s.,'’]/gu, '');
  const right = /^\d{1,10}$/.test(figure) && Number(figure) === figureToType(found);
  return [...(right ? [] : (['typed'] as const)), ...(form.acknowledged ? [] : (['acknowledged'] as const))];
}

/** A reason that somebody else can follow later. */
export function isReason(reason: string): boolean {
  const length = [...reason.trim()].length;
  return length >= REASON_LENGTH.least && length <= REASON_LENGTH.most;
}

/** Somebody goes on making more: more than 5 % and 5 above what was confirmed. */
export function isOutgrown(confirmed: ForeignHoldings, found: ForeignHoldings): boolean {
  const beyond = (before: number, after: number) => after > before * 1.05 + 5;
  return (
    beyond(confirmed.users, found.users) ||
    beyond(confirmed.userAssignments, found.userAssignments) ||
    beyond(confirmed.deviceAssignments, found.deviceAssignments)
  );
}

/** 9609 and 9618: who is not there or retired already needs nothing done. */
export function isDoneAlready(errorNumber: number | null): boolean {
  return errorNumber === 9609 || errorNumber === 9618;
}

export function withFailures(
  failures: readonly FailureCount[],
  errorNumber: number | null,
  count: number,
): readonly FailureCount[] {
  if (count === 0) return failures;
  const before = failures.find((one) => one.errorNumber === errorNumber)?.count ?? 0;
  return [...failures.filter((one) => one.errorNumber !== errorNumber), { errorNumber, count: before + count }];
}

/** Between two tries, milliseconds. */
export const LONGEST_GAP = 3_600_000;

/** Milliseconds until try number `attempts` (from 1) after Apple could not be reached: 1, 2, 4 … 60 minutes. */
export function gapBeforeTry(attempts: number): number {
  return Math.min(60_000 * 2 ** Math.min(attempts - 1, 10), LONGEST_GAP);
}

/** Whether a run goes on with this press: only what stands still, and only under a fresh confirmation. */
export function mayGoOn(run: CleanUpRun, now: number): 'yes' | 'not-standing' | 'too-old' {
  if (run.progress.state !== 'stopped' && run.progress.state !== 'failed') return 'not-standing';
  return isOutdated(run.confirmedAt, CONFIRMED_FOR, now) ? 'too-old' : 'yes';
}

/** Also when it lies so far ahead: then it is of a clock that was wrong, and nobody knows how old it is. */
export function isOutdated(at: number, validFor: number, now: number): boolean {
  return Math.abs(now - at) > validFor;
}
