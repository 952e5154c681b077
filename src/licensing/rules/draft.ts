import type { Arithmetic } from './arithmetic.js';
import type { DeploymentAction, DeploymentAudience } from './deployment.js';

/** What somebody entered for a deployment, kept so that Back and a restart lose nothing. Id: random. */
export interface Draft {
  by: string;
  at: number;
  entries: DraftEntries;
  /** Set when it was counted; the people then stand in the roster with the draft's id. */
  preview: { audience: DeploymentAudience; people: number; arithmetic: Arithmetic; countedAt: number } | null;
}

/** The form as it was filled in; every member is a hint that is looked up again. */
export interface DraftEntries {
  /** Asset key. */
  key: string;
  action: DeploymentAction;
  people: readonly string[];
  channelId: string | null;
  /** User groups that are followed. */
  groupIds: readonly string[];
  /** Pasted, one a line. */
  addresses: string;
  /** Lines of a CSV file that was read when the form was submitted. */
  file: { name: string; lines: readonly string[] } | null;
  exclusions: readonly string[];
  reason: string;
  startAt: number | null;
  /** Of an existing deployment whose action or people are to change. */
  deploymentId: string | null;
  /** The people of that deployment are meant too, whoever else is chosen. */
  keepPeople: boolean;
}
