import type { Versioned } from '../ports/records.js';
import type { Device } from '../rules/device.js';
import type { Core } from './core.js';

/** All devices that somebody owns, by Slack user id, oldest enrolment first; retired ones are not in it. */
export type Fleet = ReadonlyMap<string, readonly Versioned<Device>[]>;

/** Read once for a whole pass over many people. */
export async function readFleet(core: Core): Promise<Fleet> {
  const fleet = new Map<string, Versioned<Device>[]>();
  for (const device of await core.records.list('device')) {
    const { owner, state } = device.value;
    if (owner === null || state === 'retired') continue;
    const owned = fleet.get(owner.userId) ?? [];
    owned.push(device);
    fleet.set(owner.userId, owned);
  }
  for (const owned of fleet.values()) owned.sort((one, other) => one.value.enrolledAt - other.value.enrolledAt);
  return fleet;
}

/** The devices of one person, oldest enrolment first. */
export async function devicesOf(core: Core, userId: string): Promise<readonly Versioned<Device>[]> {
  return (await readFleet(core)).get(userId) ?? [];
}
