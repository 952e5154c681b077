import type { AppleWrite, AppleWriteTask } from './apple-write.js';
import { type Assignment, type AssignmentReason, isOver } from './assignment.js';

/** Between two looks at an event (Apple documents at least 30 seconds). */
export const EVENT_GAP = 30_000;
/** Apple's notification is waited for so long before the event is asked for (Apple documents 5 minutes). */
export const NOTIFIED_WITHIN = 300_000;
/** Between two readings that look whether a write of unknown outcome was done. */
export const LIST_GAP = 120_000;
/** After this an event is not waited for, and a licence that is not there shows that the write did not arrive. */
export const UNSETTLED_FOR = 600_000;
/** Open writes of one asset: what is out when somebody stops a deployment, or when no licence is left, is bounded. */
export const OPEN_PER_ASSET = 3;
/** Apple's number for an event that it does not know (Apple documents). */
export const UNKNOWN_EVENT = 9708;

export type LicenceTask = Extract<AppleWriteTask, { key: string }>;
export type LicenceWrite = AppleWrite & { task: LicenceTask };

/** Whether a write is about licences, not about people. */
export function isLicenceWrite(write: AppleWrite): write is LicenceWrite {
  return write.task.act === 'associate' || write.task.act === 'disassociate';
}

/** What Apple's answer about one person means for that person's licence. */
export type Effect =
  /** It is as it was asked for, whoever did it. */
  | 'done'
  /** The same request works later. */
  | 'again'
  /** Apple has none left although we counted enough: the asset is read again first. */
  | 'none-left'
  /** Apple does not know the person: they have to be made again. */
  | 'unknown-person'
  /** Apple never takes it back. */
  | 'kept'
  | 'refused';

const later = { 9603: 'again', 9626: 'again', 9627: 'again', 9643: 'again', 9644: 'again', 9646: 'again' } as const;

/** By Apple's error number; any other one is `refused`. */
const effects = {
  associate: { ...later, 9729: 'again', 9609: 'unknown-person', 9616: 'done', 9709: 'none-left' },
  // Whoever is not there holds nothing.
  disassociate: { ...later, 9729: 'again', 9607: 'kept', 9609: 'done', 9619: 'done', 9706: 'kept' },
} as const satisfies Record<LicenceTask['act'], Readonly<Record<number, Effect>>>;

/** What one of Apple’s error numbers means for one person of a write. Numbers are documented by Apple, 9607, 9616, 9619 and 9627 for version 1 only; any other one is a refusal. */
export function effectOf(act: LicenceTask['act'], errorNumber: number | null): Effect {
  const table: Readonly<Record<number, Effect>> = effects[act];
  return (errorNumber === null ? undefined : table[errorNumber]) ?? 'refused';
}

/** How a write went for one person. `unsent`: nothing was done, and nobody is to blame. */
export type PersonOutcome =
  | { result: 'done' }
  | { result: 'unsent' }
  | { result: 'failed'; errorNumber: number | null };

/** Tries until a licence that Apple refuses for the moment counts as refused for good: about seven hours. */
const MOST_TRIES = 12;
/** Times that somebody whom Apple does not know is made again. */
const MOST_REMAKES = 3;

/** What an outcome makes of one assignment. `effect`: what was found; `unsent` = nothing. */
export interface Settled {
  after: Assignment;
  effect: Effect | 'unsent';
}

/** The assignment after its write. `eventId`: Apple's; `null` = read from its lists. */
export function afterWrite(
  one: Assignment,
  act: LicenceTask['act'],
  outcome: PersonOutcome,
  at: { now: number; eventId: string | null },
): Settled {
  if (outcome.result === 'unsent') return { after: unsent(one, at.now), effect: 'unsent' };
  const errorNumber = outcome.result === 'failed' ? outcome.errorNumber : null;
  const effect = outcome.result === 'done' ? 'done' : effectOf(act, errorNumber);
  return { after: afterEffect[effect]({ ...one, writeId: null, errorNumber }, act, at), effect };
}

type Next = (one: Assignment, act: LicenceTask['act'], at: { now: number; eventId: string | null }) => Assignment;

const afterEffect = {
  done: (one, act, { now, eventId }) =>
    act === 'associate' ? licensed(one, now, eventId) : released(one, now, eventId),
  again: (one, _act, { now }) =>
    one.tries + 1 >= MOST_TRIES ? failed(one, 'refused-by-apple', now) : tried(unsent(one, now), now),
  'none-left': (one, _act, { now }) => {
    const back = unsent(one, now);
    return back.state === 'reserved' ? { ...tried(back, now), state: 'waiting-for-licences' } : back;
  },
  'unknown-person': (one, _act, { now }) =>
    one.tries + 1 > MOST_REMAKES ? failed(one, 'person-unknown-at-apple', now) : tried(unsent(one, now), now),
  kept: (one, _act, { now, eventId }) => ({
    ...licensed(one, one.licensedAt ?? now, eventId),
    since: now,
    removalBy: null,
    reason: 'not-revocable',
    errorNumber: one.errorNumber,
  }),
  refused: (one, _act, { now }) => failed(one, 'refused-by-apple', now),
} as const satisfies Record<Effect, Next>;

function licensed(one: Assignment, now: number, eventId: string | null): Assignment {
  return { ...one, ...calm, state: 'licensed', since: now, reason: null, licensedAt: now, eventId };
}

function released(one: Assignment, now: number, eventId: string | null): Assignment {
  const reason = one.reason ?? 'uninstalled';
  return {
    ...one,
    ...calm,
    state: 'released',
    since: now,
    reason,
    licensedAt: null,
    askedAt: null,
    eventId,
  };
}

const calm = { writeId: null, errorNumber: null, tries: 0, nextTry: null } as const;

/** Nothing was done at Apple. A licence that nobody wants any more is not reserved again. */
function unsent(one: Assignment, now: number): Assignment {
  const back = { ...one, writeId: null };
  if (one.state === 'releasing' && one.wantedBy.length > 0) return kept(back, now);
  if (one.state !== 'licensing') return back;
  if (one.wantedBy.length > 0) return { ...back, state: 'reserved', since: now };
  return {
    ...back,
    ...calm,
    state: 'released',
    since: now,
    reason: 'deployment-ended',
    removalBy: null,
    licensedAt: null,
  };
}

/** Somebody wants it again since it was to be taken back, and it still is the person's. */
function kept(one: Assignment, now: number): Assignment {
  return { ...one, ...calm, state: 'licensed', since: now, reason: null, removalBy: null, askedAt: null };
}

/** Apple refused a licence; one that was not taken back stays the person's. */
function failed(one: Assignment, reason: AssignmentReason, now: number): Assignment {
  const state = one.state === 'releasing' ? 'licensed' : 'failed';
  return { ...one, writeId: null, state, since: now, reason, removalBy: null, tries: 0, nextTry: null };
}

function tried(one: Assignment, now: number): Assignment {
  if (isOver(one) || one.state === 'licensed') return one;
  const tries = one.tries + 1;
  return { ...one, tries, nextTry: now + gapAfter(tries) };
}

/** Milliseconds until the next try, `tries` from 1: 1, 2, 4 … 60 minutes. */
export function gapAfter(tries: number): number {
  return Math.min(60_000 * 2 ** Math.min(tries - 1, 10), 3_600_000);
}

/** Wanted again after an end: the next generation. `holds`: a licence is free for it. */
export function begunAnew(one: Assignment, holds: boolean, now: number): Assignment {
  const state = holds ? 'reserved' : 'waiting-for-licences';
  const fresh = { reason: null, removalBy: null, askedAt: null, licensedAt: null, generation: one.generation + 1 };
  return { ...one, ...calm, ...fresh, state, since: now };
}

/** When a write that Apple took is looked after first. */
export function firstLook(now: number, notified: boolean): number {
  return notified ? now + NOTIFIED_WITHIN : now;
}
