import { describe, expect, it } from 'vitest';
import { inventoryTime } from '../../../src/licensing/rules/inventory-time.js';

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;
const start = Date.parse('2026-11-23T00:00:00Z');
const fleet = Array.from({ length: 2_000 }, (_, index) => ({
  enrolmentId: `00008110-00${String(index).padStart(10, '0')}`,
  enrolledAt: start - 40 * DAY,
}));

/** Most of them within one minute. */
function crowd(times: readonly number[]): number {
  const minutes = new Map<number, number>();
  for (const time of times) {
    const minute = Math.floor(time / MINUTE);
    minutes.set(minute, (minutes.get(minute) ?? 0) + 1);
  }
  return Math.max(...minutes.values());
}

describe('the time of an inventory', () => {
  it('comes once a day for each device, at a time of its own', () => {
    for (const device of fleet.slice(0, 50)) {
      let askedAt = inventoryTime(device, start - 20 * HOUR, start - 20 * HOUR);
      for (let day = 0; day < 5; day += 1) {
        const next = inventoryTime(device, askedAt, askedAt);
        expect(next - askedAt).toBe(DAY);
        askedAt = next;
      }
    }
  });

  it('spreads a fleet over the day', () => {
    const times = fleet.map((device) => inventoryTime(device, start, start));
    expect(crowd(times)).toBeLessThan(15);
    expect(Math.min(...times)).toBeGreaterThan(start);
    expect(Math.max(...times)).toBeLessThanOrEqual(start + 1.5 * DAY);
  });

  it('comes soon after an enrolment, and after another one', () => {
    for (const askedAt of [null, start - HOUR]) {
      const times = fleet.map(({ enrolmentId }) => inventoryTime({ enrolmentId, enrolledAt: start }, askedAt, start));
      expect(Math.min(...times)).toBeGreaterThan(start);
      expect(Math.max(...times)).toBeLessThanOrEqual(start + HOUR);
    }
  });

  it('does not wait for a time that a wrong clock once said', () => {
    for (const device of fleet.slice(0, 20)) {
      expect(inventoryTime(device, start + 400 * DAY, start)).toBeLessThanOrEqual(start + HOUR);
    }
  });
});
