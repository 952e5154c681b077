/**
 * The numbers from 0 up to a size, some of them taken out: which one is the n-th that is left, and how many are left
 * before one, each in logarithmic time (a Fenwick tree over what was taken out). Costs nothing until something is.
 */
export class LiveIndexes {
  readonly #size: number;
  /** Sums over what was taken out; position 0 is unused. */
  #sums: Int32Array | null = null;
  readonly #gone = new Set<number>();

  constructor(size: number) {
    this.#size = size;
  }

  /** How many are left. */
  get length(): number {
    return this.#size - this.#gone.size;
  }

  has(index: number): boolean {
    return index >= 0 && index < this.#size && !this.#gone.has(index);
  }

  /** False when it was not there. */
  remove(index: number): boolean {
    if (!this.has(index)) return false;
    this.#gone.add(index);
    this.#sums ??= new Int32Array(this.#size + 1);
    for (let at = index + 1; at <= this.#size; at += at & -at) this.#sums[at] = (this.#sums[at] ?? 0) + 1;
    return true;
  }

  /** How many are left below an index. */
  before(index: number): number {
    let gone = 0;
    for (let at = index; at > 0; at -= at & -at) gone += this.#sums?.[at] ?? 0;
    return index - gone;
  }

  /** The one that stands at a position among those that are left; the position must be below `length`. */
  at(position: number): number {
    if (this.#sums === null) return position;
    let index = 0;
    let left = position;
    for (let step = 2 ** Math.floor(Math.log2(Math.max(1, this.#size))); step >= 1; step /= 2) {
      const next = index + step;
      if (next > this.#size) continue;
      const live = step - (this.#sums[next] ?? 0);
      if (live > left) continue;
      index = next;
      left -= live;
    }
    return index;
  }
}
