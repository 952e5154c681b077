import type { DeploymentAction, RequestOver, Roster } from '../rules/deployment.js';
import { mayAct, type NotAllowed } from '../rules/policy.js';
import { type Asked, type Core, permitMember } from './core.js';
import { refused } from './deployment-record.js';
import { readRoster } from './deployments.js';
import { waiting } from './end-request.js';
import { type NotPlaced, placeRequest } from './place-request.js';

/** What an approver makes of a request: fewer people, another action, another reason. */
export interface RequestEdit {
  action: DeploymentAction;
  reason: string;
  /** Slack user ids that are taken out. */
  exclude: readonly string[];
}

export type EditOutcome =
  | NotAllowed
  | RequestOver
  | NotPlaced
  | { result: 'no-reason' }
  /** It says what the revision says already. */
  | { result: 'same' }
  | { result: 'edited'; deploymentId: string; needed: 1 | 2; until: number; approvers: readonly string[] };

/**
 * Puts a new revision in the place of the one that waits: by an approver, or by whoever wrote it. Approvals of the old
 * one are void, and whoever edits becomes one of its writers.
 */
export async function editRequest(
  core: Core,
  asked: Asked,
  deploymentId: string,
  revision: number,
  edit: RequestEdit,
): Promise<EditOutcome> {
  const found = await waiting(core, asked.reference, deploymentId, revision);
  const written = found.result === 'waiting' ? found.revision.writtenBy : [];
  const permission = await mayEdit(core, asked.actor, written);
  if (permission.result === 'not-allowed') return refused(core, asked, 'edit-deployment', deploymentId, permission);
  if (found.result !== 'waiting') return refused(core, asked, 'edit-deployment', deploymentId, found);
  const { stored } = found;
  const reason = edit.reason.trim().slice(0, 500);
  if (reason === '') return { result: 'no-reason' };
  const before = await readRoster(core, deploymentId, revision);
  const roster = without(before, edit.exclude);
  const { action, audience, startAt } = found.revision;
  const fewer = before.people.length - roster.people.length;
  if (fewer === 0 && edit.action === action && reason === found.revision.reason) return { result: 'same' };
  const outcome = await placeRequest(core, asked, {
    key: stored.value.key,
    action: edit.action,
    audience: audience.kind === 'snapshot' ? audience : { ...audience, ceiling: Math.max(1, audience.ceiling - fewer) },
    reason,
    startAt,
    writtenBy: [...new Set([...written, asked.actor])],
    roster,
    target: stored,
    atLeast: 1,
    from: () => ({}),
  });
  if (outcome.result === 'conflict') return editRequest(core, asked, deploymentId, revision, edit);
  if (outcome.result === 'asked') return { ...outcome, result: 'edited' };
  if (outcome.result === 'in-force') throw new ApprovalSkipped(deploymentId);
  return refused(core, asked, 'edit-deployment', deploymentId, outcome);
}

/** An approver, or whoever wrote it. Asked when the dialogue opens too. */
export async function mayEdit(
  core: Core,
  actor: string,
  writtenBy: readonly string[],
): Promise<{ result: 'allowed' } | NotAllowed> {
  const permission = await permitMember(core, actor);
  if (permission.result === 'not-allowed') return permission;
  const approver = mayAct(permission.standing, 'approve-deployment');
  if (approver.result === 'allowed' || writtenBy.includes(actor)) return { result: 'allowed' };
  return approver;
}

/** A request that was to have an approval at least went in force without one. */
class ApprovalSkipped extends Error {
  readonly code = 'approval-skipped';
  override readonly name = 'ApprovalSkipped';

  constructor(deploymentId: string) {
    super(`The edited request of ${deploymentId} was not to go in force by itself`);
  }
}

function without(roster: Roster, exclude: readonly string[]): Roster {
  const gone = new Set(exclude);
  const taken = roster.people.filter((userId) => gone.has(userId));
  return {
    people: roster.people.filter((userId) => !gone.has(userId)),
    leftOut: [...roster.leftOut, ...taken.map((who) => ({ who, reason: 'excluded', line: null }) as const)],
    leftOutCount: roster.leftOutCount + taken.length,
  };
}
