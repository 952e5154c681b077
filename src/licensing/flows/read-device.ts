import type { Device } from '../rules/device.js';
import { claimKey } from '../rules/device-claim.js';
import { folded } from '../rules/folded.js';
import { type Installation, installationId } from '../rules/installation.js';
import { mayAct, type NotAllowed } from '../rules/policy.js';
import { appNameOf } from './app-names.js';
import { claimsOf } from './claim-record.js';
import { type Asked, type Core, permit } from './core.js';
import { movingInstallations, readInstallation } from './installations.js';
import { refusing } from './refused-clicks.js';

/** One app on the device. */
export interface DeviceApp {
  id: string;
  name: string;
  installation: Installation;
}

/** Everything about one device. */
export interface DeviceFacts {
  result: 'device';
  device: Device;
  ownerName: string | null;
  /** Of its owner, and whatever of others is still in motion on it; by name. */
  apps: readonly DeviceApp[];
  /** Commands that it has not answered. */
  openCommands: number;
  /** Who says that it is theirs, with what buttons about that carry. */
  claims: readonly { key: string; userId: string }[];
  may: { manage: boolean };
}

export type ReadDeviceOutcome =
  | NotAllowed
  | { result: 'no-device-server' }
  | { result: 'unknown-device'; typed: string }
  /** More than one fits. */
  | { result: 'several'; typed: string }
  | DeviceFacts;

/** One device, by enrolment id, serial number or name. */
export async function readDevice(core: Core, asked: Asked, typed: string): Promise<ReadDeviceOutcome> {
  const permission = await permit(core, asked.actor, 'view-devices');
  if (permission.result === 'not-allowed') return refusing(core, asked, 'show-device', 'devices', permission);
  if (core.devices === null) return { result: 'no-device-server' };
  const found = await findDevice(core, typed);
  if (found.result !== 'found') return found;
  const { device } = found;
  const { enrolmentId } = device;
  const userId = device.owner?.userId ?? null;
  const commands = (await core.records.list('deviceCommand')).filter(
    ({ value }) => value.deviceId === enrolmentId && value.state !== 'replaced',
  );
  const claims = await claimsOf(core, { enrolmentId, serialNumber: device.serialNumber?.toUpperCase() ?? null });
  return {
    result: 'device',
    device,
    ownerName: userId === null ? null : ((await core.records.get('member', userId))?.value.name ?? userId),
    apps: await appsOn(core, device),
    openCommands: commands.length,
    claims: claims.map(({ value }) => ({ key: claimKey(value), userId: value.userId })),
    may: { manage: mayAct(permission.standing, 'manage-devices').result === 'allowed' },
  };
}

export type FoundByText =
  | { result: 'found'; device: Device }
  | { result: 'unknown-device'; typed: string }
  | { result: 'several'; typed: string };

/** What names one device exactly comes before what is only a part of it; one in use before one that left. */
export async function findDevice(core: Core, typed: string): Promise<FoundByText> {
  const text = typed.trim().slice(0, 200);
  const exact = await core.records.get('device', text);
  if (exact !== null) return { result: 'found', device: exact.value };
  const wanted = folded(text);
  const devices = wanted === '' ? [] : (await core.records.list('device')).map(({ value }) => value);
  const named = devices.filter(({ serialNumber, name, enrolmentId }) =>
    [serialNumber, name, enrolmentId].some((one) => one !== null && folded(one) === wanted),
  );
  const fitting =
    named.length > 0
      ? named
      : devices.filter(
          ({ serialNumber, name }) =>
            folded(name ?? '').includes(wanted) || folded(serialNumber ?? '').endsWith(wanted),
        );
  const inUse = fitting.filter(({ state }) => state === 'enrolled' || state === 'enrolling');
  const [device, other] = inUse.length > 0 ? inUse : fitting;
  if (device === undefined) return { result: 'unknown-device', typed: text };
  return other === undefined ? { result: 'found', device } : { result: 'several', typed: text };
}

/** Those of its owner are asked for by name: a look at everything that rests would grow with the organisation. */
async function appsOn(core: Core, { enrolmentId, owner }: Device): Promise<DeviceApp[]> {
  const found = new Map<string, Installation>();
  for (const { id, value } of await movingInstallations(core))
    if (value.enrolmentId === enrolmentId) found.set(id, value);
  for (const { id: key } of owner === null ? [] : await core.records.list('asset')) {
    const stored = await readInstallation(core, installationId(key, owner?.userId ?? '', enrolmentId));
    if (stored !== null) found.set(stored.id, stored.value);
  }
  const apps = await Promise.all(
    [...found].map(async ([id, installation]) => ({ id, installation, name: await appNameOf(core, installation.key) })),
  );
  return apps.sort((one, other) => one.name.localeCompare(other.name, 'en'));
}
