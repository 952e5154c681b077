import { type OfferStage, type Stand, standOf } from '../rules/app-offer.js';
import { type Assignment, assignmentId, isOver, newAssignment } from '../rules/assignment.js';
import { effectiveIntent } from '../rules/effective-intent.js';
import { type LedgerFigures, settledLedger } from '../rules/ledger.js';
import type { NotAllowed } from '../rules/policy.js';
import { offerCard } from './app-offers.js';
import { changeAssignment, readAssignment, type StoredAssignment } from './assignments.js';
import { type Asked, type Core, permitMember } from './core.js';
import { type LedgerView, ledgerPut, readLedger } from './ledgers.js';
import { readMembership } from './memberships.js';
import { type Reach, reachOf } from './reaching.js';
import { entryOf, refusing } from './refused-clicks.js';
import { type StandingHold, standingHold } from './standing-hold.js';

export type TakeOutcome =
  | NotAllowed
  /** No deployment in force offers it to this person. */
  | { result: 'over' }
  /** The app is to be uninstalled, so it is not offered. */
  | { result: 'to-be-removed'; deploymentId: string }
  /** Somebody stopped the deployment. */
  | { result: 'stopped'; deploymentId: string }
  /** Apple does not list it any more. */
  | { result: 'app-gone' }
  | { result: 'already'; stand: Stand }
  /** `hold`: why nothing is sent to Apple now; the reservation waits for it to end. */
  | { result: 'reserved'; stand: Stand; hold: StandingHold | null }
  /** `ahead`: people who wait for a licence of this app already. */
  | { result: 'waiting'; ahead: number };

type Refusal = Extract<TakeOutcome, { result: 'over' | 'to-be-removed' | 'stopped' | 'app-gone' }>;

const ACT = 'take-app';

/** “Install” on an available app: the licence is reserved at this press, and the rest goes by itself. */
export async function takeAvailable(core: Core, asked: Asked, key: string): Promise<TakeOutcome> {
  const subject = `assignment:${assignmentId(key, asked.actor)}`;
  const permission = await permitMember(core, asked.actor);
  if (permission.result === 'not-allowed') return refusing(core, asked, ACT, subject, permission);
  const ledger = await readLedger(core, key);
  const membership = await readMembership(core, asked.actor);
  if (ledger === null || membership === null) return refusing(core, asked, ACT, subject, { result: 'over' });
  const reaches = (await reachOf(core, key))(asked.actor);
  const stored = await readAssignment(core, key, asked.actor);
  const shown = { asked, ledger, deploymentId: reaches[0]?.deploymentId ?? stored?.value.wantedBy[0] ?? '' };
  if (stored !== null && !isOver(stored.value)) {
    const stand = standOf(stored.value, membership.value.state);
    return { result: 'already', stand: await show(core, shown, stand) };
  }
  const source = sourceOf(reaches, ledger);
  if ('result' in source) {
    if (source.result !== 'stopped') await show(core, shown, 'over');
    return refusing(core, asked, ACT, subject, source);
  }
  const taken = taking(core, { asked, ledger, stored, clientUserId: membership.value.clientUserId, source });
  const stand = standOf(taken, membership.value.state);
  const result = await store(core, { asked, ledger, stored, reaches, source, taken, stand });
  if (result === 'conflict') return takeAvailable(core, asked, key);
  await core.onStep('offer.taken');
  if (taken.state === 'waiting-for-licences') return { result: 'waiting', ahead: ledger.figures.waiting };
  return { result: 'reserved', stand, hold: await standingHold(core) };
}

interface Shown {
  asked: Asked;
  ledger: LedgerView;
  deploymentId: string;
}

/** An older card may still offer what stands otherwise now. */
async function show<S extends OfferStage>(core: Core, { asked, ledger, deploymentId }: Shown, stage: S): Promise<S> {
  const facts = { deploymentId, key: ledger.key, userId: asked.actor, generation: 0, byItself: core.devices !== null };
  await core.records.commit({ outbox: [offerCard(facts, ledger.asset, stage, asked.reference)] });
  return stage;
}

/** The deployment by which the person may have it. */
function sourceOf(reaches: readonly Reach[], { asset }: LedgerView): Reach | Refusal {
  const action = effectiveIntent(reaches);
  const wants = reaches.filter((one) => one.action === action);
  const [first] = wants;
  if (first === undefined) return { result: 'over' };
  if (action === 'uninstall') return { result: 'to-be-removed', deploymentId: first.deploymentId };
  if (asset.presence === 'gone') return { result: 'app-gone' };
  return wants.find(({ stopped }) => !stopped) ?? { result: 'stopped', deploymentId: first.deploymentId };
}

interface Taking {
  asked: Asked;
  ledger: LedgerView;
  stored: StoredAssignment | null;
  clientUserId: string;
  source: Reach;
}

function taking(core: Core, { asked, ledger, stored, clientUserId, source }: Taking): Assignment {
  return newAssignment({
    key: ledger.key,
    userId: asked.actor,
    clientUserId: stored?.value.clientUserId ?? clientUserId,
    state: isFree(ledger.figures) ? 'reserved' : 'waiting-for-licences',
    since: core.clock(),
    generation: (stored?.value.generation ?? 0) + 1,
    wantedBy: [source.deploymentId],
  });
}

/** Whoever waits already comes first. */
function isFree({ free, waiting }: LedgerFigures): boolean {
  return free === null || free > waiting;
}

interface Storing {
  asked: Asked;
  ledger: LedgerView;
  stored: StoredAssignment | null;
  reaches: readonly Reach[];
  source: Reach;
  taken: Assignment;
  stand: OfferStage;
}

async function store(core: Core, { asked, ledger, stored, reaches, source, taken, stand }: Storing) {
  const { key, asset } = ledger;
  const id = assignmentId(key, asked.actor);
  const change = changeAssignment(stored, taken);
  const before = await core.records.get('offer', id);
  const { deploymentId } = source;
  const offer = { deploymentId, key, userId: asked.actor, generation: taken.generation, shown: stand };
  const { result } = await core.records.commit({
    expect: [
      ...change.expect,
      ledger.expect,
      ...reaches.map(({ expect }) => expect),
      { kind: 'offer', id, revision: before?.revision ?? 0 },
    ],
    put: [...change.put, ledgerPut(key, settledLedger(ledger.inputs)), { kind: 'offer', id, value: offer }],
    remove: change.remove,
    outbox: [offerCard({ ...offer, byItself: core.devices !== null }, asset, stand, asked.reference)],
    audit: [
      entryOf(core, asked, ACT, `assignment:${id}`, taken.state, {
        deployment: deploymentId,
        generation: taken.generation,
        before: stored?.value.state ?? null,
        after: taken.state,
        freeBefore: ledger.figures.free,
      }),
    ],
  });
  return result;
}
