import type { AuditEntry } from '../ports/audit.js';
import type { Change, Put, Versioned } from '../ports/records.js';
import type { Interference } from '../rules/alert.js';
import {
  type ForeignCount,
  foreignRise,
  heldAssignment,
  interferenceIn,
  joined,
  type Losses,
  lostAssignment,
  unknownHolding,
} from '../rules/lost-licences.js';
import type { SyncReport } from '../rules/sync-report.js';
import { type AssignmentChange, changeAssignment, together } from './assignments.js';
import { installationChecks } from './check-installations.js';
import type { Core } from './core.js';
import { type Disagreement, findLostLicences } from './find-lost-licences.js';
import { interferenceCard } from './interference.js';
import { INTERFERENCE } from './licence-hold.js';
import { LOOK_AGAIN, type LongWork } from './long-work.js';
import { anewOf, answered, auditLine, type LedgerChange, type LostChange, restoreLost } from './restore-lost.js';
import { readBinding, readSync, SYNC } from './state.js';

/** Ids of the counters that remember the last comparison. */
const COMPARED = { reading: 'compared-reading', foreign: 'foreign-licences', total: 'all-licences' } as const;
/** Changes in one commit; what is more is found by the next comparison. */
const TOGETHER = 500;

/**
 * After each complete reading: licences of ours that are gone from Apple, and those at Apple that no record knows. Several
 * that went without us stop all new writes until a custodian answers.
 */
export const lostLicenceWork: LongWork = {
  due: async (core) => (await comparable(core)) !== null || (await answered(core)) !== null,
  async run(core, reference) {
    const restored = await restoreLost(core, reference);
    const compared = await compare(core, reference);
    return restored || compared ? LOOK_AGAIN : undefined;
  },
};

interface Comparable {
  sync: Awaited<ReturnType<typeof readSync>>;
  report: SyncReport;
}

/** The complete reading that nobody has compared yet; not while a sync changes the mirror. */
async function comparable(core: Core): Promise<Comparable | null> {
  const binding = (await readBinding(core)).value;
  const sync = await readSync(core);
  const { running, lastComplete: report } = sync.value;
  if (binding.state !== 'bound' || running !== null || report === null) return null;
  if ((await lastOf(core, COMPARED.reading)) === report.startedAt) return null;
  const isUsed = (await core.records.list('deployment')).length > 0;
  return isUsed ? { sync, report } : null;
}

async function lastOf(core: Core, id: string): Promise<number | null> {
  return (await core.records.get('counter', id))?.value.last ?? null;
}

/** `true`: something was stored. */
async function compare(core: Core, reference: string): Promise<boolean> {
  const open = await comparable(core);
  if (open === null) return false;
  const found = await findLostLicences(core, open.report);
  if (found === null) return false;
  if (found.nobodys > 0) core.onTrouble('licences.without-person', { count: found.nobodys, reference });
  const now = core.clock();
  const { startedAt } = open.report;
  const changes = [
    ...found.held.map((before) => ({ before, after: heldAssignment(before.value, now, startedAt) })),
    ...found.unrecorded.map(({ key, userId, clientUserId }) => ({
      before: null,
      after: unknownHolding(key, userId, clientUserId, startedAt),
    })),
  ];
  const afters = changes.map(({ after }) => after);
  const kept = changes.map(({ before, after }) => changeAssignment(before, after));
  const lines = [
    ...found.held.map(({ value: { key, userId } }) => ({ key, userId })),
    ...found.unrecorded.map(({ key, userId }) => ({ key, userId })),
  ].map((one) => auditLine(core, one, 'hold-licence', 'found at Apple', reference));
  for (let at = 0; at < kept.length; at += TOGETHER) {
    const change = together(kept.slice(at, at + TOGETHER));
    const also = {
      put: installationChecks(core, afters.slice(at, at + TOGETHER)),
      audit: lines.slice(at, at + TOGETHER),
    };
    if (!(await store(core, open, change, also))) return true;
  }
  await storeLosses(core, open, found, reference);
  return true;
}

async function store(core: Core, { sync }: Comparable, change: AssignmentChange, also: Change): Promise<boolean> {
  const result = await core.records.commit({
    expect: [{ kind: 'sync', id: SYNC, revision: sync.revision }, ...change.expect, ...(also.expect ?? [])],
    put: [...change.put, ...(also.put ?? [])],
    remove: change.remove,
    outbox: also.outbox ?? [],
    audit: also.audit ?? [],
  });
  return result.result === 'committed';
}

/** One commit: what was lost, what it tells of somebody else, and that this reading was compared. */
async function storeLosses(core: Core, open: Comparable, found: Disagreement, reference: string): Promise<void> {
  const lost = found.lost.slice(0, TOGETHER);
  const isAll = lost.length === found.lost.length;
  const count = foreignCount(open.report);
  // Told once, with the last of them.
  const rise = count === null || !isAll ? 0 : foreignRise(await rememberedCount(core), count);
  const seen = interferenceIn(lossesOf(lost), rise, { now: core.clock(), reference });
  const standing = await core.records.get('interference', INTERFERENCE);
  const interference = afterFinding(standing, seen);
  const stops = interference !== null && interference.answered === null;
  const changes = await lostChanges(core, lost, stops);
  await store(core, open, together(changes.assignments), {
    expect: [
      { kind: 'interference', id: INTERFERENCE, revision: standing?.revision ?? 0 },
      ...changes.ledgers.map(({ expect }) => expect),
    ],
    put: [
      ...changes.ledgers.map(({ put }) => put),
      ...(seen === null || interference === null ? [] : [interferencePut(interference)]),
      ...(isAll ? countersOf(open.report, count) : []),
    ],
    outbox: seen === null || interference === null ? [] : [await interferenceCard(core, interference)],
    audit: [
      ...lost.map(({ before: { value }, reason }) => auditLine(core, value, 'lose-licence', reason, reference)),
      ...(seen === null ? [] : [interferenceLine(core, seen)]),
    ],
  });
  await core.onStep('licences.compared');
}

/** The card that stands is added to while nobody has answered; after an answer a new finding is a new question. */
function afterFinding(standing: Versioned<Interference> | null, seen: Interference | null): Interference | null {
  if (seen === null) return standing?.value ?? null;
  return standing === null || standing.value.answered !== null ? seen : joined(standing.value, seen);
}

function interferencePut(value: Interference): Put {
  return { kind: 'interference', id: INTERFERENCE, value };
}

function lossesOf(lost: Disagreement['lost']): Losses[] {
  const byKey = new Map<string, Losses['people'][number][]>();
  for (const { before, reason } of lost) {
    const people = byKey.get(before.value.key) ?? [];
    byKey.set(before.value.key, [...people, { userId: before.value.userId, reason }]);
  }
  return [...byKey].map(([key, people]) => ({ key, people }));
}

/** `null`: some counts did not settle or are in doubt, so nothing is said of others. */
function foreignCount({ outcome }: SyncReport): ForeignCount | null {
  if (outcome.result !== 'complete' || outcome.unsettled.length + outcome.suspect.length > 0) return null;
  return { foreign: outcome.totals.foreignAssignments, total: outcome.totals.totalCount };
}

async function rememberedCount(core: Core): Promise<ForeignCount | null> {
  const foreign = await lastOf(core, COMPARED.foreign);
  const total = await lastOf(core, COMPARED.total);
  return foreign === null || total === null ? null : { foreign, total };
}

function countersOf({ startedAt }: SyncReport, count: ForeignCount | null): Put[] {
  const counter = (id: string, last: number): Put => ({ kind: 'counter', id, value: { last } });
  const counts = count === null ? [] : [counter(COMPARED.foreign, count.foreign), counter(COMPARED.total, count.total)];
  return [counter(COMPARED.reading, startedAt), ...counts];
}

/** Lost ones of a required deployment in force begin anew at once, unless somebody else seems to change the location. */
async function lostChanges(core: Core, lost: Disagreement['lost'], stops: boolean) {
  const now = core.clock();
  const byKey = new Map<string, LostChange[]>();
  for (const { before, reason } of lost) {
    const list = byKey.get(before.value.key) ?? [];
    byKey.set(before.value.key, [...list, { before, after: lostAssignment(before.value, reason, now) }]);
  }
  const assignments: AssignmentChange[] = [];
  const ledgers: LedgerChange[] = [];
  for (const [key, changes] of byKey) {
    const anew = stops ? { changes, ledger: null } : await anewOf(core, key, changes);
    assignments.push(...anew.changes.map(({ before, after }) => changeAssignment(before, after)));
    if (anew.ledger !== null) ledgers.push(anew.ledger);
  }
  return { assignments, ledgers };
}

function interferenceLine(core: Core, { lost, foreignRise: rise, reference }: Interference): AuditEntry {
  const facts = { lost: lost.reduce((sum, { count }) => sum + count, 0), foreignRise: rise };
  const what = { act: 'find-interference', subject: 'location', outcome: 'writes stopped' };
  return { at: core.clock(), actor: 'system', ...what, reference, facts };
}
