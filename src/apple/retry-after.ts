/**
 * Instant until which `Retry-After` asks to send nothing, or `null` when it says nothing usable. Seconds or an HTTP
 * date (Apple documents both for version 1); both are on the wire's clock, milliseconds since the epoch.
 */
export function retryAfterInstant(value: string | null, now: number): number | null {
  const text = value?.trim() ?? '';
  if (/^\d{1,12}$/.test(text)) return now + Number(text) * 1000;
  if (!/^[A-Za-z]{3,9},? /.test(text)) return null;
  const instant = Date.parse(text);
  return Number.isNaN(instant) ? null : Math.max(now, instant);
}

/** Exponential delay with jitter: between half and all of `base` doubled at each attempt, at most `most`. */
export function backoff(attempt: number, random: () => number, base: number, most: number): number {
  const whole = Math.min(most, base * 2 ** (attempt - 1));
  return Math.round(whole * (0.5 + random() / 2));
}
