import type { Assignment } from '../rules/assignment.js';
import type { Installation } from '../rules/installation.js';
import { installationId } from '../rules/installation.js';
import type { InstallationLine } from '../rules/installation-card.js';
import type { Core } from './core.js';
import { installationsOfPerson } from './installations.js';

/** How one licence of one person stands on each of their devices, oldest enrolment first. */
export async function installationLines(
  core: Core,
  { key, userId, generation }: Pick<Assignment, 'key' | 'userId' | 'generation'>,
): Promise<readonly InstallationLine[]> {
  const found = (await installationsOfPerson(core, key, userId)).filter(({ value }) => value.generation === generation);
  const lines = await Promise.all(
    found.map(async ({ value }) => {
      const device = await core.records.get('device', value.enrolmentId);
      return { line: lineOf(value, device?.value ?? null), enrolledAt: device?.value.enrolledAt ?? 0 };
    }),
  );
  return lines.sort((one, other) => one.enrolledAt - other.enrolledAt).map(({ line }) => line);
}

/** What people are told of one installation. */
export function lineOf(installation: Installation, device: InstallationLine['device']): InstallationLine {
  const { key, userId, enrolmentId, state, reason, error, appleStatus, nextTry, tries, notNowSince } = installation;
  return {
    installationId: installationId(key, userId, enrolmentId),
    device: device === null ? null : { name: device.name, model: device.model, serialNumber: device.serialNumber },
    installation: { state, reason, error, appleStatus, nextTry, tries, notNowSince },
  };
}
