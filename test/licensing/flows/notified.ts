import { firstSync } from '../../../src/licensing/flows/ring.js';
import { takeNotification } from '../../../src/licensing/flows/take-notification.js';
import type { NotificationKind, NotificationRecord, Subscription } from '../../../src/licensing/rules/notification.js';
import { TestHouse } from '../../support/core.js';
import { bind } from '../../support/core-ceremony.js';
import type { Disk } from '../../support/core-disk.js';
import { stock } from '../../support/core-sync.js';

export const PUBLIC_URL = 'https://vpp.northwind.example';

/** A house with a public address: bound, synced, and as `prepare` left Apple. */
export async function openHouse(
  prepare: (house: TestHouse) => void = () => undefined,
  disk?: Disk,
): Promise<TestHouse> {
  const house = new TestHouse({ publicUrl: PUBLIC_URL }, disk);
  stock(house);
  prepare(house);
  await bind(house);
  await firstSync(house.core, house.background, 'R-first');
  await house.drain();
  return house;
}

export async function subscriptionOf(house: TestHouse): Promise<Subscription | null> {
  return (await house.records.get('subscription', 'apple'))?.value ?? null;
}

interface Named {
  kind?: NotificationKind;
  adamIds?: readonly string[];
  clientUserIds?: readonly string[];
}

/** Apple's notification of that id, taken. */
export function notify(house: TestHouse, id: string, named: Named = {}) {
  return takeNotification(house.core, { id, kind: 'ASSET_COUNT', adamIds: [], clientUserIds: [], ...named });
}

/** The notification as the handler leaves it: taken, and what it names read. */
export async function notifyAndSettle(house: TestHouse, id: string, named: Named = {}): Promise<void> {
  await notify(house, id, named);
  house.background.work();
  await house.drain();
}

export async function notificationOf(house: TestHouse, id: string): Promise<NotificationRecord | null> {
  return (await house.records.get('notification', id))?.value ?? null;
}

/** Ids of those that are not settled. */
export async function openOf(house: TestHouse): Promise<string[]> {
  const held = await house.records.list('notification');
  return held.filter(({ value }) => value.settledAt === null).map(({ id }) => id);
}
