import type { Device, DeviceOwner } from './device.js';

/** A device in other hands. */
export interface OwnerChange {
  after: Device;
  /** Whose installations are to be looked at: of whom it was and of whom it is. */
  people: readonly string[];
}

/** What another owner, or none, makes of a device; `null` = it belongs to that person, or to nobody, already. */
export function ownerChange(device: Device, owner: DeviceOwner | null): OwnerChange | null {
  const before = device.owner?.userId ?? null;
  if (before === (owner?.userId ?? null)) return null;
  return { after: { ...device, owner }, people: [before, owner?.userId ?? null].filter((one) => one !== null) };
}

/** What the audit says of an owner. */
export function ownerInShort(owner: Pick<DeviceOwner, 'userId' | 'by'> | null): string {
  return owner === null ? 'nobody' : `${owner.userId} (${owner.by})`;
}

/** A serial number as people type it, in capitals and without gaps; `null` = it is none. Apple's have 8 to 14 characters (seen). */
export function serialNumberOf(typed: string): string | null {
  const serial = typed
    .normalize('NFKC')
    .replace(/[\s\u200B-\u200F\u2060\uFEFF-]/gu, '')
    .toUpperCase();
  return /^[A-Z0-9]{8,20}$/.test(serial) ? serial : null;
}
