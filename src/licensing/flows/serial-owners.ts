import type { Versioned } from '../ports/records.js';
import type { Device } from '../rules/device.js';
import { deviceOfSerial } from './claim-record.js';
import type { Core } from './core.js';

/** Devices that have a serial number and are not out of use, by it in capitals. */
export async function devicesBySerial(core: Core): Promise<ReadonlyMap<string, Versioned<Device>>> {
  const enrolments = new Map<string, Versioned<Device>[]>();
  for (const device of await core.records.list('device')) {
    const serial = device.value.serialNumber?.toUpperCase() ?? null;
    if (serial === null || device.value.state === 'retired') continue;
    const same = enrolments.get(serial);
    if (same === undefined) enrolments.set(serial, [device]);
    else same.push(device);
  }
  return new Map(
    [...enrolments].flatMap(([serial, devices]) => {
      const device = deviceOfSerial(devices, serial);
      return device === null ? [] : [[serial, device] as const];
    }),
  );
}

/** Whose each device is, or will be when it enrols, by serial number. */
export async function ownersBySerial(core: Core): Promise<ReadonlyMap<string, string>> {
  const owners = new Map((await core.records.list('deviceOwner')).map(({ id, value }) => [id, value.userId]));
  for (const [serial, { value }] of await devicesBySerial(core)) {
    if (value.owner === null) owners.delete(serial);
    else owners.set(serial, value.owner.userId);
  }
  return owners;
}
