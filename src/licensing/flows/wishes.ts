import type { Deployment, DeploymentAction } from '../rules/deployment.js';
import { isInForce } from '../rules/deployment.js';
import type { Wish } from '../rules/effective-intent.js';
import type { Core } from './core.js';
import { listDeployments, readRoster } from './deployments.js';

/** What all deployments of one app want, at one moment. */
export interface Wishes {
  of(userId: string): readonly Wish[];
  /** Active, but their start has not come. */
  notBegun: readonly string[];
}

/** What all active deployments of an app want at this instant, by person. */
export async function readWishes(core: Core, key: string, now: number): Promise<Wishes> {
  const active = (await listDeployments(core, key)).filter(({ value }) => value.state === 'active');
  const wanting: { deploymentId: string; action: DeploymentAction; people: ReadonlySet<string> }[] = [];
  for (const { id, value } of active) {
    if (value.inForce === null || !isInForce(value, now)) continue;
    const { people } = await readRoster(core, id, value.inForce.number);
    wanting.push({ deploymentId: id, action: value.inForce.action, people: new Set(people) });
  }
  return {
    of: (userId) =>
      wanting.flatMap(({ deploymentId, action, people }) => (people.has(userId) ? [{ deploymentId, action }] : [])),
    notBegun: active.filter(({ value }) => value.inForce !== null && !isInForce(value, now)).map(({ id }) => id),
  };
}

/** When the revision in force was approved. */
export function approvedAt({ decided, inForce }: Deployment): number {
  return decided !== null && decided.revision === inForce?.number ? decided.at : (inForce?.writtenAt ?? 0);
}
