import type { Change, Versioned } from '../ports/records.js';
import type { Device, DeviceOwner } from '../rules/device.js';
import type { Exclusion, NotAllowed } from '../rules/policy.js';
import { claimsOf, endingClaims, endsFor } from './claim-record.js';
import { type Asked, type Core, permit } from './core.js';
import { ownerPart, ownershipNotices } from './device-owners.js';
import { joined } from './membership-record.js';
import { refusing } from './refused-clicks.js';

export type FoundDevice = NotAllowed | { result: 'gone' } | { result: 'open'; device: Device };

const ACT = 'set-device-owner';

/** For the button that opens the dialogue: a refusal is recorded. */
export async function openAssignment(core: Core, asked: Asked, enrolmentId: string): Promise<FoundDevice> {
  const permission = await permit(core, asked.actor, 'manage-devices');
  if (permission.result === 'not-allowed') return refusing(core, asked, ACT, subjectOf(enrolmentId), permission);
  const device = (await core.records.get('device', enrolmentId))?.value ?? null;
  return device === null || device.state === 'retired' ? { result: 'gone' } : { result: 'open', device };
}

export type AssignOutcome =
  | NotAllowed
  /** There is no such device, or it is out of use. */
  | { result: 'gone' }
  /** It has another owner than the page said. */
  | { result: 'changed'; owner: string | null }
  | { result: 'shared' }
  /** Only active full members own devices. */
  | { result: 'no-member'; userId: string; reason: Exclusion }
  | { result: 'same' }
  | { result: 'set'; userId: string | null; was: string | null; device: Device };

/**
 * Gives a device to somebody, or to nobody (`userId` = `null`). `seen`: whose it was on the page, so that nobody takes
 * it from somebody unseen.
 */
export async function assignDevice(
  core: Core,
  asked: Asked,
  enrolmentId: string,
  { seen, userId }: { seen: string | null; userId: string | null },
): Promise<AssignOutcome> {
  const found = await openAssignment(core, asked, enrolmentId);
  if (found.result !== 'open') return found;
  const stored = await core.records.get('device', enrolmentId);
  if (stored === null) return { result: 'gone' };
  const was = stored.value.owner?.userId ?? null;
  const refused = <R extends { result: string }>(refusal: R) =>
    refusing(core, asked, ACT, subjectOf(enrolmentId), refusal);
  if (was === userId) return { result: 'same' };
  if (was !== seen) return refused({ result: 'changed', owner: was } as const);
  if (userId !== null && stored.value.type === 'shared-ipad') return refused({ result: 'shared' } as const);
  const standing = userId === null ? null : await core.people.standing(userId);
  if (standing?.result === 'excluded')
    return refused({ result: 'no-member', userId: standing.userId, reason: standing.reason } as const);
  const { result } = await core.records.commit(await assigning(core, asked, stored, userId));
  if (result === 'conflict') return assignDevice(core, asked, enrolmentId, { seen, userId });
  await core.onStep('device.owner-set');
  return { result: 'set', userId, was, device: stored.value };
}

async function assigning(core: Core, asked: Asked, stored: Versioned<Device>, userId: string | null): Promise<Change> {
  const { id: enrolmentId, value } = stored;
  const at = core.clock();
  const owner: DeviceOwner | null =
    userId === null ? null : { userId, by: 'administrator', at, confirmedBy: asked.actor };
  const serialNumber = value.serialNumber?.toUpperCase() ?? null;
  const claims = userId === null ? [] : await claimsOf(core, { enrolmentId, serialNumber });
  const told = claims.map((claim) => claim.value.userId);
  return joined(
    endingClaims(claims, value, endsFor(userId ?? '', asked.actor, at), asked.reference),
    await ownerPart(core, asked, stored, { owner, act: ACT }),
    { outbox: ownershipNotices(core, asked, value, owner, told) },
  );
}

function subjectOf(enrolmentId: string): string {
  return `device:${enrolmentId.slice(0, 100)}`;
}
