import { describe, expect, it } from 'vitest';
import { setPaused } from '../../../src/licensing/flows/pause.js';
import { refused, unreachable } from '../../support/core-apple.js';
import { aMember, assignmentOf } from '../../support/core-licences.js';
import {
  APP,
  houseOfPeople,
  invitationsOf,
  invitedPerson,
  membershipOf,
  reservedFor,
} from '../../support/core-people.js';
import { MINUTE } from '../../support/core-samples.js';

const created = (house: Awaited<ReturnType<typeof houseOfPeople>>) =>
  house.apple.writes.named.filter(({ call }) => call === 'createUsers').map(({ ids }) => ids.length);

describe('people in Apple’s programme', () => {
  it('are made for exactly those with a reservation, in batches, and invited once', async () => {
    const house = await houseOfPeople();
    await aMember(house, 'NOBODY');
    const people = ['A', 'B', 'C', 'D'];
    await reservedFor(house, people);
    await reservedFor(house, ['A'], '2.STDQ');
    await house.ring();
    expect(created(house)).toEqual([3, 1]);
    for (const userId of people) {
      expect(await membershipOf(house, userId)).toMatchObject({
        state: 'invited',
        email: `${userId.toLowerCase()}@northwind.example`,
        writeId: null,
      });
      expect(await invitationsOf(house, userId)).toHaveLength(1);
    }
    expect((await invitationsOf(house, 'A'))[0]).toMatchObject({
      apps: ['Keynote', 'Pages'],
      appCount: 2,
      reminder: 0,
    });
    expect((await membershipOf(house, 'NOBODY')).state).toBe('none');
    house.now += 2 * MINUTE;
    await house.ring();
    expect(created(house)).toEqual([3, 1]);
    expect(await house.records.list('write')).toEqual([]);
  });

  it('says nothing of Apple’s link in anything that is stored', async () => {
    const house = await houseOfPeople();
    const { clientUserId } = await invitedPerson(house);
    const code = house.apple.rowsOfUser(clientUserId)[0]?.inviteCode ?? '';
    expect(code).not.toBe('');
    expect(await house.stored()).not.toContain(code);
    expect(await house.stored()).not.toContain('inviteCode');
  });

  it('waits for Apple’s event, 30 seconds apart', async () => {
    const house = await houseOfPeople();
    house.apple.writes.pendingLooks = 2;
    await invitedPerson(house);
    const state = async () => (await membershipOf(house, 'ANNA')).state;
    expect(await state()).toBe('registering');
    house.now += 10_000;
    await house.ring();
    expect(await state()).toBe('registering');
    house.now += 20_000;
    await house.ring();
    house.now += 30_000;
    await house.ring();
    expect(await state()).toBe('invited');
    expect(created(house)).toEqual([1]);
  });

  it('sends nothing while paused, and goes on afterwards', async () => {
    const house = await houseOfPeople();
    await setPaused(house.core, house.asked('APPROVER'), true);
    await reservedFor(house, ['ANNA']);
    await house.ring();
    expect(created(house)).toEqual([]);
    await setPaused(house.core, house.asked('U1'), false);
    await house.ring();
    expect((await membershipOf(house, 'ANNA')).state).toBe('invited');
  });

  it('sends nothing before the location is clean or a waiver is recorded', async () => {
    const house = await houseOfPeople();
    house.apple.register('foreign', { status: 'Associated' });
    house.now += 24 * 60 * MINUTE;
    await house.ring();
    await reservedFor(house, ['ANNA']);
    await house.ring();
    expect(created(house)).toEqual([]);
  });

  it('never sends again what may have arrived: presence settles it at once', async () => {
    const house = await houseOfPeople();
    house.apple.interfere = (call, count) =>
      call === 'createUsers' && count === 1 ? { after: unreachable() } : undefined;
    await invitedPerson(house);
    house.now += 5 * MINUTE;
    await house.ring();
    expect(created(house)).toEqual([1]);
    expect((await membershipOf(house, 'ANNA')).state).toBe('invited');
  });

  it('sends again what did not arrive, but only 10 minutes later', async () => {
    const house = await houseOfPeople();
    house.apple.interfere = (call, count) =>
      call === 'createUsers' && count === 1 ? { before: unreachable() } : undefined;
    await invitedPerson(house);
    for (let minute = 0; minute < 9; minute += 1) {
      house.now += MINUTE;
      await house.ring();
    }
    expect(created(house)).toEqual([1]);
    for (let minute = 0; minute < 8; minute += 1) {
      house.now += MINUTE;
      await house.ring();
    }
    expect(created(house)).toEqual([1, 1]);
    expect((await membershipOf(house, 'ANNA')).state).toBe('invited');
  });

  it('asks the lists when Apple forgot the event (9708)', async () => {
    const house = await houseOfPeople();
    house.apple.writes.forgetsEvents = true;
    await invitedPerson(house);
    expect(created(house)).toEqual([1]);
    expect((await membershipOf(house, 'ANNA')).state).toBe('invited');
  });

  it('tries again with growing gaps when nothing was sent', async () => {
    const house = await houseOfPeople();
    house.apple.interfere = (call) =>
      call === 'createUsers' ? { before: unreachable({ cause: 'throttled', effect: 'none' }) } : undefined;
    await invitedPerson(house);
    expect(await membershipOf(house, 'ANNA')).toMatchObject({ state: 'none', tries: 1, writeId: null });
    await house.ring();
    expect(created(house)).toEqual([1]);
    house.apple.interfere = () => undefined;
    house.now += 2 * MINUTE;
    await house.ring();
    expect((await membershipOf(house, 'ANNA')).state).toBe('invited');
    expect((await assignmentOf(house, APP, 'ANNA')).state).toBe('reserved');
  });

  it('stops everything when Apple refuses the token, and loses nobody', async () => {
    const house = await houseOfPeople();
    house.apple.interfere = (call) => (call === 'createUsers' ? { before: refused('revoked', 9625) } : undefined);
    await reservedFor(house, ['A', 'B', 'C', 'D']);
    await house.ring();
    expect(created(house)).toEqual([3]);
    expect((await membershipOf(house, 'A')).state).toBe('none');
    expect(await house.noticesOf('token-trouble')).not.toEqual([]);
    expect(await house.records.list('write')).toEqual([]);
  });
});
