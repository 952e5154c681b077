import type { Device } from './device.js';

const MINUTE = 60_000;
const DAY = 24 * 60 * MINUTE;

/** After it enrolled a device installs what is required first. */
const AFTER_ENROLMENT = 10 * MINUTE;
const ENROLMENT_SPREAD = 20 * MINUTE;
/**
 * When a device is to be asked what is on it (milliseconds since the epoch; not after `now` = it is time): once a day at
 * a time of its own, and soon after it enrolled. Times of their own come from the enrolment id, so that a whole fleet is
 * spread over the day.
 */
export function inventoryTime(
  { enrolmentId, enrolledAt }: Pick<Device, 'enrolmentId' | 'enrolledAt'>,
  askedAt: number | null,
  now: number,
): number {
  const place = placeOf(enrolmentId);
  const asked = askedAt !== null && askedAt >= enrolledAt && askedAt <= now;
  return asked ? pointAfter(askedAt + DAY / 2, place) : enrolledAt + AFTER_ENROLMENT + (place % ENROLMENT_SPREAD);
}

/** The first instant after `instant` that lies at this place of its day. */
function pointAfter(instant: number, place: number): number {
  const within = place % DAY;
  return (Math.floor((instant - within) / DAY) + 1) * DAY + within;
}

/** A number that only depends on the text, evenly spread (FNV-1a, 32 bits). */
function placeOf(text: string): number {
  let hash = 0x811c9dc5;
  for (let at = 0; at < text.length; at += 1) hash = Math.imul(hash ^ text.charCodeAt(at), 0x01000193);
  // Enrolment ids that differ only at their end would lie close together.
  return Math.imul(hash ^ (hash >>> 15), 0x2c1b3c6d) >>> 0;
}
