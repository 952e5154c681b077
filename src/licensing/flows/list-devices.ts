import { CsvText, csvTime } from '../rules/csv.js';
import type { Device } from '../rules/device.js';
import { type DeviceFilter, deviceFilterText, fitsFilter } from '../rules/device-filter.js';
import { mayAct, type NotAllowed } from '../rules/policy.js';
import { type Asked, type Core, permit } from './core.js';
import { entryOf, refusing } from './refused-clicks.js';

/** Rows of one page. */
export const DEVICES_PER_PAGE = 12;

/** One device with the name of its owner. */
export interface DeviceLine {
  device: Device;
  /** `null` = nobody owns it. */
  ownerName: string | null;
}

/** One page of `/vpp devices`. */
export interface DevicesPage {
  result: 'devices';
  filter: DeviceFilter;
  /** From 0. */
  page: number;
  pages: number;
  found: number;
  all: number;
  lines: readonly DeviceLine[];
  counts: { unclaimed: number; left: number; claims: number };
  may: { manage: boolean; export: boolean };
}

export type ListDevicesOutcome = NotAllowed | { result: 'no-device-server' } | DevicesPage;

/** Devices by state and name, filtered and paged. */
export async function listDevices(
  core: Core,
  asked: Asked,
  filter: DeviceFilter,
  page: number,
): Promise<ListDevicesOutcome> {
  const permission = await permit(core, asked.actor, 'view-devices');
  if (permission.result === 'not-allowed') return refusing(core, asked, 'list-devices', 'devices', permission);
  if (core.devices === null) return { result: 'no-device-server' };
  const all = await deviceLines(core);
  const found = fitting(all, filter, asked.actor);
  const pages = Math.max(1, Math.ceil(found.length / DEVICES_PER_PAGE));
  const current = Math.min(Math.max(0, Math.floor(page)), pages - 1);
  const count = (kind: 'unclaimed' | 'left') => fitting(all, { kind }, asked.actor).length;
  const may = (act: 'manage-devices' | 'export-lists') => mayAct(permission.standing, act).result === 'allowed';
  return {
    ...{ result: 'devices', filter, page: current, pages, found: found.length, all: all.length },
    lines: found.slice(current * DEVICES_PER_PAGE, (current + 1) * DEVICES_PER_PAGE),
    counts: {
      unclaimed: count('unclaimed'),
      left: count('left'),
      claims: (await core.records.list('deviceClaim')).length,
    },
    may: { manage: may('manage-devices'), export: may('export-lists') },
  };
}

function fitting(all: readonly DeviceLine[], filter: DeviceFilter, self: string): DeviceLine[] {
  return all.filter(({ device, ownerName }) => fitsFilter(device, ownerName ?? '', filter, self));
}

const order = { enrolled: 0, enrolling: 1, 'checked-out': 2, retired: 3 } as const satisfies Record<
  Device['state'],
  number
>;

/** All devices, those in use first, then by name. */
export async function deviceLines(core: Core): Promise<DeviceLine[]> {
  const names = new Map((await core.records.list('member')).map(({ id, value }) => [id, value.name]));
  const lines = (await core.records.list('device')).map(({ value: device }): DeviceLine => {
    const userId = device.owner?.userId ?? null;
    return { device, ownerName: userId === null ? null : (names.get(userId) ?? userId) };
  });
  const nameOf = ({ device: { name, model } }: DeviceLine) => name ?? model ?? '';
  return lines.sort(
    (one, other) =>
      order[one.device.state] - order[other.device.state] ||
      nameOf(one).localeCompare(nameOf(other), 'en') ||
      (one.device.enrolmentId < other.device.enrolmentId ? -1 : 1),
  );
}

/** The list as a file; `cutOff`: it would have grown too large and ends early. */
export type DevicesExport =
  | NotAllowed
  | { result: 'exported'; name: string; text: string; devices: number; cutOff: boolean };

const columns = [
  ...['Enrolment id', 'Serial number', 'Name', 'Model', 'OS version', 'Platform', 'Enrolment', 'State'],
  ...['Owner (Slack id)', 'Owner', 'Known by', 'Since (UTC)'],
  ...['Enrolled (UTC)', 'Last seen (UTC)', 'Apps read (UTC)'],
];

/** The same list as a table. */
export async function exportDevices(core: Core, asked: Asked, filter: DeviceFilter): Promise<DevicesExport> {
  const permission = await permit(core, asked.actor, 'export-lists');
  if (permission.result === 'not-allowed') return refusing(core, asked, 'export-devices', 'devices', permission);
  const csv = new CsvText(columns);
  for (const line of fitting(await deviceLines(core), filter, asked.actor)) if (!csv.add(cellsOf(line))) break;
  const { text, rows, cutOff } = csv.table;
  const facts = { filter: deviceFilterText(filter), devices: rows };
  await core.records.commit({ audit: [entryOf(core, asked, 'export-devices', 'devices', 'exported', facts)] });
  const date = new Date(core.clock()).toISOString().slice(0, 10);
  return { result: 'exported', name: `vpp-devices-${date}.csv`, text, devices: rows, cutOff };
}

function cellsOf({ device, ownerName }: DeviceLine) {
  const { enrolmentId, serialNumber, name, model, osVersion, platform, type, state, owner } = device;
  return [
    ...[enrolmentId, serialNumber, name, model, osVersion, platform, type, state],
    ...[owner?.userId ?? null, ownerName, owner?.by ?? null, csvTime(owner?.at)],
    ...[csvTime(device.enrolledAt), csvTime(device.seenAt), csvTime(device.inventoryAt)],
  ];
}
