import { describe, expect, it } from 'vitest';
import {
  type CheckLine,
  type CheckupMemory,
  isCheckupDue,
  isSyncOld,
  whatToTell,
} from '../../../src/licensing/rules/checkup.js';
import { DAY, HOUR, NOON } from '../../support/core-samples.js';

const ok: CheckLine = { name: 'bell', verdict: 'ok', facts: { silentFor: 1 } };
const silent: CheckLine = { name: 'bell', verdict: 'wrong', facts: { silentFor: 900_000 } };
const unseen: CheckLine = { name: 'bell', verdict: 'not-checked', why: 'late' };
const full: CheckLine = { name: 'disk-space', verdict: 'wrong', facts: { folder: '/data', freeBytes: 1 } };
const memory = (wrong: readonly string[], toldAt: number | null = NOON): CheckupMemory => ({
  ranAt: NOON,
  wrong,
  toldAt,
});

describe('what custodians are told', () => {
  const cases: {
    what: string;
    before: CheckupMemory | null;
    lines: CheckLine[];
    after?: number;
    tell: string;
    wrong: string[];
  }[] = [
    { what: 'nothing when all is well', before: null, lines: [ok], tell: 'nothing', wrong: [] },
    { what: 'what is wrong, the first time', before: null, lines: [silent], tell: 'wrong', wrong: ['bell'] },
    {
      what: 'not the same again within a day',
      before: memory(['bell']),
      lines: [silent],
      after: DAY - 1,
      tell: 'nothing',
      wrong: ['bell'],
    },
    {
      what: 'the same again after a day',
      before: memory(['bell']),
      lines: [silent],
      after: DAY,
      tell: 'wrong',
      wrong: ['bell'],
    },
    {
      what: 'one more line at once',
      before: memory(['bell']),
      lines: [silent, full],
      tell: 'wrong',
      wrong: ['bell', 'disk-space'],
    },
    {
      what: 'one line fewer at once',
      before: memory(['bell', 'disk-space']),
      lines: [silent],
      tell: 'wrong',
      wrong: ['bell'],
    },
    { what: 'once that all is well again', before: memory(['bell']), lines: [ok], tell: 'well-again', wrong: [] },
    {
      what: 'not that all is well when it could not be looked at',
      before: memory(['bell']),
      lines: [unseen],
      tell: 'nothing',
      wrong: ['bell'],
    },
    {
      what: 'nothing of what was never wrong and is not seen',
      before: null,
      lines: [unseen],
      tell: 'nothing',
      wrong: [],
    },
    {
      what: 'the same, after a clock went back for days',
      before: memory(['bell'], NOON + 9 * DAY),
      lines: [silent],
      tell: 'wrong',
      wrong: ['bell'],
    },
  ];
  it.each(cases)('is $what', ({ before, lines, after = HOUR, tell, wrong }) => {
    expect(whatToTell(before, lines, NOON + after)).toEqual({ tell, wrong });
  });
});

describe('a checkup', () => {
  it.each([
    { before: null, after: 0, due: true },
    { before: memory([]), after: DAY - 1, due: false },
    { before: memory([]), after: DAY, due: true },
    { before: memory([]), after: -2 * DAY, due: true },
  ])('is due daily: $after', ({ before, after, due }) => {
    expect(isCheckupDue(before, NOON + after)).toBe(due);
  });

  it('finds a sync old once two slots and an hour have passed without one', () => {
    const schedule = { job: 'sync', times: ['06:00', '18:00'], timeZone: 'UTC' };
    const last = Date.parse('2026-11-22T06:01:00Z');
    const second = Date.parse('2026-11-23T06:00:00Z');
    expect(isSyncOld(schedule, last, second + HOUR - 1)).toBe(false);
    expect(isSyncOld(schedule, last, second + HOUR)).toBe(true);
  });
});
