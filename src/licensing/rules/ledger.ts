import type { AssetRecord } from './asset.js';

/** A reading of an asset that no write of ours was under way with: free licences are judged on it. */
export interface JudgedReading {
  availableCount: number;
  totalCount: number;
  /** When it STARTED. */
  readAt: number;
}

/** What of one asset is planned beside what Apple counts. Id: asset key. */
export interface Ledger {
  /** `null` before the first write: then Apple's last reading is the judged one. */
  reading: JudgedReading | null;
  /** Licences held for people who are not written down as assignments yet, by deployment. */
  holds: Readonly<Record<string, number>>;
  /** Licences given since the judged reading: they count as in flight until a reading that started after them. */
  given: readonly { at: number; count: number }[];
  /** When the last write of this asset came to rest; `null` = none ever did. */
  lastWriteEndedAt: number | null;
  /** People who wait, as the card of the waiting list says; 0 when left out: there is no open card. */
  waitingTold?: number;
}

export const emptyLedger: Ledger = { reading: null, holds: {}, given: [], lastWriteEndedAt: null };

/** What is known of an asset besides Apple's counts. */
export interface LedgerInputs {
  asset: AssetRecord;
  ledger: Ledger;
  /** Assignments that are `reserved`. */
  reserved: number;
  /** Assignments that are `licensing`. */
  licensing: number;
  /** Assignments that are `waiting-for-licences`. */
  waiting: number;
  /** Writes (associate or disassociate) of this asset that nobody has settled. */
  openWrites: number;
}

/** All licences of one asset, accounted for. `null` = unlimited. */
export interface LedgerFigures {
  totalCount: number;
  assignedOurs: number;
  assignedForeign: number;
  /** Apple's last reading. */
  availableCount: number;
  reserved: number;
  inFlight: number;
  waiting: number;
  /** What may be planned with; negative only when Apple made it so. */
  free: number | null;
  /** Licences that Apple took and that we have promised; 0 = none. Nothing is sent while it is above 0. */
  shortBy: number;
  /** Nothing new is sent: a fall waits for its second reading, or the asset is gone. */
  suspect: boolean;
  unlimited: boolean;
  /** Start of the reading that `free` rests on. */
  readAt: number;
}

/** The reading to judge on: Apple's last one, unless a write was under way while it was read or it is suspect. */
export function judgedReading({
  asset,
  ledger,
  openWrites,
}: Omit<LedgerInputs, 'reserved' | 'licensing'>): JudgedReading {
  const last: JudgedReading = {
    availableCount: asset.availableCount,
    totalCount: asset.totalCount,
    readAt: asset.readAt,
  };
  const held = ledger.reading;
  if (held === null) return last;
  const overlaps = openWrites > 0 || (ledger.lastWriteEndedAt !== null && ledger.lastWriteEndedAt >= asset.readAt);
  return overlaps || asset.suspectSince !== null || asset.readAt <= held.readAt ? held : last;
}

/** The ledger with its newest judged reading, and without what that reading shows. Put it with every change. */
export function settledLedger(inputs: LedgerInputs): Ledger {
  const reading = judgedReading(inputs);
  return { ...inputs.ledger, reading, given: inputs.ledger.given.filter(({ at }) => at >= reading.readAt) };
}

/** All figures of one asset in licences, `free` on the judged reading. Readings that overlap a write of ours count nothing twice. */
export function ledgerFigures(inputs: LedgerInputs): LedgerFigures {
  const { asset, reserved, licensing, waiting } = inputs;
  const { reading, given, holds } = settledLedger(inputs);
  const held = reserved + sumOf(Object.values(holds));
  const inFlight = licensing + sumOf(given.map(({ count }) => count));
  const judged = reading ?? judgedReading(inputs);
  const free = asset.unlimited ? null : judged.availableCount - held - inFlight;
  return {
    totalCount: asset.totalCount,
    assignedOurs: asset.ours,
    assignedForeign: Math.max(0, asset.assignedCount - asset.ours),
    availableCount: asset.availableCount,
    reserved: held,
    inFlight,
    waiting,
    free,
    shortBy: free === null ? 0 : Math.max(0, -free),
    suspect: asset.suspectSince !== null || asset.presence === 'gone',
    unlimited: asset.unlimited,
    readAt: judged.readAt,
  };
}

function sumOf(counts: readonly number[]): number {
  return counts.reduce((sum, count) => sum + count, 0);
}

export type Reserving =
  | { result: 'reserved'; ledger: Ledger }
  | { result: 'no-licences-left'; free: number; needed: number };

/** Holds `count` licences for a deployment whose people are not written down yet. */
export function holdFor(inputs: LedgerInputs, deploymentId: string, count: number): Reserving {
  const { free } = ledgerFigures(inputs);
  if (free !== null && free < count) return { result: 'no-licences-left', free: Math.max(0, free), needed: count };
  const ledger = settledLedger(inputs);
  if (count === 0) return { result: 'reserved', ledger };
  const holds = { ...ledger.holds, [deploymentId]: (ledger.holds[deploymentId] ?? 0) + count };
  return { result: 'reserved', ledger: { ...ledger, holds } };
}

/** The hold of a deployment made smaller, or dropped when nothing of it is left. */
export function withHold(ledger: Ledger, deploymentId: string, count: number): Ledger {
  const { [deploymentId]: _dropped, ...others } = ledger.holds;
  return { ...ledger, holds: count > 0 ? { ...others, [deploymentId]: count } : others };
}
