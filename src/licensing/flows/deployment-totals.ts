import { assignmentId } from '../rules/assignment.js';
import type { InstallationState } from '../rules/installation.js';
import type { Core } from './core.js';
import { installationsOf } from './installations.js';

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
  /** Installations that a device says are there and managed; 0 without an MDM server. */
  installed: number;
  /** Installations for which a person has to press Install or to sign in on the device. */
  prompting: number;
  /** Licences that were taken back after a device of the person said that the app is gone. */
  removed: number;
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
    ...(await onDevices(core)),
  };
}

async function onDevices(core: Core): Promise<Pick<DeploymentTotals, 'installed' | 'prompting' | 'removed'>> {
  if (core.devices === null) return { installed: 0, prompting: 0, removed: 0 };
  const installations = (await installationsOf(core, '')).map(({ value }) => value);
  const of = (state: InstallationState) => installations.filter((one) => one.state === state);
  const gone = new Set(of('gone').map(({ key, userId }) => assignmentId(key, userId)));
  const released = (await core.records.list('holding')).filter(({ value }) => value.state === 'released');
  return {
    installed: of('managed').length,
    prompting: of('prompting').length,
    removed: released.filter(({ id }) => gone.has(id)).length,
  };
}
