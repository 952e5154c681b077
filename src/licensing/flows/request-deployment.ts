import type { Versioned } from '../ports/records.js';
import type { Deployment, DeploymentAudience, Roster } from '../rules/deployment.js';
import type { Draft } from '../rules/draft.js';
import type { NotAllowed } from '../rules/policy.js';
import { type Asked, type Core, permit } from './core.js';
import { deploymentEntry, refused } from './deployment-record.js';
import { readDeployment } from './deployments.js';
import { expireRequest } from './end-request.js';
import { type PlaceOutcome, placeRequest, type Wish } from './place-request.js';

export type RequestDeploymentOutcome =
  | NotAllowed
  /** Sent before, dropped, or somebody else's. */
  | { result: 'over' }
  /** The draft was not counted. */
  | { result: 'not-counted' }
  /** The deployment to change has come to its end, or is one of another app. */
  | { result: 'not-changeable' }
  | Exclude<PlaceOutcome, { result: 'conflict' }>;

/** Turns a counted draft into a request; everything is counted again. The draft is used up by it. */
export async function requestDeployment(core: Core, asked: Asked, draftId: string): Promise<RequestDeploymentOutcome> {
  const permission = await permit(core, asked.actor, 'request-deployment');
  if (permission.result === 'not-allowed') return noted(core, asked, draftId, permission);
  const draft = await core.records.get('draft', draftId);
  if (draft === null || draft.value.by !== asked.actor) return noted(core, asked, draftId, { result: 'over' });
  const { preview, entries } = draft.value;
  if (preview === null) return { result: 'not-counted' };
  const roster = await core.records.get('roster', draftId);
  if (roster === null) return { result: 'not-counted' };
  const target = entries.deploymentId === null ? null : await targetOf(core, asked, entries.deploymentId);
  if (!isChangeable(entries.deploymentId, target, entries.key))
    return noted(core, asked, draftId, { result: 'not-changeable' });
  if (target !== null) {
    const change = await permit(core, asked.actor, 'change-deployment');
    if (change.result === 'not-allowed') return refused(core, asked, 'change-deployment', target.id, change);
  }
  const outcome = await placeRequest(core, asked, wishOf(asked, draft.value, draft, roster, target, preview.audience));
  if (outcome.result === 'conflict') return requestDeployment(core, asked, draftId);
  if (outcome.result === 'asked' || outcome.result === 'in-force') return outcome;
  return noted(core, asked, draftId, outcome);
}

/** The deployment to change. A request of it whose time is over ends now, so that nothing takes its place. */
async function targetOf(core: Core, asked: Asked, deploymentId: string): Promise<Versioned<Deployment> | null> {
  const stored = await readDeployment(core, deploymentId);
  if (stored?.value.pending == null || stored.value.pending.expiresAt > core.clock()) return stored;
  await expireRequest(core, asked.reference, stored);
  return readDeployment(core, deploymentId);
}

function isChangeable(deploymentId: string | null, target: Versioned<Deployment> | null, key: string): boolean {
  if (deploymentId === null) return true;
  if (target === null || target.value.key !== key) return false;
  return target.value.state === 'active' || target.value.state === 'awaiting-approval';
}

function wishOf(
  { actor }: Asked,
  { entries }: Draft,
  draft: Versioned<Draft>,
  roster: Versioned<Roster>,
  target: Versioned<Deployment> | null,
  audience: DeploymentAudience,
): Wish {
  const { key, action, startAt } = entries;
  const others = target?.value.pending?.revision.writtenBy ?? [];
  return {
    key,
    action,
    audience,
    startAt,
    target,
    reason: entries.reason.trim().slice(0, 500),
    roster: roster.value,
    // Whoever wrote what waited before wrote a part of what takes its place.
    writtenBy: [...new Set([...others, actor])],
    atLeast: 0,
    from: () => ({
      expect: [
        { kind: 'draft', id: draft.id, revision: draft.revision },
        { kind: 'roster', id: roster.id, revision: roster.revision },
      ],
      remove: [
        { kind: 'draft', id: draft.id },
        { kind: 'roster', id: roster.id },
      ],
    }),
  };
}

/** A request that was refused stands in the audit under its draft. */
async function noted<O extends { result: string }>(core: Core, asked: Asked, draftId: string, outcome: O): Promise<O> {
  const entry = deploymentEntry(core, asked, 'request-deployment', '', `refused: ${outcome.result}`);
  await core.records.commit({ audit: [{ ...entry, subject: `draft:${draftId.slice(0, 40)}` }] });
  return outcome;
}
