import type { Assignment } from './assignment.js';
import type { Device, InventoryApp } from './device.js';
import { type Installation, type InstallationState, installationTraits } from './installation.js';

/** What was heard longer ago says nothing about today. */
export const KNOWN_FOR = 7 * 86_400_000;

/** Why an app is on none of somebody's devices. */
export type UnusedWhy =
  /** The person deleted it. */
  | 'deleted'
  /** The person refused the install. */
  | 'rejected'
  | 'failed'
  /** None of the devices can have it. */
  | 'not-applicable'
  /** It is simply not there. */
  | 'not-installed';

/** Why nobody knows whether an app is used. */
export type UnknownWhy =
  | 'no-device'
  /** A device has never said anything about the app. */
  | 'never-heard'
  /** A device left management, so nobody can ask it. */
  | 'left-management'
  /** A device has not said anything about it for longer than `KNOWN_FOR`. */
  | 'silent';

/** Whether a licence serves an app on any device of its holder. */
export type LicenceUse =
  | { use: 'used' }
  /** An install or a removal is under way. */
  | { use: 'moving' }
  /** `since`: not there for so long at least; `asOf`: what is known is of then or later. */
  | { use: 'unused'; why: UnusedWhy; since: number; asOf: number }
  /** `asOf`: when the longest silent device last said something about the app; `null` = never. */
  | { use: 'unknown'; why: UnknownWhy; asOf: number | null };

/** Everything that is known of one app on one device. */
export interface DeviceUse {
  device: Pick<Device, 'state' | 'enrolledAt'>;
  installation: Installation | null;
  app: InventoryApp | null;
}

/** Judges one licence by all devices of its holder. One that nobody has heard of keeps it from being called unused. */
export function licenceUse(
  held: Pick<Assignment, 'since' | 'licensedAt'>,
  devices: readonly DeviceUse[],
  now: number,
): LicenceUse {
  const found = devices.map((one) => onDevice(one, now));
  if (found.some(({ use }) => use === 'used')) return { use: 'used' };
  if (found.some(({ use }) => use === 'moving')) return { use: 'moving' };
  if (found.length === 0) return { use: 'unknown', why: 'no-device', asOf: null };
  const absent: Absent[] = [];
  const unknown: Unknown[] = [];
  for (const one of found) {
    if (one.use === 'absent') absent.push(one);
    if (one.use === 'unknown') unknown.push(one);
  }
  if (unknown.length > 0) {
    const heard = unknown.flatMap(({ asOf }) => asOf ?? []);
    const never = heard.length < unknown.length;
    const asOf = never ? null : Math.min(...heard);
    const left = unknown.every((one) => one.left);
    return { use: 'unknown', why: left ? 'left-management' : never ? 'never-heard' : 'silent', asOf };
  }
  const given = held.licensedAt ?? held.since;
  const why = reasons.find((reason) => absent.some((one) => one.why === reason)) ?? 'not-installed';
  return {
    use: 'unused',
    why,
    since: Math.max(given, ...absent.flatMap(({ since }) => since ?? [])),
    asOf: Math.min(...absent.map(({ asOf }) => asOf)),
  };
}

/** What says most stands first. */
const reasons: readonly UnusedWhy[] = ['deleted', 'rejected', 'failed', 'not-installed', 'not-applicable'];

type Absent = { use: 'absent'; why: UnusedWhy; since: number | null; asOf: number };
type Unknown = { use: 'unknown'; asOf: number | null; left: boolean };
type OnDevice = { use: 'used' } | { use: 'moving' } | Absent | Unknown;

/** What a state of an installation says about whether the app is there; others say nothing about it. */
const told: Partial<Record<InstallationState, { there: boolean; why: UnusedWhy }>> = {
  managed: { there: true, why: 'not-installed' },
  unmanaged: { there: true, why: 'not-installed' },
  deleted: { there: false, why: 'deleted' },
  rejected: { there: false, why: 'rejected' },
  gone: { there: false, why: 'not-installed' },
  'not-applicable': { there: false, why: 'not-applicable' },
};

function onDevice({ device, installation, app }: DeviceUse, now: number): OnDevice {
  const state = installation?.state ?? null;
  if (device.state === 'checked-out') return { use: 'unknown', asOf: installation?.seenAt ?? null, left: true };
  if (state !== null && installationTraits[state].moving) return { use: 'moving' };
  const said = state === null ? undefined : told[state];
  const saidAt = installation?.seenAt ?? installation?.since ?? 0;
  // What was on it before it enrolled anew is not on it now.
  const listed = app !== null && (app.installedAt ?? 0) >= device.enrolledAt ? app : null;
  const listedAt = listed?.installedAt ?? null;
  const isListNewer = listed !== null && listedAt !== null && (said === undefined || listedAt >= saidAt);
  if (isListNewer ? listed.installed === true : said?.there === true) return { use: 'used' };
  if (state === 'not-applicable') return { use: 'absent', why: 'not-applicable', since: null, asOf: now };
  const asOf = isListNewer ? listedAt : said === undefined ? null : saidAt;
  if (asOf === null || device.state !== 'enrolled' || now - asOf > KNOWN_FOR)
    return { use: 'unknown', asOf, left: false };
  const why = state === 'failed' ? 'failed' : (said?.why ?? 'not-installed');
  const since = installation === null || said?.there === true ? null : installation.since;
  return { use: 'absent', why, since, asOf };
}
