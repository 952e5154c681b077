import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { TokenState } from '../../../src/licensing/rules/binding.js';
import type { WarningMemory } from '../../../src/licensing/rules/expiry.js';
import {
  carerBefore,
  coveredSteps,
  daysLeft,
  tokenFacts,
  tokenStateAt,
  warningAudiences,
  warningDays,
  warningStep,
} from '../../../src/licensing/rules/expiry.js';
import { aTokenRecord, DAY, HOUR, MINUTE, NOON } from '../../support/core-samples.js';

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
    { days: 61, step: null },
    { days: 60, step: 60 },
    { days: 31, step: 60 },
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

  it('is none once the token has expired', () => {
    expect(warningStep(NOON, NOON)).toBeNull();
    expect(warningStep(NOON - DAY, NOON)).toBeNull();
  });
});

/** Warns as the flow does: a step is remembered together with those it covers; some are acknowledged. */
function warnings(expires: number, instants: readonly number[], acknowledge: readonly boolean[] = []): number[] {
  const memory: WarningMemory[] = [];
  return instants.flatMap((now, index) => {
    const step = warningStep(expires, now);
    if (step === null || memory.some((one) => one.step === step)) return [];
    const carer = carerBefore(step, memory);
    const audiences = warningAudiences(step, { importedBy: 'U1', custodians: ['U1', 'U2'], acknowledgedBy: carer });
    expect(audiences).not.toEqual([]);
    const covered = coveredSteps(step).filter((days) => !memory.some((one) => one.step === days));
    const acknowledgedBy = acknowledge[index] === true ? 'U2' : null;
    for (const days of covered) {
      const own = days === step;
      memory.push(remembered(days, { audiences: own ? audiences : [], acknowledgedBy: own ? acknowledgedBy : null }));
    }
    return [step];
  });
}

function remembered(step: number, given: Partial<WarningMemory> = {}): WarningMemory {
  return {
    fingerprint: 'a1b2c3d4',
    step,
    at: NOON,
    audiences: [],
    acknowledgedBy: null,
    acknowledgedAt: null,
    ...given,
  };
}

describe('the ladder of warnings', () => {
  it('steps on each of its rungs once when somebody looks every hour for a year', () => {
    const expires = NOON + 365 * DAY;
    const hours = Array.from({ length: 365 * 24 }, (_, hour) => NOON + hour * HOUR);
    expect(warnings(expires, hours)).toEqual([...warningDays]);
  });

  it('says one warning, not seven, when nobody looked until the last day', () => {
    expect(warnings(NOON, [NOON - 5 * HOUR, NOON - 4 * HOUR])).toEqual([0]);
  });

  const acknowledged = fc.array(fc.boolean(), { maxLength: 80 });

  it('never repeats a rung and only goes down, whatever the clock does and whoever acknowledges', () => {
    const near = fc.integer({ min: -3 * 24 * 60, max: 90 * 24 * 60 });
    const years = fc.integer({ min: -5 * 365 * 24 * 60, max: 5 * 365 * 24 * 60 });
    const clock = fc.array(fc.oneof({ weight: 4, arbitrary: near }, { weight: 1, arbitrary: years }), {
      maxLength: 80,
    });
    fc.assert(
      fc.property(clock, acknowledged, (minutesBefore, pressed) => {
        const said = warnings(
          NOON,
          minutesBefore.map((minutes) => NOON - minutes * MINUTE),
          pressed,
        );
        expect(new Set(said).size).toBe(said.length);
        expect(said).toEqual([...said].sort((a, b) => b - a));
      }),
    );
  });

  it('steps on each rung exactly once on every path that sees each day in order, summer time or not', () => {
    // From before the first rung to the expiry, across the last Sunday of October and of March in Stockholm.
    const expires = fc.constantFrom(Date.parse('2026-11-10T08:30:00Z'), Date.parse('2027-04-20T22:15:00Z'));
    const looks = fc.array(fc.integer({ min: 1, max: 24 * 60 - 1 }), { minLength: 63, maxLength: 63 });
    const back = fc.array(fc.integer({ min: 0, max: 40 }), { minLength: 63, maxLength: 63 });
    fc.assert(
      fc.property(expires, looks, back, acknowledged, (end, minutes, jumps, pressed) => {
        const path = minutes.flatMap((minute, index) => {
          const now = end - (62 - index) * DAY - minute * MINUTE;
          return [now, now - (jumps[index] ?? 0) * DAY, now];
        });
        expect(warnings(end, path, pressed)).toEqual([...warningDays]);
      }),
    );
  });
});

describe('who is warned', () => {
  const importer = { to: 'person', userId: 'U1' };
  const carer = { to: 'person', userId: 'U2' };
  const channel = { to: 'channel' };
  const everybody = { to: 'custodians', except: [] };
  it.each([
    { step: 60, silent: [importer], cared: [importer] },
    { step: 30, silent: [importer], cared: [importer] },
    { step: 14, silent: [importer], cared: [importer] },
    { step: 7, silent: [channel, importer], cared: [carer] },
    { step: 3, silent: [channel, everybody], cared: [channel, carer] },
    { step: 1, silent: [channel, everybody], cared: [channel, carer] },
    { step: 0, silent: [channel, everybody], cared: [channel, everybody] },
  ])('at $step days, acknowledged or not', ({ step, silent, cared }) => {
    const people = { importedBy: 'U1', custodians: ['U1', 'U2', 'U3'] };
    expect(warningAudiences(step, { ...people, acknowledgedBy: null })).toEqual(silent);
    expect(warningAudiences(step, { ...people, acknowledgedBy: 'U2' })).toEqual(cared);
  });

  it.each([
    { step: 30, to: [everybody] },
    { step: 7, to: [channel, everybody] },
    { step: 3, to: [channel, everybody] },
  ])('at $step days, when importer and carer are no custodians any more', ({ step, to }) => {
    expect(warningAudiences(step, { importedBy: 'U1', custodians: ['U3'], acknowledgedBy: 'U2' })).toEqual(to);
  });

  it('takes care of it only by the newest warning that went out', () => {
    const sent = (step: number, acknowledgedBy: string | null) =>
      remembered(step, { audiences: [{ to: 'channel' }], acknowledgedBy });
    expect(carerBefore(7, [])).toBeNull();
    expect(carerBefore(7, [sent(60, 'U2'), remembered(30), sent(14, null)])).toBeNull();
    expect(carerBefore(7, [sent(60, null), sent(30, 'U2'), remembered(14)])).toBe('U2');
    expect(carerBefore(7, [sent(3, 'U2')])).toBeNull();
  });

  it('takes care of it since then on whichever card that was said', () => {
    const sent = (step: number, at: number, acknowledgedBy: string | null, acknowledgedAt: number | null) =>
      remembered(step, { audiences: [{ to: 'channel' }], at, acknowledgedBy, acknowledgedAt });
    const silent = sent(14, NOON, null, null);
    expect(carerBefore(7, [sent(60, NOON - DAY, 'U2', NOON + HOUR), silent])).toBe('U2');
    expect(carerBefore(7, [sent(60, NOON - DAY, 'U2', NOON - HOUR), silent])).toBeNull();
    const late = [sent(60, NOON - 2 * DAY, 'U2', NOON + HOUR), sent(30, NOON - DAY, 'U3', NOON + 2 * HOUR), silent];
    expect(carerBefore(7, late)).toBe('U3');
  });
});

describe('tokenStateAt', () => {
  const year = NOON + 365 * DAY;
  const month = NOON + 60 * DAY;
  const past = NOON - 1;
  it.each([
    { known: 'valid', expires: year, state: 'valid' },
    { known: 'valid', expires: NOON + 61 * DAY, state: 'valid' },
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
