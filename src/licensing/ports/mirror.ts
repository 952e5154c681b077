import type { AppleUser, Assignment } from '../rules/asset.js';

export interface MirrorChange {
  added: number;
  changed: number;
  removed: number;
}

/** A full walk: rows seen are marked in place; what was not seen is swept only when it completes. */
export interface MirrorWalk<Row> {
  add(rows: readonly Row[]): void;
  complete(): MirrorChange;
  /** In place of `complete` when the walk may have lost rows: what was seen is added or updated, nothing is removed. */
  merge(): MirrorChange;
  /** Forgets the marks and sweeps nothing. */
  abandon(): void;
}

export interface AssignmentWalk extends MirrorWalk<Assignment> {
  /** By asset key: the rows of this walk so far, each once however often it was shown. */
  countsByAsset(): ReadonlyMap<string, number>;
}

/** A person of ours at Apple; `Retired` when only ended rows are left. */
export interface OurUser {
  clientUserId: string;
  status: 'Registered' | 'Associated' | 'Retired';
}

/** A licence that a person of ours holds. */
export interface OurAssignment {
  /** Asset key. */
  key: string;
  clientUserId: string;
  /** `null` when no row of that user was read. */
  status: OurUser['status'] | null;
}

/** OUR rows of Apple's users and assignments, derived data that may be thrown away and read again. Owner: storage/. */
export interface Mirror {
  walkUsers(): MirrorWalk<AppleUser>;
  walkAssignments(): AssignmentWalk;
  /** Adds or updates, removes nothing: a delta never shows a removal (we assume). */
  mergeUsers(rows: readonly AppleUser[]): MirrorChange;
  mergeAssignments(rows: readonly Assignment[]): MirrorChange;
  /** What Apple lists of one product (both qualities) now: rows not named are removed. */
  replaceAssignmentsOf(adamId: string, rows: readonly Assignment[]): MirrorChange;
  /** By asset key. */
  countsByAsset(): ReadonlyMap<string, number>;
  /** What the last readings showed of one person of ours; `null` = no row was read. `status` is `null` when only ended rows are left. */
  userOf(
    clientUserId: string,
  ): { status: 'Registered' | 'Associated' | null; invited: boolean; endedRows: number } | null;
  /** Whether the last readings showed that the person holds a licence of the asset (by asset key). */
  holds(key: string, clientUserId: string): boolean;
  totals(): { users: number; assignments: number };
  /** Everybody of ours, in slices that take a few milliseconds; whole only if nothing is stored meanwhile. */
  users(): Iterable<readonly OurUser[]>;
  /** Every licence of ours, as `users`. */
  assignments(): Iterable<readonly OurAssignment[]>;
  /** Writes the snapshot; the mirror is as good as its last save. */
  save(): Promise<void>;
}
