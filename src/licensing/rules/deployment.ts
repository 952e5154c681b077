import type { Arithmetic } from './arithmetic.js';

/** What is to happen with an app, in Intune's words. */
export type DeploymentAction = 'required' | 'available' | 'uninstall';

/** Where the people of a snapshot were taken from. */
export type AudienceSource = 'people' | 'channel' | 'addresses' | 'file';

/**
 * `snapshot`: the people as they were when it was asked for. `follows`: the members of Slack user groups, read again at
 * each sync; joiners are added until `ceiling` people, beyond which a new approval is asked for.
 */
export type DeploymentAudience =
  | { kind: 'snapshot'; from: readonly AudienceSource[] }
  | { kind: 'follows'; groupIds: readonly string[]; ceiling: number };

/** In place of a requester, where groups have grown beyond what was approved and nobody asked. */
export const BY_ITSELF = 'system';

/** One version of what somebody wants. Whoever wrote any part of it cannot approve it. */
export interface DeploymentRevision {
  /** From 1; its people stand in the roster of that number. */
  number: number;
  action: DeploymentAction;
  audience: DeploymentAudience;
  reason: string;
  /** Nothing is sent before this instant; at most 30 days ahead. */
  startAt: number | null;
  /** The requester (`BY_ITSELF` = the bot, before those who chose the groups that grew), then whoever edited it. */
  writtenBy: readonly string[];
  writtenAt: number;
  /** In the roster. */
  people: number;
}

/** Who is meant by a revision. Id: `<deployment id>.<revision number>`. */
export interface Roster {
  /** Slack user ids, each once, exclusions taken out. */
  people: readonly string[];
  leftOut: readonly LeftOut[];
  /** More were left out than are listed. */
  leftOutCount: number;
}

export type LeftOutReason =
  | 'guest'
  | 'bot'
  | 'deactivated'
  | 'stranger'
  | 'other-team'
  | 'unknown-address'
  | 'unknown-person'
  | 'ambiguous-address'
  | 'unreadable-line'
  | 'excluded';

/** Somebody, or a line of a list, that the deployment does not reach. */
export interface LeftOut {
  /** A Slack user id, or the text that was given, at most 120 characters. */
  who: string;
  reason: LeftOutReason;
  /** Of a pasted list or a file, from 1. */
  line: number | null;
}

/** The id of the people of one revision. */
export function rosterId(deploymentId: string, revision: number): string {
  return `${deploymentId}.${revision}`;
}

/** A revision that waits for its approvals. */
export interface PendingApproval {
  revision: DeploymentRevision;
  /** As the card shows it; at the click the world must not be worse. */
  arithmetic: Arithmetic;
  needed: 1 | 2;
  approvedBy: readonly { by: string; at: number }[];
  requestedAt: number;
  expiresAt: number;
  /** Sent so far. */
  reminders: number;
  nextReminderAt: number | null;
  /** How often its card was drawn with a new arithmetic because the world had become worse; 0 when left out. */
  refreshed?: number;
}

/** How a revision was decided. `none-needed`: below the threshold of the configuration. */
export type Decision =
  | { result: 'approved'; by: readonly string[]; at: number; revision: number }
  | { result: 'none-needed'; at: number; revision: number }
  | { result: 'denied'; by: string; reason: string; at: number; revision: number }
  | { result: 'expired'; at: number; revision: number }
  | { result: 'withdrawn'; by: string; at: number; revision: number };

/** `draft` is a record of its own. Progress is a figure, not a state. */
export type DeploymentState = 'awaiting-approval' | 'active' | 'closed' | 'denied' | 'expired' | 'withdrawn';

/** A deployment's head; it does not grow with people. Id: `D-<number>`. */
export interface Deployment {
  /** Asset key. */
  key: string;
  state: DeploymentState;
  requestedBy: string;
  requestedAt: number;
  /** The approved revision that holds now. */
  inForce: DeploymentRevision | null;
  pending: PendingApproval | null;
  /** The last decision about any revision. */
  decided: Decision | null;
  /** The request that `decided` is about, as it stood then. */
  settled?: PendingApproval;
  /** The deployment that asks once more for what expired here. */
  askedAgainAs?: string;
  /** Set when it came to rest: closed, denied, expired or withdrawn. */
  endedAt: number | null;
  endedBy: string | null;
  /** Stopped between two batches by somebody; nothing of it is sent. */
  stopped: { by: string; at: number } | null;
  /** How far the people of `inForce` have been written down as assignments; `null` = all of them. */
  applying: { position: number /** The next wave of an uninstall begins then. */; nextAt?: number } | null;
}

/** Whether its people are to be acted upon now. */
export function isInForce(deployment: Deployment, now: number): boolean {
  const { state, inForce } = deployment;
  return state === 'active' && inForce !== null && (inForce.startAt === null || inForce.startAt <= now);
}

/** Who wrote a revision, by turns; of one that the bot asked for itself only those who have edited it since. */
export function authorsOf(
  { writtenBy }: DeploymentRevision,
  { inForce }: Pick<Deployment, 'inForce'>,
): readonly string[] {
  if (writtenBy[0] !== BY_ITSELF) return writtenBy;
  return writtenBy.filter((userId) => userId !== BY_ITSELF && !inForce?.writtenBy.includes(userId));
}

/** Whether somebody wrote any part of the revision that waits. */
export function wrote(pending: PendingApproval, userId: string): boolean {
  return pending.revision.writtenBy.includes(userId);
}

/** What may be pressed on a request that does not wait any more, or not in this form. */
export type RequestOver =
  | { result: 'unknown' }
  /** Decided, replaced or ended; `deployment` says by whom and when. */
  | { result: 'over'; deployment: Deployment };
