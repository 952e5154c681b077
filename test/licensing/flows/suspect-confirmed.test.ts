import { describe, expect, it } from 'vitest';
import { boundHouse } from '../../support/core-ceremony.js';
import { MINUTE } from '../../support/core-samples.js';
import { completeNow, stock } from '../../support/core-sync.js';

describe('a sharp fall of an app that leaves none', () => {
  const fallen = async () => {
    const house = await boundHouse(stock);
    await completeNow(house);
    house.apple.lose('1', 18);
    await completeNow(house);
    const before = (await house.noticesOf('sync-summary', 'channel')).length;
    return { house, told: async () => (await house.noticesOf('sync-summary', 'channel')).slice(before) };
  };

  it('comes to the channel once the second reading confirms it, naming the app', async () => {
    const { house, told } = await fallen();
    house.now += MINUTE;
    await house.ring();
    const [notice, ...more] = await told();
    expect(more).toEqual([]);
    expect(notice?.facts.house).toMatchObject({ needs: [{ key: '1.STDQ', need: 'none-left' }] });
    await house.ring();
    expect(await told()).toHaveLength(1);
  });

  it('stays quiet when the second reading has them all again', async () => {
    const { house, told } = await fallen();
    house.apple.buy('1', 18);
    house.now += MINUTE;
    await house.ring();
    expect(await told()).toEqual([]);
  });
});
