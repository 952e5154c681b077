import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { AlertLevel, Runway } from '../../../src/licensing/rules/alert.js';
import { judgeability, levelOf, severity } from '../../../src/licensing/rules/exhaustion.js';
import type { AlertThresholds } from '../../../src/licensing/rules/thresholds.js';
import { thresholds } from '../../support/core-alerts.js';
import { anAssetRecord, NOON } from '../../support/core-samples.js';

const level = (
  free: number | null,
  totalCount: number,
  before: AlertLevel | null = null,
  given: { runway?: Runway | null; thresholds?: Partial<AlertThresholds> } = {},
) =>
  levelOf(
    { figures: { free, totalCount }, runway: given.runway ?? null, thresholds: { ...thresholds, ...given.thresholds } },
    before,
  );
const lasting = (days: number): Runway => ({ days, plusMinus: 1, perWeek: 7 });

describe('the level of an app', () => {
  it.each([
    { free: 20, total: 100, is: null },
    { free: 19, total: 100, is: 'low' },
    { free: 10, total: 100, is: 'low' },
    { free: 9, total: 100, is: 'very-low' },
    { free: 1, total: 100, is: 'very-low' },
    { free: 0, total: 100, is: 'none-left' },
    { free: -3, total: 100, is: 'none-left' },
    { free: 1, total: 9, is: null },
    { free: 0, total: 9, is: 'none-left' },
    { free: 0, total: 1, is: 'none-left' },
    { free: 0, total: 0, is: null },
    { free: -1, total: 0, is: 'none-left' },
    { free: null, total: 100, is: null },
  ])('is $is with $free of $total free', ({ free, total, is }) => {
    expect(level(free, total)).toBe(is);
  });

  it.each([
    { free: 50, total: 1_000, is: 'very-low' },
    { free: 49, total: 60, is: 'low' },
    { free: 50, total: 60, is: null },
    { free: 9, total: 20, is: 'very-low' },
  ])('is $is with $free of $total where numbers count too: 50 and 10', ({ free, total, is }) => {
    expect(level(free, total, null, { thresholds: { counts: [50, 10] } })).toBe(is);
  });

  it.each([
    { days: 13, total: 100, is: 'runway' },
    { days: 14, total: 100, is: null },
    { days: 0, total: 9, is: null },
  ])('is $is when $total licences last $days days', ({ days, total, is }) => {
    expect(level(Math.ceil(total / 2), total, null, { runway: lasting(days) })).toBe(is);
  });

  it('is the worst of all that hold', () => {
    expect(level(5, 100, null, { runway: lasting(2) })).toBe('very-low');
  });
});

describe('a level that was told', () => {
  it.each([
    { before: 'low', free: 23, stays: 'low' },
    { before: 'low', free: 24, stays: null },
    { before: 'very-low', free: 11, stays: 'very-low' },
    { before: 'very-low', free: 12, stays: 'low' },
    { before: 'none-left', free: 2, stays: 'none-left' },
    { before: 'none-left', free: 3, stays: 'very-low' },
    { before: 'runway', free: 21, stays: null },
    { before: 'low', free: 9, stays: 'very-low' },
  ] satisfies { before: AlertLevel; free: number; stays: AlertLevel | null }[])(
    '$before is $stays with $free of 100 free',
    ({ before, free, stays }) => {
      expect(level(free, 100, before)).toBe(stays);
    },
  );

  it('is left at once by the first free licence of a small pool', () => {
    expect(level(1, 5, 'none-left')).toBeNull();
  });

  it.each([
    { days: 16, stays: 'runway' },
    { days: 17, stays: null },
  ])('by runway is $stays with $days days', ({ days, stays }) => {
    expect(level(50, 100, 'runway', { runway: lasting(days) })).toBe(stays);
  });

  const levels: readonly (AlertLevel | null)[] = [null, 'runway', 'low', 'very-low', 'none-left'];
  const anyCase = fc.record({
    total: fc.integer({ min: 0, max: 2_000 }),
    share: fc.double({ min: -0.1, max: 1, noNaN: true }),
    before: fc.constantFrom(...levels),
    runway: fc.option(fc.integer({ min: 0, max: 60 }).map(lasting)),
    counts: fc.option(fc.constant<readonly [number, number]>([50, 10])),
    minimumPool: fc.integer({ min: 0, max: 30 }),
  });
  type Case = typeof anyCase extends fc.Arbitrary<infer T> ? T : never;
  const of = ({ total, share, runway, counts, minimumPool }: Case, before: AlertLevel | null, more = 0) =>
    level(Math.round(total * share) + more, total, before, { runway, thresholds: { counts, minimumPool } });

  it('settles: judged again on the same figures it stays', () => {
    fc.assert(
      fc.property(anyCase, (one) => {
        const now = of(one, one.before);
        expect(of(one, now)).toBe(now);
      }),
    );
  });

  it('is never milder than the figures alone say, and never worse than them and what was told', () => {
    fc.assert(
      fc.property(anyCase, (one) => {
        const alone = severity(of(one, null));
        const now = severity(of(one, one.before));
        expect(now).toBeGreaterThanOrEqual(alone);
        expect(now).toBeLessThanOrEqual(Math.max(alone, severity(one.before)));
      }),
    );
  });

  it('never gets worse when more is free', () => {
    fc.assert(
      fc.property(anyCase, fc.nat({ max: 50 }), (one, more) => {
        expect(severity(of(one, one.before, more))).toBeLessThanOrEqual(severity(of(one, one.before)));
      }),
    );
  });

  it('is gone with everything free again', () => {
    fc.assert(
      fc.property(anyCase, ({ total, before, minimumPool, counts }) => {
        fc.pre(total > 60);
        expect(level(total, total, before, { thresholds: { minimumPool, counts } })).toBeNull();
      }),
    );
  });
});

describe('what can be judged', () => {
  it.each([
    { what: 'an app', given: {}, is: 'judge' },
    { what: 'a suspect reading', given: { suspectSince: NOON }, is: 'wait' },
    { what: 'a book', given: { productType: 'Book' }, is: 'never' },
    { what: 'no limit', given: { unlimited: true }, is: 'never' },
    { what: 'gone', given: { presence: 'gone' }, is: 'never' },
  ] as const)('$what: $is', ({ given, is }) => {
    expect(judgeability(anAssetRecord(given))).toBe(is);
  });
});
