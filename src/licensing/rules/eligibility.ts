import type { Device, DevicePlatform } from './device.js';
import type { InstallationReason } from './installation.js';

/** Why a device cannot have an app by a person's licence. */
export type Ineligibility = Extract<
  InstallationReason,
  'platform' | 'shared-ipad' | 'needs-managed-account' | 'sixth-device'
>;

export type Eligibility = { result: 'eligible' } | { result: 'not-eligible'; reason: Ineligibility };

/** Devices of one person that one licence serves (Microsoft documents five for licences of people). */
export const DEVICES_PER_LICENCE = 5;

/** What decides whether one device can have one app of one person. */
export interface EligibilityQuestion {
  device: Pick<Device, 'type' | 'platform'>;
  /** Apple's, of the asset; empty = not known. */
  supportedPlatforms: readonly string[];
  /** Whether the person is at Apple with a Managed Apple Account. */
  managedAccount: boolean;
  /** Other devices of the person that use the licence before it, from 0. */
  place: number;
}

/** Apple's `supportedPlatforms` knows no iPadOS: iPads are among `iOS` (seen in Apple's examples). */
const platformNames: Record<DevicePlatform, string | null> = {
  iOS: 'iOS',
  iPadOS: 'iOS',
  macOS: 'macOS',
  tvOS: 'tvOS',
  visionOS: 'visionOS',
  watchOS: 'watchOS',
  unknown: null,
};

/** Whether the device can have the app (S22). What is not known speaks for it: the device itself says no if it must. */
export function eligibility({ device, supportedPlatforms, managedAccount, place }: EligibilityQuestion): Eligibility {
  if (device.type === 'shared-ipad') return { result: 'not-eligible', reason: 'shared-ipad' };
  if (device.type === 'user-enrolment' && !managedAccount)
    return { result: 'not-eligible', reason: 'needs-managed-account' };
  const platform = platformNames[device.platform];
  const isSupported = platform === null || supportedPlatforms.length === 0 || supportedPlatforms.includes(platform);
  if (!isSupported) return { result: 'not-eligible', reason: 'platform' };
  return place < DEVICES_PER_LICENCE ? { result: 'eligible' } : { result: 'not-eligible', reason: 'sixth-device' };
}

/** What decides about all devices of one person. */
export interface PersonQuestion extends Omit<EligibilityQuestion, 'device' | 'place'> {
  /** Oldest enrolment first. */
  devices: readonly Pick<Device, 'enrolmentId' | 'state' | 'type' | 'platform'>[];
  /** Enrolment ids that use the licence already: they keep their places. */
  using: ReadonlySet<string>;
}

/** Of each of a person's devices, by enrolment id. Only those in management take one of the five places. */
export function eligibilityOfDevices({ devices, using, ...question }: PersonQuestion): Map<string, Eligibility> {
  const managed = devices.filter(({ state }) => state === 'enrolled' || state === 'enrolling');
  const inOrder = [
    ...managed.filter(({ enrolmentId }) => using.has(enrolmentId)),
    ...managed.filter(({ enrolmentId }) => !using.has(enrolmentId)),
  ];
  const found = new Map<string, Eligibility>();
  let place = 0;
  for (const device of inOrder) {
    const one = eligibility({ ...question, device, place });
    if (one.result === 'eligible') place += 1;
    found.set(device.enrolmentId, one);
  }
  return found;
}
