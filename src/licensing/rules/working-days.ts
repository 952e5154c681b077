import { instantOf } from './slots.js';
import type { WorkingTime } from './working-time.js';

const MINUTE = 60_000;
const DAY = 24 * 60 * MINUTE;
/** Days one after another that may be holidays; beyond them every day counts, so that a wrong setting ends somewhere. */
const LONGEST_HOLIDAY = 366;

const formats = new Map<string, Intl.DateTimeFormat>();

/** Making one costs far more than using it. */
function formatOf(timeZone: string): Intl.DateTimeFormat {
  const known = formats.get(timeZone);
  if (known !== undefined) return known;
  const format = new Intl.DateTimeFormat('en-CA', {
    timeZone,
    hourCycle: 'h23',
    year: 'numeric',
    month: '2-digit',
    day: '2-digit',
    hour: '2-digit',
    minute: '2-digit',
  });
  formats.set(timeZone, format);
  return format;
}

/** Date (`YYYY-MM-DD`) and time (`HH:MM`) on the wall at an instant. */
function onTheWall(instant: number, timeZone: string): { date: string; time: string } {
  const parts = new Map(
    formatOf(timeZone)
      .formatToParts(instant)
      .map(({ type, value }) => [type, value]),
  );
  const part = (type: Intl.DateTimeFormatPartTypes) => parts.get(type) ?? '';
  return { date: `${part('year')}-${part('month')}-${part('day')}`, time: `${part('hour')}:${part('minute')}` };
}

/** Whether anybody works on a local date, `YYYY-MM-DD`. A weekend of all seven days is none. */
function isWorkingDate(date: string, { weekend, holidays }: WorkingTime): boolean {
  const free = new Set(weekend);
  const day = new Date(`${date}T00:00:00Z`).getUTCDay();
  return !(free.has(day) && free.size < 7) && !holidays.includes(date);
}

/** Whether the instant (milliseconds since the epoch) lies on a working day of the organisation. */
export function isWorkingDay(instant: number, working: WorkingTime): boolean {
  return isWorkingDate(onTheWall(instant, working.timeZone).date, working);
}

/**
 * The same time of day on the `days`-th working day after an instant (milliseconds since the epoch); days that are none
 * do not count, so one working day after a Saturday is the Monday. A time that the clock skips comes as much later as
 * the clock jumped. 0 days: the instant itself.
 */
export function addWorkingDays(instant: number, days: number, working: WorkingTime): number {
  if (days <= 0) return instant;
  const { date, time } = onTheWall(instant, working.timeZone);
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
