import { instantOf } from './slots.js';
import { wallTime } from './wall-time.js';
import type { WorkingTime } from './working-time.js';

const MINUTE = 60_000;
const DAY = 24 * 60 * MINUTE;
/** Days one after another that may be holidays; beyond them every day counts, so that a wrong setting ends somewhere. */
const LONGEST_HOLIDAY = 366;

/** Whether anybody works on a local date, `YYYY-MM-DD`. A weekend of all seven days is none. */
function isWorkingDate(date: string, { weekend, holidays }: WorkingTime): boolean {
  const free = new Set(weekend);
  const day = new Date(`${date}T00:00:00Z`).getUTCDay();
  return !(free.has(day) && free.size < 7) && !holidays.includes(date);
}

/** Whether the instant (milliseconds since the epoch) lies on a working day of the organisation. */
export function isWorkingDay(instant: number, working: WorkingTime): boolean {
  return isWorkingDate(wallTime(instant, working.timeZone).date, working);
}

/**
 * The same time of day on the `days`-th working day after an instant (milliseconds since the epoch); days that are none
 * do not count, so one working day after a Saturday is the Monday. A time that the clock skips comes as much later as
 * the clock jumped. 0 days: the instant itself.
 */
export function addWorkingDays(instant: number, days: number, working: WorkingTime): number {
  if (days <= 0) return instant;
  const { date, time } = wallTime(instant, working.timeZone);
  let day = Date.parse(`${date}T00:00:00Z`);
  for (let counted = 0; counted < days; counted += 1) day = nextWorkingDay(day, working);
  return instantOf(dateOf(day), time, working.timeZone) + (instant % MINUTE);
}

/** `day`: midnight of a local date as if it were UTC, and so is the answer. */
function nextWorkingDay(day: number, working: WorkingTime): number {
  for (let ahead = 1; ahead <= LONGEST_HOLIDAY; ahead += 1) {
    if (isWorkingDate(dateOf(day + ahead * DAY), working)) return day + ahead * DAY;
  }
  return day + DAY;
}

function dateOf(day: number): string {
  return new Date(day).toISOString().slice(0, 10);
}
