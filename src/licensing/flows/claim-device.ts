import type { Versioned } from '../ports/records.js';
import type { Device } from '../rules/device.js';
import { CLAIM_WORKING_DAYS, claimId, MOST_CLAIMS, type OpenClaim } from '../rules/device-claim.js';
import { serialNumberOf } from '../rules/device-owner.js';
import { folded } from '../rules/folded.js';
import type { NotAllowed } from '../rules/policy.js';
import { addWorkingDays } from '../rules/working-days.js';
import { claimNotices, claimsOf, claimsOfPerson, deviceOfSerial, ownerNow, subjectOf } from './claim-record.js';
import { type Asked, type Core, permitMember } from './core.js';
import { entryOf, refusing } from './refused-clicks.js';

/** As many as Slack shows in one list. */
const LISTED = 100;
/** Whoever has the device in hand can type so much of its name or serial number. */
const SHORTEST_SEARCH = 3;

/** A device that somebody may say is theirs. */
export type ClaimableDevice = Pick<Device, 'enrolmentId' | 'name' | 'model' | 'serialNumber' | 'type'>;

/**
 * Devices that belong to nobody, by name, found by a part of the name or the end of the serial number: at least three
 * characters, so that nobody reads through everybody's devices. Empty for whoever is no full member.
 */
export async function claimableDevices(core: Core, asked: Asked, typed: string): Promise<readonly ClaimableDevice[]> {
  const text = folded(typed.slice(0, 100));
  if (core.devices === null || text.length < SHORTEST_SEARCH) return [];
  if ((await permitMember(core, asked.actor)).result === 'not-allowed') return [];
  return (await core.records.list('device'))
    .map(({ value }) => value)
    .filter((device) => isClaimable(device) && isFound(device, text))
    .sort((one, other) => nameOf(one).localeCompare(nameOf(other), 'en'))
    .slice(0, LISTED);
}

function isClaimable({ owner, state, type }: Device): boolean {
  return owner === null && state !== 'retired' && state !== 'checked-out' && type !== 'shared-ipad';
}

function isFound(device: Device, text: string): boolean {
  return folded(nameOf(device)).includes(text) || folded(device.serialNumber ?? '').endsWith(text);
}

function nameOf({ name, model }: Pick<Device, 'name' | 'model'>): string {
  return `${name ?? ''} ${model ?? ''}`;
}

/** What was entered: a device of the list, or the serial number of one that may not be enrolled yet. */
export interface ClaimEntry {
  enrolmentId: string | null;
  serial: string;
}

export type ClaimOutcome =
  | NotAllowed
  | { result: 'no-device-server' }
  | { result: 'no-serial-number' }
  /** It got an owner meanwhile, or left. */
  | { result: 'not-claimable' }
  | { result: 'yours-already' }
  | { result: 'claimed-already'; until: number }
  | { result: 'too-many'; most: number }
  | { result: 'claimed'; until: number; enrolled: boolean };

const ACT = 'claim-device';

/** “This device is mine”: an administrator is asked. Nothing changes before somebody else has confirmed it. */
export async function claimDevice(core: Core, asked: Asked, entry: ClaimEntry): Promise<ClaimOutcome> {
  const permission = await permitMember(core, asked.actor);
  if (permission.result === 'not-allowed') return refusing(core, asked, ACT, 'devices', permission);
  if (core.devices === null) return { result: 'no-device-server' };
  const serial = serialNumberOf(entry.serial);
  if (entry.enrolmentId === null && serial === null) return { result: 'no-serial-number' };
  const device = await meantDevice(core, entry.enrolmentId, serial);
  if (entry.enrolmentId !== null && (device === null || (!isClaimable(device.value) && !isOf(device, asked.actor))))
    return refusing(core, asked, ACT, `device:${entry.enrolmentId.slice(0, 100)}`, { result: 'not-claimable' });
  if (device?.value.type === 'shared-ipad') return { result: 'not-claimable' };
  const claim = await claimOf(core, asked, device, serial);
  if (claim.owner === asked.actor) return { result: 'yours-already' };
  return store(core, asked, entry, claim, device);
}

/** A serial number of a device that is out of use means the device as it may enrol again. */
async function meantDevice(core: Core, enrolmentId: string | null, serial: string | null) {
  if (enrolmentId !== null) return core.records.get('device', enrolmentId);
  const device = serial === null ? null : deviceOfSerial(await core.records.list('device'), serial);
  return device?.value.state === 'retired' ? null : device;
}

function isOf({ value }: Versioned<Device>, userId: string): boolean {
  return value.owner?.userId === userId && value.state !== 'retired';
}

async function claimOf(
  core: Core,
  { actor }: Asked,
  device: Versioned<Device> | null,
  serial: string | null,
): Promise<OpenClaim> {
  const now = core.clock();
  const serialNumber = device?.value.serialNumber?.toUpperCase() ?? serial;
  return {
    userId: actor,
    enrolmentId: device?.id ?? null,
    serialNumber,
    owner: await ownerNow(core, serialNumber, device),
    askedAt: now,
    until: addWorkingDays(now, CLAIM_WORKING_DAYS, core.settings.working),
  };
}

async function store(
  core: Core,
  asked: Asked,
  entry: ClaimEntry,
  claim: OpenClaim,
  device: Versioned<Device> | null,
): Promise<ClaimOutcome> {
  const mine = await claimsOfPerson(core, asked.actor);
  const same = mine.find(({ id }) => id === claimId(claim));
  if (same !== undefined) return { result: 'claimed-already', until: same.value.until };
  if (mine.length >= MOST_CLAIMS)
    return refusing(core, asked, ACT, 'devices', { result: 'too-many', most: MOST_CLAIMS });
  const rivals = await claimsOf(core, claim);
  const everybody = [...rivals.map(({ value }) => value), claim];
  const { result } = await core.records.commit({
    expect: [
      { kind: 'deviceClaim', id: claimId(claim), revision: 0 },
      ...rivals.map(({ id, revision }) => ({ kind: 'deviceClaim', id, revision }) as const),
    ],
    put: [{ kind: 'deviceClaim', id: claimId(claim), value: claim }],
    outbox: everybody.flatMap((one) =>
      claimNotices(one, device?.value ?? null, rivalsOf(one, everybody), null, asked.reference),
    ),
    audit: [entryOf(core, asked, ACT, subjectOf(claim), 'asked', { until: claim.until, owner: claim.owner })],
  });
  if (result === 'conflict') return claimDevice(core, asked, entry);
  await core.onStep('device-claim.stored');
  return { result: 'claimed', until: claim.until, enrolled: device !== null };
}

function rivalsOf(one: OpenClaim, all: readonly OpenClaim[]): string[] {
  return all.filter(({ userId }) => userId !== one.userId).map(({ userId }) => userId);
}
