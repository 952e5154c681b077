import { type Assignment, assignmentId } from '../rules/assignment.js';
import { effectiveIntent } from '../rules/effective-intent.js';
import { settledLedger } from '../rules/ledger.js';
import type { NotAllowed } from '../rules/policy.js';
import { byPerson } from '../rules/removal.js';
import { changeAssignment, readAssignment } from './assignments.js';
import { type Asked, type Core, permitMember } from './core.js';
import { ledgerPut, readLedger } from './ledgers.js';
import { offerGoesOn } from './offer-cards.js';
import { type Reach, reachOf } from './reaching.js';
import { entryOf, refusing } from './refused-clicks.js';
import { type StandingHold, standingHold } from './standing-hold.js';

export type GiveBackOutcome =
  | NotAllowed
  /** There is no licence of theirs to give back, or it is on its way already. */
  | { result: 'over' }
  /** Apple is being asked for it right now. */
  | { result: 'under-way' }
  | { result: 'required'; deployments: readonly string[] }
  | { result: 'not-revocable' }
  | { result: 'returning'; hold: StandingHold | null }
  /** It was only reserved, or waited for. */
  | { result: 'cancelled' };

const ACT = 'give-back-app';

/** “Give back”, after the person has said that the app is gone: their licence is taken back, or held for them no longer. */
export async function giveBack(core: Core, asked: Asked, key: string): Promise<GiveBackOutcome> {
  const id = assignmentId(key, asked.actor);
  const permission = await permitMember(core, asked.actor);
  if (permission.result === 'not-allowed') return refusing(core, asked, ACT, `assignment:${id}`, permission);
  const stored = await readAssignment(core, key, asked.actor);
  const ledger = await readLedger(core, key);
  const reaches = (await reachOf(core, key))(asked.actor);
  if (stored === null || ledger === null) return refusing(core, asked, ACT, `assignment:${id}`, { result: 'over' });
  const verdict = nextOf(core, asked, stored.value, reaches, ledger.asset.revocable);
  if ('result' in verdict) return refusing(core, asked, ACT, `assignment:${id}`, verdict);
  const change = changeAssignment(stored, verdict);
  const shown = { ...verdict, state: stored.value.state };
  const offer = await offerGoesOn(core, shown, reaches);
  const { result } = await core.records.commit({
    expect: [...change.expect, ledger.expect, ...reaches.map(({ expect }) => expect), ...offer.expect],
    put: [...change.put, ...offer.put, ledgerPut(key, settledLedger(ledger.inputs))],
    remove: change.remove,
    audit: [
      entryOf(core, asked, ACT, `assignment:${id}`, verdict.state, {
        before: stored.value.state,
        after: verdict.state,
        generation: verdict.generation,
      }),
    ],
  });
  if (result === 'conflict') return giveBack(core, asked, key);
  await core.onStep('offer.given-back');
  return verdict.state === 'rejected'
    ? { result: 'cancelled' }
    : { result: 'returning', hold: await standingHold(core) };
}

type Refusal = Extract<GiveBackOutcome, { result: 'over' | 'under-way' | 'required' | 'not-revocable' }>;

function nextOf(
  core: Core,
  { actor }: Asked,
  before: Assignment,
  reaches: readonly Reach[],
  revocable: boolean,
): Assignment | Refusal {
  const { state, writeId } = before;
  if (effectiveIntent(reaches) === 'required') {
    const required = reaches.filter(({ action }) => action === 'required');
    return { result: 'required', deployments: required.map(({ deploymentId }) => deploymentId) };
  }
  const given = { ...before, since: core.clock(), wantedBy: [], removalBy: byPerson(actor), tries: 0, nextTry: null };
  if (state === 'licensing' || writeId !== null) return { result: 'under-way' };
  if (state === 'reserved' || state === 'waiting-for-licences') {
    return { ...given, state: 'rejected', reason: 'rejected-by-person' };
  }
  if (state !== 'licensed') return { result: 'over' };
  if (!revocable) return { result: 'not-revocable' };
  return { ...given, state: 'releasing', reason: 'uninstalled' };
}
