import { BY_ITSELF, type Deployment, type DeploymentAudience } from '../rules/deployment.js';
import type { Core } from './core.js';
import { readDeployment, readRoster } from './deployments.js';
import { type NotPlaced, placeRequest } from './place-request.js';

export type AskForMoreOutcome = NotPlaced | { result: 'asked' | 'already-asked' | 'declined-before' | 'over' };

/**
 * The groups that a deployment follows have more people than was approved: puts the larger audience to the approvers,
 * with `people` as its ceiling. The bot asks, but whoever wrote what is in force chose the groups, so they wrote a part of
 * it and cannot approve it. Not again while any revision waits, nor for as many as somebody said no to or let expire.
 */
export async function askForMore(
  core: Core,
  deploymentId: string,
  people: readonly string[],
  reference: string,
): Promise<AskForMoreOutcome> {
  const stored = await readDeployment(core, deploymentId);
  const inForce = stored?.value.inForce ?? null;
  if (stored === null || stored.value.state !== 'active' || inForce?.audience.kind !== 'follows')
    return { result: 'over' };
  if (stored.value.pending !== null) return { result: 'already-asked' };
  const asking = [...new Set(people)];
  if (declinedFor(stored.value) >= asking.length) return { result: 'declined-before' };
  const { action, reason, startAt, number, writtenBy } = inForce;
  const audience: DeploymentAudience = { ...inForce.audience, ceiling: asking.length };
  const before = await readRoster(core, deploymentId, number);
  const outcome = await placeRequest(
    core,
    { actor: 'system', reference },
    {
      ...{ key: stored.value.key, action, reason, startAt, audience, target: stored },
      roster: { ...before, people: asking },
      writtenBy: [BY_ITSELF, ...writtenBy.filter((userId) => userId !== BY_ITSELF)],
      atLeast: 1,
      from: () => ({}),
    },
  );
  if (outcome.result === 'conflict') return askForMore(core, deploymentId, people, reference);
  return outcome.result === 'asked' || outcome.result === 'in-force' ? { result: 'asked' } : outcome;
}

/** The most people for whom a revision that the bot asked for was not approved; 0 = none was refused last. */
function declinedFor({ decided, settled }: Deployment): number {
  if (decided === null || decided.result === 'approved' || decided.result === 'none-needed') return 0;
  return settled?.revision.writtenBy[0] === BY_ITSELF ? settled.revision.people : 0;
}
