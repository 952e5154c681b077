import type { AuditEntry } from '../ports/audit.js';
import type { Put, RecordRef, Versioned } from '../ports/records.js';
import type { AppleWrite } from '../rules/apple-write.js';
import type { Assignment } from '../rules/assignment.js';
import { type Ledger, settledLedger } from '../rules/ledger.js';
import {
  afterWrite,
  begunAnew,
  type LicenceTask,
  type LicenceWrite,
  type PersonOutcome,
  type Settled,
} from '../rules/licence-write.js';
import { promisable } from '../rules/waiting-list.js';
import { changeAssignment, readAssignment, type StoredAssignment, together } from './assignments.js';
import { installationChecks } from './check-installations.js';
import type { Core } from './core.js';
import { progressNotices } from './deployment-progress.js';
import { type LedgerView, ledgerPut, readLedger } from './ledgers.js';
import { givenNotices } from './licence-given.js';

/** How a write went, as far as it is known. Whoever has no outcome stays in it. */
export interface WriteOutcome {
  /** By Slack user id. */
  people: ReadonlyMap<string, PersonOutcome>;
  /** Apple's; `null` when it is read from its lists, or nothing was done. */
  eventId: string | null;
  /** When those who are left in it are looked after next; nobody knows how it went for them. */
  nextLook?: number;
}

interface Change {
  before: StoredAssignment;
  settled: Settled;
}

/**
 * Stores how a write went, in one commit: each person's assignment, the ledger, the write itself, and the audit. `false`:
 * the write was changed or settled meanwhile, nothing is stored.
 */
export async function settleWrite(
  core: Core,
  write: Versioned<LicenceWrite>,
  outcome: WriteOutcome,
  reference: string,
): Promise<boolean> {
  const stands = await core.records.get('write', write.id);
  if (stands?.revision !== write.revision) return false;
  const { key, act, people } = write.value.task;
  const view = await readLedger(core, key);
  const changes = await changesOf(core, view, write, outcome);
  const left = people.filter(({ userId }) => !outcome.people.has(userId));
  const change = together(changes.map(({ before, settled }) => changeAssignment(before, settled.after)));
  const remade = await remadeMembers(core, changes);
  const ledger = view === null ? null : ledgerAfter(view, changes, act, left.length === 0, core.clock());
  const nextLook = outcome.nextLook ?? write.value.nextLook;
  const after: AppleWrite = { ...write.value, task: { act, key, people: left }, state: 'unknown', nextLook };
  const ended = left.length === 0;
  const result = await core.records.commit({
    expect: [
      { kind: 'write', id: write.id, revision: write.revision },
      ...change.expect,
      ...remade.expect,
      ...(view === null ? [] : [view.expect]),
    ],
    put: [
      ...change.put,
      ...remade.put,
      ...installationChecks(
        core,
        changes.map(({ settled }) => settled.after),
      ),
      ...(ledger === null ? [] : [ledgerPut(key, ledger)]),
      ...(ended ? [] : [{ kind: 'write', id: write.id, value: after } as const]),
    ],
    remove: [...change.remove, ...(ended ? [{ kind: 'write', id: write.id } as const] : [])],
    outbox: await givenNotices(core, key, givenOf(act, changes), reference),
    audit: auditOf(core, write, changes, outcome.eventId, reference),
  });
  if (result.result === 'conflict') return settleWrite(core, write, outcome, reference);
  await core.onStep('licences.settled');
  await tellProgress(core, changes, reference);
  return true;
}

function givenOf(act: LicenceTask['act'], changes: readonly Change[]): Assignment[] {
  return act === 'associate'
    ? changes.flatMap(({ settled: { effect, after } }) => (effect === 'done' ? [after] : []))
    : [];
}

/** Only what still belongs to the write. */
async function changesOf(
  core: Core,
  view: LedgerView | null,
  { id, value }: Versioned<LicenceWrite>,
  outcome: WriteOutcome,
): Promise<Change[]> {
  const { key, act, people } = value.task;
  const changes: Change[] = [];
  let free = view === null ? 0 : promisable(view.figures);
  for (const { userId, generation } of people) {
    const one = outcome.people.get(userId);
    if (one === undefined) continue;
    const before = await readAssignment(core, key, userId);
    if (before === null || before.value.writeId !== id || before.value.generation !== generation) continue;
    const settled = afterWrite(before.value, act, one, { now: core.clock(), eventId: outcome.eventId });
    if (settled.after.state !== 'released' || settled.after.wantedBy.length === 0) changes.push({ before, settled });
    else {
      // Somebody wants it again since it was to be taken back.
      changes.push({ before, settled: { ...settled, after: begunAnew(settled.after, free > 0, core.clock()) } });
      free -= 1;
    }
  }
  return changes;
}

/**
 * Given licences count as in flight until a reading that started later. When Apple has none left, what is in flight is
 * all that the asset is believed to have until it is read again.
 */
function ledgerAfter(
  view: LedgerView,
  changes: readonly Change[],
  act: LicenceTask['act'],
  ended: boolean,
  now: number,
): Ledger {
  const base = settledLedger(view.inputs);
  const done = changes.filter(({ settled }) => settled.effect === 'done').length;
  // Never before the last reading, whatever the clock says: that reading does not show it.
  const at = Math.max(now, view.asset.readAt, base.lastWriteEndedAt ?? 0);
  const given = act === 'associate' && done > 0 ? [...base.given, { at, count: done }] : base.given;
  const next = { ...base, given, lastWriteEndedAt: ended ? at : base.lastWriteEndedAt };
  if (base.reading === null || !changes.some(({ settled }) => settled.effect === 'none-left')) return next;
  const licensing = act === 'associate' ? view.inputs.licensing - changes.length : view.inputs.licensing;
  const inFlight = given.reduce((sum, { count }) => sum + count, licensing);
  return { ...next, reading: { ...base.reading, availableCount: Math.min(base.reading.availableCount, inFlight) } };
}

/** Whom Apple does not know is made again, by whoever looks after memberships. */
async function remadeMembers(core: Core, changes: readonly Change[]) {
  const put: Put[] = [];
  const expect: (RecordRef & { revision: number })[] = [];
  for (const { before, settled } of changes) {
    if (settled.effect !== 'unknown-person') continue;
    const stored = await core.records.get('membership', before.value.userId);
    if (stored?.value.state !== 'associated') continue;
    const gone = { idHash: null, invitation: null, problem: null, writeId: null, tries: 0, nextTry: null } as const;
    const value = { ...stored.value, ...gone, state: 'none', since: core.clock(), errorNumber: 9609 } as const;
    put.push({ kind: 'membership', id: stored.id, value });
    expect.push({ kind: 'membership', id: stored.id, revision: stored.revision });
  }
  return { put, expect };
}

function auditOf(
  core: Core,
  { value }: Versioned<LicenceWrite>,
  changes: readonly Change[],
  eventId: string | null,
  reference: string,
): AuditEntry[] {
  const { act, key, people } = value.task;
  const line = { at: core.clock(), actor: 'system', act, reference };
  const done = changes.filter(({ settled }) => settled.effect === 'done');
  const failed = changes.filter(({ settled }) => settled.effect !== 'done' && settled.effect !== 'unsent');
  if (done.length + failed.length === 0) return [];
  const facts = { people: people.length, done: done.length, failed: failed.length, eventId };
  const deployments = deploymentsOf(changes.map(({ before }) => before.value))
    .join(' ')
    .slice(0, MOST_NAMED);
  return [
    {
      ...line,
      subject: `asset:${key}`,
      outcome: failed.length === 0 ? 'done' : done.length === 0 ? 'failed' : 'partly done',
      facts: { ...facts, deployments },
    },
    ...[...done, ...failed].map(({ before, settled }) => ({
      ...line,
      subject: `assignment:${key}/${before.value.userId}`,
      outcome: settled.after.state,
      facts: {
        errorNumber: settled.after.errorNumber,
        eventId,
        before: before.value.state,
        tries: settled.after.tries,
        deployments: deploymentsOf([before.value]).join(' ').slice(0, MOST_NAMED),
      },
    })),
  ];
}

/** Characters of deployment ids in one line of the audit. */
const MOST_NAMED = 300;

/** Deployments that want these, or want them gone. */
export function deploymentsOf(assignments: readonly Assignment[]): string[] {
  const named = assignments.flatMap(({ wantedBy, removalBy }) => [
    ...wantedBy,
    ...(removalBy === null ? [] : [removalBy]),
  ]);
  return [...new Set(named)].filter((id) => id.startsWith('D-')).sort();
}

/** After the commit, so that the figures are those after it; a cut in between is made good by the next batch. */
async function tellProgress(core: Core, changes: readonly Change[], reference: string): Promise<void> {
  const outbox = await progressNotices(core, deploymentsOf(changes.map(({ before }) => before.value)), reference);
  if (outbox.length > 0) await core.records.commit({ outbox });
}
