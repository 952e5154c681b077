import type { Assignment } from './assignment.js';
import type { Cleanliness } from './cleanliness.js';
import type { DeploymentAction, DeploymentState, LeftOutReason } from './deployment.js';
import type { Device } from './device.js';
import type { Installation } from './installation.js';
import type { LedgerFigures } from './ledger.js';
import type { WriteHold } from './may-write.js';
import type { Membership } from './membership.js';
import type { Member } from './records.js';

/** What keeps everything from being sent, whoever it is for. */
export interface HouseHolds {
  paused: { by: string; at: number } | null;
  writes: WriteHold | null;
  cleanliness: Cleanliness;
  /** Somebody else seems to change the location. */
  interferenceSince: number | null;
}

/** How a revision came into force. `unknown`: the head does not say any more. */
export type Approval = { kind: 'approved'; by: readonly string[]; at: number } | { kind: 'none-needed' | 'unknown' };

/** A deployment of the app, as far as it concerns one person. */
export interface WhyDeployment {
  id: string;
  state: DeploymentState;
  askedBy: string;
  reason: string;
  /** The revision in force, if it names the person. */
  inForce: {
    action: DeploymentAction;
    since: number;
    approval: Approval;
    /** Slack user groups that it follows; `null` = people as they were. */
    groupIds: readonly string[] | null;
    startAt: number | null;
    /** Whether the person was written down. */
    applied: boolean;
  } | null;
  /** The revision that waits, if it names the person. */
  pending: { action: DeploymentAction; requestedAt: number; expiresAt: number; missingApprovals: number } | null;
  /** Why it does not reach the person though they were given to it. */
  leftOut: LeftOutReason | null;
  stopped: { by: string; at: number } | null;
  ended: { by: string | null; at: number } | null;
}

/** Where somebody without a licence stands in the waiting list of the app. */
export interface QueuePlace {
  /** From 1. */
  position: number;
  length: number;
}

/** An unsettled write at Apple. */
export interface WhyWrite {
  act: 'associate' | 'disassociate' | 'create-users' | 'update-users' | 'retire-users';
  state: 'sending' | 'accepted' | 'unknown';
  sentAt: number;
  eventId: string | null;
  nextLook: number;
}

/** All that is known of one person and one app at one moment. */
export interface WhyFacts {
  now: number;
  userId: string;
  person: { known: boolean; kind: Member['kind']; deactivated: boolean };
  app: { key: string; name: string; gone: boolean; book: boolean; revocable: boolean; figures: LedgerFigures | null };
  /** Oldest first. */
  deployments: readonly WhyDeployment[];
  assignment: Assignment | null;
  queue: QueuePlace | null;
  /** Of the assignment. */
  write: WhyWrite | null;
  /** `null`: nothing was made at Apple yet. */
  membership: Membership | null;
  /** Of the membership. */
  membershipWrite: WhyWrite | null;
  holds: HouseHolds;
  /** The person's devices, and what is known of the app on each; `null` without an MDM server. */
  devices: readonly WhyDevice[] | null;
  /** None of them can take the app, so no licence is given before one can (S22). */
  lacksDevice: boolean;
}

/** One device of the person. */
export interface WhyDevice {
  /** `null`: it is not known any more. */
  device: Device | null;
  /** `null`: nothing is known of the app on it. */
  installation: Installation | null;
}
