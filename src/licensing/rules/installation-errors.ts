import type { DeviceError } from './device-answer.js';
import type { InstallationReason } from './installation.js';

/** What an install that a device refuses leads to. */
export interface InstallRefusal {
  /**
   * `look`: it says that the app is there, or on its way, so its lists tell. `again`: it may pass by itself. `rejected`: the
   * person refused.
   */
  effect: 'look' | 'again' | 'failed' | 'rejected';
  reason: InstallationReason | null;
}

const look: InstallRefusal = { effect: 'look', reason: null };
const noLicence: InstallRefusal = { effect: 'again', reason: 'licence-not-found' };
const rejected: InstallRefusal = { effect: 'rejected', reason: 'rejected-by-person' };
const failed = (reason: InstallationReason): InstallRefusal => ({ effect: 'failed', reason });

/** Apple's `RejectionReason`. Macs always say `Other` (Apple documents), so errors say more. */
const byRejection: Readonly<Record<string, InstallRefusal>> = {
  AppAlreadyInstalled: look,
  AppAlreadyQueued: look,
  AppStoreDisabled: failed('store-disabled'),
  ManagementChangeNotSupported: failed('management-rejected'),
};

/** MCMDMErrorDomain as Apple's archive lists it; 506, 2604, 2605 and 9610 as seen by Fleet and Intune. */
const byCode: Readonly<Record<number, InstallRefusal>> = {
  506: look,
  2604: { effect: 'again', reason: 'other' },
  2605: noLicence,
  9610: noLicence,
  12025: look,
  12026: noLicence,
  12031: failed('store-disabled'),
  12040: failed('sign-in-needed'),
  12047: noLicence,
  12063: rejected,
  12064: noLicence,
};

/** What an error chain and a `RejectionReason` mean. Apple: codes may change, so one that is not known is a failure. */
export function refusalOf(errors: readonly DeviceError[], rejectionReason: string | null): InstallRefusal {
  const known = errors.flatMap(({ code }) => (Object.hasOwn(byCode, code) ? (byCode[code] ?? []) : []));
  const licence = known.find((one) => one === noLicence);
  const rejection =
    rejectionReason !== null && Object.hasOwn(byRejection, rejectionReason) ? byRejection[rejectionReason] : undefined;
  return licence ?? rejection ?? known[0] ?? failed('other');
}
