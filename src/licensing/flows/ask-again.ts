import type { Versioned } from '../ports/records.js';
import { askersOf } from '../rules/approval.js';
import type { Deployment, DeploymentRevision, RequestOver } from '../rules/deployment.js';
import type { NotAllowed } from '../rules/policy.js';
import { type Asked, type Core, permit } from './core.js';
import { deploymentPut, refused } from './deployment-record.js';
import { readDeployment, readRoster } from './deployments.js';
import { type PlaceOutcome, placeRequest, type Wish } from './place-request.js';

export type AskAgainOutcome =
  | NotAllowed
  | RequestOver
  | { result: 'not-yours'; requestedBy: string }
  | Exclude<PlaceOutcome, { result: 'conflict' }>;

/** Asks once more for what expired: as a new deployment, or of an active one as a new revision. */
export async function askAgain(core: Core, asked: Asked, deploymentId: string): Promise<AskAgainOutcome> {
  const permission = await permit(core, asked.actor, 'request-deployment');
  if (permission.result === 'not-allowed') return refused(core, asked, 'request-deployment', deploymentId, permission);
  const stored = await readDeployment(core, deploymentId);
  if (stored === null) return refused(core, asked, 'request-deployment', deploymentId, { result: 'unknown' });
  const expired = expiredRevision(stored.value);
  if (expired === null) {
    const over = { result: 'over', deployment: stored.value } as const;
    return refused(core, asked, 'request-deployment', deploymentId, over);
  }
  if (!askersOf(stored.value).includes(asked.actor)) {
    const outcome = { result: 'not-yours', requestedBy: stored.value.requestedBy } as const;
    return refused(core, asked, 'request-deployment', deploymentId, outcome);
  }
  const outcome = await placeRequest(core, asked, await wishOf(core, asked, stored, expired));
  if (outcome.result === 'conflict') return askAgain(core, asked, deploymentId);
  if (outcome.result === 'asked' || outcome.result === 'in-force') return outcome;
  return refused(core, asked, 'request-deployment', deploymentId, outcome);
}

/** What expired and was not asked for again. */
export function expiredRevision({ decided, pending, settled, askedAgainAs }: Deployment): DeploymentRevision | null {
  if (decided?.result !== 'expired' || pending !== null || askedAgainAs !== undefined) return null;
  return settled?.revision ?? null;
}

async function wishOf(
  core: Core,
  { actor }: Asked,
  stored: Versioned<Deployment>,
  { action, audience, reason, startAt, writtenBy, number }: DeploymentRevision,
): Promise<Wish> {
  const roster = await readRoster(core, stored.id, number);
  const change = stored.value.state === 'active';
  return {
    ...{ key: stored.value.key, action, audience, reason, startAt, roster },
    target: change ? stored : null,
    writtenBy: [...new Set([...writtenBy, actor])],
    atLeast: 0,
    from: (deploymentId) =>
      change
        ? {}
        : {
            expect: [{ kind: 'deployment', id: stored.id, revision: stored.revision }],
            put: [deploymentPut(stored.id, { ...stored.value, askedAgainAs: deploymentId })],
          },
  };
}
