import type { Change, Versioned } from '../ports/records.js';
import type { Device } from '../rules/device.js';
import {
  type ClaimEnd,
  type ClaimedDevice,
  type ClaimFacts,
  claimKey,
  type OpenClaim,
  parseClaimKey,
} from '../rules/device-claim.js';
import type { Notice } from '../rules/notice.js';
import type { Core } from './core.js';

/** A claim as it is stored. */
export type StoredClaim = Versioned<OpenClaim>;

/** All claims of one device that wait. */
export async function claimsOf(
  core: Core,
  device: Pick<OpenClaim, 'serialNumber' | 'enrolmentId'>,
): Promise<readonly StoredClaim[]> {
  const things = new Set([device.serialNumber, device.enrolmentId].filter((one) => one !== null));
  const claims = await Promise.all([...things].map((thing) => core.records.list('deviceClaim', `${thing}/`)));
  return claims.flat();
}

/** The device that is meant now: by its enrolment, or the one with that serial number that began last. */
export async function deviceOfClaim(
  core: Core,
  { enrolmentId, serialNumber }: Pick<OpenClaim, 'enrolmentId' | 'serialNumber'>,
): Promise<Versioned<Device> | null> {
  const named = enrolmentId === null ? null : await core.records.get('device', enrolmentId);
  if (named !== null || serialNumber === null) return named;
  return deviceOfSerial(await core.records.list('device'), serialNumber);
}

/** Of several enrolments with one serial number the last one; one that is out of use only when there is no other. */
export function deviceOfSerial(devices: readonly Versioned<Device>[], serialNumber: string): Versioned<Device> | null {
  const [found = null] = devices
    .filter(({ value }) => value.serialNumber?.toUpperCase() === serialNumber)
    .sort(
      (one, other) =>
        Number(one.value.state === 'retired') - Number(other.value.state === 'retired') ||
        other.value.enrolledAt - one.value.enrolledAt,
    );
  return found;
}

/** Whose a device is, or will be when it enrols; `null` = nobody's. */
export async function ownerNow(
  core: Core,
  serialNumber: string | null,
  device: Versioned<Device> | null,
): Promise<string | null> {
  if (device !== null) return device.value.owner?.userId ?? null;
  const entry = serialNumber === null ? null : await core.records.get('deviceOwner', serialNumber);
  return entry?.value.userId ?? null;
}

/** What cards show of a device, enrolled or not. */
export function claimedDevice(device: Device | null, serialNumber: string | null): ClaimedDevice {
  return {
    enrolmentId: device?.enrolmentId ?? null,
    serialNumber: device?.serialNumber ?? serialNumber,
    name: device?.name ?? null,
    model: device?.model ?? null,
    osVersion: device?.osVersion ?? null,
    type: device?.type ?? 'device',
    seenAt: device?.seenAt ?? null,
  };
}

/**
 * What whoever claims a device sees of it: of one that belonged to somebody else as they claimed it only the serial
 * number, which they typed. Its name often tells whose it is.
 */
export function ownSight({ userId, owner, serialNumber }: OpenClaim, device: Device | null): ClaimedDevice {
  const isOthers = owner !== null && owner !== userId && serialNumber !== null;
  return claimedDevice(isOthers ? null : device, serialNumber);
}

/** The administrators' card of a claim, and once it has ended the answer to whoever claimed. */
export function claimNotices(
  claim: OpenClaim,
  device: Device | null,
  rivals: readonly string[],
  end: ClaimEnd | null,
  reference: string,
): Notice[] {
  const { userId, owner, askedAt, until, serialNumber } = claim;
  const key = claimKey(claim);
  const facts: ClaimFacts = {
    ...{ key, userId, owner, askedAt, until, end },
    device: claimedDevice(device, serialNumber),
    rivals,
  };
  const card: Notice = {
    kind: 'device-claim',
    subject: `device-claim:${key}`,
    audience: { to: 'channel' },
    facts,
    reference,
  };
  if (end === null) return [card];
  const answer: Notice = {
    kind: 'device-claim-answer',
    subject: `device-claim-answer:${key}`,
    audience: { to: 'person', userId },
    facts: end.result === 'confirmed' ? facts : { ...facts, device: ownSight(claim, device) },
    reference,
  };
  return [card, answer];
}

/**
 * Part of a commit that ends claims of one device. `ends`: how, by person. `others`: claims of the same device that go
 * on; their cards name only each other from then on.
 */
export function endingClaims(
  claims: readonly StoredClaim[],
  device: Device | null,
  endOf: (claim: OpenClaim) => ClaimEnd | null,
  reference: string,
): Change {
  const ends = claims.map((stored) => ({ stored, end: endOf(stored.value) }));
  const over = ends.filter(({ end }) => end !== null);
  const staying = ends.filter(({ end }) => end === null).map(({ stored }) => stored.value.userId);
  return {
    expect: over.map(({ stored: { id, revision } }) => ({ kind: 'deviceClaim', id, revision })),
    remove: over.map(({ stored: { id } }) => ({ kind: 'deviceClaim', id })),
    outbox: ends.flatMap(({ stored: { value }, end }) =>
      claimNotices(value, device, end === null ? staying.filter((one) => one !== value.userId) : [], end, reference),
    ),
  };
}

/** How claims of a device end when it becomes somebody's: theirs is confirmed, those of others are lost. */
export function endsFor(owner: string, by: string, at: number): (claim: OpenClaim) => ClaimEnd {
  return ({ userId }) => (userId === owner ? { result: 'confirmed', by, at } : { result: 'lost', to: owner, by, at });
}

/** What the audit calls the device of a claim. */
export function subjectOf({ enrolmentId, serialNumber }: Pick<OpenClaim, 'enrolmentId' | 'serialNumber'>): string {
  return enrolmentId === null ? `serial:${serialNumber}` : `device:${enrolmentId}`;
}

/** Claims of one person that wait, oldest first. */
export async function claimsOfPerson(core: Core, userId: string): Promise<readonly StoredClaim[]> {
  return (await core.records.list('deviceClaim'))
    .filter(({ value }) => value.userId === userId)
    .sort((one, other) => one.value.askedAt - other.value.askedAt);
}

/** The claim that a button is about; `null` = it has ended, or another one stands in its place. */
export async function openClaim(core: Core, value: string): Promise<StoredClaim | null> {
  const key = parseClaimKey(value);
  const stored = key === null ? null : await core.records.get('deviceClaim', key.id);
  return stored !== null && claimKey(stored.value) === value && stored.value.until > core.clock() ? stored : null;
}
