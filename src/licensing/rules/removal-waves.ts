/** Milliseconds from one wave of removals to the next: time to see that something is wrong, and to stop the deployment. */
export const WAVE_GAP = 3_600_000;

/** People of the first wave. */
const FIRST_WAVE = 10;
/** Each wave reaches so many times as many people as those before it together. */
const GROWTH = 5;

/** Whether an uninstall goes in waves: where so many people are meant that two have to approve it. */
export function goesInWaves(people: number, twoForUninstallFrom: number | null): boolean {
  return twoForUninstallFrom !== null && people >= twoForUninstallFrom && people > FIRST_WAVE;
}

/** Where the wave ends that goes on at a position of the roster: after 10 people, 50, 250 and so on. */
export function waveEnd(position: number): number {
  let end = FIRST_WAVE;
  while (end <= position) end *= GROWTH;
  return end;
}

/** Whether the next wave may begin. One that is further away than a gap is of a clock that was wrong. */
export function isWaveDue(nextAt: number | undefined, now: number): boolean {
  return nextAt === undefined || nextAt <= now || nextAt > now + WAVE_GAP;
}
