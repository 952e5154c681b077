import { type Device, deviceLabel } from './device.js';
import { folded } from './folded.js';
import { type Installation, type InstallationState, installationTraits } from './installation.js';
import type { InstallationChoice, InstallationQuery } from './installation-query.js';

/** Nothing moves it on unless somebody does something. */
export function isTrouble({ state, reason }: Pick<Installation, 'state' | 'reason'>): boolean {
  if (['failed', 'rejected', 'deleted', 'unmanaged'].includes(state)) return true;
  return state === 'removing' && (reason === 'cannot-remove-now' || reason === 'no-answer');
}

/** Whether an installation is wanted, apart from its app, deployment and device, which others look up. */
export function fitsInstallation(installation: Installation, query: InstallationQuery, now: number): boolean {
  return fitsPerson(installation, query, now) && (query.choice === null || isOf(installation, query.choice));
}

/** As far as people without any installation can fit: who, and for how long. */
export function fitsPerson(
  { userId, since }: Pick<Installation, 'userId' | 'since'>,
  { userId: wanted, olderThan, newerThan }: InstallationQuery,
  now: number,
): boolean {
  const age = now - since;
  return (
    (wanted === null || userId === wanted) &&
    (olderThan === null || age >= olderThan) &&
    (newerThan === null || age <= newerThan)
  );
}

function isOf(installation: Installation, choice: InstallationChoice): boolean {
  if (choice === 'trouble') return isTrouble(installation);
  return installation.state === choice || installationTraits[installation.state].counts === choice;
}

/** Whether a device is the one that was named: by its label, or by the end of its serial number. */
export function fitsDevice(device: Pick<Device, 'name' | 'model' | 'serialNumber'>, typed: string): boolean {
  const wanted = folded(typed);
  return folded(deviceLabel(device)).includes(wanted) || (device.serialNumber ?? '').toLowerCase().endsWith(wanted);
}

const ranks = {
  failed: 1,
  pending: 2,
  'not-installed': 3,
  installed: 4,
  'not-applicable': 5,
} as const satisfies Record<(typeof installationTraits)[InstallationState]['counts'], number>;

/** The order of lists: what needs somebody first, then what is under way, each the newest first. */
export function byTrouble(one: Installation, other: Installation): number {
  return rankOf(one) - rankOf(other) || other.since - one.since;
}

function rankOf(installation: Installation): number {
  return isTrouble(installation) ? 0 : ranks[installationTraits[installation.state].counts];
}
