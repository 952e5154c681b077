import { expect } from 'vitest';
import { answerInterference } from '../../src/licensing/flows/interference.js';
import { firstSync } from '../../src/licensing/flows/ring.js';
import type { TestHouse } from '../support/core.js';
import { bind } from '../support/core-ceremony.js';
import {
  anAssignment,
  assignmentOf,
  figuresOf,
  holdersAtApple,
  KEY,
  releasing,
  reservations,
  sentOf,
  statesOf,
  workFor,
  workNow,
} from '../support/core-licences.js';
import { MINUTE } from '../support/core-samples.js';
import { syncNow } from '../support/core-sync.js';
import { stepsCutIn } from './steps.js';

const PEOPLE = ['A1', 'A2', 'A3'];

async function reserved(house: TestHouse): Promise<void> {
  house.apple.buy('1', 5);
  house.apple.writes.limits = { ...house.apple.writes.limits, maxClientUserIds: 2 };
  await bind(house);
  await firstSync(house.core, house.background, 'R-first');
  await house.drain();
  house.now += MINUTE;
  await reservations(house, PEOPLE);
}

/** Three licences are given in two batches, then one is taken back. */
export const licences = {
  steps: stepsCutIn('licences'),
  prepare: reserved,
  async work(house: TestHouse) {
    await settled(house);
    const [first] = PEOPLE;
    if (first === undefined || (await assignmentOf(house, KEY, first)).state !== 'licensed') return;
    await releasing(house, [first]);
    await settled(house);
  },
  async isWhole(house: TestHouse) {
    // Past the time after which a lost answer is judged.
    await workFor(house, 11 * MINUTE, 11 * MINUTE);
    await this.work(house);
    expect(await statesOf(house, KEY, PEOPLE)).toEqual(['released', 'licensed', 'licensed']);
    expect(await holdersAtApple(house, KEY)).toEqual(['A2', 'A3']);
    expect(await house.records.list('write')).toEqual([]);
    expect(await figuresOf(house, KEY)).toMatchObject({ free: 3, inFlight: 0, reserved: 0, assignedOurs: 2 });
    // At most one batch is sent a second time, after Apple's list showed that it had not been done.
    expect((await sentOf(house)).length).toBeLessThanOrEqual(4);
  },
};

/** What was sent is settled, and the app is read again. */
const settled = (house: TestHouse) => workFor(house, 1, 1);

/** Two licences go without us; a custodian answers. */
export const lost = {
  steps: stepsCutIn('lost'),
  async prepare(house: TestHouse) {
    await reserved(house);
    for (const userId of PEOPLE) {
      const { clientUserId, ...one } = await assignmentOf(house, KEY, userId);
      house.apple.give({ adamId: '1', pricingParam: 'STDQ' }, clientUserId);
      await anAssignment(house, KEY, userId, { ...one, state: 'licensed', licensedAt: house.now });
    }
    await syncNow(house);
    await workNow(house);
    house.apple.takeBack('1');
    house.apple.takeBack('1');
  },
  async work(house: TestHouse) {
    if ((await house.noticesOf('interference')).length === 0) {
      await syncNow(house);
      await workNow(house);
    }
    const open = await house.records.get('interference', 'location');
    if (open !== null) await answerInterference(house.core, house.asked('U1'), open.value.since);
    await settled(house);
  },
  async isWhole(house: TestHouse) {
    await this.work(house);
    await workFor(house, 11 * MINUTE, 11 * MINUTE);
    expect(await statesOf(house, KEY, PEOPLE)).toEqual(['licensed', 'licensed', 'licensed']);
    expect(await holdersAtApple(house, KEY)).toEqual(PEOPLE);
    expect(await house.records.list('interference')).toEqual([]);
    const audit = await house.audit();
    expect(audit.filter((line) => line === 'system find-interference: writes stopped')).toHaveLength(1);
    expect(audit.filter((line) => line === 'U1 answer-interference: answered')).toHaveLength(1);
  },
};
