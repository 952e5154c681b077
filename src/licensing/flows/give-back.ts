import type { Put } from '../ports/records.js';
import { type Assignment, assignmentId } from '../rules/assignment.js';
import type { Device } from '../rules/device.js';
import { effectiveIntent } from '../rules/effective-intent.js';
import { settledLedger } from '../rules/ledger.js';
import type { NotAllowed } from '../rules/policy.js';
import { byPerson } from '../rules/removal.js';
import { toBeRemoved } from './ask-removal.js';
import { changeAssignment, readAssignment } from './assignments.js';
import { type Asked, type Core, permitMember } from './core.js';
import { devicesToAsk } from './devices-say.js';
import { ledgerPut, readLedger } from './ledgers.js';
import { offerGoesOn } from './offer-cards.js';
import { type Reach, reachOf } from './reaching.js';
import { entryOf, refusing } from './refused-clicks.js';
import { type StandingHold, standingHold } from './standing-hold.js';

/** What people need to know which device is meant. */
export type NamedDevice = Pick<Device, 'enrolmentId' | 'name' | 'model' | 'serialNumber'>;

export type GiveBackOutcome =
  | NotAllowed
  /** There is no licence of theirs to give back, or it is on its way already. */
  | { result: 'over' }
  /** Apple is being asked for it right now. */
  | { result: 'under-way' }
  | { result: 'required'; deployments: readonly string[] }
  | { result: 'not-revocable' }
  | { result: 'returning'; hold: StandingHold | null }
  /** These devices are to remove the app first; the licence goes back when each of them says that it is gone. */
  | { result: 'removing'; devices: readonly NamedDevice[]; hold: StandingHold | null }
  /** It was only reserved, or waited for. */
  | { result: 'cancelled' };

const ACT = 'give-back-app';

/**
 * “Give back”: the licence is taken back, or held for the person no longer. Where devices can be asked they remove the app
 * first; where none can, the person has said that it is gone.
 */
export async function giveBack(core: Core, asked: Asked, key: string): Promise<GiveBackOutcome> {
  const id = assignmentId(key, asked.actor);
  const permission = await permitMember(core, asked.actor);
  if (permission.result === 'not-allowed') return refusing(core, asked, ACT, `assignment:${id}`, permission);
  const stored = await readAssignment(core, key, asked.actor);
  const ledger = await readLedger(core, key);
  const reaches = (await reachOf(core, key))(asked.actor);
  if (stored === null || ledger === null) return refusing(core, asked, ACT, `assignment:${id}`, { result: 'over' });
  const devices = await devicesToAsk(core, asked.actor);
  const given = { before: stored.value, reaches, revocable: ledger.asset.revocable, byDevices: devices.length > 0 };
  const verdict = nextOf(core, asked, given);
  if ('result' in verdict) return refusing(core, asked, ACT, `assignment:${id}`, verdict);
  const change = changeAssignment(stored, verdict);
  const question = await questionFor(core, verdict);
  const shown = { ...verdict, state: stored.value.state };
  const offer = await offerGoesOn(core, shown, reaches);
  const { result } = await core.records.commit({
    expect: [
      ...change.expect,
      ...question.expect,
      ledger.expect,
      ...reaches.map(({ expect }) => expect),
      ...offer.expect,
    ],
    put: [...change.put, ...question.put, ...offer.put, ledgerPut(key, settledLedger(ledger.inputs))],
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
  if (verdict.state === 'rejected') return { result: 'cancelled' };
  const hold = await standingHold(core);
  return verdict.state === 'removing' ? { result: 'removing', devices, hold } : { result: 'returning', hold };
}

/** Of an app that devices remove: what is shown of it, as of every removal. */
async function questionFor(core: Core, assignment: Assignment) {
  const { key, userId, state } = assignment;
  if (state !== 'removing') return { expect: [], put: [] };
  const id = assignmentId(key, userId);
  const before = await core.records.get('removal', id);
  const { removal } = toBeRemoved(core, assignment, byPerson(userId), null);
  const put: Put[] = [{ kind: 'removal', id, value: removal }];
  return { expect: [{ kind: 'removal', id, revision: before?.revision ?? 0 } as const], put };
}

type Refusal = Extract<GiveBackOutcome, { result: 'over' | 'under-way' | 'required' | 'not-revocable' }>;

interface Given {
  before: Assignment;
  reaches: readonly Reach[];
  revocable: boolean;
  byDevices: boolean;
}

function nextOf(core: Core, { actor }: Asked, { before, reaches, revocable, byDevices }: Given): Assignment | Refusal {
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
  if (byDevices) return toBeRemoved(core, before, byPerson(actor), null).assignment;
  return { ...given, state: 'releasing', reason: 'uninstalled' };
}
