import type { AuditEntry } from '../ports/audit.js';
import type { Change, Put, Versioned } from '../ports/records.js';
import { licencesMissing, mayStillApprove, newPending, nextRevision, putInForce } from '../rules/approval.js';
import type { Arithmetic } from '../rules/arithmetic.js';
import type { Deployment, DeploymentRevision, PendingApproval, Roster } from '../rules/deployment.js';
import type { DeploymentTurn } from '../rules/deployment-notice.js';
import type { Asked, Core } from './core.js';
import { type Counted, countRevision, heldLedger } from './count-revision.js';
import { deploymentGate, type GateShut } from './deployment-gate.js';
import { deploymentEntry, deploymentPut, inShort, rosterPut, turnNotices } from './deployment-record.js';
import { nextDeploymentId } from './deployments.js';
import { ledgerPut } from './ledgers.js';
import { neededApprovals } from './needed-approvals.js';

/** A revision that somebody wants, before it has a number. */
export interface Wish extends Pick<DeploymentRevision, 'action' | 'audience' | 'reason' | 'startAt' | 'writtenBy'> {
  /** Asset key. */
  key: string;
  roster: Roster;
  /** The deployment that it is to change; `null` = a new one. */
  target: Versioned<Deployment> | null;
  /** Fewest approvals, whatever the thresholds say. */
  atLeast: 0 | 1;
  /** What is used up by it, in the same commit. */
  from(deploymentId: string): Pick<Change, 'expect' | 'put' | 'remove'>;
}

/** Why a request can not be placed. */
export type NotPlaced =
  | GateShut
  /** The app is gone or can not be deployed; nobody is left of the audience. */
  | { result: 'unknown-app' | 'nobody' }
  | { result: 'no-licences-left'; arithmetic: Arithmetic }
  /** Fewer approvers who did not write it than it needs. */
  | { result: 'nobody-could-approve'; needed: 1 | 2 };

export type PlaceOutcome =
  | NotPlaced
  | { result: 'conflict' }
  | { result: 'asked'; deploymentId: string; needed: 1 | 2; until: number; approvers: readonly string[] }
  /** Below the threshold of the configuration: in force at once, and the caller begins the work. */
  | { result: 'in-force'; deploymentId: string };

interface Head {
  id: string;
  stored: Versioned<Deployment> | null;
  part: Required<Pick<Change, 'expect' | 'put'>>;
}

/** Counts everything and stores the request, or puts it in force where nobody has to approve. `conflict`: read everything again. */
export async function placeRequest(core: Core, asked: Asked, wish: Wish): Promise<PlaceOutcome> {
  const question = { ...wish, deploymentId: wish.target?.id ?? null };
  const counted = await countRevision(core, question);
  if (counted === null) return { result: 'unknown-app' };
  if (counted.roster.people.length === 0) return { result: 'nobody' };
  const { arithmetic } = counted;
  if (licencesMissing(arithmetic) > 0) return { result: 'no-licences-left', arithmetic };
  const needed = Math.max(wish.atLeast, await neededApprovals(core, asked.actor, wish, arithmetic));
  const head = await headOf(core, wish.target);
  const revision = revisionOf(core, wish, head.stored?.value ?? null, counted.roster.people.length);
  if (needed === 0) return goAhead(core, asked, { wish, head, revision, counted });
  const count = needed === 1 ? 1 : 2;
  const pending = newPending(revision, arithmetic, count, core.clock(), core.settings.working);
  const approvers = mayStillApprove(await core.people.holders('approver'), pending);
  if (approvers.length < count) return { result: 'nobody-could-approve', needed: count };
  return ask(core, asked, { wish, head, revision, counted }, pending, approvers);
}

interface Placing {
  wish: Wish;
  head: Head;
  revision: DeploymentRevision;
  counted: Counted;
}

async function ask(
  core: Core,
  asked: Asked,
  placing: Placing,
  pending: PendingApproval,
  approvers: readonly string[],
): Promise<PlaceOutcome> {
  const { head, wish } = placing;
  const before = head.stored?.value ?? newHead(core, wish, asked.actor);
  const turn: DeploymentTurn =
    before.pending === null
      ? { turn: 'asked', by: asked.actor, revision: pending.revision.number }
      : { ...editedTurn(placing.revision), by: asked.actor };
  const outcome = { result: 'asked', deploymentId: head.id, needed: pending.needed } as const;
  const stored = await store(core, asked, placing, { ...before, pending }, turn, {});
  if (stored === 'conflict') return { result: 'conflict' };
  await core.onStep('deployment.requested');
  return { ...outcome, until: pending.expiresAt, approvers };
}

async function goAhead(core: Core, asked: Asked, placing: Placing): Promise<PlaceOutcome> {
  const { head, wish, revision, counted } = placing;
  const gate = await deploymentGate(core);
  if (gate.result !== 'open') return gate;
  const ledger = heldLedger(counted, head.id);
  if (ledger === null) return { result: 'no-licences-left', arithmetic: counted.arithmetic };
  const at = core.clock();
  const decision = { result: 'none-needed', at, revision: revision.number } as const;
  const settled = newPending(revision, counted.arithmetic, 1, at, core.settings.working);
  const before = head.stored?.value ?? newHead(core, wish, asked.actor);
  const after = putInForce(before, settled, decision);
  const stored = await store(
    core,
    asked,
    placing,
    after,
    { turn: 'decided', decision },
    {
      expect: [gate.expect],
      put: [ledgerPut(wish.key, ledger)],
    },
  );
  if (stored === 'conflict') return { result: 'conflict' };
  await core.onStep('deployment.in-force');
  return { result: 'in-force', deploymentId: head.id };
}

async function store(
  core: Core,
  asked: Asked,
  { wish, head, revision, counted }: Placing,
  after: Deployment,
  turn: DeploymentTurn,
  also: { expect?: NonNullable<Change['expect']>; put?: readonly Put[] },
): Promise<'committed' | 'conflict'> {
  const from = wish.from(head.id);
  const outdated = head.stored?.value.pending?.revision.number ?? null;
  const { roster } = counted;
  const turned = { id: head.id, revision: head.stored?.revision ?? 0, deployment: after, roster };
  const { result } = await core.records.commit({
    expect: [...head.part.expect, ...counted.expect, ...(from.expect ?? []), ...(also.expect ?? [])],
    put: [
      ...head.part.put,
      deploymentPut(head.id, after),
      rosterPut(head.id, revision.number, roster),
      ...(from.put ?? []),
      ...(also.put ?? []),
    ],
    remove: [
      ...(from.remove ?? []),
      ...(outdated === null ? [] : [{ kind: 'roster', id: `${head.id}.${outdated}` } as const]),
    ],
    outbox: await turnNotices(core, asked, turned, turn),
    audit: [requestEntry(core, asked, head, after, revision, counted.arithmetic)],
  });
  return result;
}

function requestEntry(
  core: Core,
  asked: Asked,
  head: Head,
  after: Deployment,
  revision: DeploymentRevision,
  { needed, free }: Arithmetic,
): AuditEntry {
  const facts = {
    app: after.key,
    revision: revision.number,
    reason: revision.reason,
    needed,
    free,
    before: inShort(head.stored?.value ?? null),
    after: inShort(after),
  };
  const outcome = after.pending === null ? 'in force, no approval needed' : 'asked';
  return deploymentEntry(core, asked, 'request-deployment', head.id, outcome, facts);
}

/** The turn of a revision that takes the place of one that waits. */
export function editedTurn({ number, people, action, writtenBy }: DeploymentRevision) {
  return { turn: 'edited', by: writtenBy.at(-1) ?? 'system', revision: number, people, action } as const;
}

async function headOf(core: Core, target: Versioned<Deployment> | null): Promise<Head> {
  if (target !== null) {
    const { id, revision } = target;
    return { id, stored: target, part: { expect: [{ kind: 'deployment', id, revision }], put: [] } };
  }
  const { id, expect, put } = await nextDeploymentId(core);
  const none = { kind: 'deployment', id, revision: 0 } as const;
  return { id, stored: null, part: { expect: [expect, none], put: [put] } };
}

function newHead(core: Core, { key }: Wish, actor: string): Deployment {
  return {
    key,
    state: 'awaiting-approval',
    requestedBy: actor,
    requestedAt: core.clock(),
    inForce: null,
    pending: null,
    decided: null,
    endedAt: null,
    endedBy: null,
    stopped: null,
    applying: null,
  };
}

function revisionOf(core: Core, wish: Wish, before: Deployment | null, people: number): DeploymentRevision {
  const { action, audience, reason, startAt, writtenBy } = wish;
  const now = core.clock();
  const number = before === null ? 1 : nextRevision(before);
  const start = startAt !== null && startAt > now ? startAt : null;
  return { number, action, audience, reason, startAt: start, writtenBy, writtenAt: now, people };
}
