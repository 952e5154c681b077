import type { Versioned } from '../ports/records.js';
import type { Assignment } from '../rules/assignment.js';
import type { Device, Inventory } from '../rules/device.js';
import type { Installation } from '../rules/installation.js';
import { type LicenceUse, licenceUse } from '../rules/licence-use.js';
import { assignmentsOf, type StoredAssignment } from './assignments.js';
import type { Core } from './core.js';
import { type Fleet, readFleet } from './fleet.js';
import { installationsOf } from './installations.js';

/** What is known of all devices, read once for a pass over many licences. */
export interface KnownDevices {
  fleet: Fleet;
  /** By enrolment id. */
  inventories: ReadonlyMap<string, Inventory>;
}

/** A licence that rests with somebody, and whether it serves an app on any of their devices. */
export interface JudgedLicence {
  assignment: Assignment;
  stored: StoredAssignment;
  use: LicenceUse;
}

/** All devices that somebody owns, with what they said is on them. */
export async function readKnownDevices(core: Core): Promise<KnownDevices> {
  const inventories = await core.records.list('inventory');
  return { fleet: await readFleet(core), inventories: new Map(inventories.map(({ id, value }) => [id, value])) };
}

/** The licences of one app that are neither on their way to somebody nor back, each judged by its holder's devices. */
export async function judgedLicences(core: Core, known: KnownDevices, key: string): Promise<readonly JudgedLicence[]> {
  const held = (await assignmentsOf(core, key)).filter(({ value }) => value.state === 'licensed');
  if (held.length === 0) return [];
  const bundleId = (await core.records.get('asset', key))?.value.bundleId ?? null;
  const installations = new Map((await installationsOf(core, `${key}/`)).map(({ id, value }) => [id, value]));
  const now = core.clock();
  return held.map((stored) => {
    const { userId, generation } = stored.value;
    const devices = (known.fleet.get(userId) ?? []).map((device) => ({
      device: device.value,
      installation: ofGeneration(installations.get(`${key}/${userId}/${device.id}`), generation),
      app: appOn(known, device, bundleId),
    }));
    return { assignment: stored.value, stored, use: licenceUse(stored.value, devices, now) };
  });
}

/** What became of an app under an earlier licence says nothing about this one. */
function ofGeneration(installation: Installation | undefined, generation: number): Installation | null {
  return installation?.generation === generation ? installation : null;
}

function appOn({ inventories }: KnownDevices, { id }: Versioned<Device>, bundleId: string | null) {
  return inventories.get(id)?.apps.find((app) => app.bundleId === bundleId) ?? null;
}
