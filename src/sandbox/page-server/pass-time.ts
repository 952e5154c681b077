import type { MovableClock } from '../clock.js';

/** What moves with business time. */
export interface TimePassers {
  clock: MovableClock;
  /** Delivers what Apple has to tell by now. */
  deliverDue?(): Promise<unknown>;
  /** Rings the bot's due jobs; answers lines saying what ran. */
  afterMovingTime(): Promise<string[]>;
}

/**
 * Moves business time forward to an instant in milliseconds since the epoch, nowhere when it has passed already. Apple's
 * notifications arrive before the bot is rung, and those that its work caused after it. Answers what ran.
 */
export async function passTime({ clock, deliverDue, afterMovingTime }: TimePassers, to: number): Promise<string[]> {
  if (to > clock.now()) clock.set(to);
  await deliverDue?.();
  const ran = await afterMovingTime();
  await deliverDue?.();
  return ran;
}
