import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { SlotRun } from '../../../src/licensing/rules/slots.js';
import { dueSlots, instantOf, nextSlot, type SlotSchedule } from '../../../src/licensing/rules/slots.js';

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;
const at = (text: string): number => Date.parse(text);

/** The days on which the clocks change, both ways; Lord Howe moves by half an hour. */
const changes = [
  { zone: 'Europe/Stockholm', spring: '2027-03-28', autumn: '2027-10-31' },
  { zone: 'America/New_York', spring: '2027-03-14', autumn: '2027-11-07' },
  { zone: 'Australia/Lord_Howe', spring: '2027-10-03', autumn: '2027-04-04' },
] as const;

/** What a clock on the wall shows, found without the code under test. */
function wallClock(zone: string): (instant: number) => string {
  const format = new Intl.DateTimeFormat('sv-SE', {
    timeZone: zone,
    year: 'numeric',
    month: '2-digit',
    day: '2-digit',
    hour: '2-digit',
    minute: '2-digit',
  });
  return (instant) => format.format(instant).replace(' ', 'T');
}

/** First instant at which the wall shows each minute of the day and its neighbours, by looking at every minute. */
function lookedUp(zone: string, date: string): Map<string, number> {
  const wall = wallClock(zone);
  const first = new Map<string, number>();
  const noon = at(`${date}T12:00:00Z`);
  for (let instant = noon - 40 * HOUR; instant <= noon + 40 * HOUR; instant += 15 * MINUTE) {
    const shown = wall(instant);
    if (!first.has(shown)) first.set(shown, instant);
  }
  return first;
}

const quarters = Array.from({ length: 96 }, (_, quarter) => {
  const two = (number: number) => String(number).padStart(2, '0');
  return `${two(Math.floor(quarter / 4))}:${two((quarter % 4) * 15)}`;
});

describe('instantOf', () => {
  const days = changes.flatMap(({ zone, spring, autumn }) => [
    { zone, date: spring },
    { zone, date: autumn },
    { zone, date: '2027-06-15' },
  ]);

  it.each(days)('is the first instant at which the wall in $zone shows the time on $date', ({ zone, date }) => {
    const shown = lookedUp(zone, date);
    const there = quarters.filter((time) => shown.has(`${date}T${time}`));
    expect(there.length).toBeGreaterThan(90);
    for (const time of there) expect([time, instantOf(date, time, zone)]).toEqual([time, shown.get(`${date}T${time}`)]);
  });

  it.each([
    { zone: 'Europe/Stockholm', date: '2027-03-28', time: '02:30', wall: '2027-03-28T03:30' },
    { zone: 'Europe/Stockholm', date: '2027-03-28', time: '02:00', wall: '2027-03-28T03:00' },
    { zone: 'America/New_York', date: '2027-03-14', time: '02:45', wall: '2027-03-14T03:45' },
    { zone: 'Australia/Lord_Howe', date: '2027-10-03', time: '02:15', wall: '2027-10-03T02:45' },
  ])('moves $time, which $zone skips, by as much as the clock jumped', ({ zone, date, time, wall }) => {
    expect(wallClock(zone)(instantOf(date, time, zone))).toBe(wall);
  });

  it.each([
    { zone: 'Europe/Stockholm', date: '2027-10-31', time: '02:30', first: '2027-10-31T00:30:00Z' },
    { zone: 'America/New_York', date: '2027-11-07', time: '01:30', first: '2027-11-07T05:30:00Z' },
    { zone: 'Australia/Lord_Howe', date: '2027-04-04', time: '01:45', first: '2027-04-03T14:45:00Z' },
  ])('takes the first of the two times that $zone shows $time', ({ zone, date, time, first }) => {
    expect(instantOf(date, time, zone)).toBe(at(first));
  });
});

const schedule: SlotSchedule = { job: 'sync', times: ['06:00', '18:00'], timeZone: 'Europe/Stockholm' };
const run = (planned: number): SlotRun => ({
  job: 'sync',
  planned,
  startedAt: planned,
  finishedAt: planned,
  outcome: 'done',
});
const none = new Map<string, SlotRun>();
const long = at('2026-11-01T00:00:00Z');

describe('dueSlots', () => {
  it('has nothing to run before the first slot after the binding', () => {
    expect(dueSlots(schedule, none, at('2026-11-22T04:59:59Z'), at('2026-11-21T20:00:00Z'))).toEqual({
      run: null,
      missed: [],
    });
  });

  it('runs a slot at its minute, named by job, local time and zone', () => {
    const planned = at('2026-11-22T05:00:00Z');
    expect(dueSlots(schedule, none, planned, at('2026-11-21T20:00:00Z'))).toEqual({
      run: { key: 'sync@2026-11-22T06:00[Europe/Stockholm]', planned, late: false },
      missed: [],
    });
  });

  it.each([
    { minutes: 0, late: false },
    { minutes: 10, late: false },
    { minutes: 11, late: true },
    { minutes: 300, late: true },
  ])('calls a slot that runs $minutes minutes after its time late: $late', ({ minutes, late }) => {
    const planned = at('2026-11-22T05:00:00Z');
    expect(dueSlots(schedule, none, planned + minutes * MINUTE, planned - HOUR).run?.late).toBe(late);
  });

  it('runs the newest slot once after a rest and names those it covers', () => {
    const due = dueSlots(schedule, none, at('2026-11-22T09:00:00Z'), at('2026-11-21T00:00:00Z'));
    expect(due.run).toMatchObject({ key: 'sync@2026-11-22T06:00[Europe/Stockholm]', late: true });
    expect(due.missed.map(({ key }) => key)).toEqual([
      'sync@2026-11-21T06:00[Europe/Stockholm]',
      'sync@2026-11-21T18:00[Europe/Stockholm]',
    ]);
  });

  it('forgets what passed more than two days ago', () => {
    const due = dueSlots(schedule, none, at('2026-11-22T09:00:00Z'), long);
    expect([...due.missed, due.run].map((slot) => slot?.planned)).toEqual([
      at('2026-11-20T17:00:00Z'),
      at('2026-11-21T05:00:00Z'),
      at('2026-11-21T17:00:00Z'),
      at('2026-11-22T05:00:00Z'),
    ]);
  });

  it('never reaches back before the binding', () => {
    const bound = at('2026-11-22T05:00:01Z');
    expect(dueSlots(schedule, none, at('2026-11-22T09:00:00Z'), bound)).toEqual({ run: null, missed: [] });
  });

  it('does not run a known slot again', () => {
    const planned = at('2026-11-22T05:00:00Z');
    const known = new Map([['sync@2026-11-22T06:00[Europe/Stockholm]', run(planned)]]);
    expect(dueSlots(schedule, known, planned + MINUTE, planned)).toEqual({ run: null, missed: [] });
  });

  it('takes a time that is named twice for one slot', () => {
    const twice = { ...schedule, times: ['06:00', '18:00', '06:00'] };
    const due = dueSlots(twice, none, at('2026-11-22T09:00:00Z'), at('2026-11-21T00:00:00Z'));
    const keys = [...due.missed, due.run].map((slot) => slot?.key);
    expect(new Set(keys).size).toBe(keys.length);
  });

  it('does not call a slot missed that shares its instant with the one that runs', () => {
    const gap = { job: 'sync', times: ['02:30', '03:30'], timeZone: 'Europe/Stockholm' };
    const due = dueSlots(gap, none, at('2027-03-28T01:30:00Z'), at('2027-03-28T00:00:00Z'));
    expect(due.run?.planned).toBe(at('2027-03-28T01:30:00Z'));
    expect(due.missed).toEqual([]);
  });
});

const zone = fc.constantFrom(...changes);
const times = fc.uniqueArray(fc.constantFrom(...quarters), { minLength: 1, maxLength: 4 });

/** Moves of a clock in milliseconds: bells each minute, hours, days, back again, and no move at all. */
const moves = fc.array(
  fc.oneof(
    fc.constant(0),
    fc.integer({ min: -5, max: 20 }).map((minutes) => minutes * MINUTE),
    fc.integer({ min: -30, max: 60 }).map((hours) => hours * HOUR),
    fc.integer({ min: -6, max: 9 }).map((days) => days * DAY),
  ),
  { minLength: 1, maxLength: 25 },
);

const path = fc
  .record({ change: zone, times, moves, season: fc.constantFrom('spring', 'autumn') })
  .map(({ change, times, moves, season }) => {
    const start = at(`${change[season]}T00:00:00Z`) - DAY;
    let now = start;
    const instants = moves.map((move) => {
      now += move;
      return now;
    });
    return { schedule: { job: 'sync', times, timeZone: change.zone }, start, instants };
  });

describe('on any path of the clock', () => {
  it('a slot runs at most once and is never both run and missed', () => {
    fc.assert(
      fc.property(path, ({ schedule, start, instants }) => {
        const known = new Map<string, SlotRun>();
        for (const now of instants) {
          const due = dueSlots(schedule, known, now, start);
          for (const slot of [...due.missed, ...(due.run === null ? [] : [due.run])]) {
            expect(known.has(slot.key)).toBe(false);
            expect(slot.planned).toBeLessThanOrEqual(now);
            expect(slot.planned).toBeGreaterThanOrEqual(start);
            known.set(slot.key, run(slot.planned));
          }
          expect(dueSlots(schedule, known, now, start)).toEqual({ run: null, missed: [] });
        }
      }),
      { numRuns: 60 },
    );
  });

  it('a clock that only goes forward, never by more than two days, leaves no slot out', () => {
    const forward = path.map(({ schedule, start, instants }) => {
      let now = start;
      const steps = instants.map((instant) => {
        now += Math.min(Math.abs(instant - start), 47 * HOUR);
        return now;
      });
      return { schedule, start, instants: steps };
    });
    fc.assert(
      fc.property(forward, ({ schedule, start, instants }) => {
        const known = new Map<string, SlotRun>();
        for (const now of instants) {
          const due = dueSlots(schedule, known, now, start);
          for (const slot of due.missed) known.set(slot.key, run(slot.planned));
          if (due.run !== null) known.set(due.run.key, run(due.run.planned));
        }
        const end = instants.at(-1) ?? start;
        const planned: number[] = [];
        for (let next = nextSlot(schedule, start - 1); next <= end; next = nextSlot(schedule, next)) planned.push(next);
        expect([...new Set([...known.values()].map((slot) => slot.planned))].sort((a, b) => a - b)).toEqual(planned);
      }),
      { numRuns: 40 },
    );
  });

  it('the one that runs is the newest that is due', () => {
    fc.assert(
      fc.property(path, ({ schedule, start, instants }) => {
        const now = instants.at(-1) ?? start;
        const due = dueSlots(schedule, none, now, start);
        const newest = due.run?.planned ?? Number.NEGATIVE_INFINITY;
        for (const slot of due.missed) expect(slot.planned).toBeLessThan(newest);
        if (due.run !== null) expect(nextSlot(schedule, due.run.planned)).toBeGreaterThan(now);
      }),
      { numRuns: 60 },
    );
  });
});

describe('nextSlot', () => {
  it('is always later than now and at most a day and the jump of a clock away', () => {
    const moments = fc.record({ change: zone, times, offset: fc.integer({ min: -200 * 24 * 60, max: 200 * 24 * 60 }) });
    fc.assert(
      fc.property(moments, ({ change, times, offset }) => {
        const now = at(`${change.spring}T00:00:00Z`) + offset * MINUTE;
        const next = nextSlot({ job: 'sync', times, timeZone: change.zone }, now);
        expect(next).toBeGreaterThan(now);
        expect(next - now).toBeLessThanOrEqual(DAY + HOUR);
      }),
      { numRuns: 150 },
    );
  });

  it.each([
    { now: '2026-11-22T04:59:59.999Z', next: '2026-11-22T05:00:00Z' },
    { now: '2026-11-22T05:00:00Z', next: '2026-11-22T17:00:00Z' },
    { now: '2026-11-22T17:00:00Z', next: '2026-11-23T05:00:00Z' },
    { now: '2027-03-27T17:00:00Z', next: '2027-03-28T04:00:00Z' },
  ])('after $now is $next for 06:00 and 18:00 in Stockholm', ({ now, next }) => {
    expect(new Date(nextSlot(schedule, at(now))).toISOString()).toBe(new Date(next).toISOString());
  });
});
