import { expect } from 'vitest';
import { membershipWork } from '../../src/licensing/flows/membership-work.js';
import { firstSync } from '../../src/licensing/flows/ring.js';
import type { TestHouse } from '../support/core.js';
import { bind } from '../support/core-ceremony.js';
import { aDeployment, assignmentOf } from '../support/core-licences.js';
import { APP, acceptedBy, invitationsOf, MONDAY, membershipOf, reservedFor } from '../support/core-people.js';
import { DAY, HOUR, MINUTE } from '../support/core-samples.js';
import { stepsCutIn } from './steps.js';

async function prepare(house: TestHouse): Promise<void> {
  house.now = MONDAY;
  house.apple.buy('1', 20);
  await bind(house);
  await firstSync(house.core, house.background, 'R-first');
  await house.drain();
  await aDeployment(house, 'D-1', APP);
  await reservedFor(house, ['ANNA', 'BO']);
  const create = house.apple.create.bind(house.apple);
  house.apple.create = (user) => (user?.email?.startsWith('bo@') === true ? 9717 : create(user));
}

/** Minute by minute, until it is so. */
async function until(house: TestHouse, isSo: () => Promise<boolean>): Promise<void> {
  for (let minute = 0; minute < 30; minute += 1) {
    await lookAfterPeople(house);
    if (await isSo()) return;
    house.now += MINUTE;
  }
  throw new Error('it never came so far');
}

async function at(house: TestHouse, instant: number): Promise<void> {
  house.now = Math.max(house.now, instant);
  await lookAfterPeople(house);
}

/** This work alone: what others do with it has cuts of its own. */
async function lookAfterPeople(house: TestHouse): Promise<void> {
  if (await membershipWork.due(house.core)) await membershipWork.run(house.core, house.core.ids.reference());
}

/** Goes on from wherever it stands: both are invited, one accepts, the other is reminded and leaves. */
async function work(house: TestHouse): Promise<void> {
  const state = async (userId: string) => (await membershipOf(house, userId)).state;
  const bo = async () => ['invited', 'left'].includes(await state('BO'));
  await until(house, async () => ['invited', 'associated'].includes(await state('ANNA')) && (await bo()));
  await acceptedBy(house, 'ANNA');
  await until(house, async () => (await state('ANNA')) === 'associated');
  await at(house, MONDAY + DAY + HOUR);
  const stored = await house.records.get('member', 'BO');
  if (stored === null) throw new Error('nobody called BO');
  await house.records.commit({ put: [{ kind: 'member', id: 'BO', value: { ...stored.value, deactivated: true } }] });
  await until(house, async () => (await state('BO')) === 'left');
}

/** Two people in Apple's programme, from the reservation to the acceptance and to the end. */
export const members = {
  steps: stepsCutIn('members'),
  prepare,
  work,
  async isWhole(house: TestHouse) {
    await work(house);
    for (const userId of ['ANNA', 'BO']) {
      const { clientUserId, writeId } = await membershipOf(house, userId);
      expect(house.apple.rowsOfUser(clientUserId)).toHaveLength(1);
      expect(writeId).toBeNull();
      expect((await invitationsOf(house, userId)).filter(({ end }) => end === null)).toEqual([]);
    }
    const { clientUserId } = await membershipOf(house, 'ANNA');
    const made = house.apple.writes.named.filter(
      ({ call, ids }) => call === 'createUsers' && ids.includes(clientUserId),
    );
    expect(made).toHaveLength(1);
    expect(await assignmentOf(house, APP, 'BO')).toMatchObject({ state: 'released', reason: 'left' });
    expect(await house.records.list('write')).toEqual([]);
    const audit = await house.audit();
    for (const line of ['system watch-terms: associated', 'system leave: left'])
      expect(audit.filter((one) => one.startsWith(line))).toHaveLength(1);
    expect(audit.filter((line) => line === 'system invite: invited')).toHaveLength(2);
  },
};
