import type { Arithmetic, Contradiction } from './arithmetic.js';
import { type Assignment, assignmentTraits, isSupplied } from './assignment.js';
import type { DeploymentAction } from './deployment.js';
import type { LedgerFigures } from './ledger.js';

/** All that the arithmetic of a deployment rests on. */
export interface CountInputs {
  action: DeploymentAction;
  people: ReadonlySet<string>;
  leftOut: number;
  /** The deployment that is to change. */
  deploymentId: string | null;
  figures: LedgerFigures;
  /** Licences held by deployment, for people who are not written down yet. */
  holds: Readonly<Record<string, number>>;
  revocable: boolean;
  /** Of the app, by person. */
  assignments: ReadonlyMap<string, Assignment>;
  /** Who of the people has not accepted Apple's terms. */
  unaccepted: ReadonlySet<string>;
  /** Who of the people another active deployment requires to have the app. */
  requiredByOthers: ReadonlySet<string>;
  awaitingApproval: number;
  contradictions: readonly Contradiction[];
}

/**
 * What a deployment does to the licences of its app. A change takes over its own hold; its own reservations of people
 * who are no longer meant come back later, so nothing is planned with them here.
 */
export function arithmeticOf(inputs: CountInputs): Arithmetic {
  const { action, people, figures, assignments, deploymentId } = inputs;
  const hold = deploymentId === null ? 0 : (inputs.holds[deploymentId] ?? 0);
  const of = (userId: string) => assignments.get(userId);
  const supplied = count(people, (userId) => isSuppliedFor(action, of(userId)));
  const atMost = action === 'uninstall' ? 0 : people.size - supplied;
  const needed = action === 'required' ? atMost : 0;
  const free = figures.free === null ? null : figures.free + hold;
  return {
    people: people.size,
    alreadyLicensed: supplied,
    needed,
    atMost,
    free,
    reservedByOthers: Math.max(0, figures.reserved - hold - ownReservations(inputs)),
    awaitingApproval: inputs.awaitingApproval,
    balanceAfter: free === null ? null : free - needed,
    comingBack: comingBack(inputs),
    toInvite:
      action === 'uninstall' ? 0 : count(people, (userId) => inputs.unaccepted.has(userId) && !isLicensed(of(userId))),
    leftOut: inputs.leftOut,
    spentForEver: !inputs.revocable,
    contradictions: inputs.contradictions,
    readAt: figures.readAt,
  };
}

/** For an uninstall only a licence that somebody has counts: what is on its way is stopped. */
function isSuppliedFor(action: DeploymentAction, assignment: Assignment | undefined): boolean {
  if (assignment === undefined) return false;
  return action === 'uninstall' ? isLicensed(assignment) : isSupplied(assignment);
}

function isLicensed(assignment: Assignment | undefined): boolean {
  return assignment !== undefined && assignmentTraits[assignment.state].licensed;
}

/** Licences held for people by this deployment and no other. */
function ownReservations({ deploymentId, assignments }: CountInputs): number {
  if (deploymentId === null) return 0;
  return count(
    assignments.values(),
    ({ state, wantedBy }) => state === 'reserved' && wantedBy.every((id) => id === deploymentId),
  );
}

/** An app that somebody else requires stays, and Apple never takes some licences back. */
function comingBack({ action, people, assignments, requiredByOthers, revocable }: CountInputs): number {
  if (action !== 'uninstall' || !revocable) return 0;
  return count(people, (userId) => isLicensed(assignments.get(userId)) && !requiredByOthers.has(userId));
}

function count<T>(items: Iterable<T>, fits: (item: T) => boolean): number {
  let found = 0;
  for (const item of items) if (fits(item)) found += 1;
  return found;
}
