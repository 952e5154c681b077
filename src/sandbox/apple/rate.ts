/** One token bucket per location, in wire time. How Apple counts is not documented; that it counts per location is. */
export class RequestRate {
  readonly #wire: () => number;
  readonly #buckets = new Map<string, { left: number; at: number }>();

  /** `wire` in milliseconds, never going back. */
  constructor(wire: () => number) {
    this.#wire = wire;
  }

  /** Takes one request out of the bucket; false when it is empty. */
  take(key: string, perSecond: number, burst: number): boolean {
    const at = this.#wire();
    const bucket = this.#buckets.get(key) ?? { left: burst, at };
    const left = Math.min(burst, bucket.left + ((at - bucket.at) * perSecond) / 1000);
    const taken = left >= 1;
    this.#buckets.set(key, { left: taken ? left - 1 : left, at });
    return taken;
  }
}
