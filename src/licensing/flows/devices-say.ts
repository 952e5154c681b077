import type { Assignment } from '../rules/assignment.js';
import type { Device } from '../rules/device.js';
import { type DevicesSay, whatDevicesSay } from '../rules/removal-by-devices.js';
import type { Core } from './core.js';
import { type Fleet, readFleet } from './fleet.js';
import { installationsOfPerson } from './installations.js';

const nobodyKnows: DevicesSay = { waiting: 0, ownCopies: 0, unreachable: 0, done: 0 };

/**
 * The devices of a person that are asked to remove an app before its licence goes back; none where there is no device
 * server. One that left management cannot be asked.
 */
export async function devicesToAsk(core: Core, userId: string, fleet?: Fleet): Promise<readonly Device[]> {
  if (core.devices === null) return [];
  const devices = (fleet ?? (await readFleet(core))).get(userId) ?? [];
  return devices.map(({ value }) => value).filter(({ state }) => state !== 'checked-out');
}

/** What a person's devices say about an app that is to go; nothing where there is no device server. */
export async function devicesSayOf(core: Core, assignment: Assignment, fleet?: Fleet): Promise<DevicesSay> {
  if (core.devices === null) return nobodyKnows;
  const { key, userId } = assignment;
  const devices = (fleet ?? (await readFleet(core))).get(userId) ?? [];
  const installations = await installationsOfPerson(core, key, userId);
  return whatDevicesSay(
    assignment,
    devices.map(({ value }) => value),
    installations.map(({ value }) => value),
  );
}
