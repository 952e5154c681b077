/** How something is enrolled with the MDM server. User Enrolment (BYOD) hides the serial number (Apple documents). */
export type EnrolmentType = 'device' | 'user-enrolment' | 'shared-ipad';

export type DevicePlatform = 'iOS' | 'iPadOS' | 'macOS' | 'tvOS' | 'visionOS' | 'watchOS' | 'unknown';

/** The life of one enrolment; see `device-life.ts`. */
export const deviceStates = [
  /** `Authenticate` came, `TokenUpdate` did not yet: nothing can be sent. */
  'enrolling',
  'enrolled',
  /** Left management; what it had stays as it was last known. */
  'checked-out',
  /** Taken out of use by an administrator: it counts for nothing any more. */
  'retired',
] as const;

export type DeviceState = (typeof deviceStates)[number];

/** Whose device it is, and how that is known. */
export interface DeviceOwner {
  userId: string;
  by: 'claim' | 'enrolment-profile' | 'import' | 'administrator';
  at: number;
  /** Of a claim: who confirmed it. */
  confirmedBy: string | null;
}

/**
 * When each was last said, by the MDM server's clock: what comes late does not undo what came after it. `null` = never.
 * See `device-life.ts`.
 */
export interface DeviceMarks {
  /** `Authenticate`. */
  authenticated: number | null;
  /** The first `TokenUpdate` of an enrolment, where the server counts them. */
  token: number | null;
  /** Anything that only an enrolled device says. */
  contact: number | null;
  /** `CheckOut`. */
  left: number | null;
}

/** One enrolment at the MDM server. Id: the enrolment id, a UDID or, with User Enrolment, the EnrollmentID. */
export interface Device {
  enrolmentId: string;
  type: EnrolmentType;
  state: DeviceState;
  /** `null`: User Enrolment, or the event that names it was lost and DeviceInformation has not been answered. */
  serialNumber: string | null;
  /** As its owner calls it, such as “Emma’s iPhone”. */
  name: string | null;
  /** Apple's model identifier, such as `iPhone16,1`. */
  model: string | null;
  osVersion: string | null;
  platform: DevicePlatform;
  supervised: boolean | null;
  /** Whether an Apple Account is signed in to the App Store; `null` = not known. */
  accountActive: boolean | null;
  /** `iTunesStoreAccountHash`, meant to be compared with the `idHash` of Apple's user (Apple documents; equality not tried). */
  accountHash: string | null;
  /** macOS: the enrolment id of the user channel, which takes InviteToProgram. */
  userChannel: string | null;
  owner: DeviceOwner | null;
  /** When the present enrolment began. Another one is another life of the device: what was commanded before it is void. */
  enrolledAt: number;
  seenAt: number;
  marks: DeviceMarks;
  /** When DeviceInformation, and when all apps were last answered. */
  informationAt: number | null;
  inventoryAt: number | null;
}

/**
 * What is known of the apps on one device: only of those that Apple lists for the location, nothing private. Id: the
 * enrolment id.
 */
export interface Inventory {
  /** When the last answer came; `null` = none came yet. */
  at: number | null;
  /** When the device was last asked for everything, whether it answered or not. */
  askedAt: number | null;
  apps: readonly InventoryApp[];
}

/** One app of the location on one device. */
export interface InventoryApp {
  bundleId: string;
  version: string | null;
  /** Of ManagedApplicationList; `null` = not managed. */
  status: string | null;
  /** Whether it is there, after InstalledApplicationList or a managed status that says so; `null` = nobody knows. */
  installed: boolean | null;
  /** When `installed` was last learned; `null` = never. */
  installedAt: number | null;
}

/** Owners by serial number from an imported list, for devices that may enrol later. Id: the serial number in capitals. */
export interface DeviceOwnerEntry {
  userId: string;
  /** Who imported or confirmed it. */
  by: string;
  at: number;
  /** Left out: from an imported list. `claim`: the person said so before it enrolled, and `by` confirmed it. */
  how?: 'claim';
}

/** What people call a device: its name, else its model, with the end of its serial number where there is one. */
export function deviceLabel({ name, model, serialNumber }: Pick<Device, 'name' | 'model' | 'serialNumber'>): string {
  const called = name ?? model ?? 'Device';
  return serialNumber === null ? called : `${called} (…${serialNumber.slice(-4)})`;
}

/** Whether commands can be sent to it. */
export function isReachable({ state }: Pick<Device, 'state'>): boolean {
  return state === 'enrolled';
}
