import type { Change, Versioned } from '../ports/records.js';
import type { Device } from '../rules/device.js';
import type { NotAllowed } from '../rules/policy.js';
import { claimsOf, endingClaims } from './claim-record.js';
import { type Asked, type Core, permit } from './core.js';
import { checksOfPerson } from './installation-checks.js';
import { joined } from './membership-record.js';
import { entryOf, refusing } from './refused-clicks.js';

export type FoundRetirement =
  | NotAllowed
  /** There is no such device. */
  | { result: 'gone' }
  | { result: 'retired-already' }
  | { result: 'open'; device: Device };

const ACT = 'retire-device';

/** For the button that opens the dialogue: a refusal is recorded. */
export async function openRetirement(core: Core, asked: Asked, enrolmentId: string): Promise<FoundRetirement> {
  const found = await findRetirement(core, asked, enrolmentId);
  if (found.result !== 'open') return refusing(core, asked, ACT, subjectOf(enrolmentId), found);
  return { result: 'open', device: found.stored.value };
}

export type RetireDeviceOutcome =
  | Exclude<FoundRetirement, { result: 'open' }>
  | { result: 'not-acknowledged' }
  | { result: 'retired'; device: Device; commands: number };

/**
 * Takes a device out of use: its open commands are dropped, its apps count for nothing any more, and removals wait for
 * it no longer. The licences stay with the person. Enrolled again it comes back, and is nobody's at first.
 */
export async function retireDevice(
  core: Core,
  asked: Asked,
  enrolmentId: string,
  acknowledged: boolean,
): Promise<RetireDeviceOutcome> {
  const found = await findRetirement(core, asked, enrolmentId);
  if (found.result !== 'open') return refusing(core, asked, ACT, subjectOf(enrolmentId), found);
  if (!acknowledged) return { result: 'not-acknowledged' };
  const { stored } = found;
  const commands = await openCommands(core, enrolmentId);
  const { result } = await core.records.commit(await retirement(core, asked, stored, commands));
  if (result === 'conflict') return retireDevice(core, asked, enrolmentId, acknowledged);
  await core.onStep('device.retired');
  return { result: 'retired', device: stored.value, commands };
}

async function findRetirement(
  core: Core,
  asked: Asked,
  enrolmentId: string,
): Promise<Exclude<FoundRetirement, { result: 'open' }> | { result: 'open'; stored: Versioned<Device> }> {
  const permission = await permit(core, asked.actor, 'manage-devices');
  if (permission.result === 'not-allowed') return permission;
  const stored = await core.records.get('device', enrolmentId);
  if (stored === null) return { result: 'gone' };
  return stored.value.state === 'retired' ? { result: 'retired-already' } : { result: 'open', stored };
}

async function retirement(
  core: Core,
  asked: Asked,
  { id, revision, value }: Versioned<Device>,
  commands: number,
): Promise<Change> {
  const end = { result: 'retired', at: core.clock() } as const;
  const claims = await claimsOf(core, { enrolmentId: id, serialNumber: value.serialNumber?.toUpperCase() ?? null });
  const owner = value.owner?.userId ?? null;
  return joined(
    endingClaims(claims, value, () => end, asked.reference),
    {
      expect: [{ kind: 'device', id, revision }],
      put: [
        { kind: 'device', id, value: { ...value, state: 'retired' } },
        ...(owner === null ? [] : await checksOfPerson(core, owner)),
      ],
      audit: [
        entryOf(core, asked, ACT, subjectOf(id), 'retired', {
          before: value.state,
          after: 'retired',
          owner: owner ?? 'nobody',
          commands,
        }),
      ],
    },
  );
}

/** Commands that it has not answered; `deviceCommandWork` drops what is for a device out of use. */
async function openCommands(core: Core, deviceId: string): Promise<number> {
  return (await core.records.list('deviceCommand')).filter(({ value }) => value.deviceId === deviceId).length;
}

function subjectOf(enrolmentId: string): string {
  return `device:${enrolmentId.slice(0, 100)}`;
}
