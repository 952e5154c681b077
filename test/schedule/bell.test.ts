import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import type { Bell } from '../../src/licensing/ports/bell.js';
import { nodeScheduleBell } from '../../src/schedule/bell.js';

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;
const start = Date.parse('2026-11-23T09:00:00Z');

let bell: Bell;
let faults: unknown[];

/** Wall clock, timers and the time that never steps are the test's own; node-schedule is the real one. */
beforeEach(() => {
  vi.useFakeTimers({
    now: start,
    toFake: ['Date', 'performance', 'setTimeout', 'clearTimeout', 'setInterval', 'clearInterval'],
  });
  faults = [];
  bell = nodeScheduleBell((fault) => faults.push(fault));
});
afterEach(() => {
  bell.stop();
  vi.useRealTimers();
});

/** Rings of these minutes of real time. */
async function ringsWithin(rings: readonly unknown[], minutes: number): Promise<number> {
  const before = rings.length;
  await vi.advanceTimersByTimeAsync(minutes * MINUTE);
  return rings.length - before;
}

function started(work: () => Promise<void> = async () => {}): number[] {
  const rings: number[] = [];
  bell.start((at) => {
    rings.push(at);
    return work();
  });
  return rings;
}

test('rings every half minute with the time it was planned for', async () => {
  const rings = started();
  await vi.advanceTimersByTimeAsync(2 * MINUTE);
  expect(rings).toEqual([30_000, 60_000, 90_000, 120_000].map((after) => start + after));
});

test.each([1, 24])('goes on after the wall clock was set back by %i hours, then and for good', async (hours) => {
  const rings = started();
  await vi.advanceTimersByTimeAsync(10 * MINUTE);
  vi.setSystemTime(Date.now() - hours * HOUR);
  expect(await ringsWithin(rings, 10)).toBeGreaterThanOrEqual(14);
  for (let hour = 0; hour < hours + 2; hour += 1) expect(await ringsWithin(rings, 60)).toBeGreaterThanOrEqual(115);
  expect(faults).toEqual([]);
});

test('a wall clock that was set ahead brings no burst', async () => {
  const rings = started();
  await vi.advanceTimersByTimeAsync(10 * MINUTE);
  vi.setSystemTime(Date.now() + HOUR);
  expect(await ringsWithin(rings, 10)).toBeLessThanOrEqual(21);
  expect(await ringsWithin(rings, 10)).toBe(20);
});

test('a ring that is still being worked on swallows the next ones, and only those', async () => {
  const ends: (() => void)[] = [];
  const rings = started(() => new Promise((resolve) => ends.push(resolve)));
  await vi.advanceTimersByTimeAsync(5 * MINUTE);
  expect(rings).toHaveLength(1);
  ends.at(0)?.();
  expect(await ringsWithin(rings, 1)).toBe(1);
});

test('a ring that fails is reported, and the bell goes on', async () => {
  const rings = started(() => Promise.reject(new Error('boom')));
  await vi.advanceTimersByTimeAsync(MINUTE);
  expect(faults).toMatchObject([{ message: 'boom' }, { message: 'boom' }]);
  expect(rings).toHaveLength(2);
});

test('is silent once stopped, also when the wall clock was set back before', async () => {
  const rings = started();
  await vi.advanceTimersByTimeAsync(MINUTE);
  vi.setSystemTime(Date.now() - HOUR);
  await vi.advanceTimersByTimeAsync(10 * MINUTE);
  bell.stop();
  expect(await ringsWithin(rings, 180)).toBe(0);
});
