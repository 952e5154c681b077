import { describe, expect, test } from 'vitest';
import { appleScene, type Posted } from './scene-support.js';
import { start } from './support.js';

const keynote = { adamId: '361280101', pricingParam: 'STDQ' } as const;
const minute = 60_000;

const deltas = (posted: readonly Posted[]) => posted.map(({ notification }) => notification.countDelta);

describe('what is told', () => {
  test('purchases, refunds and transfers are notified, assignments never', async () => {
    const { levers, deliveries, posted, subscribe, world } = appleScene();
    subscribe('ASSET_COUNT');
    const there = world.places.get('northwindEducation');
    if (there !== undefined)
      there.location.notifications = { url: 'https://there.invalid/', token: 't', types: ['ASSET_COUNT'] };
    levers.buy({ ...keynote, count: 5 });
    levers.refund({ ...keynote, count: 2 });
    levers.assignElsewhere({ ...keynote, count: 2 });
    levers.takeElsewhere({ ...keynote, count: 1 });
    levers.transfer({ ...keynote, count: 3 });
    expect(await deliveries.deliverDue()).toBe(4);
    expect(posted.map(({ url, notification }) => [url, notification])).toEqual([
      ['https://bot.invalid/hook', { ...keynote, countDelta: 5 }],
      ['https://bot.invalid/hook', { ...keynote, countDelta: -2 }],
      ['https://bot.invalid/hook', { ...keynote, countDelta: -3 }],
      ['https://there.invalid/', { ...keynote, countDelta: 3 }],
    ]);
    expect(new Set(posted.map(({ uId }) => uId))).toEqual(new Set(['2049025000431439', '2049025000777001']));
  });

  test('only subscribed types are sent', async () => {
    const { levers, deliveries, posted, subscribe } = appleScene();
    levers.buy({ ...keynote, count: 5 });
    subscribe('USER_ASSOCIATED');
    levers.buy({ ...keynote, count: 5 });
    levers.acceptInvitation('oldmdm-1003');
    expect(await deliveries.deliverDue()).toBe(1);
    expect(posted.map(({ notificationType }) => notificationType)).toEqual(['USER_ASSOCIATED']);
  });
});

describe('how it travels', () => {
  test('what is not answered 2xx is tried three times within minutes and then lost', async () => {
    const { levers, deliveries, refusals, subscribe, clock, posted } = appleScene();
    subscribe('ASSET_COUNT');
    refusals.push(true, true, true);
    levers.buy({ ...keynote, count: 5 });
    const [record] = deliveries.records();
    expect(await deliveries.deliverDue()).toBe(1);
    expect(await deliveries.deliverDue()).toBe(0);
    clock.at += 2 * minute;
    expect(await deliveries.deliverDue()).toBe(1);
    expect(record).toMatchObject({ attempts: 2, outcome: 'pending', at: start, type: 'ASSET_COUNT', duplicate: false });
    clock.at += 2 * minute;
    expect(await deliveries.deliverDue()).toBe(1);
    expect(record).toMatchObject({ attempts: 3, outcome: 'lost' });
    clock.at += 60 * minute;
    expect(await deliveries.deliverDue()).toBe(0);
    expect(new Set(posted.map(({ notificationId }) => notificationId)).size).toBe(1);
  });

  test('a later try succeeds, and how often and when is a switch', async () => {
    const switches = { notificationAttempts: 2, notificationRetryMilliseconds: 1000 };
    const { levers, deliveries, refusals, subscribe, clock } = appleScene({ switches });
    subscribe('ASSET_COUNT');
    refusals.push(true, false, true, true);
    levers.buy({ ...keynote, count: 5 });
    await deliveries.deliverDue();
    levers.buy({ ...keynote, count: 6 });
    clock.at += 1000;
    await deliveries.deliverDue();
    clock.at += 1000;
    await deliveries.deliverDue();
    expect(deliveries.records().map(({ outcome, attempts }) => [outcome, attempts])).toEqual([
      ['delivered', 2],
      ['lost', 2],
    ]);
  });

  test('a notification can come long after the event is complete', async () => {
    const { levers, deliveries, subscribe, clock } = appleScene({
      switches: { notificationLatencyMilliseconds: 5 * minute },
    });
    subscribe('ASSET_COUNT');
    levers.buy({ ...keynote, count: 5 });
    clock.at += 5 * minute - 1;
    expect(await deliveries.deliverDue()).toBe(0);
    expect(levers.view().notifications).toMatchObject({ pending: 1, delivered: 0 });
    clock.at += 1;
    expect(await deliveries.deliverDue()).toBe(1);
    expect(levers.view().notifications).toMatchObject({ pending: 0, delivered: 1 });
  });

  test('a new address gets what is still to be sent', async () => {
    const { levers, deliveries, refusals, subscribe, clock, posted, location } = appleScene();
    subscribe('ASSET_COUNT');
    refusals.push(true);
    levers.buy({ ...keynote, count: 5 });
    await deliveries.deliverDue();
    location.notifications = { ...location.notifications, url: 'https://moved.invalid/hook' };
    clock.at += 2 * minute;
    await deliveries.deliverDue();
    expect(posted.map(({ url }) => url)).toEqual(['https://bot.invalid/hook', 'https://moved.invalid/hook']);
  });

  test('what is due is sent in the background, and a wait joins it', async () => {
    const { levers, deliveries, posted, subscribe } = appleScene();
    subscribe('ASSET_COUNT');
    levers.buy({ ...keynote, count: 5 });
    expect(posted).toEqual([]);
    await new Promise((resolve) => setImmediate(resolve));
    await deliveries.deliverDue();
    expect(deltas(posted)).toEqual([5]);
  });

  test('what was forgotten is not sent', async () => {
    const { levers, deliveries, posted, subscribe } = appleScene();
    subscribe('ASSET_COUNT');
    levers.buy({ ...keynote, count: 5 });
    deliveries.clear();
    levers.buy({ ...keynote, count: 6 });
    expect(await deliveries.deliverDue()).toBe(1);
    await deliveries.stop();
    levers.buy({ ...keynote, count: 7 });
    expect(await deliveries.deliverDue()).toBe(0);
    expect(deltas(posted)).toEqual([6]);
  });
});

describe('knobs', () => {
  async function bought(switches: Record<string, unknown>) {
    const { levers, deliveries, posted, subscribe } = appleScene({ switches });
    subscribe('ASSET_COUNT');
    for (let count = 1; count <= 40; count += 1) levers.buy({ ...keynote, count });
    await deliveries.deliverDue();
    return { order: deltas(posted), records: deliveries.records(), posted };
  }
  const inOrder = Array.from({ length: 40 }, (_, index) => index + 1);

  test('notifications can be doubled, lost and shuffled, the same in every run', async () => {
    expect((await bought({})).order).toEqual(inOrder);
    const { order, records, posted } = await bought({ notificationDuplicates: 100 });
    expect(order).toEqual(inOrder.flatMap((count) => [count, count]));
    expect(records.filter(({ duplicate }) => duplicate)).toHaveLength(40);
    expect(new Set(posted.map(({ notificationId }) => notificationId)).size).toBe(40);
    const lost = await bought({ notificationLoss: 50 });
    expect(lost.order.length).toBeGreaterThan(5);
    expect(lost.order.length).toBeLessThan(35);
    expect(lost.records.filter(({ outcome }) => outcome === 'lost')).toHaveLength(40 - lost.order.length);
    expect((await bought({ notificationLoss: 50 })).order).toEqual(lost.order);
    expect((await bought({ notificationLoss: 50, notificationSeed: 2 })).order).not.toEqual(lost.order);
    const shuffled = await bought({ notificationOrder: 'shuffled' });
    expect(shuffled.order).not.toEqual(inOrder);
    expect(shuffled.order.map(Number).toSorted((one, other) => one - other)).toEqual(inOrder);
    expect((await bought({ notificationOrder: 'shuffled' })).order).toEqual(shuffled.order);
  });
});
