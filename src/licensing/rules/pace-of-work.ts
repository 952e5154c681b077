/** How far back the pace is looked at, milliseconds. */
const WINDOW = 15 * 60_000;
/** A pace of fewer is a guess. */
const LEAST = 3;

/**
 * When `left` more will be done at the pace of the last quarter of an hour; `null` = nothing is left, or too little was
 * done lately to say. `ended`: instants at which others were.
 */
export function doneAt(ended: readonly number[], left: number, now: number): number | null {
  const recent = ended.filter((at) => at <= now && now - at <= WINDOW);
  const first = Math.min(...recent);
  if (left === 0 || recent.length < LEAST || now <= first) return null;
  return Math.round(now + (left * (now - first)) / recent.length);
}
