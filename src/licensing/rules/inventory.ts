import type { Inventory, InventoryApp } from './device.js';
import type { DeviceAnswer } from './device-answer.js';

/** Nothing was asked or answered yet. */
export const noInventory: Inventory = { at: null, askedAt: null, apps: [] };

/** Bundle ids of one list; a device has few apps of the location beside them. */
export const INVENTORY_APPS = 1000;

/** Of a version or status, as a device says it. */
const TEXT_LENGTH = 100;

/** What a status of ManagedApplicationList says about whether the app is there; others say nothing about it. */
const presence: ReadonlyMap<string, boolean> = new Map([
  ...['Managed', 'UserInstalledApp', 'UpdateRejected', 'Updating', 'ValidatingUpdate'].map(saysThere),
  ...['PromptingForUpdate', 'PromptingForUpdateLogin'].map(saysThere),
  // Also seen for an install that never ended: the app is not there either way.
  ['ManagedButUninstalled', false],
]);

function saysThere(status: string): [string, boolean] {
  return [status, true];
}

/** What a list was about. */
export interface ListScope {
  /** Bundle ids that were asked for; empty = everything. */
  asked: readonly string[];
  /** Apps that matter on this device: of them it is kept, too, that they are not there. */
  concerned: ReadonlySet<string>;
  /** Bundle ids of the apps that Apple lists for the location; nothing else is ever kept. */
  listed: ReadonlySet<string>;
}

/** An inventory with what an answer to a list says about the apps that were asked for; of others it stays as it was. */
export function mergedInventory(before: Inventory, answer: DeviceAnswer, scope: ListScope, now: number): Inventory {
  const apps = new Map(
    before.apps.filter(({ bundleId }) => scope.listed.has(bundleId)).map((app) => [app.bundleId, app]),
  );
  if (answer.managedApps !== null) mergeManaged(apps, answer.managedApps, scope, now);
  if (answer.installedApps !== null) mergeInstalled(apps, answer.installedApps, scope, now);
  const kept = [...apps.values()].filter(({ status, installed }) => status !== null || installed !== null);
  kept.sort((one, other) => (one.bundleId < other.bundleId ? -1 : 1));
  return { ...before, at: now, apps: kept.slice(0, INVENTORY_APPS) };
}

type Apps = Map<string, InventoryApp>;

function mergeManaged(
  apps: Apps,
  told: readonly { bundleId: string; status: string }[],
  scope: ListScope,
  now: number,
) {
  const managed = new Map(told.map(({ bundleId, status }) => [bundleId, status.slice(0, TEXT_LENGTH)]));
  for (const bundleId of touched(apps, [...managed.keys()], scope)) {
    const before = apps.get(bundleId) ?? unknownApp(bundleId);
    const status = managed.get(bundleId) ?? null;
    const there = status === null ? undefined : presence.get(status);
    apps.set(bundleId, {
      ...before,
      status,
      ...(there === undefined ? {} : { installed: there, installedAt: now }),
    });
  }
}

function mergeInstalled(
  apps: Apps,
  told: readonly { bundleId: string; version: string | null }[],
  scope: ListScope,
  now: number,
) {
  const installed = new Map(told.map(({ bundleId, version }) => [bundleId, version]));
  for (const bundleId of touched(apps, [...installed.keys()], scope)) {
    const before = apps.get(bundleId) ?? unknownApp(bundleId);
    const version = installed.get(bundleId)?.slice(0, TEXT_LENGTH) ?? null;
    apps.set(bundleId, { ...before, version, installed: installed.has(bundleId), installedAt: now });
  }
}

/** Of a whole list: what it names, what was known before, and what matters. Never anything that Apple does not list. */
function touched(apps: Apps, named: readonly string[], { asked, concerned, listed }: ListScope): readonly string[] {
  const about = asked.length > 0 ? asked : [...named, ...apps.keys(), ...concerned];
  return [...new Set(about)].filter((bundleId) => listed.has(bundleId));
}

function unknownApp(bundleId: string): InventoryApp {
  return { bundleId, version: null, status: null, installed: null, installedAt: null };
}
