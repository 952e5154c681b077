import { expect } from 'vitest';
import { firstSync } from '../../src/licensing/flows/ring.js';
import { expectedSender } from '../../src/licensing/flows/take-notification.js';
import { notificationOf, notifyAndSettle, openOf, PUBLIC_URL, subscriptionOf } from '../licensing/flows/notified.js';
import type { TestHouse } from '../support/core.js';
import { bind } from '../support/core-ceremony.js';
import { HOUR } from '../support/core-samples.js';
import { asset, stock } from '../support/core-sync.js';
import { stepsCutIn } from './steps.js';

async function withPublicAddress(house: TestHouse): Promise<void> {
  stock(house);
  await bind(house);
  await firstSync(house.core, house.background, 'R-first');
  await house.drain();
  house.settings = { ...house.settings, publicUrl: PUBLIC_URL };
}

/** Apple is asked for notifications. */
export const subscription = {
  steps: stepsCutIn('subscription'),
  async prepare(house: TestHouse) {
    await withPublicAddress(house);
    house.core.settings = house.settings;
  },
  work: (house: TestHouse) => house.ring(),
  async isWhole(house: TestHouse) {
    house.now += HOUR;
    await house.ring();
    expect(await subscriptionOf(house)).toMatchObject({ state: 'subscribed' });
    expect(house.apple.notificationSettings?.bearer).toBe((await expectedSender(house.core))?.bearer);
    expect((await house.audit()).filter((line) => line === 'system subscribe: subscribed')).toHaveLength(1);
  },
};

/** A notification is taken, and what it names is read. */
export const notified = {
  steps: stepsCutIn('notified'),
  async prepare(house: TestHouse) {
    await withPublicAddress(house);
    await house.restart();
    house.now += HOUR;
    house.apple.buy('3', 10);
  },
  work: (house: TestHouse) => notifyAndSettle(house, 'n1', { adamIds: ['3'] }),
  /** Apple sends again what was not answered. */
  async isWhole(house: TestHouse) {
    await this.work(house);
    expect(await openOf(house)).toEqual([]);
    expect((await notificationOf(house, 'n1'))?.settledAt).toBe(house.now);
    expect(await asset(house, '3.STDQ')).toMatchObject({ totalCount: 30, readAt: house.now });
  },
};
