import { describe, expect, it } from 'vitest';
import { requestSync, runSync } from '../../../src/licensing/flows/sync.js';
import { TestHouse } from '../../support/core.js';
import { boundHouse } from '../../support/core-ceremony.js';
import { MINUTE } from '../../support/core-samples.js';
import { stock, syncNow } from '../../support/core-sync.js';

describe('joining', () => {
  it('a second request joins the one that runs, and both hear the result', async () => {
    const house = await boundHouse(stock);
    house.now += MINUTE;
    const one = await requestSync(house.core, house.asked('OPERATOR'));
    const two = await requestSync(house.core, house.asked('U1'));
    expect([one.result, two.result]).toEqual(['started', 'joined']);
    expect(two).toMatchObject({ syncId: one.result === 'started' ? one.syncId : '' });
    await runSync(house.core, 'R');
    const done = (await house.noticesOf('sync-card')).filter(({ facts }) => facts.stage === 'done');
    expect(done.map(({ audience }) => audience)).toEqual([
      { to: 'person', userId: 'OPERATOR' },
      { to: 'person', userId: 'U1' },
    ]);
    expect(await runSync(house.core, 'R')).toBeNull();
  });

  it('of two at the same moment one starts and one joins', async () => {
    const house = await boundHouse(stock);
    const both = await Promise.all(['OPERATOR', 'U1'].map((actor) => requestSync(house.core, house.asked(actor))));
    expect(both.map(({ result }) => result).sort()).toEqual(['joined', 'started']);
  });

  it('in the last moment still hears the result', async () => {
    const house = await boundHouse(stock);
    await requestSync(house.core, house.asked('OPERATOR'));
    const { core } = house;
    const late: Promise<unknown>[] = [];
    const joining = {
      ...core,
      onStep: (step: string) => {
        if (step === 'sync.before-commit' && late.length === 0) late.push(requestSync(core, house.asked('U1')));
      },
    };
    await runSync(joining, 'R');
    await Promise.all(late);
    const done = (await house.noticesOf('sync-card')).filter(({ facts }) => facts.stage === 'done');
    expect(done.map(({ audience }) => audience)).toContainEqual({ to: 'person', userId: 'U1' });
  });

  it('asking twice gives one card', async () => {
    const house = await boundHouse(stock);
    await requestSync(house.core, house.asked('OPERATOR'));
    await requestSync(house.core, house.asked('OPERATOR'));
    await runSync(house.core, 'R');
    const done = (await house.noticesOf('sync-card')).filter(({ facts }) => facts.stage === 'done');
    expect(done).toHaveLength(1);
  });

  it.each(['VIEWER', 'EMPLOYEE', 'NOBODY'])('is not for %s', async (actor) => {
    const house = await boundHouse();
    expect((await requestSync(house.core, house.asked(actor))).result).toBe('not-allowed');
    expect((await house.records.get('sync', 'state'))?.value.running).toBeNull();
  });

  it('before the binding there is nothing to join or start', async () => {
    const house = new TestHouse();
    expect(await requestSync(house.core, house.asked('OPERATOR'))).toEqual({ result: 'not-bound' });
  });

  it('a person gets the result on their card, and the channel is left in peace', async () => {
    const house = await boundHouse(stock);
    const before = (await house.noticesOf('sync-summary')).length;
    await syncNow(house);
    expect(await house.noticesOf('sync-summary')).toHaveLength(before);
  });
});
