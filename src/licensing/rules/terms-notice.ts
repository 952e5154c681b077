import type { RefusedInvitation } from './device-invitation.js';
import type { MembershipProblem } from './membership.js';

/** Why an invitation message has no buttons any more. */
export type InvitationEnd =
  /** A newer message to the person says the same. */
  | 'newer-message'
  | 'accepted'
  /** The person left the organisation, or Apple ended their record. */
  | 'over';

/** The message that asks a person to accept Apple's terms. Apple's link is a credential and never part of it. */
export interface TermsInvitation {
  /** What its buttons carry: `<user id>:<when the invitation began>:<message>`. */
  key: string;
  organisation: string;
  /** Names of the apps that wait, the first five. */
  apps: readonly string[];
  appCount: number;
  /** 0: the first message. */
  reminder: number;
  /** When the reservations end; `null` while reminders are still to come. */
  reservedUntil: number | null;
  /** The reservations ended; they come back with the acceptance. */
  givenBack: boolean;
  end: InvitationEnd | null;
}

/** Somebody who does not get further without an administrator. */
export interface TermsListEntry {
  userId: string;
  /** `null`: reminded for the last time, and nothing else is wrong. */
  problem: MembershipProblem | null;
  errorNumber: number | null;
  since: number;
  /** Apps that wait for the person. */
  waiting: number;
}

/** The administrators' list; the first ones of `count`. */
export interface TermsList {
  entries: readonly TermsListEntry[];
  count: number;
  at: number;
  /** Invitations that devices refused to show, which holds nobody up; the first ones of `count`. */
  refused?: { lines: readonly (RefusedInvitation & { userId: string })[]; count: number };
}
