import type { LocationConnection } from '../ports/licences.js';
import type { Versioned } from '../ports/records.js';
import type { AppleWrite, AppleWriteTask } from '../rules/apple-write.js';
import type { BoundLocation } from '../rules/binding.js';
import type { Membership } from '../rules/membership.js';
import { tryAgainAfter } from '../rules/terms.js';
import { emptyTermsWatch, type TermsWatch } from '../rules/terms-watch.js';
import { movingAssignments, type StoredAssignment } from './assignments.js';
import type { Core } from './core.js';

export type UserTask = Extract<AppleWriteTask, { userIds: readonly string[] }>;

/** A write that is about people, not about licences. */
export interface UserWrite extends AppleWrite {
  task: UserTask;
}

/** What one round of the work is done with. */
export interface Pass {
  core: Core;
  connection: LocationConnection;
  bound: BoundLocation;
  reference: string;
  /** Batches that Apple refused. */
  refusals: number;
  /** Something was changed that makes other work possible. */
  moved: boolean;
}

/** Id of the one record of what was read when. */
export const WATCH = 'terms';

/** What was looked at last; revision 0 before the first look. */
export async function readWatch(core: Core): Promise<Versioned<TermsWatch>> {
  return (await core.records.get('termsWatch', WATCH)) ?? { id: WATCH, revision: 0, value: emptyTermsWatch };
}

/** Stores what was read when. Only this work writes it, one round at a time. */
export async function changeWatch(core: Core, change: Partial<TermsWatch>): Promise<void> {
  const { revision, value } = await readWatch(core);
  await core.records.commit({
    expect: [{ kind: 'termsWatch', id: WATCH, revision }],
    put: [{ kind: 'termsWatch', id: WATCH, value: { ...value, ...change } }],
  });
}

/** Longest time that Apple is left alone after readings that failed. */
const LONGEST_GAP = 30 * 60_000;

/** Apple did not answer: it is not asked again for a while, which grows. */
export async function pauseReading(core: Core): Promise<void> {
  const failures = (await readWatch(core)).value.failures + 1;
  await changeWatch(core, { failures, nextTry: core.clock() + Math.min(tryAgainAfter(failures), LONGEST_GAP) });
}

/** Until when Apple is not asked; `null`: it may be asked now. A time further ahead is of a clock that was wrong. */
export async function readingPausedUntil(core: Core): Promise<number | null> {
  const { nextTry } = (await readWatch(core)).value;
  const left = nextTry === null ? 0 : nextTry - core.clock();
  return left > 0 && left <= LONGEST_GAP ? nextTry : null;
}

/** Everybody of whom something is known at Apple, and what waits, at one moment. */
export interface Picture {
  people: ReadonlyMap<string, Versioned<Membership>>;
  /** By person: assignments that are `reserved` or `waiting-for-licences`. */
  waiting: ReadonlyMap<string, readonly StoredAssignment[]>;
  /** Oldest first. */
  writes: readonly Versioned<UserWrite>[];
}

/** Everybody and everything that looking after memberships decides on, read once. */
export async function readPicture(core: Core): Promise<Picture> {
  const people = await core.records.list('membership');
  const waiting = new Map<string, StoredAssignment[]>();
  for (const one of await movingAssignments(core)) {
    const { userId, state } = one.value;
    if (state !== 'reserved' && state !== 'waiting-for-licences') continue;
    const known = waiting.get(userId);
    if (known === undefined) waiting.set(userId, [one]);
    else known.push(one);
  }
  return {
    people: new Map(people.map((one) => [one.id, one])),
    waiting,
    writes: await openUserWrites(core),
  };
}

/** What is reserved for one person. */
export function reservedFor({ waiting }: Picture, userId: string): readonly StoredAssignment[] {
  return (waiting.get(userId) ?? []).filter(({ value }) => value.state === 'reserved');
}

/** Writes of people at Apple that nobody has settled, oldest first. */
export async function openUserWrites(core: Core): Promise<readonly Versioned<UserWrite>[]> {
  const writes = await core.records.list('write');
  return writes
    .flatMap(({ id, revision, value: { task, ...rest } }) =>
      'userIds' in task ? [{ id, revision, value: { ...rest, task } }] : [],
    )
    .sort((one, other) => one.value.sentAt - other.value.sentAt);
}
