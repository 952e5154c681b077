import { expect } from 'vitest';
import { confirmSignIn } from '../../src/licensing/flows/confirm-sign-in.js';
import { answerHandover, handOverSignIn } from '../../src/licensing/flows/hand-over-sign-in.js';
import type { TestHouse } from '../support/core.js';
import { bind, boundOf } from '../support/core-ceremony.js';
import { DAY } from '../support/core-samples.js';
import { stepsCutIn } from './steps.js';

async function boundAndConfirmed(house: TestHouse): Promise<void> {
  await bind(house);
  for (const actor of ['U1', 'U2']) await confirmSignIn(house.core, house.asked(actor));
}

async function handOver(house: TestHouse): Promise<void> {
  await handOverSignIn(house.core, house.asked('U1'), 'U1', 'EMPLOYEE');
  const [question] = await house.noticesOf('sign-in-handover-question');
  await answerHandover(house.core, house.asked('EMPLOYEE'), question?.facts.key ?? '', true);
}

/** The question put again after 90 days. */
export const signInAgain = {
  steps: stepsCutIn('sign-in again'),
  prepare: boundAndConfirmed,
  async work(house: TestHouse) {
    house.now += 90 * DAY;
    await house.ring();
  },
  async isWhole(house: TestHouse) {
    await house.ring();
    expect((await boundOf(house)).signIn.map(({ askedAt }) => askedAt)).toEqual([house.now, house.now]);
    const open = (await house.noticesOf('sign-in-question')).filter(
      ({ facts }) => facts.person.askedAt === house.now && facts.end === null,
    );
    expect(open).toHaveLength(2);
  },
};

/** Both clicks of a handover. */
export const handover = {
  steps: stepsCutIn('handover'),
  prepare: boundAndConfirmed,
  work: handOver,
  async isWhole(house: TestHouse) {
    const named = async () => (await boundOf(house)).signIn.map(({ userId }) => userId);
    if ((await named()).includes('U1')) await handOver(house);
    expect(await named()).toEqual(['EMPLOYEE', 'U2']);
    const accepted = (await house.noticesOf('sign-in-handover-question')).filter(({ facts }) => facts.end !== null);
    expect(accepted).toHaveLength(1);
    expect((await house.audit()).filter((line) => line.startsWith('U1 hand-over-sign-in'))).toHaveLength(1);
  },
};
