import type { Device } from '../rules/device.js';
import type { Installation } from '../rules/installation.js';
import type { Core } from './core.js';
import { readFleet } from './fleet.js';
import { installationsOf } from './installations.js';

/** One app on a device of one person, or a device on which nothing is known of it. */
export interface PersonInstall {
  /** `null`: it is not known any more. */
  device: Device | null;
  installation: Installation | null;
}

/** How one app stands on the devices of each person, read once for everybody; `null` without an MDM server. */
export async function installsByPerson(
  core: Core,
  key: string,
): Promise<((userId: string) => readonly PersonInstall[]) | null> {
  if (core.devices === null) return null;
  const fleet = await readFleet(core);
  const known = new Map((await core.records.list('device')).map(({ id, value }) => [id, value]));
  const installed = new Map<string, Installation[]>();
  for (const { value } of await installationsOf(core, `${key}/`)) {
    const own = installed.get(value.userId);
    if (own === undefined) installed.set(value.userId, [value]);
    else own.push(value);
  }
  return (userId) => {
    const own = installed.get(userId) ?? [];
    const named = new Set(own.map(({ enrolmentId }) => enrolmentId));
    const others = (fleet.get(userId) ?? []).filter(({ id }) => !named.has(id));
    return [
      ...own.map((installation) => ({ installation, device: known.get(installation.enrolmentId) ?? null })),
      ...others.map(({ value }) => ({ installation: null, device: value })),
    ];
  };
}
