import type { Device } from './device.js';
import type { DeviceInformation } from './device-answer.js';
import { noMarks } from './device-life.js';

/** A device of which nothing is known but that it speaks. */
export function newDevice(given: Pick<Device, 'enrolmentId' | 'type'>, now: number): Device {
  return {
    ...given,
    state: 'enrolling',
    serialNumber: null,
    name: null,
    model: null,
    osVersion: null,
    platform: 'unknown',
    supervised: null,
    accountActive: null,
    accountHash: null,
    userChannel: null,
    owner: null,
    enrolledAt: now,
    seenAt: now,
    marks: noMarks,
    informationAt: null,
    inventoryAt: null,
  };
}

/**
 * What a device says of itself. What it does not say stays as it was; whoever is not signed in to the App Store has no
 * account hash.
 */
export function withInformation(device: Device, said: DeviceInformation): Device {
  return {
    ...device,
    serialNumber: said.serialNumber ?? device.serialNumber,
    name: said.name ?? device.name,
    model: said.model ?? device.model,
    osVersion: said.osVersion ?? device.osVersion,
    platform: platformOf(said, device),
    supervised: said.supervised ?? device.supervised,
    accountActive: said.accountActive ?? device.accountActive,
    accountHash: said.accountActive === null ? (said.accountHash ?? device.accountHash) : said.accountHash,
  };
}

/** As `withInformation`, for what was said before other things that are known: it only fills what is missing. */
export function withOlderInformation(device: Device, said: DeviceInformation): Device {
  const { serialNumber, name, model, osVersion, platform, supervised, accountActive, accountHash } = device;
  const known = { serialNumber, name, model, osVersion, platform, supervised, accountActive, accountHash };
  return withInformation(withInformation(device, said), known);
}

function platformOf(said: DeviceInformation, device: Device): Device['platform'] {
  return said.platform === null || said.platform === 'unknown' ? device.platform : said.platform;
}

/** Whether DeviceInformation is to be asked for. User Enrolment never tells a serial number (Apple documents). */
export function needsInformation({ type, serialNumber, accountActive }: Device): boolean {
  return accountActive === null || (serialNumber === null && type !== 'user-enrolment');
}
