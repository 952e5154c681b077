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
  totals(): { users: number; assignments: number };
  /** Writes the snapshot; the mirror is as good as its last save. */
  save(): Promise<void>;
}
