/** The story cannot go on; the message says why and what to do, in plain words. */
export class CannotGoOn extends Error {
  readonly code = 'story_cannot_go_on';
}

/** Somebody pressed Stop. */
export class Stopped extends Error {
  readonly code = 'story_stopped';
}
