import type { AppFacts } from './app-offer.js';
import type { Assignment } from './assignment.js';
import { type LedgerFigures, type LedgerInputs, ledgerFigures } from './ledger.js';

/** People named on the card of a waiting list. */
export const WAITING_SHOWN = 10;

/** The living card about people who wait for licences of one app. */
export interface WaitingListFacts {
  app: AppFacts;
  /** 0 = nobody waits any more. */
  waiting: number;
  /** At most ten, whoever waits longest first. */
  oldest: readonly { userId: string; since: number }[];
  /** Licences that would be enough for everybody who waits. */
  toBuy: number;
  /** Licences held for people of approved deployments who are not written down, and lost with this change. */
  holdsLost: number;
  /** People whose reserved licence was lost with this change. */
  reservationsLost: number;
  /** Start of the reading that the figures come from. */
  readAt: number;
}

/** A licence that is held, and since when: for one person, or by count for a deployment. */
export type HeldLicences =
  | { kind: 'person'; userId: string; since: number }
  | { kind: 'deployment'; deploymentId: string; count: number; since: number };

/** What is lost, newest first, when Apple took `shortBy` licences that are promised. */
export function lostPromises(
  shortBy: number,
  held: readonly HeldLicences[],
): { people: readonly string[]; holds: Readonly<Record<string, number>> } {
  const people: string[] = [];
  const holds: Record<string, number> = {};
  let left = shortBy;
  for (const one of [...held].sort(newestFirst)) {
    if (left === 0) break;
    if (one.kind === 'person') people.push(one.userId);
    else holds[one.deploymentId] = Math.min(one.count, left);
    left -= one.kind === 'person' ? 1 : Math.min(one.count, left);
  }
  return { people, holds };
}

/** Of the same moment: holds before people, and the later name first, so that the order is always the same. */
function newestFirst(one: HeldLicences, other: HeldLicences): number {
  return other.since - one.since || nameOf(other).localeCompare(nameOf(one), 'en');
}

function nameOf(held: HeldLicences): string {
  return held.kind === 'person' ? `1 ${held.userId}` : `2 ${held.deploymentId}`;
}

/** Who waits, longest first. */
export function waitingOrder(assignments: readonly Assignment[]): readonly Assignment[] {
  return assignments
    .filter(({ state, writeId }) => state === 'waiting-for-licences' && writeId === null)
    .sort((one, other) => one.since - other.since || (one.userId < other.userId ? -1 : 1));
}

/** Licences that may be promised to people who wait: none while a fall is in doubt or the app is gone. */
export function promisable({ free, suspect }: LedgerFigures): number {
  if (suspect) return 0;
  return free === null ? Number.POSITIVE_INFINITY : Math.max(0, free);
}

/** Licences that Apple took although they were promised; 0 while that is in doubt. */
export function overPromised(inputs: LedgerInputs): number {
  const { shortBy, suspect } = ledgerFigures(inputs);
  return suspect ? 0 : shortBy;
}
