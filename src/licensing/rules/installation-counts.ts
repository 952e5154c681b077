import { type Installation, installationTraits } from './installation.js';

/** Installations (app × device) by how they count, and people who have no device that can take the app. */
export interface InstallationCounts {
  /** Only what the device says is there and managed. */
  installed: number;
  pending: number;
  failed: number;
  notInstalled: number;
  notApplicable: number;
  /** People, not devices. */
  withoutDevice: number;
}

export const noInstallations: InstallationCounts = {
  ...{ installed: 0, pending: 0, failed: 0, notInstalled: 0, notApplicable: 0, withoutDevice: 0 },
};

const places = {
  installed: 'installed',
  pending: 'pending',
  failed: 'failed',
  'not-installed': 'notInstalled',
  'not-applicable': 'notApplicable',
} as const satisfies Record<
  (typeof installationTraits)[Installation['state']]['counts'],
  Exclude<keyof InstallationCounts, 'withoutDevice'>
>;

/** `withoutDevice` is told apart from it: whoever has no device has no installation. */
export function countInstallations(
  installations: Iterable<Pick<Installation, 'state'>>,
  withoutDevice: number,
): InstallationCounts {
  const counts = { ...noInstallations, withoutDevice };
  for (const { state } of installations) counts[places[installationTraits[state].counts]] += 1;
  return counts;
}
