import type { Change, Versioned } from '../ports/records.js';
import { assignmentTraits } from '../rules/assignment.js';
import type { Device } from '../rules/device.js';
import type { DeviceAnswer } from '../rules/device-answer.js';
import { mergedInventory, noInventory } from '../rules/inventory.js';
import { assignmentsOfPerson } from './assignments.js';
import type { Core } from './core.js';

/**
 * Takes the answer to ManagedApplicationList or InstalledApplicationList into what is known of a device: part of the
 * commit that ends the command, which has to stand in the store still, for it says what was asked. It puts the
 * `inventory` and, after a whole list, the `device`; nothing else of that commit may put these two. Apps that Apple
 * does not list for the location are dropped. Empty where the answer is none to a list, or the device is not known.
 */
export async function keepInventory(
  core: Core,
  deviceId: string,
  answer: DeviceAnswer,
  _reference: string,
): Promise<Change> {
  const device = await core.records.get('device', deviceId);
  if (device === null || answer.status !== 'acknowledged' || answer.commandUuid === null) return {};
  if (answer.managedApps === null && answer.installedApps === null) return {};
  const command = await core.records.get('deviceCommand', answer.commandUuid);
  if (command === null) return {};
  const stored = await core.records.get('inventory', deviceId);
  const { bundleIds, installationId } = command.value;
  const scope = {
    asked: bundleIds,
    concerned: new Set(await concernedApps(core, device)),
    listed: await listedApps(core),
  };
  const value = mergedInventory(stored?.value ?? noInventory, answer, scope, core.clock());
  const isWhole = bundleIds.length === 0 || installationId === null;
  return {
    expect: [
      { kind: 'inventory', id: deviceId, revision: stored?.revision ?? 0 },
      ...(isWhole ? [{ kind: 'device', id: deviceId, revision: device.revision } as const] : []),
    ],
    put: [
      { kind: 'inventory', id: deviceId, value },
      ...(isWhole
        ? [{ kind: 'device', id: deviceId, value: { ...device.value, inventoryAt: core.clock() } } as const]
        : []),
    ],
  };
}

/** Bundle ids of the apps that Apple lists for the location; others are private and never kept. */
export async function listedApps(core: Core): Promise<ReadonlySet<string>> {
  const assets = await core.records.list('asset');
  return new Set(assets.flatMap(({ value }) => (value.productType === 'App' ? (value.bundleId ?? []) : [])));
}

/** Bundle ids of the apps that matter on a device: its owner has or gets a licence of them, or they were on it. */
export async function concernedApps(core: Core, { id, value }: Versioned<Device>): Promise<readonly string[]> {
  const known = (await core.records.get('inventory', id))?.value.apps ?? [];
  const found = new Set(known.filter(({ installed }) => installed === true).map(({ bundleId }) => bundleId));
  const theirs = value.owner === null ? [] : await assignmentsOfPerson(core, value.owner.userId);
  for (const { value: assignment } of theirs) {
    const { licensed, moving } = assignmentTraits[assignment.state];
    if (!licensed && !moving) continue;
    const asset = await core.records.get('asset', assignment.key);
    if (asset !== null && asset.value.bundleId !== null) found.add(asset.value.bundleId);
  }
  return [...found];
}
