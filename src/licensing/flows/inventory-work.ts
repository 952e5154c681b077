import type { Put, Versioned } from '../ports/records.js';
import { type Device, type Inventory, isReachable } from '../rules/device.js';
import { installChannel } from '../rules/device-channel.js';
import type { CommandAct, DeviceCommandRecord } from '../rules/device-command.js';
import { INVENTORY_APPS, noInventory } from '../rules/inventory.js';
import { inventoryTime } from '../rules/inventory-time.js';
import type { Core } from './core.js';
import { recordCommand } from './device-commands.js';
import { deviceLeave } from './device-hold.js';
import { concernedApps } from './keep-inventory.js';
import type { LongWork } from './long-work.js';

/** Devices that are asked within a minute, so that those whose time went by while nobody asked do not all come at once. */
export const ASKED_IN_A_MINUTE = 200;
const MINUTE = 60_000;

const acts: readonly CommandAct[] = ['device-information', 'managed-apps', 'installed-apps'];

/** Asks each device once a day what is on it. What it has not answered is not asked again. */
export const inventoryWork: LongWork = {
  async due(core) {
    return (await isStopped(core)) ? false : (await dueDevices(core)).length > 0;
  },
  async run(core) {
    for (const one of await dueDevices(core)) {
      if ((await core.wait(0)) === 'closing' || (await isStopped(core))) return;
      await ask(core, one);
    }
  },
  async nextDue(core) {
    if (await isStopped(core)) return null;
    const now = core.clock();
    const planned = await plannedTimes(core);
    const isWaiting = room(planned, now) === 0 && planned.some(({ time }) => time <= now);
    const times = planned.map(({ time }) => time).filter((time) => time > now);
    return [...times, ...(isWaiting ? [now + MINUTE] : [])].reduce<number | null>(
      (one, other) => (one === null ? other : Math.min(one, other)),
      null,
    );
  },
};

/** What holds up every command to a device holds this up too, so that none piles up meanwhile. */
async function isStopped(core: Core): Promise<boolean> {
  return core.devices === null || (await deviceLeave(core)).result === 'hold';
}

interface Candidate {
  device: Versioned<Device>;
  inventory: Versioned<Inventory> | null;
}

/** Its user's channel, which may answer only when they sign in, owes no answer to the same question. */
type DueDevice = Candidate & { userIsFree: boolean };

/** In the order in which they are due. */
async function dueDevices(core: Core): Promise<readonly DueDevice[]> {
  const now = core.clock();
  const planned = await plannedTimes(core);
  const ripe = planned.filter(({ time }) => time <= now);
  const most = room(planned, now);
  if (ripe.length === 0 || most === 0) return [];
  const asked = new Set(
    (await core.records.list('deviceCommand')).filter(isInventory).map(({ value }) => value.enrolmentId),
  );
  const free = ripe.filter(({ device }) => !asked.has(device.id));
  return free
    .sort((one, other) => one.time - other.time)
    .slice(0, most)
    .map((one) => ({ ...one, userIsFree: !asked.has(one.device.value.userChannel ?? '') }));
}

/** How many more may be asked within this minute. */
function room(planned: readonly Candidate[], now: number): number {
  const asked = planned.filter(({ inventory }) => isWithin(inventory?.value.askedAt ?? null, now));
  return Math.max(0, ASKED_IN_A_MINUTE - asked.length);
}

function isWithin(askedAt: number | null, now: number): boolean {
  return askedAt !== null && askedAt <= now && now - askedAt < MINUTE;
}

async function plannedTimes(core: Core): Promise<readonly (Candidate & { time: number })[]> {
  const inventories = new Map((await core.records.list('inventory')).map((one) => [one.id, one]));
  const now = core.clock();
  return (await core.records.list('device')).flatMap((device) => {
    if (!isReachable(device.value)) return [];
    const inventory = inventories.get(device.id) ?? null;
    return [{ device, inventory, time: inventoryTime(device.value, inventory?.value.askedAt ?? null, now) }];
  });
}

function isInventory({ value }: { value: DeviceCommandRecord }): boolean {
  return acts.includes(value.act) && value.installationId === null && value.state !== 'replaced';
}

/**
 * The managed apps are asked for without naming any: they are the organisation's. Among all apps there are private ones,
 * so only those that matter on the device are named.
 */
async function ask(core: Core, { device, inventory, userIsFree }: DueDevice): Promise<void> {
  const { id } = device;
  const bundleIds = (await concernedApps(core, device)).slice(0, INVENTORY_APPS);
  const target = { enrolmentId: id, deviceId: id };
  // What a user was sent installs for is known on their channel.
  const enrolmentId = installChannel(device.value) ?? id;
  const isFree = enrolmentId === id || userIsFree;
  const commands: Put[] = [
    recordCommand(core, { ...target, act: 'device-information' }).put,
    ...(isFree ? [recordCommand(core, { ...target, enrolmentId, act: 'managed-apps' }).put] : []),
    ...(bundleIds.length === 0 ? [] : [recordCommand(core, { ...target, act: 'installed-apps', bundleIds }).put]),
  ];
  const value: Inventory = { ...(inventory?.value ?? noInventory), askedAt: core.clock() };
  const { result } = await core.records.commit({
    expect: [
      { kind: 'device', id, revision: device.revision },
      { kind: 'inventory', id, revision: inventory?.revision ?? 0 },
    ],
    put: [...commands, { kind: 'inventory', id, value }],
  });
  if (result === 'committed') await core.onStep('inventory.asked');
}
