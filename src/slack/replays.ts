/** Signatures remembered at most: Slack sends 30,000 events an hour to one app at the very most (Slack documents). */
const MOST = 20_000;

/** A small memory of what was taken already. Forgets by age, and the oldest first when it is full. */
export class Replays {
  readonly #seen = new Map<string, number>();
  readonly #lifetime: number;
  readonly #most: number;

  /** `lifetime` in milliseconds: how long a repetition could still be accepted otherwise. */
  constructor(lifetime: number, most = MOST) {
    this.#lifetime = lifetime;
    this.#most = most;
  }

  /** `false` when this one was taken within the lifetime. */
  take(signature: string, now: number): boolean {
    this.#forget((at) => now - at >= this.#lifetime);
    if (this.#seen.has(signature)) return false;
    this.#forget(() => this.#seen.size >= this.#most);
    this.#seen.set(signature, now);
    return true;
  }

  /** They stand in the order of arrival, so the first one that may stay ends the search. */
  #forget(may: (at: number) => boolean): void {
    for (const [signature, at] of this.#seen) {
      if (!may(at)) return;
      this.#seen.delete(signature);
    }
  }
}
