import { describe, expect, it } from 'vitest';
import { LOOK_AGAIN } from '../../../src/licensing/flows/long-work.js';
import { waitingListWork } from '../../../src/licensing/flows/waiting-list.js';
import { lostPromises } from '../../../src/licensing/rules/waiting-list.js';
import { TestHouse } from '../../support/core.js';
import {
  apply,
  approve,
  assignmentOf,
  changeAsset,
  KEY,
  ledgerOf,
  putAssignment,
  serve,
  states,
  stocked,
} from '../../support/core-deployments.js';
import { DAY, HOUR, MINUTE } from '../../support/core-samples.js';

const people = ['A', 'B', 'C', 'D'];

async function houseWith(asset: Parameters<typeof stocked>[2] = {}): Promise<TestHouse> {
  const house = new TestHouse();
  await stocked(house, people, asset);
  return house;
}

/** Somebody stands so since so many minutes. */
function since(house: TestHouse, userId: string, state: 'reserved' | 'waiting-for-licences', minutes: number) {
  return putAssignment(house, { userId, state, since: house.now - minutes * MINUTE, wantedBy: ['D-1'] });
}

/** Apple's next reading of the app. */
async function read(house: TestHouse, availableCount: number, given: Parameters<typeof changeAsset>[1] = {}) {
  house.now += MINUTE;
  await changeAsset(house, { availableCount, totalCount: availableCount, readAt: house.now, ...given });
}

async function card(house: TestHouse) {
  return (await house.noticesOf('waiting-list', 'channel')).at(-1)?.facts;
}

describe('licences that are free again', () => {
  it('go to whoever waits longest, and only as many as there are', async () => {
    const house = await houseWith({ availableCount: 2 });
    await since(house, 'A', 'waiting-for-licences', 10);
    await since(house, 'B', 'waiting-for-licences', 30);
    await since(house, 'C', 'waiting-for-licences', 20);
    expect(await waitingListWork.due(house.core)).toBe(true);
    expect(await serve(house)).toBe(LOOK_AGAIN);
    expect(await states(house)).toEqual(['A waiting-for-licences D-1', 'B reserved D-1', 'C reserved D-1']);
    expect((await ledgerOf(house)).figures).toMatchObject({ free: 0, reserved: 2, waiting: 1 });
    expect(await waitingListWork.due(house.core)).toBe(false);
    expect(await serve(house)).toBeNull();
  });

  it('come by a purchase, without anybody doing anything', async () => {
    const house = await houseWith({ availableCount: 0 });
    await since(house, 'A', 'waiting-for-licences', 10);
    await serve(house);
    expect(await card(house)).toMatchObject({ waiting: 1, toBuy: 1 });
    await read(house, 5);
    await serve(house);
    expect(await states(house)).toEqual(['A reserved D-1']);
    expect(await card(house)).toMatchObject({ waiting: 0, toBuy: 0 });
    expect(await house.audit()).toEqual(['system waiting-list: reserved']);
  });

  it('are not promised while a fall is in doubt, nor of an app that is gone', async () => {
    const house = await houseWith({ availableCount: 5, suspectSince: 1 });
    await since(house, 'A', 'waiting-for-licences', 10);
    await serve(house);
    expect(await states(house)).toEqual(['A waiting-for-licences D-1']);
    await changeAsset(house, { suspectSince: null, presence: 'gone' });
    await serve(house);
    expect(await states(house)).toEqual(['A waiting-for-licences D-1']);
    await changeAsset(house, { presence: 'listed' });
    await serve(house);
    expect(await states(house)).toEqual(['A reserved D-1']);
  });

  it('are not tried again at once for somebody whom Apple had none for', async () => {
    const house = await houseWith({ availableCount: 5 });
    const nextTry = house.now + HOUR;
    await putAssignment(house, { userId: 'A', state: 'waiting-for-licences', nextTry, wantedBy: ['D-1'] });
    await putAssignment(house, { userId: 'B', state: 'waiting-for-licences', writeId: 'w1', wantedBy: ['D-1'] });
    await serve(house);
    expect(await states(house)).toEqual(['A waiting-for-licences D-1', 'B waiting-for-licences D-1']);
    expect(await waitingListWork.nextDue?.(house.core)).toBe(nextTry);
    house.now = nextTry;
    await serve(house);
    expect(await assignmentOf(house, 'A')).toMatchObject({ state: 'reserved', nextTry: null });
  });

  it('have no end where Apple sets no limit', async () => {
    const house = await houseWith({ availableCount: 0, unlimited: true });
    for (const userId of people) await since(house, userId, 'waiting-for-licences', 1);
    await serve(house);
    expect((await states(house)).every((line) => line.includes(' reserved '))).toBe(true);
  });
});

describe('licences that Apple took although they were promised', () => {
  it('are lost by the newest promises, with one card, and come back by themselves', async () => {
    const house = await houseWith({ availableCount: 4 });
    for (const [index, userId] of people.entries()) await since(house, userId, 'reserved', 40 - index * 10);
    await read(house, 2);
    expect((await ledgerOf(house)).figures.shortBy).toBe(2);
    await serve(house);
    expect(await states(house)).toEqual([
      'A reserved D-1',
      'B reserved D-1',
      'C waiting-for-licences D-1',
      'D waiting-for-licences D-1',
    ]);
    expect(await house.noticesOf('waiting-list')).toHaveLength(1);
    expect(await card(house)).toMatchObject({ waiting: 2, toBuy: 2, reservationsLost: 2, holdsLost: 0 });
    expect((await ledgerOf(house)).figures).toMatchObject({ free: 0, shortBy: 0 });
    await read(house, 4);
    await serve(house);
    expect((await ledgerOf(house)).figures).toMatchObject({ free: 0, reserved: 4, waiting: 0 });
  });

  it('are lost by count where people are not written down yet', async () => {
    const house = await houseWith({ availableCount: 4 });
    await since(house, 'A', 'reserved', 10);
    await approve(house, 'D-2', ['B', 'C', 'D'], { startAt: house.now + DAY });
    await read(house, 2);
    await serve(house);
    expect((await ledgerOf(house)).ledger.holds).toEqual({ 'D-2': 1 });
    expect(await states(house)).toEqual(['A reserved D-1']);
    expect(await card(house)).toMatchObject({ waiting: 0, holdsLost: 2 });
    house.now += DAY;
    await apply(house);
    await serve(house);
    expect(await states(house)).toEqual([
      'A reserved D-1',
      'B reserved D-2',
      'C waiting-for-licences D-2',
      'D waiting-for-licences D-2',
    ]);
  });

  it('are lost by a hold without a deployment first', async () => {
    const house = await houseWith({ availableCount: 4 });
    await approve(house, 'D-2', ['B'], { startAt: house.now + DAY });
    await house.records.commit({
      put: [{ kind: 'ledger', id: KEY, value: { ...(await ledgerOf(house)).ledger, holds: { 'D-2': 1, 'D-9': 3 } } }],
    });
    await read(house, 1);
    await serve(house);
    expect((await ledgerOf(house)).ledger.holds).toEqual({ 'D-2': 1 });
  });

  it('are not lost while the fall is in doubt', async () => {
    const house = await houseWith({ availableCount: 4 });
    for (const userId of people) await since(house, userId, 'reserved', 1);
    await read(house, 0, { suspectSince: house.now });
    await serve(house);
    expect((await ledgerOf(house)).figures.reserved).toBe(4);
    expect(await house.noticesOf('waiting-list')).toEqual([]);
    await changeAsset(house, { suspectSince: null });
    await serve(house);
    expect((await ledgerOf(house)).figures).toMatchObject({ reserved: 0, waiting: 4 });
  });

  it('are not lost by somebody whose licence is on its way', async () => {
    const house = await houseWith({ availableCount: 1 });
    await putAssignment(house, { userId: 'A', state: 'licensing', writeId: 'w1', wantedBy: ['D-1'] });
    await read(house, 0);
    expect(await serve(house)).toBeNull();
    expect(await states(house)).toEqual(['A licensing D-1']);
  });
});

describe('the card of a waiting list', () => {
  it('names ten, oldest first, says what would be enough, and changes with every number', async () => {
    const house = new TestHouse();
    const many = Array.from({ length: 14 }, (_, index) => `W${10 + index}`);
    await stocked(house, many, { availableCount: 0 });
    for (const [index, userId] of many.entries()) await since(house, userId, 'waiting-for-licences', index);
    await serve(house);
    const facts = await card(house);
    expect(facts).toMatchObject({ app: { key: KEY, name: 'Keynote' }, waiting: 14, toBuy: 14 });
    expect(facts?.oldest.map(({ userId }) => userId)).toEqual(many.slice(4).reverse());
    expect(await waitingListWork.due(house.core)).toBe(false);
    await putAssignment(house, { userId: 'W10', state: 'rejected' });
    await serve(house);
    expect(await card(house)).toMatchObject({ waiting: 13 });
    for (const userId of many) await putAssignment(house, { userId, state: 'released' });
    await serve(house);
    const cards = await house.noticesOf('waiting-list');
    expect(cards.map(({ facts: { waiting } }) => waiting)).toEqual([14, 13, 0]);
    expect(new Set(cards.map(({ subject }) => subject)).size).toBe(1);
  });
});

describe('what is lost', () => {
  it.each([
    [0, [], {}],
    [1, ['C'], {}],
    [2, ['C'], { 'D-2': 1 }],
    [4, ['C'], { 'D-2': 3 }],
    [5, ['C', 'B'], { 'D-2': 3 }],
    [99, ['C', 'B', 'A'], { 'D-2': 3 }],
  ])('of %i, newest first', (shortBy, lost, holds) => {
    const held = [
      { kind: 'person', userId: 'A', since: 1 },
      { kind: 'person', userId: 'C', since: 9 },
      { kind: 'person', userId: 'B', since: 1 },
      { kind: 'deployment', deploymentId: 'D-2', count: 3, since: 5 },
    ] as const;
    expect(lostPromises(shortBy, held)).toEqual({ people: lost, holds });
  });
});
