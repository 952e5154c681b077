import { describe, expect, it } from 'vitest';
import { TestHouse } from '../../support/core.js';
import { unreachable } from '../../support/core-apple.js';
import { bind, boundHouse } from '../../support/core-ceremony.js';
import { DAY } from '../../support/core-samples.js';
import { asset, completeNow, stock } from '../../support/core-sync.js';

describe('a full reading', () => {
  it('keeps every asset with its figures, its name and the count of ours', async () => {
    const house = await boundHouse(stock);
    const records = (await house.records.list('asset')).map(({ value }) => value);
    expect(records.map(({ adamId }) => adamId)).toEqual(['1', '2', '3', '4', '5', '6', '7']);
    expect(await asset(house, '1.STDQ')).toMatchObject({
      name: 'App 1',
      bundleId: 'com.example.a1',
      totalCount: 20,
      assignedCount: 2,
      availableCount: 18,
      ours: 1,
      presence: 'listed',
      readAt: house.now,
    });
  });

  it('keeps both qualities of a product apart', async () => {
    const house = await boundHouse(({ apple }) => {
      apple.buy('1', 20);
      apple.buy('1', 4, { pricingParam: 'PLUS' });
    });
    expect([(await asset(house, '1.STDQ')).totalCount, (await asset(house, '1.PLUS')).totalCount]).toEqual([20, 4]);
  });

  it('sums up what is ours and what is not', async () => {
    const house = await boundHouse(stock);
    expect((await completeNow(house)).totals).toEqual({
      assets: 7,
      apps: 7,
      books: 0,
      totalCount: 140,
      assignedCount: 4,
      availableCount: 136,
      ourUsers: 2,
      ourAssignments: 2,
      foreignUsers: 1,
      foreignAssignments: 2,
      foreignRevocable: 2,
    });
  });

  it('leaves unlimited assets out of the sums of licences', async () => {
    const house = await boundHouse(({ apple }) => {
      apple.buy('1', 10);
      apple.buy('2', 2_147_483_647, { unlimited: true });
    });
    expect((await completeNow(house)).totals).toMatchObject({ assets: 2, totalCount: 10, availableCount: 10 });
  });

  it("keeps no row of anybody else's", async () => {
    const house = await boundHouse(stock);
    await completeNow(house);
    const stored = await house.stored();
    for (const theirs of ['foreign-user', 'x@contoso.example', 'C02XK1', 'foreign-retired'])
      expect(stored).not.toContain(theirs);
    const { mirror } = house.core;
    expect(mirror.totals()).toEqual({ users: 2, assignments: 2 });
    expect(Object.fromEntries(mirror.countsByAsset())).toEqual({ '1.STDQ': 1, '2.STDQ': 1 });
  });

  it('goes through its stages in order', async () => {
    const house = await boundHouse(stock);
    await completeNow(house);
    const stages = (await house.noticesOf('sync-card', 'person')).map(({ facts }) =>
      facts.stage === 'running' ? facts.at : facts.stage,
    );
    expect(stages).toEqual([
      'service-config',
      'client-config',
      'assets',
      'users',
      'assignments',
      'settling',
      'catalogue',
      'done',
    ]);
  });

  it('asks nothing twice and writes nothing at Apple when all is quiet', async () => {
    const house = await boundHouse(stock);
    house.apple.calls.length = 0;
    const { readAgain, unsettled } = await completeNow(house);
    expect([readAgain, unsettled]).toEqual([0, []]);
    expect(house.apple.calls).toEqual(['clientConfig', 'assets', 'users', 'users', 'assignments', 'assignments']);
  });

  it('survives a restart with what the mirror saved', async () => {
    const house = await boundHouse(stock);
    await house.restart();
    expect(house.core.mirror.totals()).toEqual({ users: 2, assignments: 2 });
  });
});

describe('the difference', () => {
  it('names what was bought, refunded, assigned, freed, new and gone', async () => {
    const house = await boundHouse(stock);
    house.apple.unlist('7');
    await completeNow(house);
    house.apple.buy('3', 10);
    house.apple.lose('4', 5);
    house.apple.assign('5', { clientUserId: 'vb1.ada' });
    house.apple.takeBack('2');
    house.apple.buy('8', 3);
    house.apple.locationName = 'Northwind Lund';
    expect((await completeNow(house)).diff).toEqual({
      appeared: [{ key: '8.STDQ', name: 'App 8', totalCount: 3, availableCount: 3 }],
      appearedCount: 1,
      gone: [{ key: '7.STDQ', name: 'App 7', totalCount: 20, availableCount: 20 }],
      goneCount: 1,
      totals: [
        { key: '3.STDQ', name: 'App 3', before: 20, after: 30 },
        { key: '4.STDQ', name: 'App 4', before: 20, after: 15 },
      ],
      totalsCount: 2,
      assigned: [
        { key: '2.STDQ', name: 'App 2', before: 2, after: 1 },
        { key: '5.STDQ', name: 'App 5', before: 0, after: 1 },
      ],
      assignedCount: 2,
      location: [{ attribute: 'Location name', before: 'Northwind Stockholm', after: 'Northwind Lund' }],
    });
  });

  it('is empty when nothing changed, and nothing is stored anew but the times of reading', async () => {
    const house = await boundHouse(stock);
    const { diff } = await completeNow(house);
    expect(Object.values(diff).flat()).toEqual([0, 0, 0, 0]);
  });

  it('keeps a product that is gone, with its last figures, and says it once', async () => {
    const house = await boundHouse(stock);
    house.apple.unlist('7');
    await completeNow(house);
    expect((await completeNow(house)).diff.goneCount).toBe(1);
    expect(await asset(house, '7.STDQ')).toMatchObject({ presence: 'gone', totalCount: 20, name: 'App 7' });
    expect((await completeNow(house)).diff.goneCount).toBe(0);
    house.apple.buy('7', 20);
    expect((await completeNow(house)).diff.appeared.map(({ key }) => key)).toEqual(['7.STDQ']);
  });
});

describe('the catalogue', () => {
  it('in trouble never fails a sync; the last names stay and the trouble is said', async () => {
    const house = await boundHouse(stock);
    house.now += 8 * DAY;
    house.apple.interfere = (call) =>
      call === 'lookup' ? { before: unreachable({ cause: 'server-error' }) } : undefined;
    const outcome = await completeNow(house);
    expect(outcome.catalogueTrouble).toBe('Apple answered with a server error');
    expect((await asset(house, '1.STDQ')).name).toBe('App 1');
  });

  it('is asked for names that are not known once a day, and for known ones after a week', async () => {
    const house = await boundHouse(stock);
    const asked = () => house.apple.calls.filter((call) => call === 'lookup').length;
    const first = asked();
    await completeNow(house);
    expect(asked()).toBe(first);
    house.apple.buy('8', 3);
    await completeNow(house);
    expect(asked()).toBe(first + 1);
    await completeNow(house);
    expect(asked()).toBe(first + 1);
    house.apple.names.set('8', 'App 8');
    house.now += DAY;
    await completeNow(house);
    expect((await asset(house, '8.STDQ')).name).toBe('App 8');
    await completeNow(house);
    expect(asked()).toBe(first + 2);
    house.now += 7 * DAY;
    house.apple.names.set('1', 'App One');
    await completeNow(house);
    expect((await asset(house, '1.STDQ')).name).toBe('App One');
  });
});

describe('the first sync', () => {
  it('comes by itself after the binding, and is summed up in the channel', async () => {
    const house = new TestHouse();
    stock(house);
    await bind(house);
    await house.ring();
    const [summary] = await house.noticesOf('sync-summary', 'channel');
    expect(summary?.facts.report).toMatchObject({ trigger: 'binding', outcome: { result: 'complete' } });
    expect(await house.ring()).toEqual([]);
    expect(await house.noticesOf('sync-summary')).toHaveLength(1);
  });
});
