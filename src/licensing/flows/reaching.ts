import type { RecordRef, Versioned } from '../ports/records.js';
import { type Deployment, type DeploymentAction, isInForce } from '../rules/deployment.js';
import type { Core } from './core.js';
import { listDeployments, readRoster } from './deployments.js';

/** A deployment in force that reaches somebody. */
export interface Reach {
  deploymentId: string;
  action: DeploymentAction;
  /** Stopped by somebody: it still wants what it wants, but gives nothing out. */
  stopped: boolean;
  /** To be named by a decision that rests on it. */
  expect: RecordRef & { revision: number };
}

/** By person: the deployments of one app that are in force now and have the person among their people. */
export async function reachOf(core: Core, key: string): Promise<(userId: string) => readonly Reach[]> {
  const inForce = await inForceNow(core, key);
  const groups = await Promise.all(inForce.map(async (one) => ({ ...one, people: await peopleOf(core, one.stored) })));
  return (userId) => groups.filter(({ people }) => people.has(userId)).map(({ reach }) => reach);
}

/** All deployments in force that reach one person, by asset key. */
export async function reachesOfPerson(core: Core, userId: string): Promise<ReadonlyMap<string, readonly Reach[]>> {
  const found = new Map<string, Reach[]>();
  for (const { stored, reach } of await inForceNow(core, null)) {
    const roster = await readRoster(core, stored.id, stored.value.inForce?.number ?? 0);
    if (!roster.people.includes(userId)) continue;
    const { key } = stored.value;
    found.set(key, [...(found.get(key) ?? []), reach]);
  }
  return found;
}

async function inForceNow(core: Core, key: string | null): Promise<{ stored: Versioned<Deployment>; reach: Reach }[]> {
  const now = core.clock();
  return (await listDeployments(core, key)).flatMap((stored) => {
    const { id, revision, value } = stored;
    if (!isInForce(value, now) || value.inForce === null) return [];
    const { action } = value.inForce;
    const expect = { kind: 'deployment', id, revision } as const;
    return [{ stored, reach: { deploymentId: id, action, stopped: value.stopped !== null, expect } }];
  });
}

async function peopleOf(core: Core, { id, value }: Versioned<Deployment>): Promise<ReadonlySet<string>> {
  return new Set((await readRoster(core, id, value.inForce?.number ?? 0)).people);
}
