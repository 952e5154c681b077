import { describe, expect, it } from 'vitest';
import { requestSync } from '../../../src/licensing/flows/sync.js';
import { refused, unreachable } from '../../support/core-apple.js';
import { HOUR, MINUTE, otherProduct } from '../../support/core-samples.js';
import { asset, completeNow, syncState } from '../../support/core-sync.js';
import { notificationOf, notify, notifyAndSettle, openHouse, openOf } from './notified.js';

/** A house that has nothing to do, some time after its first sync. */
async function settledHouse() {
  const house = await openHouse();
  await house.ring();
  house.now += MINUTE;
  return house;
}

describe('what a notification names', () => {
  it('is read again at once, and only that', async () => {
    const house = await settledHouse();
    house.apple.buy('1', 5);
    house.apple.buy('2', 5);
    const before = house.apple.calls.length;
    house.now += MINUTE;
    await notifyAndSettle(house, 'n1', { adamIds: ['1'] });
    expect(house.apple.calls.slice(before)).toEqual(['assignmentsOf', 'assetsOf']);
    expect(await asset(house, '1.STDQ')).toMatchObject({ totalCount: 25, name: 'App 1', readAt: house.now });
    expect((await asset(house, '2.STDQ')).totalCount).toBe(20);
    expect((await notificationOf(house, 'n1'))?.settledAt).toBe(house.now);
  });

  it('is believed as Apple lists it, whatever the notification says', async () => {
    const house = await settledHouse();
    const before = await asset(house, '1.STDQ');
    await notifyAndSettle(house, 'n1', { adamIds: ['1'] });
    expect(await asset(house, '1.STDQ')).toEqual({ ...before, readAt: house.now });
  });

  it('counts our people in the mirror and keeps nobody else’s rows', async () => {
    const house = await settledHouse();
    house.apple.assign('3', { clientUserId: 'vb1.ada' });
    house.apple.assign('3', { clientUserId: 'foreign-user' });
    await notifyAndSettle(house, 'n1', { kind: 'ASSET_MANAGEMENT', adamIds: ['3'], clientUserIds: ['foreign-user'] });
    expect(await asset(house, '3.STDQ')).toMatchObject({ assignedCount: 2, ours: 1 });
    expect(house.core.mirror.countsByAsset().get('3.STDQ')).toBe(1);
    house.apple.takeBack('3');
    await notifyAndSettle(house, 'n2', { kind: 'ASSET_MANAGEMENT', adamIds: ['3'] });
    expect(await asset(house, '3.STDQ')).toMatchObject({ assignedCount: 1, ours: 0 });
    expect(await house.stored()).not.toContain('foreign-user');
  });

  it('may be a person, whose rows are read by their id', async () => {
    const house = await settledHouse();
    const before = house.core.mirror.totals().users;
    house.apple.register('vb1.cy', { status: 'Associated' });
    await notifyAndSettle(house, 'n1', { kind: 'USER_ASSOCIATED', clientUserIds: ['vb1.cy', 'foreign-user'] });
    expect(house.core.mirror.totals().users).toBe(before + 1);
    expect(house.apple.calls.filter((call) => call === 'usersOf')).toHaveLength(1);
  });

  it('may be a product that nobody has seen yet, whose name is looked up, or one that is gone', async () => {
    const house = await settledHouse();
    house.apple.buy('99', 3);
    house.apple.names.set('99', 'App 99');
    house.apple.unlist('7');
    await notifyAndSettle(house, 'n1', { kind: 'ASSET_MANAGEMENT', adamIds: ['99', '7', '12345'] });
    expect(await asset(house, '99.STDQ')).toMatchObject({ name: 'App 99', totalCount: 3 });
    expect(await asset(house, '7.STDQ')).toMatchObject({ presence: 'listed', suspectSince: house.now });
    expect(await house.records.get('asset', '12345.STDQ')).toBeNull();
    house.now += MINUTE;
    await house.ring();
    expect(await asset(house, '7.STDQ')).toMatchObject({ presence: 'gone' });
  });

  it('is told of at the next sync, as if it had been read then', async () => {
    const house = await settledHouse();
    house.apple.buy('1', 5);
    house.apple.buy('99', 3);
    await notifyAndSettle(house, 'n1', { kind: 'ASSET_MANAGEMENT', adamIds: ['1', '99'] });
    house.apple.buy('1', 5);
    await notifyAndSettle(house, 'n2', { adamIds: ['1'] });
    const { diff } = await completeNow(house);
    expect(diff.totals.map(({ key, before, after }) => [key, before, after])).toEqual([['1.STDQ', 20, 30]]);
    expect(diff.appeared.map(({ key }) => key)).toEqual(['99.STDQ']);
    expect((await completeNow(house)).diff.totalsCount).toBe(0);
  });

  it('is read for several notifications together', async () => {
    const house = await settledHouse();
    await notify(house, 'n1', { adamIds: ['1'] });
    await notify(house, 'n2', { adamIds: ['1'] });
    const before = house.apple.calls.length;
    await notifyAndSettle(house, 'n3', { adamIds: ['1', '2'] });
    expect(house.apple.calls.slice(before)).toEqual(['assignmentsOf', 'assetsOf', 'assignmentsOf', 'assetsOf']);
    expect(await openOf(house)).toEqual([]);
  });

  it('is read again while rows and counts disagree', async () => {
    const house = await settledHouse();
    house.apple.interfere = (call, count) => {
      if (call === 'assetsOf' && count === 1) house.apple.assign('1', { clientUserId: 'vb1.bo' });
      return undefined;
    };
    await notifyAndSettle(house, 'n1', { adamIds: ['1'] });
    expect(await asset(house, '1.STDQ')).toMatchObject({ assignedCount: 3, ours: 2 });
  });
});

describe('a whole sync takes its place', () => {
  const many = Array.from({ length: 51 }, (_, index) => String(1_000 + index));

  it('for more than fifty products, and settles all that came before it began', async () => {
    const house = await settledHouse();
    house.tick = 1;
    house.apple.buy('1', 5);
    await notifyAndSettle(house, 'n1', { kind: 'ASSET_MANAGEMENT', adamIds: many });
    expect((await syncState(house)).last).toMatchObject({ trigger: 'notification', outcome: { result: 'complete' } });
    expect((await asset(house, '1.STDQ')).totalCount).toBe(25);
    await house.ring();
    expect(await openOf(house)).toEqual([]);
    expect(house.apple.calls.filter((call) => call === 'assetsOf')).toEqual([]);
  });

  it('that fails is not begun again at each ring', async () => {
    const house = await settledHouse();
    house.apple.interfere = () => ({ before: unreachable() });
    await notifyAndSettle(house, 'n1', { kind: 'ASSET_MANAGEMENT', adamIds: many });
    const { last } = await syncState(house);
    for (let second = 0; second < 50; second += 10) {
      house.now += 10_000;
      await house.ring();
    }
    expect((await syncState(house)).last).toEqual(last);
    expect(await openOf(house)).toEqual(['n1']);
  });

  it('is begun again after a growing gap only, however many come while it runs', async () => {
    const house = await settledHouse();
    house.tick = 1;
    const began = new Set<number>();
    const from = house.now;
    for (let number = 0; house.now - from < 2 * HOUR; number += 1) {
      await notify(house, `n${number}`, { kind: 'ASSET_MANAGEMENT', adamIds: many });
      house.background.work();
      house.apple.interfere = (call) => {
        if (call === 'assets') void notify(house, `during${number}`, { kind: 'ASSET_MANAGEMENT', adamIds: many });
        return undefined;
      };
      await house.drain();
      const { last } = await syncState(house);
      if (last?.trigger === 'notification') began.add(last.startedAt);
      house.now += MINUTE / 2;
    }
    expect(began.size).toBeGreaterThan(2);
    expect(began.size).toBeLessThan(12);
  });

  it('when one runs: it is waited for, and what came after its beginning is read then', async () => {
    const house = await settledHouse();
    await requestSync(house.core, house.asked('OPERATOR'));
    house.now += MINUTE;
    await notify(house, 'n1', { adamIds: ['1'] });
    house.background.work();
    house.background.sync();
    const before = house.apple.calls.length;
    await house.drain();
    expect(house.apple.calls.slice(before).filter((call) => call === 'assetsOf')).toHaveLength(1);
    expect(await openOf(house)).toEqual([]);
  });

  it('that began after it came settles it without a reading of its own', async () => {
    const house = await settledHouse();
    await notify(house, 'n1', { adamIds: ['1'] });
    await completeNow(house);
    const before = house.apple.calls.length;
    await house.ring();
    expect(house.apple.calls.slice(before)).toEqual([]);
    expect(await openOf(house)).toEqual([]);
  });

  it('when Apple refuses again and again to show what one names, so that it does not hold up others', async () => {
    const house = await settledHouse();
    house.apple.interfere = (call) => (call === 'assignmentsOf' ? { before: refused('other', 9602) } : undefined);
    for (const _ of [1, 2, 3]) {
      house.now += HOUR;
      await notifyAndSettle(house, 'n1', { adamIds: ['nonsense'] });
    }
    await house.ring();
    expect((await syncState(house)).last).toMatchObject({ trigger: 'notification' });
    expect(await openOf(house)).toEqual([]);
  });
});

describe('trouble', () => {
  it('leaves it open, and it is tried again with a growing gap', async () => {
    const house = await settledHouse();
    house.apple.buy('1', 5);
    house.apple.interfere = (call) => (call === 'assetsOf' ? { before: unreachable() } : undefined);
    const from = house.now;
    const tries: number[] = [];
    await notify(house, 'n1', { adamIds: ['1'] });
    for (let half = 0; half < 30; half += 1) {
      house.now = from + half * (MINUTE / 2);
      const before = house.apple.calls.filter((call) => call === 'assetsOf').length;
      await house.ring();
      if (house.apple.calls.filter((call) => call === 'assetsOf').length > before) tries.push(half / 2);
    }
    expect(tries).toEqual([0, 1, 3, 7]);
    expect(await openOf(house)).toEqual(['n1']);
    house.apple.interfere = () => undefined;
    house.now += HOUR;
    await house.ring();
    expect(await openOf(house)).toEqual([]);
    expect((await asset(house, '1.STDQ')).totalCount).toBe(25);
    expect(await house.records.get('settling', 'notifications')).toBeNull();
  });

  it('asks nothing more while another product manages the location', async () => {
    const house = await settledHouse();
    house.apple.mdmInfo = otherProduct;
    await notifyAndSettle(house, 'n1', { adamIds: ['1'] });
    const before = house.apple.calls.length;
    house.now += 10 * MINUTE;
    house.background.work();
    await house.drain();
    expect(house.apple.calls.slice(before)).toEqual([]);
    expect(await openOf(house)).toEqual(['n1']);
  });
});
