import { expect, it } from 'vitest';
import { boundHouse } from '../../support/core-ceremony.js';
import { HOUR } from '../../support/core-samples.js';
import { asset, completeNow } from '../../support/core-sync.js';

it('products that the catalogue does not know do not keep the others from being asked for', async () => {
  const house = await boundHouse(({ apple }) => {
    apple.pageSize = 500;
    for (let index = 1000; index < 1250; index += 1) apple.buy(String(index), 5);
    for (let index = 1200; index < 1250; index += 1) apple.names.set(String(index), `App ${index}`);
  });
  expect((await asset(house, '1249.STDQ')).name).toBeNull();
  await completeNow(house);
  expect((await asset(house, '1249.STDQ')).name).toBe('App 1249');
});

it('a product that the catalogue does not know is asked for again after a day, not before', async () => {
  const house = await boundHouse(({ apple }) => apple.buy('8', 5));
  const asked = () => house.apple.calls.filter((call) => call === 'lookup').length;
  expect(asked()).toBe(1);
  house.now += 23 * HOUR;
  await completeNow(house);
  expect(asked()).toBe(1);
  house.apple.names.set('8', 'App 8');
  house.now += HOUR;
  await completeNow(house);
  expect((await asset(house, '8.STDQ')).name).toBe('App 8');
});
