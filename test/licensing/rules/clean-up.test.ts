import { describe, expect, it } from 'vitest';
import {
  type CleanUpCount,
  type CleanUpRecord,
  type CleanUpRun,
  cleanUpFaults,
  type ForeignHoldings,
  figureToType,
  gapBeforeTry,
  isClean,
  isDoneAlready,
  isForeignUser,
  isOutgrown,
  isReason,
  mayGoOn,
  noCleanUp,
  withFailures,
} from '../../../src/licensing/rules/clean-up.js';
import { cleanliness } from '../../../src/licensing/rules/cleanliness.js';
import type { SyncReport } from '../../../src/licensing/rules/sync-report.js';
import { HOUR, MINUTE, NOON } from '../../support/core-samples.js';

function held(users: number, userAssignments = 0, deviceAssignments = 0, keptAssignments = 0): ForeignHoldings {
  return { users, userAssignments, deviceAssignments, keptAssignments };
}

describe('what counts as clean', () => {
  it.each([
    [held(0), true],
    [held(0, 0, 0, 40), true],
    [held(1), false],
    [held(0, 1), false],
    [held(0, 0, 1), false],
  ])('%j: %j', (found, clean) => {
    expect(isClean(found)).toBe(clean);
  });
});

describe('whose users are retired', () => {
  it.each([
    ['old-1', 'Registered', true],
    ['old-1', 'Associated', true],
    ['old-1', 'Retired', false],
    ['old-1', 'Deleted', false],
    ['vb1.ada', 'Associated', false],
    ['vb1ada', 'Associated', true],
    ['VB1.ada', 'Associated', true],
  ] as const)('%s, %s: %j', (clientUserId, status, foreign) => {
    expect(isForeignUser({ clientUserId, status, email: null, idHash: null, inviteCode: null })).toBe(foreign);
  });
});

describe('the figure that is typed', () => {
  const found = held(1_200, 3_000, 34, 5);
  it('is users plus licences of devices, however it is grouped', () => {
    expect(figureToType(found)).toBe(1_234);
    for (const typed of ['1234', '1,234', '1 234', ' 1.234 ', '1’234'])
      expect(cleanUpFaults(found, { typed, acknowledged: true })).toEqual([]);
  });

  it.each(['', '4234', '12345', '-1234', '1234e0', '0x4d2', 'all', '１２３４'])('is not %j', (typed) => {
    expect(cleanUpFaults(found, { typed, acknowledged: false })).toEqual(['typed', 'acknowledged']);
  });
});

describe('more than was confirmed', () => {
  it.each([
    [held(100, 0, 0), held(110, 0, 0), false],
    [held(100, 0, 0), held(111, 0, 0), true],
    [held(0, 0, 0), held(5, 0, 5), false],
    [held(0, 0, 0), held(0, 0, 6), true],
    [held(0, 20, 0), held(0, 27, 0), true],
    [held(100, 100, 100), held(0, 0, 0), false],
  ])('%j, then %j: %j', (before, after, outgrown) => {
    expect(isOutgrown(before, after)).toBe(outgrown);
  });
});

describe('tries, failures and reasons', () => {
  it('have growing gaps up to an hour', () => {
    expect([1, 2, 3, 7, 50].map((attempts) => gapBeforeTry(attempts) / MINUTE)).toEqual([1, 2, 4, 60, 60]);
  });

  it('are summed by number', () => {
    const once = withFailures([], 9602, 2);
    expect(withFailures(withFailures(once, null, 1), 9602, 3)).toEqual([
      { errorNumber: null, count: 1 },
      { errorNumber: 9602, count: 5 },
    ]);
    expect(withFailures(once, 9603, 0)).toBe(once);
  });

  it('count whoever is gone already as done', () => {
    expect([9609, 9618, 9619, 9602, null].map(isDoneAlready)).toEqual([true, true, false, false, false]);
  });

  it('are long enough to be understood', () => {
    expect(['too short', '          ', 'ten chars!', 'x'.repeat(501)].map(isReason)).toEqual([
      false,
      false,
      true,
      false,
    ]);
  });
});

const run = (progress: CleanUpRun['progress']): CleanUpRun => ({
  id: 'r',
  locationName: 'Stockholm',
  confirmedBy: ['U1', 'U2'],
  confirmedAt: NOON,
  confirmed: held(5),
  stage: 'users',
  users: { total: 5, left: 5, failures: [] },
  devices: { total: 0, left: 0, failures: [] },
  batch: null,
  lastBatchAt: null,
  attempts: 0,
  progress,
});

describe('going on', () => {
  it.each([
    [{ state: 'stopped', by: 'U3', at: NOON }, NOON + 24 * HOUR, 'yes'],
    [{ state: 'failed', why: { kind: 'refused', errorNumber: 9602 }, at: NOON }, NOON, 'yes'],
    [{ state: 'stopped', by: 'U3', at: NOON }, NOON + 24 * HOUR + 1, 'too-old'],
    [{ state: 'running', waiting: null }, NOON, 'not-standing'],
    [{ state: 'ended', end: 'clean', found: held(0), at: NOON }, NOON, 'not-standing'],
  ] as const)('from %j: %s', (progress, now, may) => {
    expect(mayGoOn(run(progress), now)).toBe(may);
  });
});

describe('what the first deployment waits for', () => {
  const sync = (startedAt: number, foreignUsers: number, foreignRevocable: number): SyncReport => ({
    id: 's',
    trigger: 'slot',
    slot: null,
    startedBy: null,
    listeners: [],
    attempt: 1,
    startedAt,
    finishedAt: startedAt + MINUTE,
    reference: 'R',
    outcome: {
      result: 'complete',
      diff: {
        ...{ appeared: [], appearedCount: 0, gone: [], goneCount: 0, totals: [], totalsCount: 0 },
        ...{ assigned: [], assignedCount: 0, location: [] },
      },
      totals: {
        ...{ assets: 1, apps: 1, books: 0, totalCount: 9, assignedCount: 9, availableCount: 0 },
        ...{ ourUsers: 0, ourAssignments: 0, foreignUsers, foreignAssignments: 9, foreignRevocable },
      },
      unsettled: [],
      readAgain: 0,
      removals: { verified: true, at: startedAt },
      suspect: [],
      catalogueTrouble: null,
    },
  });
  const waiver = { by: 'U1', at: NOON, reason: 'They stay for now.', found: held(3) };
  const count = (countedAt: number, found: ForeignHoldings): CleanUpCount => ({
    ...{ id: 'c', startedBy: 'U1', startedAt: countedAt, locationName: 'Stockholm' },
    state: 'counted',
    found,
    countedAt,
  });
  const ended = (at: number, found: ForeignHoldings) =>
    run({ state: 'ended', end: isClean(found) ? 'clean' : 'left', found, at });

  it.each<[string, CleanUpRecord, SyncReport | null, string]>([
    ['nobody counted', noCleanUp, null, 'unknown'],
    ['a sync without others', noCleanUp, sync(NOON, 0, 0), 'clean'],
    ['a sync with users', noCleanUp, sync(NOON, 1, 0), 'needed'],
    ['a sync with licences', noCleanUp, sync(NOON, 0, 1), 'needed'],
    ['a waiver', { ...noCleanUp, waiver }, sync(NOON, 1, 0), 'waived'],
    ['a waiver before any count', { ...noCleanUp, waiver }, null, 'waived'],
    ['a waiver that is not needed any more', { ...noCleanUp, waiver }, sync(NOON, 0, 0), 'clean'],
    ['a clean-up after the sync', { ...noCleanUp, run: ended(NOON + 1, held(0)) }, sync(NOON, 4, 4), 'clean'],
    ['a sync after the clean-up', { ...noCleanUp, run: ended(NOON - 1, held(0)) }, sync(NOON, 4, 4), 'needed'],
    ['a clean-up that left something', { ...noCleanUp, run: ended(NOON + 1, held(1)) }, sync(NOON, 0, 0), 'needed'],
    ['a count after the sync', { ...noCleanUp, count: count(NOON + 1, held(0, 0, 0, 9)) }, sync(NOON, 4, 4), 'clean'],
    [
      'a clean-up under way',
      { ...noCleanUp, run: run({ state: 'running', waiting: null }) },
      sync(NOON, 4, 4),
      'needed',
    ],
  ])('%s', (_, record, last, expected) => {
    expect(cleanliness(record, last)).toBe(expected);
  });
});
