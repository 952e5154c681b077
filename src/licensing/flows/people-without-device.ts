import type { AssetRecord } from '../rules/asset.js';
import { type Eligibility, eligibilityOfDevices } from '../rules/eligibility.js';
import { movingAssignments } from './assignments.js';
import type { Core } from './core.js';
import { type Fleet, readFleet } from './fleet.js';
import { hasManagedAccount } from './managed-account.js';

/** Somebody who is to have an app and has no device for it: no licence is given before one comes (S22). */
export interface PersonWithoutDevice {
  /** Asset key. */
  key: string;
  userId: string;
  /** Since when the licence is reserved, or waited for. */
  since: number;
  /** Why their devices cannot have it, each reason once; empty = they have no device in management. */
  reasons: readonly Extract<Eligibility, { result: 'not-eligible' }>['reason'][];
}

/** Of one app, or of all; longest waiting first. Without a device server nobody. */
export async function peopleWithoutDevice(
  core: Core,
  key: string | null = null,
): Promise<readonly PersonWithoutDevice[]> {
  if (core.devices === null) return [];
  const fleet = await readFleet(core);
  const found: PersonWithoutDevice[] = [];
  for (const { value } of await movingAssignments(core, key)) {
    if (value.state !== 'reserved' && value.state !== 'waiting-for-licences') continue;
    const asset = (await core.records.get('asset', value.key))?.value;
    if (asset === undefined) continue;
    const devices = await devicesFor(core, fleet, asset, value.userId);
    if (devices.some(({ result }) => result === 'eligible')) continue;
    const reasons = devices.flatMap((one) => (one.result === 'eligible' ? [] : [one.reason]));
    found.push({ key: value.key, userId: value.userId, since: value.since, reasons: [...new Set(reasons)] });
  }
  return found.sort((one, other) => one.since - other.since);
}

/** Whether the person has a device that commands reach and that can have the app. */
export async function hasDeviceFor(core: Core, fleet: Fleet, asset: AssetRecord, userId: string): Promise<boolean> {
  return (await devicesFor(core, fleet, asset, userId)).some(({ result }) => result === 'eligible');
}

async function devicesFor(
  core: Core,
  fleet: Fleet,
  { supportedPlatforms }: Pick<AssetRecord, 'supportedPlatforms'>,
  userId: string,
): Promise<readonly Eligibility[]> {
  const devices = (fleet.get(userId) ?? []).map(({ value }) => value).filter(({ state }) => state === 'enrolled');
  if (devices.length === 0) return [];
  const managedAccount = await hasManagedAccount(core, userId);
  return [...eligibilityOfDevices({ devices, supportedPlatforms, managedAccount, using: new Set() }).values()];
}
