import type { MirrorChange } from '../licensing/ports/mirror.js';
import type { AppleUser } from '../licensing/rules/asset.js';
import { ByteColumn } from './interned.js';

/** What is kept of one `clientUserId`: its one living row, if any, and how many ended ones stand beside it. */
export interface UserFacts {
  status: 'Registered' | 'Associated' | null;
  /** An invitation is open: the living row carries a code. The code itself is never kept. */
  invited: boolean;
  /** Rows that are Retired or Deleted, counted up to 15. */
  endedRows: number;
}

const REGISTERED = 1;
const ASSOCIATED = 2;
const STATUS = 3;
const INVITED = 4;
const ENDED_UNIT = 16;
const MOST_ENDED = 15;

/** Users by number: one byte for what stands, one for what a walk has seen so far. */
export class UserTable {
  readonly #standing = new ByteColumn();
  readonly #seen = new ByteColumn();
  /** Above the highest number that was ever set. */
  #bound = 0;
  #size = 0;

  /** Users with at least one row. */
  get size(): number {
    return this.#size;
  }

  get(user: number): UserFacts | null {
    const byte = this.#standing.get(user);
    return byte === 0 ? null : unpack(byte);
  }

  /** What stands, packed into a byte each; 0 = no row. */
  packed(user: number): number {
    return this.#standing.get(user);
  }

  load(user: number, byte: number): void {
    this.#set(user, byte);
  }

  startWalk(): void {
    this.#seen.clear();
  }

  /** Adds a row to what the walk has seen of its user. */
  see(user: number, row: AppleUser): void {
    this.#seen.set(user, withRow(this.#seen.get(user), row));
    this.#bound = Math.max(this.#bound, user + 1);
  }

  /** What the walk has seen becomes what stands. */
  completeWalk(): MirrorChange {
    const change: MirrorChange = { added: 0, changed: 0, removed: 0 };
    for (let user = 0; user < this.#bound; user += 1) {
      count(change, this.#standing.get(user), this.#seen.get(user));
      this.#set(user, this.#seen.get(user));
    }
    return change;
  }

  /** What the walk has seen is added or updated: nobody loses a living row that it did not show. */
  mergeWalk(): MirrorChange {
    const change: MirrorChange = { added: 0, changed: 0, removed: 0 };
    for (let user = 0; user < this.#bound; user += 1) {
      const before = this.#standing.get(user);
      const seen = this.#seen.get(user);
      const living = (seen & STATUS) === 0 ? before : seen;
      const ended = Math.max(endedOf(before), endedOf(seen));
      const after = (living & (ENDED_UNIT - 1)) | (ended * ENDED_UNIT);
      count(change, before, after);
      this.#set(user, after);
    }
    return change;
  }

  /** Rows of one delta: a living row stands, otherwise the user has none any more; ended rows are never fewer. */
  merge(rows: ReadonlyMap<number, readonly AppleUser[]>, walking: boolean): MirrorChange {
    const change: MirrorChange = { added: 0, changed: 0, removed: 0 };
    for (const [user, own] of rows) {
      const before = this.#standing.get(user);
      const fresh = own.reduce(withRow, 0);
      const ended = Math.max(endedOf(before), endedOf(fresh));
      const after = (fresh & (ENDED_UNIT - 1)) | (ended * ENDED_UNIT);
      count(change, before, after);
      this.#set(user, after);
      if (walking) this.#seen.set(user, after);
    }
    return change;
  }

  #set(user: number, byte: number): void {
    this.#size += Number(byte !== 0) - Number(this.#standing.get(user) !== 0);
    this.#standing.set(user, byte);
    this.#bound = Math.max(this.#bound, user + 1);
  }
}

const endedOf = (byte: number): number => byte >>> 4;

function unpack(byte: number): UserFacts {
  const status = byte & STATUS;
  return {
    status: status === ASSOCIATED ? 'Associated' : status === REGISTERED ? 'Registered' : null,
    invited: (byte & INVITED) !== 0,
    endedRows: endedOf(byte),
  };
}

/** Of two living rows of one id (Apple should never list them) the Associated one is believed. */
function withRow(byte: number, row: AppleUser): number {
  if (row.status === 'Retired' || row.status === 'Deleted') {
    return endedOf(byte) < MOST_ENDED ? byte + ENDED_UNIT : byte;
  }
  const status = row.status === 'Associated' ? ASSOCIATED : REGISTERED;
  if (status < (byte & STATUS)) return byte;
  return (byte & ~(STATUS | INVITED)) | status | (row.inviteCode === null ? 0 : INVITED);
}

function count(change: MirrorChange, before: number, after: number): void {
  if (before === after) return;
  if (before === 0) change.added += 1;
  else if (after === 0) change.removed += 1;
  else change.changed += 1;
}
