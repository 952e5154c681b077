import { expect } from 'vitest';
import { checkUp } from '../../src/licensing/flows/checkup.js';
import type { TestHouse } from '../support/core.js';
import { stepsCutIn } from './steps.js';

/** The bot finds something wrong and tells the custodians. */
export const doctor = {
  steps: stepsCutIn('doctor'),
  async prepare(house: TestHouse) {
    house.checks.found.set('bell', async () => ({ name: 'bell', verdict: 'wrong', facts: { silentFor: 900_000 } }));
  },
  work: (house: TestHouse) => checkUp(house.core, 'R-doctor'),
  async isWhole(house: TestHouse) {
    await this.work(house);
    expect(await house.noticesOf('doctor-report')).toHaveLength(1);
    expect(await house.audit()).toEqual(['system check-up: wrong']);
  },
};
