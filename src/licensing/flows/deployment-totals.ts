import type { Core } from './core.js';

/** How far deployments are altogether: whole numbers over everything that is stored. */
export interface DeploymentTotals {
  /** Ever asked for. */
  asked: number;
  awaitingApproval: number;
  /** Approved by somebody, whatever became of them. */
  approved: number;
  active: number;
  /** People whose invitation is open. */
  invited: number;
  /** People who have accepted Apple's terms. */
  associated: number;
}

export async function deploymentTotals(core: Core): Promise<DeploymentTotals> {
  const deployments = (await core.records.list('deployment')).map(({ value }) => value);
  const memberships = (await core.records.list('membership')).map(({ value }) => value);
  const count = <T>(all: readonly T[], has: (one: T) => boolean): number => all.filter(has).length;
  return {
    asked: deployments.length,
    awaitingApproval: count(deployments, ({ pending }) => pending !== null),
    approved: count(deployments, ({ inForce, decided }) => inForce !== null || decided?.result === 'approved'),
    active: count(deployments, ({ state }) => state === 'active'),
    invited: count(memberships, ({ state }) => state === 'invited'),
    associated: count(memberships, ({ state }) => state === 'associated'),
  };
}
