import type { Change, Versioned } from '../ports/records.js';
import type { Device, DeviceOwner } from '../rules/device.js';
import type { OwnershipFacts } from '../rules/device-claim.js';
import { ownerChange, ownerInShort } from '../rules/device-owner.js';
import type { Notice } from '../rules/notice.js';
import { claimedDevice } from './claim-record.js';
import type { Asked, Core } from './core.js';
import { checksOfPerson } from './installation-checks.js';
import { joined } from './membership-record.js';
import { entryOf } from './refused-clicks.js';

/** What is to become of a device's owner. */
export interface NewOwner {
  owner: DeviceOwner | null;
  /** In the audit. */
  act: 'set-device-owner' | 'confirm-device-claim' | 'import-device-owners';
}

/**
 * Part of a commit: another owner, or none. With it the apps of both people are looked at again, an imported owner that
 * waited for this serial number is forgotten, and the audit says before and after. Nothing where it is so already.
 */
export async function ownerPart(
  core: Core,
  asked: Asked,
  device: Versioned<Device>,
  { owner, act }: NewOwner,
): Promise<Change> {
  const change = ownerChange(device.value, owner);
  if (change === null) return {};
  const checks = await Promise.all(change.people.map((userId) => checksOfPerson(core, userId)));
  const facts = { before: ownerInShort(device.value.owner), after: ownerInShort(owner) };
  return joined(await forgetEntry(core, device.value.serialNumber), {
    expect: [{ kind: 'device', id: device.id, revision: device.revision }],
    put: [{ kind: 'device', id: device.id, value: change.after }, ...checks.flat()],
    audit: [entryOf(core, asked, act, `device:${device.id}`, owner === null ? 'removed' : 'set', facts)],
  });
}

/** The device itself says from now on whose it is. */
async function forgetEntry(core: Core, serialNumber: string | null): Promise<Change> {
  const id = serialNumber?.toUpperCase() ?? null;
  const entry = id === null ? null : await core.records.get('deviceOwner', id);
  if (entry === null) return {};
  return {
    expect: [{ kind: 'deviceOwner', id: entry.id, revision: entry.revision }],
    remove: [{ kind: 'deviceOwner', id: entry.id }],
  };
}

/**
 * What people are told whose device an administrator gave or took. `told`: who hears of it in another way.
 */
export function ownershipNotices(
  core: Core,
  asked: Asked,
  before: Device,
  owner: DeviceOwner | null,
  told: readonly string[] = [],
): Notice[] {
  const at = core.clock();
  const notice = (userId: string, change: OwnershipFacts['change']): Notice[] =>
    userId === asked.actor || told.includes(userId)
      ? []
      : [
          {
            kind: 'device-ownership',
            subject: `device-ownership:${before.enrolmentId}:${userId}:${at}`,
            audience: { to: 'person', userId },
            facts: { device: claimedDevice(before, null), change, by: asked.actor, at },
            reference: asked.reference,
          },
        ];
  const was = before.owner?.userId ?? null;
  const is = owner?.userId ?? null;
  if (was === is) return [];
  return [...(was === null ? [] : notice(was, 'taken')), ...(is === null ? [] : notice(is, 'given'))];
}
