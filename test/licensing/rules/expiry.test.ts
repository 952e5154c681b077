import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { TokenState } from '../../../src/licensing/rules/binding.js';
import {
  coveredSteps,
  daysLeft,
  tokenFacts,
  tokenStateAt,
  warningDays,
  warningStep,
} from '../../../src/licensing/rules/expiry.js';
import { aTokenRecord, DAY, HOUR, NOON } from '../../support/core-samples.js';

describe('daysLeft', () => {
  it.each([
    { left: 365 * DAY, days: 365 },
    { left: DAY + HOUR, days: 1 },
    { left: DAY, days: 1 },
    { left: DAY - 1, days: 0 },
    { left: 0, days: 0 },
    { left: -1, days: -1 },
    { left: -3 * DAY, days: -3 },
  ])('is $days whole days at $left milliseconds before the expiry', ({ left, days }) => {
    expect(daysLeft(NOON + left, NOON)).toBe(days);
  });
});

describe('warningStep', () => {
  it.each([
    { days: 365, step: null },
    { days: 31, step: null },
    { days: 30, step: 30 },
    { days: 15, step: 30 },
    { days: 14, step: 14 },
    { days: 8, step: 14 },
    { days: 7, step: 7 },
    { days: 4, step: 7 },
    { days: 3, step: 3 },
    { days: 2, step: 3 },
    { days: 1, step: 1 },
    { days: 0, step: 0 },
  ])('is $step with $days days left', ({ days, step }) => {
    expect(warningStep(NOON + days * DAY + HOUR, NOON)).toBe(step);
  });
});

/** Warns as the flow does: a step is remembered together with those it covers. */
function warnings(expires: number, instants: readonly number[]): number[] {
  const said = new Set<number>();
  return instants.flatMap((now) => {
    const step = warningStep(expires, now);
    if (step === null || said.has(step)) return [];
    for (const covered of coveredSteps(step)) said.add(covered);
    return [step];
  });
}

describe('the ladder of warnings', () => {
  it('steps on each of its rungs once when somebody looks every hour for a year', () => {
    const expires = NOON + 365 * DAY;
    const hours = Array.from({ length: 365 * 24 }, (_, hour) => NOON + hour * HOUR);
    expect(warnings(expires, hours)).toEqual([...warningDays]);
  });

  it('says one warning, not six, when nobody looked until the last day', () => {
    expect(warnings(NOON, [NOON - 5 * HOUR, NOON - 4 * HOUR])).toEqual([0]);
  });

  it('never repeats a rung and only goes down, whatever the clock does', () => {
    const clock = fc.array(fc.integer({ min: -2 * 24, max: 400 * 24 }), { maxLength: 60 });
    fc.assert(
      fc.property(clock, (hoursBefore) => {
        const said = warnings(
          NOON,
          hoursBefore.map((hours) => NOON - hours * HOUR),
        );
        expect(new Set(said).size).toBe(said.length);
        expect(said).toEqual([...said].sort((a, b) => b - a));
      }),
    );
  });
});

describe('tokenStateAt', () => {
  const year = NOON + 365 * DAY;
  const month = NOON + 30 * DAY;
  const past = NOON - 1;
  it.each([
    { known: 'valid', expires: year, state: 'valid' },
    { known: 'valid', expires: NOON + 31 * DAY, state: 'valid' },
    { known: 'valid', expires: month, state: 'expiring' },
    { known: 'valid', expires: NOON + 1, state: 'expiring' },
    { known: 'valid', expires: NOON, state: 'expired' },
    { known: 'valid', expires: past, state: 'expired' },
    { known: 'expiring', expires: year, state: 'valid' },
    { known: 'expired', expires: year, state: 'expired' },
    { known: 'unreachable', expires: year, state: 'unreachable' },
    { known: 'unreachable', expires: past, state: 'expired' },
    ...(['revoked', 'invalid', 'in-use-elsewhere', 'claim-gone', 'read-only'] as const).flatMap((known) =>
      [year, month, past].map((expires) => ({ known, expires, state: known })),
    ),
  ] satisfies { known: TokenState; expires: number; state: TokenState }[])(
    'is $state when Apple last said $known and the date is $expires',
    ({ known, expires, state }) => {
      expect(tokenStateAt(known, expires, NOON)).toBe(state);
    },
  );
});

describe('tokenFacts', () => {
  it('shows everything of the token but its sealed text', () => {
    const facts = tokenFacts(aTokenRecord({ expires: NOON + 12 * DAY }), 'valid', NOON);
    expect(facts).toEqual({
      name: 'Stockholm 2026',
      appleAccount: 'vpp@northwind.example',
      fingerprint: 'a1b2c3d4',
      expires: NOON + 12 * DAY,
      daysLeft: 12,
      state: 'expiring',
      importedBy: 'U1',
      importedAt: NOON,
    });
  });
});
