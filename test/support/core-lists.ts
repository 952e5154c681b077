import type { AssetRecord } from '../../src/licensing/rules/asset.js';
import { assetKey } from '../../src/licensing/rules/asset.js';
import type { Assignment, AssignmentState } from '../../src/licensing/rules/assignment.js';
import type { Deployment, DeploymentRevision, LeftOut } from '../../src/licensing/rules/deployment.js';
import type { Membership, MembershipState } from '../../src/licensing/rules/membership.js';
import type { Member } from '../../src/licensing/rules/records.js';
import type { TestHouse } from './core.js';

/** Records for lists, put without the flows that make them. */
export function anAsset(
  house: TestHouse,
  adamId: string,
  name: string,
  change: Partial<AssetRecord> = {},
): AssetRecord {
  return {
    ...{ adamId, pricingParam: 'STDQ', productType: 'App', assignedCount: 0, availableCount: 50, retiredCount: 0 },
    ...{ totalCount: 50, deviceAssignable: true, revocable: true, unlimited: false, supportedPlatforms: ['iOS'] },
    ...{ name, bundleId: null, iconUrl: null, ours: 0, readAt: house.now, catalogueReadAt: house.now },
    ...{ presence: 'listed', suspectSince: null, ...change },
  };
}

export async function putAsset(house: TestHouse, adamId: string, name: string): Promise<string> {
  const value = anAsset(house, adamId, name);
  await house.records.commit({ put: [{ kind: 'asset', id: assetKey(value), value }] });
  return assetKey(value);
}

export function aRevision(house: TestHouse, change: Partial<DeploymentRevision> = {}): DeploymentRevision {
  return {
    ...{ number: 1, action: 'required', audience: { kind: 'snapshot', from: ['people'] }, reason: 'Sales needs it' },
    ...{ startAt: null, writtenBy: ['OPERATOR'], writtenAt: house.now, people: 1, ...change },
  };
}

export function aDeployment(house: TestHouse, key: string, change: Partial<Deployment> = {}): Deployment {
  return {
    ...{ key, state: 'active', requestedBy: 'OPERATOR', requestedAt: house.now, inForce: aRevision(house) },
    ...{ pending: null, endedAt: null, endedBy: null, stopped: null, applying: null },
    decided: { result: 'approved', by: ['APPROVER'], at: house.now, revision: 1 },
    ...change,
  };
}

export async function putDeployment(
  house: TestHouse,
  id: string,
  value: Deployment,
  people: readonly string[],
  leftOut: readonly LeftOut[] = [],
): Promise<void> {
  const number = value.inForce?.number ?? value.pending?.revision.number ?? 1;
  await house.records.commit({
    put: [
      { kind: 'deployment', id, value },
      { kind: 'roster', id: `${id}.${number}`, value: { people, leftOut, leftOutCount: leftOut.length } },
      { kind: 'counter', id: 'deployment', value: { last: Number(id.slice(2)) } },
    ],
  });
}

export async function putPerson(house: TestHouse, userId: string, name = userId): Promise<void> {
  const value: Member = {
    ...{ userId, teamId: 'T1', name, kind: 'member', deactivated: false, email: `${userId}@northwind.example` },
    ...{ timeZone: null, readAt: house.now },
  };
  await house.records.commit({ put: [{ kind: 'member', id: userId, value }] });
}

export async function putLicence(
  house: TestHouse,
  key: string,
  userId: string,
  state: AssignmentState,
  change: Partial<Assignment> = {},
): Promise<void> {
  const value: Assignment = {
    ...{ key, userId, clientUserId: `vb1.${userId}`, state, since: house.now, reason: null, errorNumber: null },
    ...{ generation: 1, wantedBy: ['D-1'], removalBy: null, askedAt: null, writeId: null, licensedAt: null },
    ...{ eventId: null, tries: 0, nextTry: null, ...change },
  };
  const resting = ['licensed', 'released', 'failed', 'rejected', 'given-back', 'lost'].includes(state);
  await house.records.commit({ put: [{ kind: resting ? 'holding' : 'assignment', id: `${key}/${userId}`, value }] });
}

export async function putMembership(house: TestHouse, userId: string, state: MembershipState): Promise<void> {
  const value: Membership = {
    ...{ clientUserId: `vb1.${userId}`, state, since: house.now, email: null, managedAppleAccount: null, idHash: null },
    ...{ invitation: null, problem: null, errorNumber: null, writeId: null, tries: 0, nextTry: null },
  };
  await house.records.commit({ put: [{ kind: 'membership', id: userId, value }] });
}
