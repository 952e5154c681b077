import { deploymentWork } from '../../src/licensing/flows/apply-deployments.js';
import { assignmentsOf, changeAssignment, readAssignment } from '../../src/licensing/flows/assignments.js';
import { readLedger } from '../../src/licensing/flows/ledgers.js';
import { waitingListWork } from '../../src/licensing/flows/waiting-list.js';
import type { Put } from '../../src/licensing/ports/records.js';
import type { AssetRecord } from '../../src/licensing/rules/asset.js';
import type { Assignment } from '../../src/licensing/rules/assignment.js';
import type { Deployment, DeploymentAction, DeploymentRevision } from '../../src/licensing/rules/deployment.js';
import { holdFor, type Ledger, ledgerFigures } from '../../src/licensing/rules/ledger.js';
import type { Membership } from '../../src/licensing/rules/membership.js';
import type { Member } from '../../src/licensing/rules/records.js';
import type { TestHouse } from './core.js';
import { anAssetRecord, NOON } from './core-samples.js';

/** The app that deployments of tests are about. */
export const KEY = '408709785.STDQ';

export function aMember(userId: string, given: Partial<Member> = {}): Member {
  const home = { teamId: 'T1', name: userId, email: `${userId.toLowerCase()}@northwind.example`, timeZone: null };
  return { userId, ...home, kind: 'member', deactivated: false, readAt: NOON, ...given };
}

export function aRevision(given: Partial<DeploymentRevision> = {}): DeploymentRevision {
  return {
    ...{ number: 1, action: 'required', audience: { kind: 'snapshot', from: ['people'] }, reason: 'For work' },
    ...{ startAt: null, writtenBy: ['OPERATOR'], writtenAt: NOON, people: 0 },
    ...given,
  };
}

export function aDeployment(given: Partial<Deployment> = {}): Deployment {
  return {
    ...{ key: KEY, state: 'active', requestedBy: 'OPERATOR', requestedAt: NOON, inForce: aRevision(), pending: null },
    decided: { result: 'approved', by: ['APPROVER'], at: NOON, revision: 1 },
    ...{ endedAt: null, endedBy: null, stopped: null, applying: { position: 0 } },
    ...given,
  };
}

export function anAssignment(given: Partial<Assignment> = {}): Assignment {
  return {
    ...{
      key: KEY,
      userId: 'A',
      clientUserId: 'vb1.a',
      state: 'licensed',
      since: NOON,
      reason: null,
      errorNumber: null,
    },
    ...{ generation: 1, wantedBy: [], removalBy: null, askedAt: null, writeId: null, licensedAt: null, eventId: null },
    ...{ tries: 0, nextTry: null },
    ...given,
  };
}

/** An app with free licences, and people of the directory. */
export async function stocked(house: TestHouse, people: readonly string[], asset: Partial<AssetRecord> = {}) {
  const app = anAssetRecord({ assignedCount: 0, availableCount: 10, ...asset });
  await house.records.commit({
    put: [
      { kind: 'asset', id: KEY, value: app },
      ...people.map((id): Put => ({ kind: 'member', id, value: aMember(id) })),
    ],
  });
}

/** What is put in force. */
export interface Approved {
  action?: DeploymentAction;
  startAt?: number | null;
  /** Licences held for it; as many as there are people when left out, of a required one. */
  hold?: number;
  revision?: number;
  at?: number;
}

/** As an approval does it: in force, and its licences held. Throws when they are not free. */
export async function approve(house: TestHouse, id: string, people: readonly string[], given: Approved = {}) {
  const { action = 'required', startAt = null, revision: number = 1, at = house.now } = given;
  const { hold = action === 'required' ? people.length : 0 } = given;
  const view = await readLedger(house.core, KEY);
  if (view === null) throw new Error('no such app');
  const reserving = holdFor(view.inputs, id, hold);
  if (reserving.result !== 'reserved') throw new Error(`not enough: ${reserving.free} of ${reserving.needed}`);
  const value = aDeployment({
    inForce: aRevision({ number, action, startAt, people: people.length, writtenAt: at }),
    decided: { result: 'approved', by: ['APPROVER'], at, revision: number },
  });
  const roster = { people, leftOut: [], leftOutCount: 0 };
  const done = await house.records.commit({
    expect: [view.expect],
    put: [
      { kind: 'deployment', id, value },
      { kind: 'roster', id: `${id}.${number}`, value: roster },
      { kind: 'ledger', id: KEY, value: reserving.ledger },
    ],
  });
  if (done.result !== 'committed') throw new Error('overtaken');
}

/** Ends it, as Close does. */
export async function close(house: TestHouse, id: string): Promise<void> {
  await changeDeployment(house, id, { state: 'closed', endedAt: house.now, applying: { position: 0 } });
}

export async function changeDeployment(house: TestHouse, id: string, change: Partial<Deployment>): Promise<void> {
  const stored = await house.records.get('deployment', id);
  if (stored === null) throw new Error(`no deployment ${id}`);
  await house.records.commit({ put: [{ kind: 'deployment', id, value: { ...stored.value, ...change } }] });
}

export async function changeAsset(house: TestHouse, change: Partial<AssetRecord>): Promise<void> {
  const stored = await house.records.get('asset', KEY);
  if (stored === null) throw new Error('no such app');
  await house.records.commit({ put: [{ kind: 'asset', id: KEY, value: { ...stored.value, ...change } }] });
}

export async function changeLedger(house: TestHouse, change: Partial<Ledger>): Promise<void> {
  const { ledger } = await ledgerOf(house);
  await house.records.commit({ put: [{ kind: 'ledger', id: KEY, value: { ...ledger, ...change } }] });
}

export async function changeMember(house: TestHouse, userId: string, change: Partial<Member>): Promise<void> {
  await house.records.commit({ put: [{ kind: 'member', id: userId, value: aMember(userId, change) }] });
}

export async function setMembership(house: TestHouse, userId: string, state: Membership['state']): Promise<void> {
  const value: Membership = {
    ...{ clientUserId: `vb1.${userId}`, state, since: house.now, email: null, managedAppleAccount: null, idHash: null },
    ...{ invitation: null, problem: null, errorNumber: null, writeId: null, tries: 0, nextTry: null },
  };
  await house.records.commit({ put: [{ kind: 'membership', id: userId, value }] });
}

/** Somebody's assignment as another part of the house would store it. */
export async function putAssignment(house: TestHouse, given: Partial<Assignment> & { userId: string }): Promise<void> {
  const before = await readAssignment(house.core, KEY, given.userId);
  const after = anAssignment({ ...before?.value, ...given });
  const done = await house.records.commit(changeAssignment(before, after));
  if (done.result !== 'committed') throw new Error('overtaken');
}

export async function apply(house: TestHouse): Promise<unknown> {
  return deploymentWork.run(house.core, house.core.ids.reference());
}

export async function serve(house: TestHouse): Promise<unknown> {
  return waitingListWork.run(house.core, house.core.ids.reference());
}

/** `A reserved D-1, B licensed`, by person. */
export async function states(house: TestHouse): Promise<string[]> {
  const all = await assignmentsOf(house.core, KEY);
  return all.map(({ value: { userId, state, wantedBy } }) => [userId, state, ...wantedBy].join(' ')).sort();
}

export async function assignmentOf(house: TestHouse, userId: string): Promise<Assignment | null> {
  return (await readAssignment(house.core, KEY, userId))?.value ?? null;
}

export async function ledgerOf(house: TestHouse) {
  const view = await readLedger(house.core, KEY);
  if (view === null) throw new Error('no such app');
  return { ledger: view.inputs.ledger, figures: ledgerFigures(view.inputs) };
}

export async function deploymentOf(house: TestHouse, id: string): Promise<Deployment> {
  const stored = await house.records.get('deployment', id);
  if (stored === null) throw new Error(`no deployment ${id}`);
  return stored.value;
}
