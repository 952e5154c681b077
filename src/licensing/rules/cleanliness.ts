import type { CleanUpRecord, CleanUpWaiver, ForeignHoldings } from './clean-up.js';
import type { SyncReport } from './sync-report.js';

/** Whether the first deployment may come (S12): clean, waived by name, not yet, or nobody has counted. */
export type Cleanliness = 'clean' | 'waived' | 'needed' | 'unknown';

export interface CleanlinessFacts {
  cleanliness: Cleanliness;
  /** The newest figures: what others hold that a clean-up would end. */
  users: number;
  assignments: number;
  waiver: CleanUpWaiver | null;
  running: boolean;
}

interface Evidence {
  at: number;
  users: number;
  assignments: number;
}

/** What was counted last, by a sync, a count or the end of a clean-up. */
function newest(record: CleanUpRecord, last: SyncReport | null): Evidence | null {
  const found: Evidence[] = [];
  const { count, run } = record;
  const holds = (at: number, held: ForeignHoldings): Evidence => ({
    at,
    users: held.users,
    assignments: held.userAssignments + held.deviceAssignments,
  });
  if (last?.outcome.result === 'complete') {
    const { foreignUsers, foreignRevocable } = last.outcome.totals;
    found.push({ at: last.startedAt, users: foreignUsers, assignments: foreignRevocable });
  }
  if (count?.state === 'counted') found.push(holds(count.countedAt, count.found));
  if (run?.progress.state === 'ended') found.push(holds(run.progress.at, run.progress.found));
  return found.reduce<Evidence | null>((best, one) => (best === null || one.at > best.at ? one : best), null);
}

/** What the first deployment waits for, from the newest figures. A location without anything of others is clean without any clean-up. */
export function cleanlinessFacts(record: CleanUpRecord, lastComplete: SyncReport | null): CleanlinessFacts {
  const evidence = newest(record, lastComplete);
  const { users, assignments } = evidence ?? { users: 0, assignments: 0 };
  return {
    cleanliness: judged(evidence, record.waiver),
    users,
    assignments,
    waiver: record.waiver,
    running: record.run?.progress.state === 'running',
  };
}

function judged(evidence: Evidence | null, waiver: CleanUpWaiver | null): Cleanliness {
  if (evidence !== null && evidence.users === 0 && evidence.assignments === 0) return 'clean';
  if (waiver !== null) return 'waived';
  return evidence === null ? 'unknown' : 'needed';
}

export function cleanliness(record: CleanUpRecord, lastComplete: SyncReport | null): Cleanliness {
  return cleanlinessFacts(record, lastComplete).cleanliness;
}
