import type { Device, DeviceOwner, DeviceState, EnrolmentType } from '../../licensing/rules/device.js';
import type { ClaimedDevice } from '../../licensing/rules/device-claim.js';
import { bold, code, dateToken, external, externalPlain, mention } from './format.js';
import type { Words } from './words.js';

/** Said wherever it is true. */
export const nothingTouched = 'Nothing was changed at Apple or on the device.';

/** How something is enrolled, as Apple calls it. */
export const enrolmentWords = {
  device: 'Device enrolment',
  'user-enrolment': 'User Enrolment',
  'shared-ipad': 'Shared iPad',
} as const satisfies Record<EnrolmentType, string>;

/** The state of a device in one or two words. */
export const deviceStateWords = {
  enrolling: 'Enrolling',
  enrolled: 'Enrolled',
  'checked-out': 'Left management',
  retired: 'Retired',
} as const satisfies Record<DeviceState, string>;

/** How it is known whose a device is. */
export const ownerByWords = {
  claim: 'said so by the owner and confirmed',
  'enrolment-profile': 'by the enrolment profile',
  import: 'by an imported list',
  administrator: 'set by an administrator',
} as const satisfies Record<DeviceOwner['by'], string>;

type Named = Pick<Device, 'name' | 'model' | 'serialNumber' | 'type'>;

/** What a device is called in running text, with the end of its serial number, or how it is enrolled where it hides that. */
export function deviceName({ name, model, serialNumber, type }: Named, limit = 80): string {
  return `${externalPlain(name ?? model ?? 'A device', limit)} (${tellApart(serialNumber, type)})`;
}

/** The same in bold mrkdwn. */
export function boldDevice({ name, model, serialNumber, type }: Named): string {
  return `${bold(name ?? model ?? 'A device')} (${external(tellApart(serialNumber, type), 40)})`;
}

function tellApart(serialNumber: string | null, type: EnrolmentType): string {
  if (serialNumber !== null) return `…${serialNumber.slice(-4)}`;
  return type === 'device' ? 'serial number not known yet' : enrolmentWords[type];
}

/** A device of a claim: one that is enrolled, or a serial number of one that is not. */
export function claimedName(device: ClaimedDevice): string {
  if (device.enrolmentId !== null) return boldDevice(device);
  return `the device with the serial number ${code(device.serialNumber ?? '')}`;
}

/** Model and system version. */
export function modelWords({ model, osVersion }: Pick<Device, 'model' | 'osVersion'>): string {
  const system = osVersion === null ? '' : `, system ${external(osVersion, 20)}`;
  return `${external(model ?? 'model not known', 40)}${system}`;
}

/** Whose it is and how that is known. */
export function ownerWords(owner: DeviceOwner | null): string {
  if (owner === null) return 'Nobody’s';
  const confirmed = owner.confirmedBy === null ? '' : ` by ${mention(owner.confirmedBy)}`;
  return `${mention(owner.userId)}, ${ownerByWords[owner.by]}${owner.by === 'administrator' ? '' : confirmed} ${dateToken(owner.at)}`;
}

/** There is no MDM server. */
export const noServerWords: Words = {
  title: 'No MDM server is connected',
  text: `This bot only gives licences out here: it knows nothing of devices. ${nothingTouched}`,
  next: 'Next: nothing. Whoever runs the bot can connect NanoMDM or MicroMDM (`MDM_KIND`).',
};
