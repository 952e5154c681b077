/**
 * A licence of one app for one person (S20). `invited` is no state of its own: it is `reserved` while the person has
 * not accepted Apple's terms.
 */
export const assignmentStates = [
  /** Holds a licence that nobody else gets. */
  'reserved',
  /** Approved, holds nothing: no licence is free. */
  'waiting-for-licences',
  /** A write that gives the licence is recorded or under way. */
  'licensing',
  'licensed',
  /** To be uninstalled: still licensed until the app is gone. */
  'removing',
  /** The app is gone; the licence is to be taken back, or is being. */
  'releasing',
  'released',
  'failed',
  /** The person said no. */
  'rejected',
  /** The terms were not accepted in time. */
  'given-back',
  /** Apple took it without us. */
  'lost',
] as const;

export type AssignmentState = (typeof assignmentStates)[number];

/** Why an assignment came to rest, or does not move. */
export type AssignmentReason =
  | 'uninstalled'
  | 'removal-overridden'
  | 'deployment-ended'
  | 'left'
  | 'terms-not-accepted'
  | 'rejected-by-person'
  | 'not-revocable'
  | 'refused-by-apple'
  | 'person-unknown-at-apple'
  | 'lost-unknown'
  | 'lost-retired'
  | 'lost-refunded';

/** Id: `<asset key>/<Slack user id>`. */
export interface Assignment {
  key: string;
  userId: string;
  clientUserId: string;
  state: AssignmentState;
  /** Since when it is in this state. */
  since: number;
  reason: AssignmentReason | null;
  /** Apple's number of the last failure. */
  errorNumber: number | null;
  /** Raised with every new beginning after an end, and part of every key made for it. */
  generation: number;
  /** Deployments (required or available) that want it. */
  wantedBy: readonly string[];
  /** Who or what wants it gone: a deployment's id, or `person:<user id>` for whoever asked. */
  removalBy: string | null;
  /** Whether the person was asked by notice to remove the app or to answer, and when. */
  askedAt: number | null;
  /** The open write at Apple; while it is set nothing else is sent for this person and app. */
  writeId: string | null;
  /** When Apple's event said so. Stays until the release is done. */
  licensedAt: number | null;
  /** Apple's id of the event that changed it last. */
  eventId: string | null;
  /** Failed tries in a row, and before when it is not tried again. */
  tries: number;
  nextTry: number | null;
}

interface Traits {
  /** It is counted as reserved. */
  holds: boolean;
  /** The person has the licence at Apple, as far as we know. */
  licensed: boolean;
  /** Something is still to happen by itself or by somebody: kept among what is in motion. */
  moving: boolean;
}

export const assignmentTraits = {
  reserved: { holds: true, licensed: false, moving: true },
  'waiting-for-licences': { holds: false, licensed: false, moving: true },
  licensing: { holds: false, licensed: false, moving: true },
  licensed: { holds: false, licensed: true, moving: false },
  removing: { holds: false, licensed: true, moving: true },
  releasing: { holds: false, licensed: true, moving: true },
  released: { holds: false, licensed: false, moving: false },
  failed: { holds: false, licensed: false, moving: false },
  rejected: { holds: false, licensed: false, moving: false },
  'given-back': { holds: false, licensed: false, moving: false },
  lost: { holds: false, licensed: false, moving: false },
} as const satisfies Record<AssignmentState, Traits>;

/** What every beginning has in common: nothing was sent, asked or refused yet. */
export function newAssignment(
  given: Pick<Assignment, 'key' | 'userId' | 'clientUserId' | 'state' | 'since' | 'wantedBy' | 'generation'>,
): Assignment {
  return {
    ...given,
    reason: null,
    errorNumber: null,
    removalBy: null,
    askedAt: null,
    writeId: null,
    licensedAt: null,
    eventId: null,
    tries: 0,
    nextTry: null,
  };
}

/** The id of one person's assignment of one app: asset key and Slack user id. */
export function assignmentId(key: string, userId: string): string {
  return `${key}/${userId}`;
}

/** Whether it came to an end: wanted again, it begins anew with the next generation. */
export function isOver({ state }: Pick<Assignment, 'state'>): boolean {
  const { moving, licensed } = assignmentTraits[state];
  return !moving && !licensed;
}

/** The licence is the person's, or is about to be: no second one is needed. */
export function isSupplied({ state }: Pick<Assignment, 'state'>): boolean {
  const traits = assignmentTraits[state];
  return traits.licensed || traits.holds || state === 'licensing';
}
