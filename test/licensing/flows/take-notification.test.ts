import { describe, expect, it } from 'vitest';
import { DAY, MINUTE } from '../../support/core-samples.js';
import { notificationOf, notify, openHouse, openOf } from './notified.js';

describe('a notification', () => {
  it('is stored with what it names of ours, and nothing of others', async () => {
    const house = await openHouse();
    const taken = await notify(house, 'n1', {
      kind: 'ASSET_MANAGEMENT',
      adamIds: ['1', '2', '1'],
      clientUserIds: ['vb1.ada', 'foreign-user', 'vb1.ada'],
    });
    expect(taken).toEqual({ result: 'stored' });
    expect(await notificationOf(house, 'n1')).toEqual({
      kind: 'ASSET_MANAGEMENT',
      receivedAt: house.now,
      adamIds: ['1', '2'],
      clientUserIds: ['vb1.ada'],
      settledAt: null,
    });
    expect(await house.stored()).not.toContain('foreign-user');
  });

  it('that comes again is known, also at the same moment and after it was settled', async () => {
    const house = await openHouse();
    const twice = await Promise.all([notify(house, 'n1', { adamIds: ['1'] }), notify(house, 'n1', { adamIds: ['1'] })]);
    expect(twice.map(({ result }) => result).sort()).toEqual(['known', 'stored']);
    await house.ring();
    expect(await openOf(house)).toEqual([]);
    expect(await notify(house, 'n1', { adamIds: ['1'] })).toEqual({ result: 'known' });
    expect(await openOf(house)).toEqual([]);
  });

  it('is stored or refused, never half', async () => {
    const house = await openHouse();
    house.cutAt = (point) => point === 'before a commit';
    expect(await house.untilCut(() => notify(house, 'n1'))).toBe('cut');
    await house.restart();
    expect(await notificationOf(house, 'n1')).toBeNull();
    expect(await notify(house, 'n1')).toEqual({ result: 'stored' });
  });

  it('is kept for a week', async () => {
    const house = await openHouse();
    await notify(house, 'old');
    house.now += 7 * DAY - MINUTE;
    await notify(house, 'young');
    expect(await notificationOf(house, 'old')).not.toBeNull();
    house.now += MINUTE;
    await notify(house, 'new');
    expect((await house.records.list('notification')).map(({ id }) => id)).toEqual(['new', 'young']);
  });

  it.each(['__proto__', 'constructor', '\ud800', '../../x', 'a\nb'])(
    'may be called %j, which means nothing',
    async (id) => {
      const house = await openHouse();
      expect(await notify(house, id, { adamIds: ['1'] })).toEqual({ result: 'stored' });
      await house.restart();
      expect(await notify(house, id, { adamIds: ['1'] })).toEqual({ result: 'known' });
    },
  );

  it('that names more than would be read one by one is kept with no more than tells so', async () => {
    const house = await openHouse();
    const adamIds = Array.from({ length: 1_000 }, (_, index) => `${index}`);
    await notify(house, 'n1', { kind: 'ASSET_MANAGEMENT', adamIds });
    expect((await notificationOf(house, 'n1'))?.adamIds.length).toBeLessThan(100);
  });

  it('that is settled names nothing any more', async () => {
    const house = await openHouse();
    await notify(house, 'n1', { adamIds: ['1'], clientUserIds: ['vb1.ada'] });
    house.background.work();
    await house.drain();
    expect(await notificationOf(house, 'n1')).toMatchObject({ adamIds: [], clientUserIds: [], settledAt: house.now });
  });
});
