import type { Pace, Runway } from './alert.js';

const HOUR = 3_600_000;
const DAY = 86_400_000;
const WEEK = 7 * DAY;
/** Older samples are forgotten. */
const KEPT = 60 * DAY;
/** Whole weeks that the pace is judged on: no fewer, since 14 days of history are asked for, and no more. */
const FEWEST_WEEKS = 2;
const MOST_WEEKS = 8;
/** Fewer changes than this say nothing about a pace. */
const FEWEST_CHANGES = 5;
/** Further ahead than this nobody can say. */
const FURTHEST = 365;
/** From the median absolute deviation to a standard deviation, of a normal distribution. */
const SPREAD = 1.4826;

export const noPace: Pace = { samples: [] };

/** What one reading of an asset says about its pace. */
export interface PaceSample {
  /** When the reading started. */
  at: number;
  /** Apple's count, ours and others'. */
  assigned: number;
  total: number;
}

/**
 * The samples with one more reading: one a day, and one for each change; readings within one hour count as one. The
 * same value when there is nothing to add.
 */
export function withSample(pace: Pace, sample: PaceSample): Pace {
  const last = pace.samples.at(-1);
  if (last !== undefined && sample.at <= last.at) return pace;
  const changed = last === undefined || last.assigned !== sample.assigned || last.total !== sample.total;
  if (!changed && sample.at - last.at < DAY) return pace;
  const sameHour = last !== undefined && Math.floor(last.at / HOUR) === Math.floor(sample.at / HOUR);
  const kept = (sameHour ? pace.samples.slice(0, -1) : pace.samples).filter(({ at }) => at > sample.at - KEPT);
  return { samples: [...kept, sample] };
}

/**
 * How long `free` licences last, from at least 14 days of history with at least 5 changes; `null` = nobody can say, or
 * longer than a year. The pace is the median of the last 2 to 8 whole weeks, so that one large deployment does not count as
 * a habit. Only licences given and released count, so a purchase is no negative consumption.
 */
export function runwayOf({ samples }: Pace, free: number | null, now: PaceSample): Runway | null {
  const first = samples[0];
  if (first === undefined || free === null || free <= 0) return null;
  const weeks = Math.min(MOST_WEEKS, Math.floor((now.at - first.at) / WEEK));
  if (weeks < FEWEST_WEEKS || changesOf(samples, now) < FEWEST_CHANGES) return null;
  const taken = weeklyTaken(samples, now, weeks);
  const perWeek = median(taken);
  if (perWeek <= 0) return null;
  const deviation = (SPREAD * median(taken.map((one) => Math.abs(one - perWeek)))) / Math.sqrt(weeks);
  const days = (free / perWeek) * 7;
  // Weeks that differ by more than the pace itself show none.
  if (deviation >= perWeek || days > FURTHEST) return null;
  // A hair more, so that a quotient of fractions does not lose a whole day.
  return { days: Math.floor(days + 1e-9), plusMinus: Math.round((days * deviation) / perWeek), perWeek };
}

/** Asked of every app at every look, so it copies nothing. */
function changesOf(samples: readonly PaceSample[], now: PaceSample): number {
  let changes = 0;
  let before = samples[0]?.assigned ?? now.assigned;
  for (const { at, assigned } of samples) {
    if (at >= now.at) break;
    if (assigned !== before) changes += 1;
    before = assigned;
  }
  return now.assigned === before ? changes : changes + 1;
}

/** Licences taken in each of the whole weeks before `now`, newest first: by the newest sample at the end of each. */
function weeklyTaken(samples: readonly PaceSample[], now: PaceSample, weeks: number): number[] {
  const taken: number[] = [];
  let later = now.assigned;
  let index = samples.length - 1;
  for (let week = 1; week <= weeks; week += 1) {
    while (index > 0 && (samples[index]?.at ?? 0) > now.at - week * WEEK) index -= 1;
    const earlier = samples[index]?.assigned ?? later;
    taken.push(later - earlier);
    later = earlier;
  }
  return taken;
}

function median(numbers: readonly number[]): number {
  const sorted = [...numbers].sort((one, other) => one - other);
  const middle = sorted.length >>> 1;
  const upper = sorted[middle] ?? 0;
  return sorted.length % 2 === 1 ? upper : ((sorted[middle - 1] ?? upper) + upper) / 2;
}
