import { hexOf } from './ids.js';
import { concat, type Rows } from './rows.js';

export type Changes<Row> = { result: 'changed'; rows: Row[] } | { result: 'invalid-version' };

/**
 * How far back a version is valid, in changes (null is for ever), and with 'refused' that one before a removal is not.
 */
export interface VersionRule {
  history: number | null;
  removals: 'hidden' | 'refused';
}

/** Rows that were added one by one, with a list that is made anew only after a removal. */
class Stored<Row extends object> {
  readonly rows = new Set<Row>();
  #list: Row[] | null = [];

  get list(): readonly Row[] {
    this.#list ??= [...this.rows];
    return this.#list;
  }

  add(row: Row): void {
    this.rows.add(row);
    this.#list?.push(row);
  }

  remove(row: Row): boolean {
    if (!this.rows.delete(row)) return false;
    this.#list = null;
    return true;
  }
}

/**
 * Rows in the order in which they were added, with one opaque version id per state. Every addition, change and removal
 * makes another version. Between them may stand a block of computed rows; a reading makes the rows it shows, no others.
 */
export class Collection<Row extends object> implements Rows<Row> {
  readonly #salt: string;
  readonly #offset: number;
  readonly #changed: (Row | null)[] = [];
  readonly #before = new Stored<Row>();
  #block: () => Rows<Row> = () => [];
  #after: Stored<Row> = this.#before;

  /** Equal salts give equal version ids. */
  constructor(salt: string) {
    this.#salt = salt;
    this.#offset = Number.parseInt(hexOf(`offset:${salt}`).slice(0, 10), 16);
  }

  /** Puts computed rows after those that are there. To be called once; `block` is asked at every reading. */
  compute(block: () => Rows<Row>): void {
    this.#block = block;
    this.#after = new Stored<Row>();
  }

  get length(): number {
    return this.#all.length;
  }

  slice(from: number, to: number): readonly Row[] {
    return this.#all.slice(from, to);
  }

  /** All rows in order, computed ones made as well. Valid until the next change. */
  get list(): readonly Row[] {
    return this.#after === this.#before ? this.#before.list : this.slice(0, this.length);
  }

  /** The stored rows that pass a test, around those computed ones that the caller has chosen. */
  where(passes: (row: Row) => boolean, computed: Rows<Row>): Rows<Row> {
    const before = this.#before.list.filter(passes);
    return this.#after === this.#before ? before : concat([before, computed, this.#after.list.filter(passes)]);
  }

  get versionId(): string {
    return this.#idOf(this.#changed.length);
  }

  add(row: Row): void {
    this.#after.add(row);
    this.#changed.push(row);
  }

  /** Records that a row looks different now. */
  touch(row: Row): void {
    this.#changed.push(row);
  }

  /** False when the row was not there. */
  remove(row: Row): boolean {
    if (!this.#before.remove(row) && !this.#after.remove(row)) return false;
    this.computedRemoved();
    return true;
  }

  /** Records that a computed row is gone. */
  computedRemoved(): void {
    this.#changed.push(null);
  }

  /**
   * The rows added or changed since a version, without the removed ones: no form of a removal is documented.
   * `computed` tells a row of the block.
   */
  changedSince(versionId: string, rule: VersionRule, computed: (row: Row) => boolean = () => false): Changes<Row> {
    const since = this.#sequenceOf(versionId);
    if (since === null) return { result: 'invalid-version' };
    if (rule.history !== null && since < this.#changed.length - rule.history) return { result: 'invalid-version' };
    const changed = this.#changed.slice(since);
    if (rule.removals === 'refused' && changed.includes(null)) return { result: 'invalid-version' };
    const rows = new Set<Row>();
    for (const row of changed) if (row !== null && (this.#stores(row) || computed(row))) rows.add(row);
    return { result: 'changed', rows: [...rows] };
  }

  get #all(): Rows<Row> {
    if (this.#after === this.#before) return this.#before.list;
    return concat([this.#before.list, this.#block(), this.#after.list]);
  }

  #stores(row: Row): boolean {
    return this.#before.rows.has(row) || this.#after.rows.has(row);
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
