import type { Put, RecordRef, Versioned } from '../ports/records.js';
import { type Installation, installationId, installationTraits } from '../rules/installation.js';
import type { Core } from './core.js';

/** An installation as it is stored, with the revisions to expect of the two kinds it may stand in. */
export interface StoredInstallation {
  id: string;
  value: Installation;
  expect: readonly (RecordRef & { revision: number })[];
}

/** Part of a commit. */
export interface InstallationChange {
  expect: readonly (RecordRef & { revision: number })[];
  put: readonly Put[];
  remove: readonly RecordRef[];
}

/** One app on one device, in motion or at rest. */
export async function readInstallation(core: Core, id: string): Promise<StoredInstallation | null> {
  const moving = await core.records.get('deviceInstallation', id);
  return storedInstallation(id, moving, moving === null ? await core.records.get('deviceHolding', id) : null);
}

/** Whatever is known of one app (`<key>/`), or of one app and person (`<key>/<user>/`), on any device. */
export async function installationsOf(core: Core, prefix: string): Promise<readonly StoredInstallation[]> {
  const moving = await core.records.list('deviceInstallation', prefix);
  const atRest = await core.records.list('deviceHolding', prefix);
  return [
    ...moving.flatMap((one) => storedInstallation(one.id, one, null) ?? []),
    ...atRest.flatMap((one) => storedInstallation(one.id, null, one) ?? []),
  ];
}

/** One app of one person on all their devices. */
export function installationsOfPerson(core: Core, key: string, userId: string): Promise<readonly StoredInstallation[]> {
  return installationsOf(core, `${key}/${userId}/`);
}

/** Installations in motion. */
export async function movingInstallations(core: Core): Promise<readonly StoredInstallation[]> {
  const moving = await core.records.list('deviceInstallation');
  return moving.flatMap((one) => storedInstallation(one.id, one, null) ?? []);
}

/**
 * Stores an installation where it belongs: in motion, or at rest, and notes that people may have to be told. `before` is
 * what it was read as; `null` = there was none.
 */
export function changeInstallation(before: StoredInstallation | null, after: Installation): InstallationChange {
  const id = installationId(after.key, after.userId, after.enrolmentId);
  const moves = installationTraits[after.state].moving;
  const [home, other] = moves
    ? (['deviceInstallation', 'deviceHolding'] as const)
    : (['deviceHolding', 'deviceInstallation'] as const);
  const expect = before?.expect ?? [
    { kind: 'deviceInstallation', id, revision: 0 },
    { kind: 'deviceHolding', id, revision: 0 },
  ];
  const stands = expect.some(({ kind, revision }) => kind === other && revision > 0);
  const news: Put[] = isNews(before?.value ?? null, after)
    ? [{ kind: 'installationNews', id, value: { since: after.since } }]
    : [];
  return { expect, put: [{ kind: home, id, value: after }, ...news], remove: stands ? [{ kind: other, id }] : [] };
}

/** Whether people are told anything else of it: also what the device asks, and that it is locked or busy. */
function isNews(before: Installation | null, after: Installation): boolean {
  if (before === null || before.state !== after.state || before.reason !== after.reason) return true;
  if (after.state === 'prompting' && before.appleStatus !== after.appleStatus) return true;
  return (before.notNowSince === null) !== (after.notNowSince === null);
}

function storedInstallation(
  id: string,
  moving: Versioned<Installation> | null,
  atRest: Versioned<Installation> | null,
): StoredInstallation | null {
  const value = moving?.value ?? atRest?.value;
  if (value === undefined) return null;
  return {
    id,
    value,
    expect: [
      { kind: 'deviceInstallation', id, revision: moving?.revision ?? 0 },
      { kind: 'deviceHolding', id, revision: atRest?.revision ?? 0 },
    ],
  };
}
