import type { Worsening } from './approval.js';
import type { Decision, Deployment, DeploymentAction, DeploymentState, LeftOut } from './deployment.js';
import type { InstallationCounts } from './installation-counts.js';

/** The living card of a deployment, for the approvers and for whoever asked. */
export interface DeploymentCardFacts {
  deploymentId: string;
  appName: string;
  deployment: Deployment;
  /** Whoever asked is no active member any more. */
  requesterGone: boolean;
  /** The first few whom the revision does not reach. */
  leftOut: readonly LeftOut[];
  /** Of the user groups that are followed. */
  groupNames: readonly string[];
  /** What became worse since the card was drawn before. */
  worse: readonly Worsening[];
}

/** One turn in the life of a deployment. */
export type DeploymentTurn =
  | { turn: 'asked'; by: string; revision: number }
  | { turn: 'refreshed'; by: string; worse: readonly Worsening[] }
  | { turn: 'first-approval'; by: string }
  | { turn: 'edited'; by: string; revision: number; people: number; action: DeploymentAction }
  | { turn: 'decided'; decision: Decision }
  | { turn: 'reminder'; approvers: readonly string[]; until: number }
  | { turn: 'closed'; by: string }
  | { turn: 'stopped'; by: string }
  | { turn: 'goes-on'; by: string };

export type DeploymentTurnKind = DeploymentTurn['turn'];

/** One line of a deployment's history. */
export interface DeploymentNewsFacts {
  deploymentId: string;
  appName: string;
  action: DeploymentAction;
  turn: DeploymentTurn;
  /** Said to whoever asked, in their direct messages; else it stands in the thread of the approvers' card. */
  toRequester: boolean;
}

/** Where the people of a deployment stand; everybody stands in one place. */
export const progressPlaces = [
  'licensed',
  'reserved',
  'invited',
  'waitingForLicences',
  'licensing',
  'removing',
  'releasing',
  'released',
  'failed',
  'rejected',
  'givenBack',
  'lost',
  'offered',
  'toApply',
  'passedOver',
] as const;

export type ProgressCounts = Readonly<Record<(typeof progressPlaces)[number], number>>;

/** How far a deployment is, in the thread of its card. */
export interface DeploymentProgressFacts {
  deploymentId: string;
  appName: string;
  action: DeploymentAction;
  state: DeploymentState;
  startAt: number | null;
  stopped: { by: string; at: number } | null;
  people: number;
  counts: ProgressCounts;
  /** On the devices of its people; left out without an MDM server. */
  installations?: InstallationCounts;
  complete: boolean;
  /** When what needs no person is done at the present pace; `null` = nothing is left, or nobody can say. */
  doneAt: number | null;
  at: number;
}
