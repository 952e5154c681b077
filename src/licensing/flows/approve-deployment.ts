import type { Versioned } from '../ports/records.js';
import { approvalsNeeded, isWorse, mayStillApprove, putInForce, type Worsening } from '../rules/approval.js';
import { type Deployment, type PendingApproval, type RequestOver, wrote } from '../rules/deployment.js';
import { mayAct, type NotAllowed } from '../rules/policy.js';
import { type Asked, type Core, permit } from './core.js';
import { type Counted, countRevision, heldLedger } from './count-revision.js';
import { deploymentGate, type GateShut } from './deployment-gate.js';
import { deploymentEntry, headChange, inShort, refused, rosterPut, turnNotices } from './deployment-record.js';
import { readDeployment, readRoster } from './deployments.js';
import { expireRequest } from './end-request.js';
import { ledgerPut } from './ledgers.js';

/** What a card was drawn with. */
export interface ShownCard {
  revision: number;
  /** Of `PendingApproval`. */
  refreshed: number;
}

export type ApproveOutcome =
  | NotAllowed
  | RequestOver
  | GateShut
  /** Whoever wrote any part of a revision can not approve it. */
  | { result: 'own' }
  | { result: 'already-approved'; at: number; needed: 1 | 2 }
  /** The card was drawn anew; nothing was approved. */
  | { result: 'worse'; worse: readonly Worsening[] }
  | { result: 'redrawn' }
  | { result: 'unknown-app' }
  | { result: 'first-approval'; approvers: readonly string[] }
  /** The caller begins the work. */
  | { result: 'approved'; deploymentId: string; licences: number };

/** One approver's yes to what their card showed. Everything is counted again, and refused when it is worse. */
export async function approveDeployment(
  core: Core,
  asked: Asked,
  deploymentId: string,
  shown: ShownCard,
): Promise<ApproveOutcome> {
  const outcome = await tryToApprove(core, asked, deploymentId, shown);
  if (outcome.result === 'conflict') return approveDeployment(core, asked, deploymentId, shown);
  if (outcome.result === 'approved' || outcome.result === 'first-approval' || outcome.result === 'worse')
    return outcome;
  return refused(core, asked, 'approve-deployment', deploymentId, outcome);
}

type Tried = ApproveOutcome | { result: 'conflict' };

async function tryToApprove(core: Core, asked: Asked, deploymentId: string, shown: ShownCard): Promise<Tried> {
  const permission = await permit(core, asked.actor, 'approve-deployment');
  if (permission.result === 'not-allowed') return permission;
  const stored = await readDeployment(core, deploymentId);
  if (stored === null) return { result: 'unknown' };
  const { pending } = stored.value;
  if (pending === null || pending.revision.number !== shown.revision)
    return { result: 'over', deployment: stored.value };
  if (pending.expiresAt <= core.clock()) {
    const ended = await expireRequest(core, asked.reference, stored);
    return ended === null ? { result: 'conflict' } : { result: 'over', deployment: ended };
  }
  if (wrote(pending, asked.actor)) return { result: 'own' };
  const approvedBy = await stillApprovers(core, pending);
  const mine = approvedBy.find(({ by }) => by === asked.actor);
  if (mine !== undefined) return { result: 'already-approved', at: mine.at, needed: pending.needed };
  if ((pending.refreshed ?? 0) !== shown.refreshed) return { result: 'redrawn' };
  return decide(core, asked, stored, { ...pending, approvedBy });
}

/** Approvals of those who may still approve: a role that was lost takes its approval with it. */
async function stillApprovers(core: Core, { approvedBy }: PendingApproval): Promise<PendingApproval['approvedBy']> {
  const kept = await Promise.all(
    approvedBy.map(async ({ by }) => mayAct(await core.people.standing(by), 'approve-deployment').result === 'allowed'),
  );
  return approvedBy.filter((_one, index) => kept[index]);
}

async function decide(
  core: Core,
  asked: Asked,
  stored: Versioned<Deployment>,
  pending: PendingApproval,
): Promise<Tried> {
  const gate = await deploymentGate(core);
  if (gate.result !== 'open') return gate;
  const { key } = stored.value;
  const { revision } = pending;
  const roster = await readRoster(core, stored.id, revision.number);
  const counted = await countRevision(core, { key, action: revision.action, roster, deploymentId: stored.id });
  if (counted === null) return { result: 'unknown-app' };
  const { approvals } = core.settings;
  // Never fewer than the card says, and more where the thresholds say so of how it is now.
  const needed: 1 | 2 = approvalsNeeded(revision, counted.arithmetic, approvals) === 2 ? 2 : pending.needed;
  const worse = isWorse(pending.arithmetic, counted.arithmetic);
  if (worse.length > 0) return redraw(core, asked, stored, { ...pending, needed }, counted, worse);
  const approvedBy = [...pending.approvedBy, { by: asked.actor, at: core.clock() }];
  const approved: PendingApproval = { ...pending, needed, approvedBy, arithmetic: counted.arithmetic };
  if (approvedBy.length < needed) return firstApproval(core, asked, stored, approved, counted);
  const ledger = heldLedger(counted, stored.id);
  if (ledger === null) {
    const { free, needed } = counted.arithmetic;
    const missing = { kind: 'licences-missing', free: Math.max(0, free ?? 0), needed } as const;
    return redraw(core, asked, stored, { ...pending, needed: approved.needed }, counted, [missing]);
  }
  const by = approvedBy.map((one) => one.by);
  const decision = { result: 'approved', by, at: core.clock(), revision: revision.number } as const;
  const after = putInForce(stored.value, approved, decision);
  const change = headChange(stored, after);
  const { result } = await core.records.commit({
    expect: [...change.expect, ...counted.expect, gate.expect],
    put: [...change.put, ledgerPut(key, ledger)],
    outbox: await turnNotices(core, asked, turnedOf(stored, after, counted), { turn: 'decided', decision }),
    audit: [approvalEntry(core, asked, stored, after, counted, 'approved')],
  });
  if (result === 'conflict') return { result };
  await core.onStep('deployment.approved');
  return { result: 'approved', deploymentId: stored.id, licences: counted.arithmetic.needed };
}

async function firstApproval(
  core: Core,
  asked: Asked,
  stored: Versioned<Deployment>,
  approved: PendingApproval,
  counted: Counted,
): Promise<Tried> {
  const after = { ...stored.value, pending: approved };
  const turned = turnedOf(stored, after, counted);
  const approvers = mayStillApprove(await core.people.holders('approver'), approved);
  const { result } = await core.records.commit({
    ...headChange(stored, after),
    outbox: await turnNotices(core, asked, turned, { turn: 'first-approval', by: asked.actor }),
    audit: [approvalEntry(core, asked, stored, after, counted, 'first of two approvals')],
  });
  if (result === 'conflict') return { result };
  await core.onStep('deployment.first-approved');
  return { result: 'first-approval', approvers };
}

/** The card with the new arithmetic. Whoever approved what was shown before did not approve this. */
async function redraw(
  core: Core,
  asked: Asked,
  stored: Versioned<Deployment>,
  pending: PendingApproval,
  { arithmetic, roster, rosterChanged }: Counted,
  worse: readonly Worsening[],
): Promise<Tried> {
  const { number } = pending.revision;
  const drawn: PendingApproval = {
    ...pending,
    revision: { ...pending.revision, people: roster.people.length },
    arithmetic,
    approvedBy: [],
    refreshed: (pending.refreshed ?? 0) + 1,
  };
  const after = { ...stored.value, pending: drawn };
  const change = headChange(stored, after);
  const turned = { id: stored.id, revision: stored.revision, deployment: after, roster, worse };
  const facts = { revision: number, worse: worse.map(({ kind }) => kind).join(', ') };
  const { result } = await core.records.commit({
    ...change,
    put: [...change.put, ...(rosterChanged ? [rosterPut(stored.id, number, roster)] : [])],
    outbox: await turnNotices(core, asked, turned, { turn: 'refreshed', by: asked.actor, worse }),
    audit: [deploymentEntry(core, asked, 'approve-deployment', stored.id, 'refused: worse', facts)],
  });
  if (result === 'conflict') return { result };
  await core.onStep('deployment.redrawn');
  return { result: 'worse', worse };
}

function turnedOf({ id, revision }: Versioned<Deployment>, deployment: Deployment, { roster }: Counted) {
  return { id, revision, deployment, roster };
}

function approvalEntry(
  core: Core,
  asked: Asked,
  { id, value: before }: Versioned<Deployment>,
  after: Deployment,
  { arithmetic }: Counted,
  outcome: string,
) {
  const { pending } = before;
  return deploymentEntry(core, asked, 'approve-deployment', id, outcome, {
    app: before.key,
    revision: pending?.revision.number ?? null,
    requestedBy: before.requestedBy,
    reason: pending?.revision.reason ?? null,
    licences: arithmetic.needed,
    free: arithmetic.free,
    before: inShort({ ...before, pending: null }),
    after: inShort(after),
  });
}
