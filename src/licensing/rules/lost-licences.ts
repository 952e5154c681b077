import type { Interference } from './alert.js';
import { type Assignment, type AssignmentReason, newAssignment } from './assignment.js';

/** Licences of one asset that are missing at Apple although nobody here took them back. */
export interface Losses {
  key: string;
  people: readonly { userId: string; reason: Extract<AssignmentReason, `lost-${string}`> }[];
}

/** Of others, and of all, at one complete reading. */
export interface ForeignCount {
  foreign: number;
  total: number;
}

/** So many losses at once that nobody here caused are no accident. */
const LOSSES_THAT_TELL = 2;

/** Licences that a refund explains count for nothing, nor do those of people who were ended. */
function unexplained({ people }: Losses): number {
  return people.filter(({ reason }) => reason !== 'lost-refunded').length;
}

/** By how much others hold more than before, beyond what was bought meanwhile; 0 at the first comparison. */
export function foreignRise(before: ForeignCount | null, now: ForeignCount): number {
  if (before === null) return 0;
  const rise = now.foreign - before.foreign;
  return rise > 0 && rise > now.total - before.total ? rise : 0;
}

/** What one comparison shows of somebody else at the location; `null` = nothing that tells. */
export function interferenceIn(
  losses: readonly Losses[],
  rise: number,
  at: { now: number; reference: string },
): Interference | null {
  const lost = losses.map((one) => ({ key: one.key, count: unexplained(one) })).filter(({ count }) => count > 0);
  const all = lost.reduce((sum, { count }) => sum + count, 0);
  if (all < LOSSES_THAT_TELL && rise === 0) return null;
  return { since: at.now, lost, foreignRise: rise, reference: at.reference, answered: null };
}

/** One more finding before a custodian has answered stands on the same card. */
export function joined(before: Interference, found: Interference): Interference {
  const counts = new Map(before.lost.map(({ key, count }) => [key, count]));
  for (const { key, count } of found.lost) counts.set(key, (counts.get(key) ?? 0) + count);
  const lost = [...counts].map(([key, count]) => ({ key, count }));
  return { ...found, since: before.since, lost, foreignRise: before.foreignRise + found.foreignRise };
}

/** An assignment that Apple took without us. */
export function lostAssignment(one: Assignment, reason: AssignmentReason, now: number): Assignment {
  return { ...one, state: 'lost', since: now, reason, removalBy: null, askedAt: null, licensedAt: null, nextTry: null };
}

/** A licence at Apple that the record does not know of: it is the person's, whoever gave it. */
export function heldAssignment(one: Assignment, now: number, licensedAt: number): Assignment {
  const calm = { reason: null, errorNumber: null, writeId: null, tries: 0, nextTry: null } as const;
  return { ...one, ...calm, state: 'licensed', since: now, licensedAt, removalBy: null, askedAt: null };
}

/** "Held, deployment unknown." */
export function unknownHolding(key: string, userId: string, clientUserId: string, at: number): Assignment {
  const given = { key, userId, clientUserId, state: 'licensed', since: at, wantedBy: [], generation: 1 } as const;
  return { ...newAssignment(given), licensedAt: at };
}
