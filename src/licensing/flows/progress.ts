import { type Assignment, type AssignmentState, assignmentTraits } from '../rules/assignment.js';
import type { Deployment } from '../rules/deployment.js';
import type { ProgressCounts } from '../rules/deployment-notice.js';
import { assignmentsOf } from './assignments.js';
import type { Core } from './core.js';
import { readDeployment, readRoster } from './deployments.js';

/** Where somebody of a roster stands; everybody stands in exactly one place. */
export type ProgressPlace = keyof ProgressCounts;

/** How far a deployment is: a figure, never a state (an available app never finishes). */
export interface DeploymentProgress extends ProgressCounts {
  /** In the roster of the revision in force; the sum of all places. */
  people: number;
  /** Not reached from the beginning, with a reason each in the roster. */
  leftOut: number;
  /** People for whom something is still to happen by itself or by them. */
  remaining: number;
  /** All people are written down and nothing remains. */
  complete: boolean;
}

const placeOf = {
  reserved: 'reserved',
  'waiting-for-licences': 'waitingForLicences',
  licensing: 'licensing',
  licensed: 'licensed',
  removing: 'removing',
  releasing: 'releasing',
  released: 'released',
  failed: 'failed',
  rejected: 'rejected',
  'given-back': 'givenBack',
  lost: 'lost',
} as const satisfies Record<AssignmentState, ProgressPlace>;

const nobody: ProgressCounts = {
  ...{ licensed: 0, reserved: 0, invited: 0, waitingForLicences: 0, licensing: 0, removing: 0, releasing: 0 },
  ...{ released: 0, failed: 0, rejected: 0, givenBack: 0, lost: 0, offered: 0, toApply: 0, passedOver: 0 },
};

/** Counts the people of the revision in force by where they stand. `null`: no such deployment, or nothing is in force. */
export async function progressOf(core: Core, deploymentId: string): Promise<DeploymentProgress | null> {
  const deployment = (await readDeployment(core, deploymentId))?.value;
  const inForce = deployment?.inForce ?? null;
  if (deployment === undefined || inForce === null) return null;
  const roster = await readRoster(core, deploymentId, inForce.number);
  const assignments = new Map((await assignmentsOf(core, deployment.key)).map(({ value }) => [value.userId, value]));
  const associated = await associatedPeople(core);
  const counts: Record<ProgressPlace, number> = { ...nobody };
  let remaining = 0;
  for (const [index, userId] of roster.people.entries()) {
    const assignment = assignments.get(userId) ?? null;
    const place = placeIn(deployment, index, assignment, associated.has(userId));
    counts[place] += 1;
    if (place === 'toApply' || (assignment !== null && assignmentTraits[assignment.state].moving)) remaining += 1;
  }
  return {
    ...counts,
    people: roster.people.length,
    leftOut: roster.leftOutCount,
    remaining,
    complete: remaining === 0 && deployment.applying === null,
  };
}

async function associatedPeople(core: Core): Promise<ReadonlySet<string>> {
  const memberships = await core.records.list('membership');
  return new Set(memberships.flatMap(({ id, value }) => (value.state === 'associated' ? [id] : [])));
}

function placeIn(
  { state, inForce, applying }: Deployment,
  index: number,
  assignment: Assignment | null,
  associated: boolean,
): ProgressPlace {
  const action = inForce?.action ?? 'required';
  const isApplied = state !== 'active' || applying === null || index < applying.position;
  if (!isApplied && (action === 'uninstall' || assignment?.state !== 'licensed')) return 'toApply';
  if (assignment === null) return action === 'available' && state === 'active' ? 'offered' : 'passedOver';
  if (assignment.state === 'reserved' && !associated) return 'invited';
  if (action === 'uninstall' && assignment.state === 'licensed' && assignment.reason === 'not-revocable')
    return 'failed';
  return placeOf[assignment.state];
}
