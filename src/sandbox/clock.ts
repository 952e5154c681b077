/**
 * Business time of the sandbox: real time plus a movable offset. The bot and Apple's stand-in read the same one,
 * wire time (signatures, acknowledgements, trigger ids) stays real.
 */
export interface MovableClock {
  /** Milliseconds since the epoch. */
  now(): number;
  /** Moves business time by so many milliseconds; negative moves it back. */
  move(milliseconds: number): void;
  /** Sets business time to an instant in milliseconds since the epoch. */
  set(instant: number): void;
}

/** A clock that runs on from `start` (milliseconds since the epoch) as `wire` passes. */
export function movableClock(start: number, wire: () => number): MovableClock {
  let offset = start - wire();
  return {
    now: () => wire() + offset,
    move: (milliseconds) => {
      offset += milliseconds;
    },
    set: (instant) => {
      offset = instant - wire();
    },
  };
}
