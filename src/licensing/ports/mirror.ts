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
  /** Forgets the marks and sweeps nothing. */
  abandon(): void;
}

/** OUR rows of Apple's users and assignments, derived data that may be thrown away and read again. Owner: storage/. */
export interface Mirror {
  walkUsers(): MirrorWalk<AppleUser>;
  walkAssignments(): MirrorWalk<Assignment>;
  /** Adds or updates, removes nothing: a delta never shows a removal (we assume). */
  mergeUsers(rows: readonly AppleUser[]): MirrorChange;
  mergeAssignments(rows: readonly Assignment[]): MirrorChange;
  /** What Apple lists of one product (both qualities) now: rows not named are removed. */
  replaceAssignmentsOf(adamId: string, rows: readonly Assignment[]): MirrorChange;
  /** By asset key. */
  countsByAsset(): ReadonlyMap<string, number>;
  totals(): { users: number; assignments: number };
  /** Writes the snapshot; the mirror is as good as its last save. */
  save(): Promise<void>;
}
