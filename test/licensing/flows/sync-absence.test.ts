import { describe, expect, it } from 'vitest';
import { confirmSuspects } from '../../../src/licensing/flows/confirm-suspects.js';
import { readHouse } from '../../../src/licensing/flows/read-house.js';
import { requestSync, runSync } from '../../../src/licensing/flows/sync.js';
import type { TestHouse } from '../../support/core.js';
import { unreachable } from '../../support/core-apple.js';
import { boundHouse } from '../../support/core-ceremony.js';
import { MINUTE } from '../../support/core-samples.js';
import { asset, completeNow, stock, syncState } from '../../support/core-sync.js';

const line = { key: '7.STDQ', name: 'App 7', totalCount: 20, availableCount: 20 };

describe('a product that is missing from the list', () => {
  const missing = async () => {
    const house = await boundHouse(stock);
    house.apple.unlist('7');
    return house;
  };

  it('and had licences stays listed with its last figures, in doubt, and is not called gone', async () => {
    const house = await missing();
    const { diff, suspect, totals } = await completeNow(house);
    expect([diff.goneCount, suspect, totals.assets]).toEqual([0, [line], 7]);
    expect(await asset(house, '7.STDQ')).toMatchObject({
      presence: 'listed',
      totalCount: 20,
      suspectSince: house.now,
    });
  });

  it('is gone when the next sync misses it too', async () => {
    const house = await missing();
    await completeNow(house);
    const { diff, suspect } = await completeNow(house);
    expect([diff.gone, suspect]).toEqual([[line], []]);
    expect(await asset(house, '7.STDQ')).toMatchObject({ presence: 'gone', suspectSince: null });
  });

  it('is gone within a minute when Apple does not know it then either, and the next sync says so, once', async () => {
    const house = await missing();
    await completeNow(house);
    house.now += MINUTE;
    expect(await house.ring()).toEqual(['1 suspect readings settled']);
    expect(await asset(house, '7.STDQ')).toMatchObject({ presence: 'gone', suspectSince: null });
    expect((await completeNow(house)).diff.gone).toEqual([line]);
    expect((await completeNow(house)).diff.gone).toEqual([]);
  });

  it('and is found when it is asked for was never gone', async () => {
    const house = await missing();
    await completeNow(house);
    house.apple.buy('7', 20);
    house.now += MINUTE;
    await house.ring();
    expect(await asset(house, '7.STDQ')).toMatchObject({ presence: 'listed', suspectSince: null });
    const { diff } = await completeNow(house);
    expect([diff.goneCount, diff.appearedCount]).toEqual([0, 0]);
  });

  it('and had no licences is gone at once', async () => {
    const house = await boundHouse((one) => one.apple.buy('5', 0));
    house.apple.unlist('5');
    expect((await completeNow(house)).diff.goneCount).toBe(1);
  });

  it('with all the others, in an empty list, alarms nobody, and each is asked for in its turn', async () => {
    const house = await boundHouse((one) => {
      one.apple.pageSize = 500;
      for (let index = 100; index < 170; index += 1) one.apple.buy(String(index), 5);
    });
    const full = house.apple.assetRows;
    house.apple.assetRows = [];
    const { suspect, totals } = await completeNow(house);
    expect([suspect.length, totals.assets]).toEqual([70, 70]);
    const now = await readHouse(house.core);
    expect(now.state === 'bound' && now.needs).toEqual([]);
    house.apple.assetRows = full;
    house.now += MINUTE;
    expect(await house.ring()).toEqual(['50 suspect readings settled']);
    expect(await house.ring()).toEqual(['20 suspect readings settled']);
    expect((await house.records.list('asset')).every(({ value }) => value.suspectSince === null)).toBe(true);
  });

  it('asks no further when Apple cannot be reached', async () => {
    const house = await boundHouse(stock);
    house.apple.assetRows = [];
    await completeNow(house);
    house.now += MINUTE;
    house.apple.calls.length = 0;
    house.apple.interfere = () => ({ before: unreachable() });
    await house.ring();
    expect(house.apple.calls.filter((call) => call === 'assetsOf')).toHaveLength(1);
  });
});

describe('a second reading and a sync at the same time', () => {
  const doubted = async () => {
    const house = await boundHouse(stock);
    house.apple.lose('3', 20);
    await completeNow(house);
    house.now += MINUTE;
    return house;
  };
  const during = (house: TestHouse, step: string, act: () => Promise<unknown>) => {
    let done = false;
    return {
      ...house.core,
      onStep: async (at: string) => {
        if (at !== step || done) return;
        done = true;
        await act();
      },
    };
  };

  it('does not ask again what a running sync reads anyway', async () => {
    const house = await doubted();
    await requestSync(house.core, house.asked('OPERATOR'));
    house.apple.calls.length = 0;
    expect(await confirmSuspects(house.core, 'R')).toBe(0);
    expect(house.apple.calls).toEqual([]);
  });

  it('stores nothing over a sync that began meanwhile', async () => {
    const house = await doubted();
    let begun: Promise<unknown> | null = null;
    house.apple.interfere = (call) => {
      if (call === 'assetsOf') begun ??= requestSync(house.core, house.asked('OPERATOR'));
      return undefined;
    };
    const { records } = house.core;
    const core = {
      ...house.core,
      records: {
        ...records,
        commit: async (change: Parameters<typeof records.commit>[0]) => {
          await begun;
          return records.commit(change);
        },
      },
    };
    expect(await confirmSuspects(core, 'R')).toBe(0);
    expect((await asset(house, '3.STDQ')).suspectSince).not.toBeNull();
  });

  it('leaves figures alone that were read after the sync read them', async () => {
    const house = await doubted();
    await requestSync(house.core, house.asked('OPERATOR'));
    const later = during(house, 'sync.settled', async () => {
      house.now += MINUTE;
      const value = { ...(await asset(house, '1.STDQ')), totalCount: 99, readAt: house.now };
      await house.records.commit({ put: [{ kind: 'asset', id: '1.STDQ', value }] });
      house.now += 1;
    });
    await runSync(later, 'R');
    expect(await asset(house, '1.STDQ')).toMatchObject({ totalCount: 99 });
    expect(await asset(house, '3.STDQ')).toMatchObject({ suspectSince: null, totalCount: 0 });
  });

  it('sees such figures also when they come in the last moment', async () => {
    const house = await doubted();
    await requestSync(house.core, house.asked('OPERATOR'));
    const { records } = house.core;
    let done = false;
    const core = {
      ...house.core,
      records: {
        ...records,
        commit: async (change: Parameters<typeof records.commit>[0]) => {
          const finishing = change.put?.some((one) => one.kind === 'sync' && one.value.running === null);
          if (finishing && !done) {
            done = true;
            house.now += MINUTE;
            const value = { ...(await asset(house, '1.STDQ')), totalCount: 99, readAt: house.now };
            await records.commit({ put: [{ kind: 'asset', id: '1.STDQ', value }] });
          }
          return records.commit(change);
        },
      },
    };
    await runSync(core, 'R');
    expect(await asset(house, '1.STDQ')).toMatchObject({ totalCount: 99 });
    expect(await syncState(house)).toMatchObject({ running: null, last: { outcome: { result: 'complete' } } });
  });

  it('does not take a time that is still to come for newer', async () => {
    const house = await doubted();
    const value = { ...(await asset(house, '1.STDQ')), totalCount: 99, readAt: house.now + 2 * 24 * 60 * MINUTE };
    await house.records.commit({ put: [{ kind: 'asset', id: '1.STDQ', value }] });
    await completeNow(house);
    expect((await asset(house, '1.STDQ')).totalCount).toBe(20);
  });
});
