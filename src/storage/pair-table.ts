const EMPTY = 0;
const FIRST_ROWS = 1024;

/**
 * A set of pairs (asset number, person number) in typed arrays: about 25 bytes a pair at full load. Rows have a mark
 * each, for walks. Found by open addressing with linear probing; rows are dense, the last one fills a gap.
 */
export class PairTable {
  #assets = new Uint32Array(FIRST_ROWS);
  #people = new Uint32Array(FIRST_ROWS);
  #marks = new Uint8Array(FIRST_ROWS);
  /** Row number + 1, or EMPTY; twice as many as rows. */
  #slots = new Uint32Array(FIRST_ROWS * 2);
  #size = 0;

  get size(): number {
    return this.#size;
  }

  /** Adds the pair if it is missing, and marks it. Answers whether it was missing. */
  put(asset: number, person: number, mark: number): boolean {
    const slot = this.#find(asset, person);
    const held = this.#slots[slot] ?? EMPTY;
    if (held !== EMPTY) {
      this.#marks[held - 1] = mark;
      return false;
    }
    if (this.#size === this.#assets.length) {
      this.#grow();
      return this.put(asset, person, mark);
    }
    const row = this.#size;
    this.#assets[row] = asset;
    this.#people[row] = person;
    this.#marks[row] = mark;
    this.#size += 1;
    this.#slots[slot] = row + 1;
    return true;
  }

  has(asset: number, person: number): boolean {
    return (this.#slots[this.#find(asset, person)] ?? EMPTY) !== EMPTY;
  }

  /** Removes every row that is not kept. Answers how many. */
  sweep(keep: (asset: number, person: number, mark: number) => boolean, removed: (asset: number) => void): number {
    const before = this.#size;
    for (let row = this.#size - 1; row >= 0; row -= 1) {
      const asset = this.#assets[row] ?? 0;
      if (keep(asset, this.#people[row] ?? 0, this.#marks[row] ?? 0)) continue;
      this.#removeRow(row);
      removed(asset);
    }
    return before - this.#size;
  }

  clearMarks(): void {
    this.#marks.fill(0);
  }

  /** At most `count` rows from that one on. */
  rows(from: number, count: number): { asset: number; person: number }[] {
    const length = Math.max(0, Math.min(count, this.#size - from));
    return Array.from({ length }, (_, index) => ({
      asset: this.#assets[from + index] ?? 0,
      person: this.#people[from + index] ?? 0,
    }));
  }

  /** Both columns as they are now. */
  columns(): { assets: Uint32Array; people: Uint32Array } {
    return { assets: this.#assets.slice(0, this.#size), people: this.#people.slice(0, this.#size) };
  }

  #removeRow(row: number): void {
    this.#freeSlot(this.#find(this.#assets[row] ?? 0, this.#people[row] ?? 0));
    const last = this.#size - 1;
    if (row !== last) {
      const asset = this.#assets[last] ?? 0;
      const person = this.#people[last] ?? 0;
      this.#slots[this.#find(asset, person)] = row + 1;
      this.#assets[row] = asset;
      this.#people[row] = person;
      this.#marks[row] = this.#marks[last] ?? 0;
    }
    this.#size = last;
  }

  /** The pair's slot, or the empty one where it belongs. */
  #find(asset: number, person: number): number {
    const mask = this.#slots.length - 1;
    let slot = hash(asset, person) & mask;
    for (;;) {
      const held = this.#slots[slot] ?? EMPTY;
      if (held === EMPTY) return slot;
      if (this.#assets[held - 1] === asset && this.#people[held - 1] === person) return slot;
      slot = (slot + 1) & mask;
    }
  }

  /** Empties a slot and moves later ones of the same run up, so that no search ends too early. */
  #freeSlot(slot: number): void {
    const mask = this.#slots.length - 1;
    let gap = slot;
    for (let next = (gap + 1) & mask; ; next = (next + 1) & mask) {
      const held = this.#slots[next] ?? EMPTY;
      if (held === EMPTY) break;
      const home = hash(this.#assets[held - 1] ?? 0, this.#people[held - 1] ?? 0) & mask;
      if (((next - home) & mask) < ((next - gap) & mask)) continue;
      this.#slots[gap] = held;
      gap = next;
    }
    this.#slots[gap] = EMPTY;
  }

  #grow(): void {
    const rows = this.#assets.length * 2;
    this.#assets = copied(this.#assets, new Uint32Array(rows));
    this.#people = copied(this.#people, new Uint32Array(rows));
    this.#marks = copied(this.#marks, new Uint8Array(rows));
    this.#slots = new Uint32Array(rows * 2);
    for (let row = 0; row < this.#size; row += 1) {
      this.#slots[this.#find(this.#assets[row] ?? 0, this.#people[row] ?? 0)] = row + 1;
    }
  }
}

function copied<T extends Uint8Array | Uint32Array>(from: T, to: T): T {
  to.set(from);
  return to;
}

function hash(asset: number, person: number): number {
  let mixed = Math.imul(asset + 0x9e3779b9, 0x85ebca6b) ^ Math.imul(person + 0x7f4a7c15, 0xc2b2ae35);
  mixed = Math.imul(mixed ^ (mixed >>> 15), 0x2c1b3c6d);
  return (mixed ^ (mixed >>> 13)) >>> 0;
}
