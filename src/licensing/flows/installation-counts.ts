import { countInstallations, type InstallationCounts } from '../rules/installation-counts.js';
import type { Core } from './core.js';
import { readDeployment, readRoster } from './deployments.js';
import { installationsOf } from './installations.js';
import { peopleWithoutDevice } from './people-without-device.js';

/** People of one app. */
export interface CountedPeople {
  key: string;
  people: ReadonlySet<string>;
}

/**
 * Installations of the people of a deployment's revision in force, or of given people of one app, by how they count. `null`
 * without an MDM server, and for a deployment that is not in force.
 */
export async function installationCounts(core: Core, of: string | CountedPeople): Promise<InstallationCounts | null> {
  if (core.devices === null) return null;
  const counted = typeof of === 'string' ? await peopleOf(core, of) : of;
  if (counted === null) return null;
  const { key, people } = counted;
  const known = await installationsOf(core, `${key}/`);
  return countInstallations(
    known.flatMap(({ value }) => (people.has(value.userId) ? [value] : [])),
    (await peopleWithoutDevice(core, key)).filter(({ userId }) => people.has(userId)).length,
  );
}

async function peopleOf(core: Core, deploymentId: string): Promise<CountedPeople | null> {
  const deployment = (await readDeployment(core, deploymentId))?.value;
  const inForce = deployment?.inForce ?? null;
  if (deployment === undefined || inForce === null) return null;
  const { people } = await readRoster(core, deploymentId, inForce.number);
  return { key: deployment.key, people: new Set(people) };
}
