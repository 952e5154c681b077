import type { Versioned } from '../ports/records.js';
import type { Arithmetic } from '../rules/arithmetic.js';
import { arithmeticOf } from '../rules/count-licences.js';
import type { Deployment, DeploymentAction } from '../rules/deployment.js';
import { isDeployable } from '../rules/draft-faults.js';
import { contradictionsOf, type Wanting } from '../rules/effective-intent.js';
import type { Membership } from '../rules/membership.js';
import { assignmentsOf } from './assignments.js';
import type { Core } from './core.js';
import { listDeployments, readRoster } from './deployments.js';
import { readLedger } from './ledgers.js';

/** What somebody wants to happen with an app, and for whom. */
export interface DeploymentQuestion {
  /** Asset key. */
  key: string;
  action: DeploymentAction;
  /** Slack user ids; one that stands there twice counts once. */
  people: readonly string[];
  leftOut: number;
  /** The deployment that is to change: its own hold and reservations are not others'. */
  deploymentId: string | null;
}

/** What it would do to the licences, counted from what is stored now. `null`: no such app, a book, or gone at Apple. */
export async function countDeployment(core: Core, question: DeploymentQuestion): Promise<Arithmetic | null> {
  const view = await readLedger(core, question.key);
  if (view === null || !isDeployable(view.asset)) return null;
  const people = new Set(question.people);
  const assignments = new Map((await assignmentsOf(core, question.key)).map(({ value }) => [value.userId, value]));
  const others = (await listDeployments(core, question.key)).filter(({ id }) => id !== question.deploymentId);
  const wishes = await wishesOf(core, others);
  const required = wishes.filter(({ action }) => action === 'required');
  const counted = arithmeticOf({
    ...question,
    people,
    figures: view.figures,
    holds: view.inputs.ledger.holds,
    revocable: view.asset.revocable,
    assignments,
    unaccepted: await unaccepted(core, people),
    requiredByOthers: new Set(required.flatMap((wish) => wish.people)),
    awaitingApproval: others.reduce((sum, { value: { pending } }) => sum + (pending?.arithmetic.needed ?? 0), 0),
    contradictions: contradictionsOf({ ...question, people }, wishes),
  });
  return core.devices === null ? counted : { ...counted, byDevices: true };
}

/** What other active deployments of the app want, and for whom. */
async function wishesOf(core: Core, others: readonly Versioned<Deployment>[]): Promise<readonly Wanting[]> {
  const wishes = others.map(async ({ id, value: { state, inForce } }) => {
    if (state !== 'active' || inForce === null) return [];
    const { people } = await readRoster(core, id, inForce.number);
    return [{ deploymentId: id, action: inForce.action, people }];
  });
  return (await Promise.all(wishes)).flat();
}

/** Who of them has not accepted Apple's terms and has to. Whoever has a Managed Apple Account need not. */
async function unaccepted(core: Core, people: ReadonlySet<string>): Promise<ReadonlySet<string>> {
  const memberships = await core.records.list('membership');
  const accepted = new Set(memberships.flatMap(({ id, value }) => (value.state === 'associated' ? [id] : [])));
  const left = [...people].filter((userId) => !accepted.has(userId));
  if (core.settings.managedAppleAccounts !== 'email') return new Set(left);
  const byThemselves = new Set(memberships.flatMap(({ id, value }) => (isConnectedByHand(value) ? [id] : [])));
  const members = new Map((await core.records.list('member')).map(({ id, value }) => [id, value]));
  return new Set(left.filter((userId) => byThemselves.has(userId) || members.get(userId)?.email == null));
}

/** Apple did not take their Managed Apple Account, so they are invited like anybody else. */
function isConnectedByHand({ state, problem }: Membership): boolean {
  return state === 'invited' || problem === 'managed-account-unknown' || problem === 'account-taken';
}
