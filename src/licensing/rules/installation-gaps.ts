/**
 * Milliseconds between Apple's COMPLETE of the licence and the first InstallApplication: devices that are told at once
 * find no licence (seen by Fleet). How long is enough is our assumption; the tries afterwards cover the rest.
 */
export const SETTLING_TIME = 60_000;

/** Until the first look after a command was taken, and the unit of the later ones (as Zentral does it). */
const FIRST_LOOK = 15_000;
const LOOK_UNIT = 20_000;
const MOST_LOOKS = 16;

/** Milliseconds until the next look, after so many; `null`: after about a week the device is not asked any more. */
export function lookGap(looks: number): number | null {
  if (looks >= MOST_LOOKS) return null;
  return looks === 0 ? FIRST_LOOK : LOOK_UNIT * 2 ** (looks - 1);
}

/** Looks in which the app was nowhere on the device, after which it is not believed to arrive by itself. */
export const LOOKS_UNTIL_MISSING = 5;

const MINUTE = 60_000;
const TRY_GAPS = [MINUTE, 5 * MINUTE, 15 * MINUTE, 60 * MINUTE, 360 * MINUTE] as const;
/** Failed tries after which a failure that may pass by itself counts. */
export const MOST_TRIES = TRY_GAPS.length;

/** Milliseconds until the next try, `tries` from 1; later ones stay at the longest. */
export function tryGapAfter(tries: number): number {
  return TRY_GAPS[Math.max(0, tries - 1)] ?? TRY_GAPS[4];
}

/** Installs that a device took without the app being there at the end, after which it is a loop. */
export const MOST_ROUNDS = 5;
