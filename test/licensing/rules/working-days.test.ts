import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { addWorkingDays, isWorkingDay } from '../../../src/licensing/rules/working-days.js';
import type { WorkingTime } from '../../../src/licensing/rules/working-time.js';

const working: WorkingTime = { timeZone: 'Europe/Stockholm', weekend: [6, 0], holidays: [] };
const at = (text: string) => Date.parse(text);
const later = (text: string, days: number, given: Partial<WorkingTime> = {}) =>
  new Date(addWorkingDays(at(text), days, { ...working, ...given })).toISOString();

describe('working days', () => {
  it.each([
    ['a day in the week', '2026-11-24T09:15:30.250Z', 1, '2026-11-25T09:15:30.250Z'],
    ['over a weekend', '2026-11-27T09:00:00.000Z', 1, '2026-11-30T09:00:00.000Z'],
    ['two over a weekend', '2026-11-26T09:00:00.000Z', 2, '2026-11-30T09:00:00.000Z'],
    ['from a Saturday', '2026-11-28T09:00:00.000Z', 1, '2026-11-30T09:00:00.000Z'],
    ['from a Sunday that is still a Saturday in UTC', '2026-11-28T23:30:00.000Z', 1, '2026-11-29T23:30:00.000Z'],
    ['none', '2026-11-28T09:00:00.000Z', 0, '2026-11-28T09:00:00.000Z'],
    ['ten', '2026-11-23T09:00:00.000Z', 10, '2026-12-07T09:00:00.000Z'],
  ])('%s', (_what, from, days, then) => {
    expect(later(from, days)).toBe(then);
  });

  it('leaves out holidays', () => {
    const holidays = ['2026-12-24', '2026-12-25', '2026-12-28'];
    expect(later('2026-12-23T08:00:00.000Z', 1, { holidays })).toBe('2026-12-29T08:00:00.000Z');
  });

  it('keeps the time of day when the clock is changed', () => {
    // 25 October 2026 is the end of summer time, 28 March 2027 its beginning.
    expect(later('2026-10-23T07:00:00.000Z', 1)).toBe('2026-10-26T08:00:00.000Z');
    expect(later('2027-03-26T08:00:00.000Z', 1)).toBe('2027-03-29T07:00:00.000Z');
  });

  it('takes a time that the clock skips as much later as it jumps', () => {
    expect(later('2027-03-27T01:30:00.000Z', 1, { weekend: [] })).toBe('2027-03-28T01:30:00.000Z');
  });

  it('knows other weekends, and other places on the same instant', () => {
    expect(later('2026-11-26T09:00:00.000Z', 1, { timeZone: 'Asia/Dubai', weekend: [5, 6] })).toBe(
      '2026-11-29T09:00:00.000Z',
    );
    const instant = at('2026-11-27T23:30:00Z');
    expect(isWorkingDay(instant, { ...working, timeZone: 'UTC' })).toBe(true);
    expect(isWorkingDay(instant, { ...working, timeZone: 'Asia/Tokyo' })).toBe(false);
  });

  it('ends with a weekend of seven days, and with a year of holidays', () => {
    expect(later('2026-11-23T09:00:00.000Z', 1, { weekend: [0, 1, 2, 3, 4, 5, 6] })).toBe('2026-11-24T09:00:00.000Z');
    const start = at('2026-11-24T00:00:00Z');
    const holidays = Array.from({ length: 400 }, (_, day) =>
      new Date(start + day * 86_400_000).toISOString().slice(0, 10),
    );
    expect(later('2026-11-23T09:00:00.000Z', 1, { holidays })).toBe('2026-11-24T09:00:00.000Z');
  });

  it('always lies ahead, on a working day', () => {
    fc.assert(
      fc.property(fc.integer({ min: 0, max: 4e12 }), fc.integer({ min: 1, max: 12 }), (instant, days) => {
        const then = addWorkingDays(instant, days, working);
        expect(then).toBeGreaterThan(instant);
        expect(isWorkingDay(then, working)).toBe(true);
        expect(addWorkingDays(instant, days + 1, working)).toBeGreaterThan(then);
      }),
    );
  });
});
