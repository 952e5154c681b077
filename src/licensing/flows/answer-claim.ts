import type { Change, Versioned } from '../ports/records.js';
import type { Device, DeviceOwnerEntry } from '../rules/device.js';
import type { OpenClaim } from '../rules/device-claim.js';
import type { NotAllowed } from '../rules/policy.js';
import {
  claimNotices,
  claimsOf,
  deviceOfClaim,
  endingClaims,
  endsFor,
  openClaim,
  ownerNow,
  type StoredClaim,
  subjectOf,
} from './claim-record.js';
import { type Asked, type Core, permit } from './core.js';
import { ownerPart, ownershipNotices } from './device-owners.js';
import { joined } from './membership-record.js';
import { entryOf, refusing } from './refused-clicks.js';

type Refused =
  | NotAllowed
  | { result: 'over' }
  /** Nobody confirms or denies what they claim themselves. */
  | { result: 'own-claim' };

export type ConfirmClaimOutcome =
  | Refused
  /** Whoever claims it is no active full member any more. */
  | { result: 'no-member'; userId: string }
  /** It belongs to somebody else than the card said; the card was drawn anew. */
  | { result: 'changed'; owner: string | null }
  | { result: 'confirmed'; userId: string; enrolled: boolean };

const CONFIRM = 'confirm-device-claim';
const DENY = 'deny-device-claim';

/** “Confirm”: the device is theirs from now on. Others who claim it are told whose it is. */
export async function confirmClaim(core: Core, asked: Asked, value: string): Promise<ConfirmClaimOutcome> {
  const found = await answerable(core, asked, value);
  if (found.result !== 'open') return refusing(core, asked, CONFIRM, 'devices', found);
  const { stored } = found;
  const claim = stored.value;
  const subject = subjectOf(claim);
  if ((await core.people.standing(claim.userId)).result !== 'member')
    return refusing(core, asked, CONFIRM, subject, { result: 'no-member', userId: claim.userId });
  const device = await enrolledDevice(core, claim);
  const owner = await ownerNow(core, claim.serialNumber, device);
  if (owner !== claim.owner && owner !== claim.userId) {
    await drawAnew(core, asked, stored, owner, device?.value ?? null);
    return refusing(core, asked, CONFIRM, subject, { result: 'changed', owner });
  }
  const { result } = await core.records.commit(await confirming(core, asked, claim, device));
  if (result === 'conflict') return confirmClaim(core, asked, value);
  await core.onStep('device-claim.ended');
  return { result: 'confirmed', userId: claim.userId, enrolled: device !== null };
}

/** A device that is out of use has no owner to be confirmed: the claim holds for when it enrols again. */
async function enrolledDevice(core: Core, claim: OpenClaim): Promise<Versioned<Device> | null> {
  const device = await deviceOfClaim(core, claim);
  return device?.value.state === 'retired' && claim.serialNumber !== null ? null : device;
}

async function confirming(
  core: Core,
  asked: Asked,
  claim: OpenClaim,
  device: Versioned<Device> | null,
): Promise<Change> {
  const at = core.clock();
  const claims = await claimsOf(core, claim);
  const ends = endingClaims(claims, device?.value ?? null, endsFor(claim.userId, asked.actor, at), asked.reference);
  if (device === null) return joined(ends, await laterOwner(core, asked, claim));
  const owner = { userId: claim.userId, by: 'claim', at, confirmedBy: asked.actor } as const;
  const told = claims.map(({ value }) => value.userId);
  return joined(ends, await ownerPart(core, asked, device, { owner, act: CONFIRM }), {
    outbox: ownershipNotices(core, asked, device.value, owner, told),
  });
}

/** For a device that enrols later. */
async function laterOwner(core: Core, asked: Asked, { serialNumber, userId }: OpenClaim): Promise<Change> {
  if (serialNumber === null) return {};
  const before = await core.records.get('deviceOwner', serialNumber);
  const value: DeviceOwnerEntry = { userId, by: asked.actor, at: core.clock(), how: 'claim' };
  const facts = { before: before?.value.userId ?? 'nobody', after: userId };
  return {
    expect: [{ kind: 'deviceOwner', id: serialNumber, revision: before?.revision ?? 0 }],
    put: [{ kind: 'deviceOwner', id: serialNumber, value }],
    audit: [entryOf(core, asked, CONFIRM, `serial:${serialNumber}`, 'kept until it enrols', facts)],
  };
}

/** The card says whose it is now; pressed again it counts. */
async function drawAnew(
  core: Core,
  asked: Asked,
  { id, revision, value }: StoredClaim,
  owner: string | null,
  device: Device | null,
): Promise<void> {
  const claim = { ...value, owner };
  const rivals = (await claimsOf(core, claim)).map((one) => one.value.userId).filter((one) => one !== claim.userId);
  await core.records.commit({
    expect: [{ kind: 'deviceClaim', id, revision }],
    put: [{ kind: 'deviceClaim', id, value: claim }],
    outbox: claimNotices(claim, device, rivals, null, asked.reference),
  });
}

export type DenyClaimOutcome = Refused | { result: 'denied'; userId: string };

/** “Deny”: nothing changes, and whoever claimed it is told. */
export async function denyClaim(core: Core, asked: Asked, value: string): Promise<DenyClaimOutcome> {
  const found = await answerable(core, asked, value);
  if (found.result !== 'open') return refusing(core, asked, DENY, 'devices', found);
  const claim = found.stored.value;
  const end = { result: 'denied', by: asked.actor, at: core.clock() } as const;
  const endOf = ({ userId }: OpenClaim) => (userId === claim.userId ? end : null);
  const device = (await deviceOfClaim(core, claim))?.value ?? null;
  const { result } = await core.records.commit(
    joined(endingClaims(await claimsOf(core, claim), device, endOf, asked.reference), {
      audit: [entryOf(core, asked, DENY, subjectOf(claim), 'denied', { userId: claim.userId })],
    }),
  );
  if (result === 'conflict') return denyClaim(core, asked, value);
  await core.onStep('device-claim.ended');
  return { result: 'denied', userId: claim.userId };
}

async function answerable(
  core: Core,
  asked: Asked,
  value: string,
): Promise<Refused | { result: 'open'; stored: StoredClaim }> {
  const permission = await permit(core, asked.actor, 'manage-devices');
  if (permission.result === 'not-allowed') return permission;
  const stored = await openClaim(core, value);
  if (stored === null) return { result: 'over' };
  return stored.value.userId === asked.actor ? { result: 'own-claim' } : { result: 'open', stored };
}

/** Ends the claims that no administrator answered in time. Answers how many. */
export async function expireClaims(core: Core, asked: Asked): Promise<number> {
  const now = core.clock();
  const over = (await core.records.list('deviceClaim')).filter(({ value }) => value.until <= now);
  let ended = 0;
  for (const { id, value } of over) {
    const claims = await claimsOf(core, value);
    const device = (await deviceOfClaim(core, value))?.value ?? null;
    const endOf = (one: OpenClaim) => (one.userId === value.userId ? ({ result: 'expired', at: now } as const) : null);
    const { result } = await core.records.commit(
      joined(endingClaims(claims, device, endOf, asked.reference), {
        audit: [entryOf(core, asked, 'expire-device-claim', subjectOf(value), 'expired', { claim: id })],
      }),
    );
    if (result === 'committed') ended += 1;
  }
  if (ended > 0) await core.onStep('device-claim.ended');
  return ended;
}
