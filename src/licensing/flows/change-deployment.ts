import type { Change, Versioned } from '../ports/records.js';
import { afterClosing } from '../rules/approval.js';
import type { Deployment, RequestOver } from '../rules/deployment.js';
import type { DeploymentTurn } from '../rules/deployment-notice.js';
import { settledLedger, withHold } from '../rules/ledger.js';
import type { Notice } from '../rules/notice.js';
import type { NotAllowed } from '../rules/policy.js';
import { type Asked, type Core, permit } from './core.js';
import { progressNotice } from './deployment-progress.js';
import { deploymentEntry, headChange, inShort, refused, turnNotices } from './deployment-record.js';
import { readDeployment } from './deployments.js';
import { ledgerPut, readLedger } from './ledgers.js';

export type CloseOutcome = NotAllowed | RequestOver | { result: 'closed' };

/** Ends an active deployment: what it holds is free at once, licences that people have stay theirs. The caller begins the work. */
export async function closeDeployment(core: Core, asked: Asked, deploymentId: string): Promise<CloseOutcome> {
  const permission = await permit(core, asked.actor, 'change-deployment');
  if (permission.result === 'not-allowed') return refused(core, asked, 'close-deployment', deploymentId, permission);
  const stored = await readDeployment(core, deploymentId);
  if (stored === null) return refused(core, asked, 'close-deployment', deploymentId, { result: 'unknown' });
  if (stored.value.state !== 'active') {
    const over = { result: 'over', deployment: stored.value } as const;
    return refused(core, asked, 'close-deployment', deploymentId, over);
  }
  const closed = await close(core, asked, stored);
  return closed ? { result: 'closed' } : closeDeployment(core, asked, deploymentId);
}

/** `false`: something moved meanwhile. */
export async function close(core: Core, asked: Asked, stored: Versioned<Deployment>): Promise<boolean> {
  const after = afterClosing(stored.value, asked.actor, core.clock());
  const { expect, put } = await withoutHold(core, stored.value.key, stored.id);
  const change = headChange(stored, after);
  const { result } = await core.records.commit({
    expect: [...change.expect, ...expect],
    put: [...change.put, ...put],
    outbox: await tell(core, asked, stored, after, { turn: 'closed', by: asked.actor }),
    audit: [
      deploymentEntry(core, asked, 'close-deployment', stored.id, 'closed', {
        app: after.key,
        before: inShort(stored.value),
        after: inShort(after),
      }),
    ],
  });
  if (result === 'conflict') return false;
  await core.onStep('deployment.closed');
  return true;
}

async function withoutHold(
  core: Core,
  key: string,
  deploymentId: string,
): Promise<Required<Pick<Change, 'expect' | 'put'>>> {
  const view = await readLedger(core, key);
  if (view === null) return { expect: [], put: [] };
  const ledger = withHold(settledLedger(view.inputs), deploymentId, 0);
  return { expect: [view.expect], put: [ledgerPut(key, ledger)] };
}

export type StopOutcome =
  | NotAllowed
  | RequestOver
  | { result: 'already'; stopped: Deployment['stopped'] }
  | { result: 'stopped' | 'goes-on' };

/** Between two batches: nothing more of it is sent, and what Apple works on already is not called back. */
export function stopDeployment(core: Core, asked: Asked, deploymentId: string): Promise<StopOutcome> {
  return halt(core, asked, deploymentId, true);
}

/** The caller begins the work. */
export function goOnWithDeployment(core: Core, asked: Asked, deploymentId: string): Promise<StopOutcome> {
  return halt(core, asked, deploymentId, false);
}

async function halt(core: Core, asked: Asked, deploymentId: string, stop: boolean): Promise<StopOutcome> {
  const act = stop ? 'stop-deployment' : 'go-on-deployment';
  const permission = await permit(core, asked.actor, 'change-deployment');
  if (permission.result === 'not-allowed') return refused(core, asked, act, deploymentId, permission);
  const stored = await readDeployment(core, deploymentId);
  if (stored === null) return refused(core, asked, act, deploymentId, { result: 'unknown' });
  const { state, stopped } = stored.value;
  if (state !== 'active') return refused(core, asked, act, deploymentId, { result: 'over', deployment: stored.value });
  if ((stopped !== null) === stop) return refused(core, asked, act, deploymentId, { result: 'already', stopped });
  const after: Deployment = { ...stored.value, stopped: stop ? { by: asked.actor, at: core.clock() } : null };
  const outcome = stop ? 'stopped' : 'goes-on';
  const turn: DeploymentTurn = { turn: outcome, by: asked.actor };
  const { result } = await core.records.commit({
    ...headChange(stored, after),
    outbox: await tell(core, asked, stored, after, turn),
    audit: [deploymentEntry(core, asked, act, stored.id, outcome, { app: after.key })],
  });
  if (result === 'conflict') return halt(core, asked, deploymentId, stop);
  await core.onStep('deployment.halted');
  return { result: outcome };
}

async function tell(
  core: Core,
  asked: Asked,
  { id, revision }: Versioned<Deployment>,
  deployment: Deployment,
  turn: DeploymentTurn,
): Promise<Notice[]> {
  return [
    ...(await turnNotices(core, asked, { id, revision, deployment }, turn)),
    ...(await progressNotice(core, id, deployment, asked.reference)),
  ];
}
