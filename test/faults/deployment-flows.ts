import { expect } from 'vitest';
import type { TestHouse } from '../support/core.js';
import {
  approve,
  changeAsset,
  close,
  deploymentOf,
  ledgerOf,
  putAssignment,
  states,
  stocked,
} from '../support/core-deployments.js';
import { MINUTE } from '../support/core-samples.js';
import { stepsCutIn } from './steps.js';

const people = ['A', 'B', 'C', 'D'];

/** Two deployments are written down, one of which replaces what the other wanted. */
export const deployments = {
  steps: stepsCutIn('deployments'),
  async prepare(house: TestHouse) {
    await stocked(house, people);
    await putAssignment(house, { userId: 'A', state: 'licensed' });
    await approve(house, 'D-1', people, { hold: 3 });
    await approve(house, 'D-2', ['C', 'D'], { action: 'uninstall' });
    await house.ring();
    await close(house, 'D-1');
    await approve(house, 'D-3', ['B'], { hold: 1 });
    await approve(house, 'D-4', ['D'], { action: 'available' });
  },
  async work(house: TestHouse) {
    await house.ring();
  },
  async isWhole(house: TestHouse) {
    await house.ring();
    expect(await states(house)).toEqual(['A licensed', 'B reserved D-3', 'C released', 'D released']);
    expect(await ledgerOf(house)).toMatchObject({ ledger: { holds: {} }, figures: { reserved: 1, free: 9 } });
    for (const id of ['D-1', 'D-2', 'D-3', 'D-4']) expect((await deploymentOf(house, id)).applying).toBeNull();
    const begun = (await house.audit()).filter((line) => line === 'system apply-deployment: reserved');
    expect(begun).toHaveLength(3);
  },
};

/** Apple takes licences that were promised, and somebody buys some again. */
export const waiting = {
  steps: stepsCutIn('waiting list'),
  async prepare(house: TestHouse) {
    await stocked(house, people, { availableCount: 4 });
    await approve(house, 'D-1', people);
    await house.ring();
  },
  async work(house: TestHouse) {
    house.now += MINUTE;
    await changeAsset(house, { availableCount: 2, totalCount: 2, readAt: house.now });
    await house.ring();
    house.now += MINUTE;
    await changeAsset(house, { availableCount: 3, totalCount: 3, readAt: house.now });
    await house.ring();
  },
  async isWhole(house: TestHouse) {
    house.now += MINUTE;
    await changeAsset(house, { availableCount: 3, totalCount: 3, readAt: house.now });
    await house.ring();
    const stands = (await states(house)).map((line) => line.split(' ')[1]);
    expect(stands.filter((state) => state === 'reserved')).toHaveLength(3);
    expect(stands.filter((state) => state === 'waiting-for-licences')).toHaveLength(1);
    expect((await ledgerOf(house)).figures).toMatchObject({ reserved: 3, free: 0, shortBy: 0 });
    expect((await house.noticesOf('waiting-list')).at(-1)?.facts).toMatchObject({ waiting: 1, toBuy: 1 });
  },
};
