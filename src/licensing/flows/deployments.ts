import type { Put, Versioned } from '../ports/records.js';
import { type Deployment, type Roster, rosterId } from '../rules/deployment.js';
import type { Core } from './core.js';

/** Counter of deployments. */
const DEPLOYMENTS = 'deployment';

const emptyRoster: Roster = { people: [], leftOut: [], leftOutCount: 0 };

export async function readDeployment(core: Core, id: string): Promise<Versioned<Deployment> | null> {
  return core.records.get('deployment', id);
}

/** Deployments of one app, or all; oldest first. */
export async function listDeployments(
  core: Core,
  key: string | null = null,
): Promise<readonly Versioned<Deployment>[]> {
  const all = await core.records.list('deployment');
  return all
    .filter(({ value }) => key === null || value.key === key)
    .sort((one, other) => numberOf(one.id) - numberOf(other.id));
}

/** The number in a deployment’s id, `7` for `D-7`. */
export function numberOf(deploymentId: string): number {
  return Number(deploymentId.slice(2));
}

/** The people of one revision. */
export async function readRoster(core: Core, deploymentId: string, revision: number): Promise<Roster> {
  return (await core.records.get('roster', rosterId(deploymentId, revision)))?.value ?? emptyRoster;
}

/** The next id, with the part of the commit that takes it. */
export async function nextDeploymentId(core: Core) {
  const counter = await core.records.get('counter', DEPLOYMENTS);
  const last = (counter?.value.last ?? 0) + 1;
  const put: Put = { kind: 'counter', id: DEPLOYMENTS, value: { last } };
  return {
    id: `D-${last}`,
    expect: { kind: 'counter', id: DEPLOYMENTS, revision: counter?.revision ?? 0 } as const,
    put,
  };
}
