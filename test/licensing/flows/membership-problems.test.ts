import { describe, expect, it } from 'vitest';
import { retireUser } from '../../../src/licensing/flows/retire-user.js';
import type { Refused } from '../../../src/licensing/rules/apple-answer.js';
import type { TestHouse } from '../../support/core.js';
import { refused } from '../../support/core-apple.js';
import { aMember, assignmentOf } from '../../support/core-licences.js';
import {
  APP,
  acceptedBy,
  houseOfPeople,
  invitedPerson,
  membershipOf,
  reservedFor,
  ringUntil,
} from '../../support/core-people.js';
import { DAY, MINUTE } from '../../support/core-samples.js';
import { completeNow } from '../../support/core-sync.js';

const named = (house: TestHouse, call: string) =>
  house.apple.writes.named.filter((one) => one.call === call).map(({ ids }) => ids.length);

/** Refuses the first requests that name somebody, in the request itself. */
function refusing(house: TestHouse, errorNumber: number, named: (ids: readonly string[]) => readonly string[] | null) {
  house.apple.interfere = (call) => {
    const last = house.apple.writes.named.at(-1);
    if (call !== 'createUsers' || last === undefined) return undefined;
    const culprits = named(last.ids);
    if (culprits === null) return undefined;
    const refusal: Refused = {
      ...refused('other', errorNumber),
      culprits: { clientUserIds: culprits, serialNumbers: [] },
    };
    return { before: refusal };
  };
}

async function listed(house: TestHouse) {
  return (await house.noticesOf('terms-list', 'channel')).at(-1)?.facts;
}

describe('one bad person of a batch', () => {
  it('is taken out when Apple names them, and the rest is made', async () => {
    const house = await houseOfPeople();
    await reservedFor(house, ['A', 'B', 'C']);
    const bad = (await membershipOf(house, 'B')).clientUserId;
    refusing(house, 9602, (ids) => (ids.includes(bad) ? [bad] : null));
    await house.ring();
    expect((await membershipOf(house, 'A')).state).toBe('invited');
    expect((await membershipOf(house, 'C')).state).toBe('invited');
    expect(await membershipOf(house, 'B')).toMatchObject({ state: 'none', problem: 'refused', errorNumber: 9602 });
    expect(named(house, 'createUsers')).toEqual([3, 2]);
    expect(await listed(house)).toMatchObject({ count: 1, entries: [{ userId: 'B', problem: 'refused', waiting: 1 }] });
  });

  it('is found by halves when Apple names nobody', async () => {
    const house = await houseOfPeople();
    house.apple.writes.limits = { ...house.apple.writes.limits, maxUsers: 8 };
    const people = ['A', 'B', 'C', 'D', 'E'];
    await reservedFor(house, people);
    const bad = (await membershipOf(house, 'D')).clientUserId;
    refusing(house, 9602, (ids) => (ids.includes(bad) ? [] : null));
    await house.ring();
    for (const userId of ['A', 'B', 'C', 'E']) expect((await membershipOf(house, userId)).state).toBe('invited');
    expect((await membershipOf(house, 'D')).problem).toBe('refused');
  });

  it('fails alone in Apple’s event', async () => {
    const house = await houseOfPeople();
    await reservedFor(house, ['A', 'B']);
    house.apple.writes.failing.set((await membershipOf(house, 'A')).clientUserId, 9603);
    await house.ring();
    expect((await membershipOf(house, 'B')).state).toBe('invited');
    expect(await membershipOf(house, 'A')).toMatchObject({ state: 'none', problem: null, errorNumber: 9603, tries: 1 });
    house.apple.writes.failing.clear();
    house.now += 2 * MINUTE;
    await house.ring();
    expect(await membershipOf(house, 'A')).toMatchObject({ state: 'invited', errorNumber: null });
  });
});

describe('what Apple says about one person', () => {
  it('is made without the address that Apple does not take (9717)', async () => {
    const house = await houseOfPeople();
    await reservedFor(house, ['ANNA']);
    const { clientUserId } = await membershipOf(house, 'ANNA');
    let refusals = 0;
    refusing(house, 9717, (ids) => {
      refusals += 1;
      return refusals === 1 ? ids : null;
    });
    await house.ring();
    expect(await membershipOf(house, 'ANNA')).toMatchObject({ state: 'invited', email: null, problem: 'bad-email' });
    expect(house.apple.rowsOfUser(clientUserId)[0]?.email).toBeNull();
    expect(await listed(house)).toMatchObject({ entries: [{ userId: 'ANNA', problem: 'bad-email' }] });
    expect(named(house, 'updateUsers')).toEqual([]);
  });

  it('takes over who exists already, with their address (9716)', async () => {
    const house = await houseOfPeople();
    await reservedFor(house, ['ANNA']);
    const { clientUserId } = await membershipOf(house, 'ANNA');
    house.apple.register(clientUserId, { email: 'old@northwind.example', inviteCode: 'c1' });
    await house.ring();
    expect(await membershipOf(house, 'ANNA')).toMatchObject({ state: 'invited', problem: null });
    expect(named(house, 'updateUsers')).toEqual([1]);
    expect(house.apple.rowsOfUser(clientUserId)[0]?.email).toBe('anna@northwind.example');
  });

  it('takes over who accepted long ago (9716)', async () => {
    const house = await houseOfPeople();
    await reservedFor(house, ['ANNA']);
    const { clientUserId } = await membershipOf(house, 'ANNA');
    house.apple.register(clientUserId, { status: 'Associated', idHash: 'h', email: 'anna@northwind.example' });
    await house.ring();
    expect(await membershipOf(house, 'ANNA')).toMatchObject({ state: 'associated', idHash: 'h' });
    expect(await house.noticesOf('terms-invitation')).toEqual([]);
  });

  it('connects Managed Apple Accounts at once, without an invitation', async () => {
    const house = await houseOfPeople({ managedAppleAccounts: 'email' });
    await reservedFor(house, ['ANNA']);
    await house.ring();
    expect(await membershipOf(house, 'ANNA')).toMatchObject({
      state: 'associated',
      idHash: 'hash of anna@northwind.example',
    });
    expect(await house.noticesOf('terms-invitation')).toEqual([]);
    expect((await assignmentOf(house, APP, 'ANNA')).state).toBe('licensed');
  });

  it.each([
    [9635, 'managed-account-unknown'],
    [9641, 'account-taken'],
  ] as const)('invites without the Managed Apple Account after %i', async (errorNumber, problem) => {
    const house = await houseOfPeople({ managedAppleAccounts: 'email' });
    await reservedFor(house, ['ANNA']);
    const { clientUserId } = await membershipOf(house, 'ANNA');
    const create = house.apple.create.bind(house.apple);
    house.apple.create = (user) => (user?.managedAppleAccount == null ? create(user) : errorNumber);
    await house.ring();
    expect(await membershipOf(house, 'ANNA')).toMatchObject({ state: 'invited', problem, managedAppleAccount: null });
    expect(house.apple.rowsOfUser(clientUserId)).toMatchObject([{ status: 'Registered' }]);
    expect(await listed(house)).toMatchObject({ entries: [{ userId: 'ANNA', problem }] });
    await acceptedBy(house, 'ANNA');
    house.now += 3 * MINUTE;
    await house.ring();
    expect(await membershipOf(house, 'ANNA')).toMatchObject({ state: 'associated', problem: null });
    expect(await listed(house)).toMatchObject({ count: 0 });
  });

  it('sees that another Apple Account accepted later', async () => {
    const house = await houseOfPeople();
    await invitedPerson(house);
    await invitedPerson(house, 'BO');
    await acceptedBy(house, 'ANNA', 'first');
    house.now += 3 * MINUTE;
    await house.ring();
    const { clientUserId } = await membershipOf(house, 'ANNA');
    const held = house.apple.userRows.find(({ row }) => row.clientUserId === clientUserId);
    if (held !== undefined) held.row = { ...held.row, status: 'Registered', idHash: null };
    house.apple.accept(clientUserId, 'second');
    house.now += 3 * MINUTE;
    await house.ring();
    expect(await membershipOf(house, 'ANNA')).toMatchObject({
      state: 'associated',
      idHash: 'first',
      problem: 'other-account',
    });
    expect(await listed(house)).toMatchObject({ entries: [{ userId: 'ANNA', problem: 'other-account' }] });
  });

  it('sees that two people accepted with one Apple Account', async () => {
    const house = await houseOfPeople();
    await invitedPerson(house);
    await invitedPerson(house, 'BO');
    await acceptedBy(house, 'ANNA', 'same');
    await acceptedBy(house, 'BO', 'same');
    house.now += 3 * MINUTE;
    await house.ring();
    const problems = [(await membershipOf(house, 'ANNA')).problem, (await membershipOf(house, 'BO')).problem];
    expect(problems.sort()).toEqual(['account-taken', null]);
  });

  it('sees two living rows, and lives with ended ones', async () => {
    const house = await houseOfPeople();
    const { clientUserId } = await invitedPerson(house);
    house.apple.register(clientUserId, { status: 'Retired' });
    house.now += 3 * MINUTE;
    await house.ring();
    expect(await membershipOf(house, 'ANNA')).toMatchObject({ state: 'invited', problem: null });
    house.apple.register(clientUserId);
    house.now += 3 * MINUTE;
    await house.records.commit({ remove: [{ kind: 'termsWatch', id: 'terms' }] });
    await house.ring();
    expect(await membershipOf(house, 'ANNA')).toMatchObject({ state: 'invited', problem: 'duplicate-rows' });
    expect(await listed(house)).toMatchObject({ entries: [{ userId: 'ANNA', problem: 'duplicate-rows' }] });
  });
});

describe('a person who was retired at Apple by somebody else', () => {
  async function retiredElsewhere(): Promise<TestHouse> {
    const house = await houseOfPeople();
    await invitedPerson(house);
    await acceptedBy(house, 'ANNA');
    house.now += 3 * MINUTE;
    await house.ring();
    expect((await assignmentOf(house, APP, 'ANNA')).state).toBe('licensed');
    house.now += 10 * MINUTE;
    house.apple.retire((await membershipOf(house, 'ANNA')).clientUserId);
    await completeNow(house);
    await house.ring();
    return house;
  }

  it('is found by the sync, loses the licence here too, and is not made again by itself', async () => {
    const house = await retiredElsewhere();
    expect(await membershipOf(house, 'ANNA')).toMatchObject({ state: 'retired', problem: 'retired-elsewhere' });
    expect((await assignmentOf(house, APP, 'ANNA')).state).not.toBe('licensed');
    expect(await listed(house)).toMatchObject({ entries: [{ userId: 'ANNA', problem: 'retired-elsewhere' }] });
    const before = named(house, 'createUsers').length;
    house.now += DAY;
    await house.ring();
    expect(named(house, 'createUsers')).toHaveLength(before);
  });

  it('keeps no reservation for ever, and is made anew when an administrator says so', async () => {
    const house = await retiredElsewhere();
    await ringUntil(house, house.now + 8 * DAY);
    expect(await assignmentOf(house, APP, 'ANNA')).toMatchObject({ state: 'given-back' });
    expect(await retireUser(house.core, house.asked('OPERATOR'), 'ANNA')).toEqual({ result: 'made-free' });
    await house.ring();
    await house.ring();
    expect(await membershipOf(house, 'ANNA')).toMatchObject({ state: 'invited', problem: null });
    expect((await assignmentOf(house, APP, 'ANNA')).state).toBe('reserved');
  });
});

describe('people who leave', () => {
  async function leaves(house: TestHouse, userId: string, deactivated: boolean): Promise<void> {
    const stored = await house.records.get('member', userId);
    if (stored === null) throw new Error('no member');
    await house.records.commit({ put: [{ kind: 'member', id: userId, value: { ...stored.value, deactivated } }] });
  }

  it('lose invitation and reservation at once, and nothing is done at Apple', async () => {
    const house = await houseOfPeople();
    await invitedPerson(house);
    const writes = house.apple.writes.named.length;
    await leaves(house, 'ANNA', true);
    await house.ring();
    expect(await membershipOf(house, 'ANNA')).toMatchObject({ state: 'left', invitation: null });
    expect(await assignmentOf(house, APP, 'ANNA')).toMatchObject({ state: 'released', reason: 'left' });
    expect(house.apple.writes.named).toHaveLength(writes);
    const last = (await house.noticesOf('terms-invitation', 'person')).at(-1);
    expect(last?.facts.end).toBe('over');
  });

  it('keep their licence, and are what Apple lists when they come back', async () => {
    const house = await houseOfPeople();
    await invitedPerson(house);
    await acceptedBy(house, 'ANNA');
    house.now += 3 * MINUTE;
    await house.ring();
    await leaves(house, 'ANNA', true);
    house.now += 15 * MINUTE;
    await house.ring();
    expect((await membershipOf(house, 'ANNA')).state).toBe('left');
    expect((await assignmentOf(house, APP, 'ANNA')).state).toBe('licensed');
    await leaves(house, 'ANNA', false);
    house.now += 15 * MINUTE;
    await house.ring();
    expect((await membershipOf(house, 'ANNA')).state).toBe('associated');
  });

  it('who come back get what a deployment wants for them, and whoever was passed over is reached', async () => {
    const house = await houseOfPeople();
    await invitedPerson(house);
    await aMember(house, 'NEVER');
    const stored = await house.records.get('deployment', 'D-1');
    if (stored === null) throw new Error('no deployment');
    const roster = { people: ['NEVER', 'ANNA'], leftOut: [], leftOutCount: 0 };
    await house.records.commit({ put: [{ kind: 'roster', id: 'D-1.1', value: roster }] });
    await leaves(house, 'ANNA', true);
    await house.ring();
    expect((await assignmentOf(house, APP, 'ANNA')).state).toBe('released');
    await leaves(house, 'ANNA', false);
    house.now += 15 * MINUTE;
    await house.ring();
    await house.ring();
    expect(await assignmentOf(house, APP, 'ANNA')).toMatchObject({ state: 'reserved', generation: 2 });
    expect((await house.records.get('deployment', 'D-1'))?.value.applying).toBeNull();
  });

  it('are never made at Apple, whatever is reserved for them', async () => {
    const house = await houseOfPeople();
    await aMember(house, 'ANNA');
    await leaves(house, 'ANNA', true);
    await reservedFor(house, ['ANNA']);
    await house.ring();
    expect(named(house, 'createUsers')).toEqual([]);
    expect((await assignmentOf(house, APP, 'ANNA')).state).toBe('released');
    await house.ring();
  });
});
