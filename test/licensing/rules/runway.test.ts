import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Pace } from '../../../src/licensing/rules/alert.js';
import { noPace, type PaceSample, runwayOf, withSample } from '../../../src/licensing/rules/runway.js';
import { DAY, HOUR, NOON } from '../../support/core-samples.js';

/** What was given out, a number a day, the last one now; everything else is free of `total`. */
function history(assigned: readonly number[], total = 1_000): { pace: Pace; now: PaceSample } {
  const samples = assigned.map((count, day) => ({
    at: NOON - (assigned.length - 1 - day) * DAY,
    assigned: count,
    total,
  }));
  const now = samples.at(-1) ?? { at: NOON, assigned: 0, total };
  return { pace: samples.reduce(withSample, noPace), now };
}

const daily = (days: number, perDay: number) => Array.from({ length: days + 1 }, (_, day) => day * perDay);
const runway = (assigned: readonly number[], free: number | null) => {
  const { pace, now } = history(assigned);
  return runwayOf(pace, free, now);
};

describe('how long licences last', () => {
  it('is what is free by the pace of a steady habit', () => {
    expect(runway(daily(28, 2), 18)).toEqual({ days: 9, plusMinus: 0, perWeek: 14 });
  });

  it('says how sure it is, from how much the weeks differ', () => {
    const weeks = [10, 16, 8, 14, 12, 11, 15, 13];
    const counts = weeks.flatMap((week, index) => {
      const before = weeks.slice(0, index).reduce((sum, one) => sum + one, 0);
      return Array.from({ length: 7 }, (_, day) => before + Math.round((week * day) / 7));
    });
    const found = runway([...counts, weeks.reduce((sum, one) => sum + one, 0)], 50);
    expect(found?.days).toBe(28);
    expect(found?.plusMinus).toBe(2);
  });

  it.each([
    { what: 'thirteen days of history', counts: daily(13, 2) },
    { what: 'four changes', counts: [...Array.from({ length: 20 }, () => 0), 1, 2, 3, 4] },
    { what: 'nothing taken', counts: daily(28, 0) },
    { what: 'more given back than taken', counts: daily(28, -2).map((count) => count + 100) },
    {
      what: 'one habit in one week and the opposite in the next',
      counts: [...daily(14, 5), ...daily(14, 5).reverse()],
    },
  ])('is not known after $what', ({ counts }) => {
    expect(runway(counts, 18)).toBeNull();
  });

  it.each([0, -3, null])('is nothing to tell with %s free', (free) => {
    expect(runway(daily(28, 2), free)).toBeNull();
  });

  it('is not told beyond a year', () => {
    expect(runway(daily(28, 1), 365)).not.toBeNull();
    expect(runway(daily(28, 1), 400)).toBeNull();
  });

  it('does not take one large deployment for a habit', () => {
    const counts = daily(56, 1).map((count, day) => (day > 30 ? count + 500 : count));
    expect(runway(counts, 20)?.days).toBe(20);
  });

  it('does not count a purchase', () => {
    const counts = daily(28, 2);
    const samples = counts.map((assigned, day) => ({
      at: NOON - (28 - day) * DAY,
      assigned,
      total: day > 20 ? 500 : 90,
    }));
    const now = { at: NOON, assigned: 56, total: 500 };
    expect(runwayOf(samples.reduce(withSample, noPace), 18, now)?.days).toBe(9);
  });

  it('counts what was given back', () => {
    const saw = Array.from({ length: 29 }, (_, day) => day * 4 - Math.floor(day / 7) * 14);
    expect(runway(saw, 14)?.perWeek).toBe(14);
  });

  it('is proportional to what is free, and shorter the faster licences go', () => {
    const days = fc.integer({ min: 14, max: 60 });
    const pace = fc.integer({ min: 1, max: 20 });
    fc.assert(
      fc.property(days, pace, fc.integer({ min: 1, max: 300 }), (length, perDay, free) => {
        const found = runway(daily(length, perDay), free);
        expect(found?.days).toBe(Math.floor(free / perDay));
        expect(found?.plusMinus).toBe(0);
      }),
      { examples: [[14, 1, 237]] },
    );
  });

  it('answers for any history, never with a negative or endless number', () => {
    const counts = fc.array(fc.integer({ min: 0, max: 500 }), { minLength: 0, maxLength: 70 });
    fc.assert(
      fc.property(counts, fc.integer({ min: -5, max: 500 }), (assigned, free) => {
        const found = runway(assigned, free);
        if (found === null) return;
        expect(found.days).toBeGreaterThanOrEqual(0);
        expect(found.days).toBeLessThanOrEqual(365);
        expect(found.plusMinus).toBeGreaterThanOrEqual(0);
        expect(found.plusMinus).toBeLessThanOrEqual(found.days + 1);
      }),
    );
  });
});

describe('the samples that are kept', () => {
  const at = (hours: number, assigned: number): PaceSample => ({ at: NOON + hours * HOUR, assigned, total: 100 });
  const kept = (...samples: PaceSample[]) => samples.reduce(withSample, noPace).samples.map(({ assigned }) => assigned);

  it('are one a day while nothing changes, and one for each change', () => {
    expect(kept(at(0, 1), at(6, 1), at(12, 1), at(24, 1), at(30, 2), at(31, 2))).toEqual([1, 1, 2]);
  });

  it('are one an hour when much changes', () => {
    expect(kept(at(0, 1), at(0.2, 5), at(0.4, 9), at(1.1, 10))).toEqual([9, 10]);
  });

  it('leave out a reading that is older than the last one, and stay the same value', () => {
    const pace = withSample(noPace, at(5, 1));
    expect(withSample(pace, at(4, 7))).toBe(pace);
    expect(withSample(pace, at(6, 1))).toBe(pace);
  });

  it('go back sixty days, are in order, and are bounded', () => {
    const steps = fc.array(fc.record({ hours: fc.integer({ min: 0, max: 400 }), assigned: fc.nat({ max: 9 }) }), {
      maxLength: 60,
    });
    fc.assert(
      fc.property(steps, (moves) => {
        let hours = 0;
        let pace = noPace;
        for (const move of moves) {
          hours += move.hours;
          pace = withSample(pace, at(hours, move.assigned));
        }
        const times = pace.samples.map((sample) => sample.at);
        expect(times).toEqual([...times].sort((one, other) => one - other));
        expect(times.every((time) => time > (times.at(-1) ?? 0) - 60 * DAY)).toBe(true);
        expect(new Set(times.map((time) => Math.floor(time / HOUR))).size).toBe(times.length);
      }),
    );
  });
});
