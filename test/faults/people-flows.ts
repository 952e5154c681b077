import { expect } from 'vitest';
import { confirmRemoved, keepApp, needApp } from '../../src/licensing/flows/answer-removal.js';
import { askRemoval } from '../../src/licensing/flows/ask-removal.js';
import { giveBack } from '../../src/licensing/flows/give-back.js';
import { releaseLeavers } from '../../src/licensing/flows/leavers.js';
import { overrideRemoval } from '../../src/licensing/flows/override-removal.js';
import { takeAvailable } from '../../src/licensing/flows/take-available.js';
import { LEAVER_GRACE } from '../../src/licensing/rules/leavers.js';
import type { TestHouse } from '../support/core.js';
import {
  approve,
  assignmentOf,
  KEY,
  ledgerOf,
  putAssignment,
  setMembership,
  states,
  stocked,
} from '../support/core-deployments.js';
import { HOUR } from '../support/core-samples.js';
import { stepsCutIn } from './steps.js';

const people = ['A', 'B', 'C'];
const question = (userId: string) => `${KEY}/${userId}#1`;

/** Two people press Install on the last licence, and one of them gives up. */
export const installed = {
  steps: stepsCutIn('installed'),
  async prepare(house: TestHouse) {
    for (const userId of people) house.people.set(userId, []);
    await stocked(house, people, { availableCount: 1, totalCount: 1 });
    await approve(house, 'D-1', people, { action: 'available' });
    await house.ring();
  },
  async work(house: TestHouse) {
    await takeAvailable(house.core, house.asked('A'), KEY);
    await takeAvailable(house.core, house.asked('B'), KEY);
    await giveBack(house.core, house.asked('A'), KEY);
    await house.ring();
  },
  async isWhole(house: TestHouse) {
    await this.work(house);
    await house.ring();
    expect(await states(house)).toEqual(['A rejected', 'B reserved D-1']);
    expect((await ledgerOf(house)).figures).toMatchObject({ reserved: 1, waiting: 0, free: 0 });
    for (const { id } of await house.records.list('offer')) expect(id).toBe(`${KEY}/B`);
    const cards = (await house.noticesOf('app-offer')).filter(({ audience }) => 'userId' in audience);
    const last = new Map(cards.map(({ subject, facts }) => [subject, facts.stage]));
    expect(last).toEqual(
      new Map([
        [`offer:${KEY}:A`, 'offered'],
        [`offer:${KEY}:B`, 'waiting-for-terms'],
        [`offer:${KEY}:C`, 'offered'],
      ]),
    );
  },
};

/** Three people are to remove an app: one does, one needs it and keeps it, one needs it and is overridden. */
export const removed = {
  steps: stepsCutIn('removed'),
  async prepare(house: TestHouse) {
    for (const userId of people) house.people.set(userId, []);
    await stocked(house, people, { availableCount: 7, assignedCount: 3, ours: 3 });
    for (const userId of people) await putAssignment(house, { userId, state: 'licensed' });
    await askRemoval(house.core, house.asked('OPERATOR'), KEY, people, 'Not used');
  },
  async work(house: TestHouse) {
    await house.ring();
    await confirmRemoved(house.core, house.asked('A'), question('A'));
    await needApp(house.core, house.asked('B'), question('B'), 'For the fair');
    await keepApp(house.core, house.asked('OPERATOR'), question('B'));
    await needApp(house.core, house.asked('C'), question('C'), '');
    await house.ring();
    await overrideRemoval(house.core, house.asked('U1'), question('C'), true);
    await house.ring();
  },
  async isWhole(house: TestHouse) {
    await this.work(house);
    expect(await states(house)).toEqual(['A releasing', 'B licensed', 'C releasing']);
    expect((await assignmentOf(house, 'C'))?.reason).toBe('removal-overridden');
    expect((await house.records.list('removal')).map(({ id }) => id)).toEqual([`${KEY}/A`, `${KEY}/C`]);
    expect(await house.records.list('removals')).toEqual([]);
    const told = (await house.audit()).filter((line) =>
      /ask-removal: told|confirm-removed: rel|keep-app: kept|override-removal: rel/.test(line),
    );
    expect(told.sort()).toEqual([
      'A confirm-removed: releasing',
      'OPERATOR keep-app: kept',
      'U1 override-removal: releasing',
      'system ask-removal: told',
      'system ask-removal: told',
      'system ask-removal: told',
    ]);
  },
};

/** Two people left, and somebody releases what they had. */
export const leftAndReleased = {
  steps: stepsCutIn('left'),
  async prepare(house: TestHouse) {
    await stocked(house, people, { availableCount: 7, assignedCount: 3, ours: 3 });
    for (const userId of people) {
      await putAssignment(house, { userId, state: 'licensed', wantedBy: ['D-1'] });
      await setMembership(house, userId, userId === 'C' ? 'associated' : 'left');
    }
    house.now += LEAVER_GRACE;
  },
  async work(house: TestHouse) {
    house.now += HOUR;
    await house.ring();
    const card = (await house.noticesOf('leavers-card')).at(-1)?.facts;
    await releaseLeavers(house.core, house.asked('OPERATOR'), `${card?.toRelease ?? 0}:${card?.subject ?? ''}`);
    house.now += HOUR;
    await house.ring();
  },
  async isWhole(house: TestHouse) {
    await this.work(house);
    expect((await states(house)).map((line) => line.split(' ').slice(0, 2).join(' '))).toEqual([
      'A releasing',
      'B releasing',
      'C licensed',
    ]);
    const lines = (await house.audit()).filter((line) => line.startsWith('OPERATOR release-leavers'));
    expect(lines.filter((line) => line.endsWith('decided'))).toHaveLength(1);
    expect(lines.filter((line) => line.endsWith('releasing'))).toHaveLength(2);
    expect((await house.noticesOf('leavers-card')).at(-1)?.facts).toMatchObject({ people: 0, returning: 2 });
    expect(new Set((await house.noticesOf('leavers-card')).map(({ subject }) => subject)).size).toBe(1);
  },
};
