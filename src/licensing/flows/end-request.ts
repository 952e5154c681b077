import type { Versioned } from '../ports/records.js';
import { afterRefusal, type Refusal } from '../rules/approval.js';
import type { Deployment, RequestOver } from '../rules/deployment.js';
import type { NotAllowed } from '../rules/policy.js';
import { type Asked, type Core, permit, permitMember } from './core.js';
import { deploymentEntry, headChange, inShort, refused, turnNotices } from './deployment-record.js';
import { readDeployment } from './deployments.js';

/** At least so many characters, so that whoever asked understands it. */
export const DENIAL_LENGTH = { least: 3, most: 500 } as const;

export type DenyOutcome = NotAllowed | RequestOver | { result: 'no-reason' } | { result: 'denied' };

/** An approver's no ends the revision that waits, whoever approved it before. What is in force goes on. */
export async function denyDeployment(
  core: Core,
  asked: Asked,
  deploymentId: string,
  revision: number,
  typed: string,
): Promise<DenyOutcome> {
  const permission = await permit(core, asked.actor, 'approve-deployment');
  if (permission.result === 'not-allowed') return refused(core, asked, 'deny-deployment', deploymentId, permission);
  const found = await waiting(core, asked.reference, deploymentId, revision);
  if (found.result !== 'waiting') return refused(core, asked, 'deny-deployment', deploymentId, found);
  const reason = typed.trim().slice(0, DENIAL_LENGTH.most);
  if (reason.length < DENIAL_LENGTH.least) return { result: 'no-reason' };
  const refusal: Refusal = { result: 'denied', by: asked.actor, reason, at: core.clock(), revision };
  const ended = await endRequest(core, asked, found.stored, refusal);
  return ended === null ? denyDeployment(core, asked, deploymentId, revision, typed) : { result: 'denied' };
}

export type WithdrawOutcome =
  | NotAllowed
  | RequestOver
  | { result: 'not-yours'; requestedBy: string }
  | { result: 'withdrawn' };

/** Whoever asked takes it back, whatever their role is now. `revision` = `null`: whichever waits. */
export async function withdrawRequest(
  core: Core,
  asked: Asked,
  deploymentId: string,
  revision: number | null,
): Promise<WithdrawOutcome> {
  const permission = await permitMember(core, asked.actor);
  if (permission.result === 'not-allowed') return refused(core, asked, 'withdraw-deployment', deploymentId, permission);
  const found = await waiting(core, asked.reference, deploymentId, revision);
  if (found.result !== 'waiting') return refused(core, asked, 'withdraw-deployment', deploymentId, found);
  const { value } = found.stored;
  const written = found.revision.writtenBy;
  if (value.requestedBy !== asked.actor && !written.includes(asked.actor)) {
    const outcome = { result: 'not-yours', requestedBy: written[0] ?? value.requestedBy } as const;
    return refused(core, asked, 'withdraw-deployment', deploymentId, outcome);
  }
  const refusal: Refusal = {
    result: 'withdrawn',
    by: asked.actor,
    at: core.clock(),
    revision: found.revision.number,
  };
  const ended = await endRequest(core, asked, found.stored, refusal);
  return ended === null ? withdrawRequest(core, asked, deploymentId, revision) : { result: 'withdrawn' };
}

/** Ends a request whose working days are over. `null`: somebody was first. */
export function expireRequest(
  core: Core,
  reference: string,
  stored: Versioned<Deployment>,
): Promise<Deployment | null> {
  const number = stored.value.pending?.revision.number ?? 0;
  const refusal: Refusal = { result: 'expired', at: core.clock(), revision: number };
  return endRequest(core, { actor: 'system', reference }, stored, refusal);
}

/** `null`: somebody was first. */
export async function endRequest(
  core: Core,
  asked: Asked,
  stored: Versioned<Deployment>,
  refusal: Refusal,
): Promise<Deployment | null> {
  const after = afterRefusal(stored.value, refusal);
  const { result } = await core.records.commit({
    ...headChange(stored, after),
    outbox: await turnNotices(
      core,
      asked,
      { id: stored.id, revision: stored.revision, deployment: after },
      { turn: 'decided', decision: refusal },
    ),
    audit: [
      deploymentEntry(core, asked, `${actOf[refusal.result]}-deployment`, stored.id, refusal.result, {
        app: after.key,
        revision: refusal.revision,
        requestedBy: after.requestedBy,
        reason: 'reason' in refusal ? refusal.reason : null,
        before: inShort(stored.value),
        after: inShort(after),
      }),
    ],
  });
  if (result === 'conflict') return null;
  await core.onStep('deployment.request-ended');
  return after;
}

const actOf = {
  denied: 'deny',
  expired: 'expire',
  withdrawn: 'withdraw',
} as const satisfies Record<Refusal['result'], string>;

type Waiting =
  | RequestOver
  | {
      result: 'waiting';
      stored: Versioned<Deployment>;
      revision: NonNullable<Deployment['pending']>['revision'];
    };

/** The revision that waits, if it is that one; `null` = whichever. One whose time is over ends now. */
export async function waiting(
  core: Core,
  reference: string,
  deploymentId: string,
  revision: number | null,
): Promise<Waiting> {
  const stored = await readDeployment(core, deploymentId);
  if (stored === null) return { result: 'unknown' };
  const { pending } = stored.value;
  if (pending === null || (revision !== null && pending.revision.number !== revision))
    return { result: 'over', deployment: stored.value };
  if (pending.expiresAt > core.clock()) return { result: 'waiting', stored, revision: pending.revision };
  const ended = await expireRequest(core, reference, stored);
  return ended === null ? waiting(core, reference, deploymentId, revision) : { result: 'over', deployment: ended };
}
