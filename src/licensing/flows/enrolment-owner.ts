import { foldedAddress } from '../rules/address-list.js';
import type { Device, DeviceOwnerEntry } from '../rules/device.js';
import { ownerAtEnrolment } from '../rules/enrolment-owner.js';
import type { Member } from '../rules/records.js';
import type { Core } from './core.js';

/**
 * Whose a device becomes by its enrolment: whom the profile names (`urlUser`: a Slack user id or an e-mail address),
 * otherwise whom a confirmed claim or an imported list names for its serial number. Never a guest, a bot or somebody deactivated.
 */
export async function enrolmentOwner(
  core: Core,
  device: Device,
  { urlUser, begins }: { urlUser: string | null; begins: boolean },
): Promise<ReturnType<typeof ownerAtEnrolment>> {
  const profile = urlUser === null ? null : await activePerson(core, urlUser);
  const entry = device.owner === null ? await waitingOwner(core, device.serialNumber) : null;
  return ownerAtEnrolment(device.owner, { profile, entry, begins }, core.clock());
}

/** Whom a list or a confirmed claim names; `null` where that is nobody, or nobody who may have a device. */
async function waitingOwner(core: Core, serialNumber: string | null): Promise<DeviceOwnerEntry | null> {
  if (serialNumber === null) return null;
  const entry = await core.records.get('deviceOwner', serialNumber.toUpperCase());
  if (entry === null || (await activePerson(core, entry.value.userId)) === null) return null;
  return entry.value;
}

/** The one active member who is meant; `null`: nobody, or an address that several have. */
async function activePerson(core: Core, named: string): Promise<string | null> {
  const address = foldedAddress(named);
  if (address === null) {
    const userId = named.trim();
    const member = (await core.records.get('member', userId))?.value;
    return member !== undefined && isActive(member) ? userId : null;
  }
  const having = (await core.records.list('member')).filter(
    ({ value }) => isActive(value) && value.email !== null && foldedAddress(value.email) === address,
  );
  const [only, ...others] = having;
  return only === undefined || others.length > 0 ? null : only.value.userId;
}

function isActive({ kind, deactivated }: Member): boolean {
  return kind === 'member' && !deactivated;
}
