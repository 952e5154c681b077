import { wallTime } from './wall-time.js';

/** One run of one slot; its key is the job and the planned local time, so a slot can never run twice. */
export interface SlotRun {
  job: string;
  /** Planned instant, milliseconds since the epoch. */
  planned: number;
  startedAt: number | null;
  finishedAt: number | null;
  outcome: 'running' | 'done' | 'missed';
}

/** Local times of day, `HH:MM`, in one IANA time zone. */
export interface SlotSchedule {
  job: string;
  times: readonly string[];
  timeZone: string;
}

export interface PlannedSlot {
  /** Job and planned local time, e.g. `sync@2026-11-22T06:00[Europe/Stockholm]`. */
  key: string;
  /** Milliseconds since the epoch. */
  planned: number;
}

export interface DueSlots {
  /** The newest slot that is due and was never started. */
  run: (PlannedSlot & { late: boolean }) | null;
  /** Older slots that passed while nothing ran; the one run covers them. */
  missed: readonly PlannedSlot[];
}

const HOUR = 3_600_000;
/** Slots older than this are history, whatever the clock did. */
const WINDOW = 48 * HOUR;
/** Later than this a slot counts as caught up. */
const PUNCTUAL = 10 * 60_000;
/** A clock is corrected by less than this without anybody having got it wrong. */
const CORRECTION = HOUR;
/** Until the second try of a failed sync; doubled with each further one. */
const FIRST_GAP = 15 * 60_000;
const LONGEST_GAP = 6 * HOUR;

/**
 * The instant at which a local date and time happens. A time that the clock skips in spring happens as much later as
 * the clock jumped; a time that happens twice in autumn is its first occurrence.
 */
export function instantOf(date: string, time: string, timeZone: string): number {
  const wanted = Date.parse(`${date}T${time}:00Z`);
  const offsets = [wanted - 26 * HOUR, wanted + 26 * HOUR].map((at) => wallTime(at, timeZone).asUtc - at);
  const candidates = offsets.map((offset) => wanted - offset).sort((a, b) => a - b);
  const exact = candidates.find((instant) => wallTime(instant, timeZone).asUtc === wanted);
  return exact ?? candidates.at(-1) ?? wanted;
}

function datesAround(now: number, timeZone: string, days: readonly number[]): string[] {
  const today = Date.parse(`${wallTime(now, timeZone).date}T00:00:00Z`);
  return days.map((day) => new Date(today + day * 24 * HOUR).toISOString().slice(0, 10));
}

/** In order of time; times that come to the same instant (named twice, or skipped by the clock) are one slot. */
function slotsOn(schedule: SlotSchedule, dates: readonly string[]): PlannedSlot[] {
  const times = [...schedule.times].sort();
  return dates
    .flatMap((date) =>
      times.map((time) => ({
        key: `${schedule.job}@${date}T${time}[${schedule.timeZone}]`,
        planned: instantOf(date, time, schedule.timeZone),
      })),
    )
    .sort((a, b) => a.planned - b.planned)
    .filter((slot, index, slots) => slot.planned !== slots[index - 1]?.planned);
}

/**
 * What is due at `now`. A slot is decided by its stored key alone, so a clock that jumps ahead, a burst of bells or a
 * restart cannot run it twice; what a clock decided that was far ahead is forgotten (`isAheadOfTime`). Slots planned before `notBefore` never existed.
 */
export function dueSlots(
  schedule: SlotSchedule,
  known: ReadonlyMap<string, SlotRun>,
  now: number,
  notBefore: number,
): DueSlots {
  const passed = slotsOn(schedule, datesAround(now, schedule.timeZone, [-3, -2, -1, 0, 1])).filter(
    (slot) => slot.planned <= now && slot.planned > now - WINDOW && slot.planned >= notBefore,
  );
  const open = passed.filter((slot) => !known.has(slot.key));
  const newest = passed.at(-1);
  if (newest === undefined || known.has(newest.key)) return { run: null, missed: open };
  return {
    run: { ...newest, late: now - newest.planned > PUNCTUAL },
    missed: open.filter((slot) => slot.key !== newest.key),
  };
}

/** The first slot after `now`, milliseconds since the epoch. */
export function nextSlot(schedule: SlotSchedule, now: number): number {
  const coming = slotsOn(schedule, datesAround(now, schedule.timeZone, [-1, 0, 1, 2])).find(
    (slot) => slot.planned > now,
  );
  return coming?.planned ?? now + 24 * HOUR;
}

/**
 * Whether a slot was decided by a clock that was far ahead: its time is still to come, so it has not been decided.
 * Never so while the clock goes forward.
 */
export function isAheadOfTime(slot: Pick<SlotRun, 'planned'>, now: number): boolean {
  return slot.planned > now + CORRECTION;
}

/** When a sync whose try number `attempt` (from 1) failed is tried again: after 15 minutes, 30, 60 … 6 hours, or by the next slot. */
export function nextTry(schedule: SlotSchedule, attempt: number, now: number): number {
  const gap = Math.min(FIRST_GAP * 2 ** Math.min(attempt - 1, 10), LONGEST_GAP);
  return Math.min(now + gap, nextSlot(schedule, now));
}
