import { hexOf } from './ids.js';

export type Changes<Row> = { result: 'changed'; rows: Row[] } | { result: 'invalid-version' };

/**
 * Rows in the order in which they were added, with one opaque version id per state. Every addition, change and removal
 * makes another version. Nothing is copied for a reading, so a million rows cost what a million rows cost.
 */
export class Collection<Row extends object> {
  readonly #salt: string;
  readonly #offset: number;
  readonly #rows = new Set<Row>();
  readonly #changed: (Row | null)[] = [];
  #list: Row[] | null = [];

  /** Equal salts give equal version ids. */
  constructor(salt: string) {
    this.#salt = salt;
    this.#offset = Number.parseInt(hexOf(`offset:${salt}`).slice(0, 10), 16);
  }

  get size(): number {
    return this.#rows.size;
  }

  /** The rows in order. Valid until the next change. */
  get list(): readonly Row[] {
    this.#list ??= [...this.#rows];
    return this.#list;
  }

  get versionId(): string {
    return this.#idOf(this.#changed.length);
  }

  add(row: Row): void {
    this.#rows.add(row);
    this.#list?.push(row);
    this.#changed.push(row);
  }

  /** Records that a row looks different now. */
  touch(row: Row): void {
    this.#changed.push(row);
  }

  /** False when the row was not there. */
  remove(row: Row): boolean {
    if (!this.#rows.delete(row)) return false;
    this.#list = null;
    this.#changed.push(null);
    return true;
  }

  /**
   * The rows added or changed since a version, without the removed ones: no form of a removal is documented.
   * `history` is how many changes back a version is valid; with `removals: 'refused'` a version before a removal is not.
   */
  changedSince(versionId: string, rule: { history: number | null; removals: 'hidden' | 'refused' }): Changes<Row> {
    const since = this.#sequenceOf(versionId);
    if (since === null) return { result: 'invalid-version' };
    if (rule.history !== null && since < this.#changed.length - rule.history) return { result: 'invalid-version' };
    const changed = this.#changed.slice(since);
    if (rule.removals === 'refused' && changed.includes(null)) return { result: 'invalid-version' };
    const rows = new Set<Row>();
    for (const row of changed) if (row !== null && this.#rows.has(row)) rows.add(row);
    return { result: 'changed', rows: [...rows] };
  }

  #idOf(sequence: number): string {
    const hex = hexOf(`${this.#salt}:${sequence}`);
    const node = (this.#offset + sequence).toString(16).padStart(12, '0');
    return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-1${hex.slice(13, 16)}-b${hex.slice(17, 20)}-${node}`;
  }

  #sequenceOf(versionId: string): number | null {
    const node = versionId.split('-')[4];
    if (node === undefined || !/^[0-9a-f]{12}$/.test(node)) return null;
    const sequence = Number.parseInt(node, 16) - this.#offset;
    if (sequence < 0 || sequence > this.#changed.length) return null;
    return this.#idOf(sequence) === versionId ? sequence : null;
  }
}
