import type { Refused, Unreachable } from './apple-answer.js';
import type { MdmInfo } from './binding.js';

/** What started a sync. `catch-up`: a slot that was missed while nothing ran. */
export type SyncTrigger =
  | 'slot'
  | 'catch-up'
  | 'person'
  | 'binding'
  | 'notification'
  | 'renewal'
  | 'take-back'
  | 'clean-up';

export type SyncStage =
  | 'service-config'
  | 'client-config'
  | 'assets'
  | 'users'
  | 'assignments'
  | 'settling'
  | 'catalogue';

export interface CountChange {
  key: string;
  name: string;
  before: number;
  after: number;
}

/** An app or book in a list of a report. */
export interface AssetLine {
  key: string;
  name: string;
  totalCount: number;
  availableCount: number;
}

/** The readable difference. Lists hold the first entries, the counts all of them. */
export interface SyncDiff {
  appeared: readonly AssetLine[];
  appearedCount: number;
  gone: readonly AssetLine[];
  goneCount: number;
  /** Total licences bought, refunded or transferred. */
  totals: readonly CountChange[];
  totalsCount: number;
  /** Licences assigned or freed at Apple, ours and others' together. */
  assigned: readonly CountChange[];
  assignedCount: number;
  location: readonly { attribute: string; before: string; after: string }[];
}

export interface SyncTotals {
  assets: number;
  apps: number;
  books: number;
  totalCount: number;
  assignedCount: number;
  availableCount: number;
  /** Rows of ours in the mirror. */
  ourUsers: number;
  ourAssignments: number;
  /** Rows at Apple that this system did not make: counted, never kept (S12). */
  foreignUsers: number;
  foreignAssignments: number;
  /** Of those the ones that Apple takes back: books are not among them. */
  foreignRevocable: number;
}

/** An app that needs a look, worst first. */
export interface AppNeed {
  key: string;
  name: string;
  /** `runway`: licences last only a short time at this pace. */
  need: 'short' | 'none-left' | 'very-low' | 'low' | 'runway';
  /** Free to plan with: reserved licences are not. */
  availableCount: number;
  totalCount: number;
}

/** Whether people removed at Apple were removed here: only a list that held still while it was read shows that. */
export type RemovalsCheck = { verified: true; at: number } | { verified: false; since: number | null };

/** A fault of this system itself stopped the sync: its disk, its key, a bug. */
export interface OwnFault {
  result: 'own-fault';
  /** The fault's code or name, found in the log beside the report's reference. */
  code: string;
}

export type SyncOutcome =
  | {
      result: 'complete';
      diff: SyncDiff;
      totals: SyncTotals;
      /** Assets whose counts did not settle; removals are not verified for them. */
      unsettled: readonly AssetLine[];
      /** Apple's lists changed while they were read, and were read again where it mattered. */
      readAgain: number;
      removals: RemovalsCheck;
      /** Assets whose fall or absence waits for a second reading. */
      suspect: readonly AssetLine[];
      /** The catalogue could not be asked; names are the last known ones. */
      catalogueTrouble: string | null;
    }
  | { result: 'failed'; stage: SyncStage; trouble: Refused | Unreachable | OwnFault; nextTry: number | null }
  | { result: 'in-use-elsewhere'; mdmInfo: MdmInfo | null }
  | { result: 'other-location'; uId: string }
  | { result: 'skipped'; reason: 'paused' | 'not-bound' | 'in-use-elsewhere' };

export interface SyncReport {
  id: string;
  trigger: SyncTrigger;
  /** The slot's key for `slot` and `catch-up`. */
  slot: string | null;
  startedBy: string | null;
  /** Everybody whose card it is told on. */
  listeners: readonly string[];
  /** From 1; the next try of a failed sync keeps its id, and with it its cards. */
  attempt: number;
  startedAt: number;
  finishedAt: number;
  outcome: SyncOutcome;
  /** Found in the log. */
  reference: string;
}

/** The memory of the last syncs. */
export interface SyncState {
  last: SyncReport | null;
  /** The last one that completed; its figures hold until the next one. */
  lastComplete: SyncReport | null;
  running: {
    id: string;
    trigger: SyncTrigger;
    slot: string | null;
    startedAt: number;
    startedBy: string | null;
    listeners: readonly string[];
    attempt: number;
  } | null;
}
