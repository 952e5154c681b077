const MINUTE = 60_000;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;

/** From one wake to the next; after the last one daily. */
const gaps: readonly number[] = [15 * MINUTE, HOUR, 4 * HOUR, 12 * HOUR];

/** A device is not woken again for another command that would be due so soon. */
export const TOGETHER = 5 * MINUTE;

/** When a device that was told of a command is told again. */
export const firstWake = (now: number): number => now + (gaps[0] ?? DAY);

/** When a device that could not be told is told. */
export const missedWake = (now: number): number => now + MINUTE;

/** When it is woken after so many wakes, the present one included. */
export const nextWakeAfter = (wakes: number, now: number): number => now + (gaps[wakes] ?? DAY);
