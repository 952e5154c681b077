/** One app on one device of one person (S26), beside the one licence that the person has for all of them (S20). */
export const installationStates = [
  /** The person has the licence; the command is sent when it has settled at Apple, or tried again after a gap. */
  'wanted',
  /** InstallApplication is recorded or sent, and the device has not answered. */
  'commanded',
  /** The device answered NotNow: it is locked or busy. */
  'waiting',
  /** The person has to accept on the device, or to sign in to the App Store. */
  'prompting',
  'installing',
  /** The device says that it is installed and managed. Nothing else counts as installed. */
  'managed',
  /** A copy that the person installed is there; it is not managed. */
  'unmanaged',
  /** The person deleted the app by hand; the licence is still theirs. */
  'deleted',
  'failed',
  /** The person refused on the device. */
  'rejected',
  /** To be removed: RemoveApplication is to be sent, or sent, or what it did is asked after. */
  'removing',
  /** The device says that the app is not there any more. */
  'gone',
  /** This device cannot have it; `reason` says why. */
  'not-applicable',
  /** The device left management: what is on it cannot be asked any more. */
  'left-management',
  /** The device was taken out of use, or is not the person's any more. */
  'retired',
] as const;

export type InstallationState = (typeof installationStates)[number];

/** Why something is not applicable, failed, or waits; words for people are made of it elsewhere. */
export type InstallationReason =
  /** The device's platform is not among those of the app. */
  | 'platform'
  /** Shared iPads cannot use licences of people (Apple documents). */
  | 'shared-ipad'
  /** User Enrolment needs a Managed Apple Account. */
  | 'needs-managed-account'
  /** One licence serves five devices. */
  | 'sixth-device'
  /** 9610, 12026, 12047, 12064, 2605: the device finds no licence. */
  | 'licence-not-found'
  /** 12040, PromptingForLogin for too long, or no account. */
  | 'sign-in-needed'
  | 'rejected-by-person'
  | 'management-rejected'
  /** The device asked the person for about a week, and nobody answered there. */
  | 'not-accepted'
  /** 12031, AppStoreDisabled. */
  | 'store-disabled'
  /** 12036 */
  | 'cannot-remove-now'
  /** The same install went round so often without the app being there at the end. */
  | 'loop'
  /** The device does not answer. */
  | 'no-answer'
  /** Wanted, but the bundle id is unknown, so it can be neither looked for nor removed. */
  | 'no-bundle-id'
  /** A Mac whose user is not in management: a licence of a person is installed on the channel of a user. */
  | 'no-user-channel'
  /** The MDM server does not take the command. */
  | 'refused-by-server'
  /** The device enrolled anew and does not have it any more. */
  | 're-enrolled'
  | 'device-retired'
  /** The device is in use, and not the person's any more. */
  | 'owner-changed'
  | 'device-checked-out'
  | 'other';

/** Id: `<asset key>/<Slack user id>/<enrolment id>`. */
export interface Installation {
  key: string;
  userId: string;
  enrolmentId: string;
  state: InstallationState;
  /** Since when it is in this state. */
  since: number;
  reason: InstallationReason | null;
  /** The device's last error, as it said it. */
  error: { code: number; domain: string; text: string } | null;
  /** Apple's last word about it, such as `PromptingForLogin`. */
  appleStatus: string | null;
  /** Of the assignment whose licence it uses. */
  generation: number;
  /** The open command; while it is set no other is sent for it. */
  commandId: string | null;
  /** InstallApplications that the device took in this generation: the loop detector counts them. */
  rounds: number;
  /** Failed tries in a row, and before when it is not tried again. */
  tries: number;
  nextTry: number | null;
  /** How often the device was asked since the last command, and when it is asked next. */
  looks: number;
  nextLook: number | null;
  /** Which list it is looked for in next: the managed apps, or, when it is not among them, all that are installed. */
  asks: 'managed-apps' | 'installed-apps';
  /** When the device last said anything about it. */
  seenAt: number | null;
  /** Since when the device answers NotNow. */
  notNowSince: number | null;
  /** Removal was asked to be tried although the app is not managed, or to take a copy over. */
  takeOver: boolean;
}

interface Traits {
  /** Something is still to happen by itself: kept among what is in motion. */
  moving: boolean;
  /** The app may be on the device: its licence is not taken back. */
  mayBeThere: boolean;
  /** How deployments count it. */
  counts: 'installed' | 'pending' | 'failed' | 'not-installed' | 'not-applicable';
}

/** What each state means to everybody who does not have to know the state itself. */
export const installationTraits = {
  wanted: { moving: true, mayBeThere: false, counts: 'pending' },
  commanded: { moving: true, mayBeThere: true, counts: 'pending' },
  waiting: { moving: true, mayBeThere: true, counts: 'pending' },
  prompting: { moving: true, mayBeThere: true, counts: 'pending' },
  installing: { moving: true, mayBeThere: true, counts: 'pending' },
  managed: { moving: false, mayBeThere: true, counts: 'installed' },
  unmanaged: { moving: false, mayBeThere: true, counts: 'not-installed' },
  deleted: { moving: false, mayBeThere: false, counts: 'not-installed' },
  failed: { moving: false, mayBeThere: true, counts: 'failed' },
  rejected: { moving: false, mayBeThere: false, counts: 'failed' },
  removing: { moving: true, mayBeThere: true, counts: 'pending' },
  gone: { moving: false, mayBeThere: false, counts: 'not-installed' },
  'not-applicable': { moving: false, mayBeThere: false, counts: 'not-applicable' },
  'left-management': { moving: false, mayBeThere: true, counts: 'not-installed' },
  retired: { moving: false, mayBeThere: false, counts: 'not-applicable' },
} as const satisfies Record<InstallationState, Traits>;

/** The id of one app on one device of one person. */
export function installationId(key: string, userId: string, enrolmentId: string): string {
  return `${key}/${userId}/${enrolmentId}`;
}

/** What every beginning has in common: nothing was sent or answered yet. */
export function newInstallation(
  given: Pick<Installation, 'key' | 'userId' | 'enrolmentId' | 'state' | 'since' | 'generation'>,
): Installation {
  return {
    ...given,
    reason: null,
    error: null,
    appleStatus: null,
    commandId: null,
    rounds: 0,
    tries: 0,
    nextTry: null,
    looks: 0,
    nextLook: null,
    asks: 'managed-apps',
    seenAt: null,
    notNowSince: null,
    takeOver: false,
  };
}
