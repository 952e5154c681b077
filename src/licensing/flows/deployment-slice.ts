import type { AuditEntry } from '../ports/audit.js';
import type { Change, RecordRef, Versioned } from '../ports/records.js';
import type { Assignment } from '../rules/assignment.js';
import { assignmentId } from '../rules/assignment.js';
import type { Deployment, DeploymentRevision } from '../rules/deployment.js';
import { type IntentQuestion, isToBeOffered, nextAssignment, takesLicence } from '../rules/effective-intent.js';
import { settledLedger, withHold } from '../rules/ledger.js';
import type { Notice } from '../rules/notice.js';
import { goesInWaves, WAVE_GAP, waveEnd } from '../rules/removal-waves.js';
import { offerNotice } from './app-offers.js';
import {
  type AssignmentChange,
  assignmentsOf,
  changeAssignment,
  readAssignment,
  type StoredAssignment,
  together,
} from './assignments.js';
import { installationChecks } from './check-installations.js';
import type { Core } from './core.js';
import { readRoster } from './deployments.js';
import { type LedgerView, ledgerPut, readLedger } from './ledgers.js';
import { readMembership } from './memberships.js';
import { approvedAt, readWishes, type Wishes } from './wishes.js';

/** People of one commit. */
const SLICE = 500;

type Expected = RecordRef & { revision: number };

/** What one slice is decided on, and what has been decided so far. */
interface Slice {
  core: Core;
  id: string;
  deployment: Deployment;
  view: LedgerView;
  wishes: Wishes;
  now: number;
  reference: string;
  /** Licences that the deployment still holds. */
  hold: number;
  expect: Expected[];
  changes: AssignmentChange[];
  outbox: Notice[];
  audit: AuditEntry[];
  /** Assignments that are another after this. */
  changed: Assignment[];
}

/** The next slice of a deployment as one commit. `null`: nothing can be written down now. */
export async function planSlice(
  core: Core,
  { id, revision, value: deployment }: Versioned<Deployment>,
  reference: string,
): Promise<Change | null> {
  const { applying, inForce, key } = deployment;
  const view = await readLedger(core, key);
  if (view === null || applying === null) return null;
  const now = core.clock();
  const ledger = settledLedger(view.inputs);
  const slice: Slice = {
    ...{ core, id, deployment, view, now, reference, wishes: await readWishes(core, key, now) },
    ...{ hold: ledger.holds[id] ?? 0, expect: [], changes: [], outbox: [], audit: [], changed: [] },
  };
  const stands = deployment.state === 'active' && inForce !== null;
  const people = stands ? (await readRoster(core, id, inForce.number)).people : [];
  const until = stands ? partEnd(core, inForce, applying.position, people.length) : 0;
  const part = people.slice(applying.position, Math.min(until, applying.position + SLICE));
  for (const userId of part) await decidePerson(slice, userId);
  const position = applying.position + part.length;
  const rest = position < people.length ? 'more' : await decideOthers(slice, new Set(people), SLICE - part.length);
  if (rest === 'waiting' && part.length + slice.changes.length === 0) return null;
  const done = rest === 'none';
  const waits = position === until && position < people.length;
  const next = waits ? { position, nextAt: now + WAVE_GAP } : { position };
  const { expect, put, remove } = together(slice.changes);
  return {
    expect: [view.expect, { kind: 'deployment', id, revision }, ...slice.expect, ...expect],
    put: [
      ...put,
      ...installationChecks(core, slice.changed),
      ledgerPut(key, withHold(ledger, id, done || !stands ? 0 : slice.hold)),
      { kind: 'deployment', id, value: { ...deployment, applying: done ? null : next } },
    ],
    remove,
    outbox: slice.outbox,
    audit: [...slice.audit, ...(done ? [appliedEntry(slice)] : [])],
  };
}

/** As far as the people may be written down now: all of them, of a large uninstall one wave. */
function partEnd({ settings }: Core, { action }: DeploymentRevision, position: number, people: number): number {
  const inWaves = action === 'uninstall' && goesInWaves(people, settings.approvals.twoForUninstallFrom);
  return inWaves ? Math.min(waveEnd(position), people) : people;
}

/** Somebody of the roster; passed over when they are no full member any more. */
async function decidePerson(slice: Slice, userId: string): Promise<void> {
  const { core, deployment } = slice;
  const member = (await core.records.get('member', userId))?.value;
  const membership = await readMembership(core, userId);
  if (member === undefined || membership === null || member.kind !== 'member' || member.deactivated) return;
  if (membership.value.state === 'left') return;
  const before = await readAssignment(core, deployment.key, userId);
  const clientUserId = before?.value.clientUserId ?? membership.value.clientUserId;
  const after = decide(slice, before, userId, clientUserId);
  if (after === null || !takesLicence(before?.value ?? null, after)) return;
  slice.hold = Math.max(0, slice.hold - 1);
  // Whoever leaves meanwhile gets nothing.
  slice.expect.push({ kind: 'membership', id: userId, revision: membership.revision });
}

/**
 * People outside the roster that the deployment wanted something for before. `more`: this slice is full; `waiting`: a
 * licence is on its way to somebody whose app is to be uninstalled.
 */
async function decideOthers(
  slice: Slice,
  roster: ReadonlySet<string>,
  room: number,
): Promise<'none' | 'more' | 'waiting'> {
  const { core, id, deployment } = slice;
  const decided = new Set(slice.changes.flatMap(({ put }) => put.map((one) => one.id)));
  let isWaiting = slice.changes.some(({ put }) =>
    put.some((one) => one.kind === 'assignment' && isArriving(one.value, id)),
  );
  let left = room;
  for (const before of await assignmentsOf(core, deployment.key)) {
    const { userId, clientUserId, wantedBy, removalBy } = before.value;
    if (decided.has(assignmentId(deployment.key, userId))) continue;
    if (removalBy !== id && (roster.has(userId) || !wantedBy.includes(id))) continue;
    if (left === 0) return 'more';
    const after = decide(slice, before, userId, clientUserId);
    if (after !== null) left -= 1;
    isWaiting ||= isArriving(after ?? before.value, id);
  }
  return isWaiting ? 'waiting' : 'none';
}

function isArriving({ state, removalBy }: Assignment, deploymentId: string): boolean {
  return state === 'licensing' && removalBy === deploymentId;
}

/** What becomes of one assignment; noted in the slice. */
function decide(
  slice: Slice,
  before: StoredAssignment | null,
  userId: string,
  clientUserId: string,
): Assignment | null {
  const { deployment, view, wishes, now } = slice;
  const question: IntentQuestion = {
    key: deployment.key,
    userId,
    clientUserId,
    assignment: before?.value ?? null,
    wishes: wishes.of(userId),
    notBegun: wishes.notBegun,
    applying: slice.id,
    approvedAt: approvedAt(deployment),
    licence: view.figures.unlimited || slice.hold > 0 ? 'held' : 'none',
    revocable: view.asset.revocable,
    now,
  };
  if (isToBeOffered(question)) offer(slice, userId, before?.value.generation ?? 0);
  const after = nextAssignment(question);
  if (after === null) return null;
  slice.changes.push(changeAssignment(before, after));
  slice.changed.push(after);
  if (before?.value.state !== after.state) slice.audit.push(entry(slice, before?.value ?? null, after));
  return after;
}

function offer({ id, deployment, view, outbox, reference }: Slice, userId: string, generation: number): void {
  outbox.push(offerNotice({ deploymentId: id, key: deployment.key, userId, generation }, view.asset, reference));
}

function entry({ id, deployment, now, reference }: Slice, before: Assignment | null, after: Assignment): AuditEntry {
  const { decided } = deployment;
  return {
    at: now,
    actor: 'system',
    act: 'apply-deployment',
    subject: `assignment:${assignmentId(after.key, after.userId)}`,
    outcome: after.state,
    reference,
    facts: {
      deploymentId: id,
      before: before?.state ?? null,
      generation: after.generation,
      reason: after.reason,
      approvedBy: decided?.result === 'approved' ? decided.by.join(' ') : null,
    },
  };
}

function appliedEntry({ id, deployment, now, reference, hold }: Slice): AuditEntry {
  const { inForce, state } = deployment;
  return {
    ...{
      at: now,
      actor: 'system',
      act: 'apply-deployment',
      subject: `deployment:${id}`,
      outcome: 'applied',
      reference,
    },
    facts: { state, revision: inForce?.number ?? null, action: inForce?.action ?? null, holdDropped: hold },
  };
}
