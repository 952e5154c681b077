import { describe, expect, it } from 'vitest';
import { findApp, listApps } from '../../../src/licensing/flows/list-apps.js';
import { TestHouse } from '../../support/core.js';
import { boundHouse } from '../../support/core-ceremony.js';

const shop = (house: TestHouse) => {
  for (let index = 1; index <= 32; index += 1) {
    const adamId = String(1000 + index);
    house.apple.buy(adamId, index === 20 ? 0 : 20, index === 20 ? { assignedCount: 5, totalCount: 5 } : {});
    house.apple.names.set(adamId, index % 2 === 0 ? `Sketch ${index}` : `Notes ${index}`);
  }
  house.apple.names.set('1001', 'Keynote');
  house.apple.names.set('1003', 'Keynote Live');
};

const list = async (house: TestHouse, search: string, page: number, actor = 'VIEWER') => {
  const found = await listApps(house.core, house.asked(actor), search, page);
  if (found.result === 'not-allowed') throw new Error('not allowed');
  return found;
};
const find = (house: TestHouse, search: string) => findApp(house.core, house.asked('VIEWER'), search);

describe('the list of apps', () => {
  it('has fifteen on a page, the ones in need first', async () => {
    const house = await boundHouse(shop);
    const page = await list(house, '', 0);
    expect(page).toMatchObject({ page: 0, pages: 3, found: 32, all: 32, bound: true, asOf: house.now });
    expect(page.apps).toHaveLength(15);
    expect(page.apps[0]?.asset.name).toBe('Sketch 20');
  });

  it('shows every app on exactly one page', async () => {
    const house = await boundHouse(shop);
    const pages = await Promise.all([0, 1, 2].map((page) => list(house, '', page)));
    const shown = pages.flatMap(({ apps }) => apps.map(({ asset }) => asset.adamId));
    expect(shown).toHaveLength(32);
    expect(new Set(shown).size).toBe(32);
  });

  it.each([
    { page: -1, shown: 0 },
    { page: 99, shown: 2 },
  ])('answers page $page with the nearest there is', async ({ page, shown }) => {
    const house = await boundHouse(shop);
    expect((await list(house, '', page)).page).toBe(shown);
  });

  it('is searched by words in name, bundle id and number', async () => {
    const house = await boundHouse(shop);
    expect(await list(house, '  SKETCH ', 0)).toMatchObject({ search: 'SKETCH', found: 16, pages: 2, all: 32 });
    expect((await list(house, 'live key', 0)).apps.map(({ asset }) => asset.name)).toEqual(['Keynote Live']);
    expect(await list(house, 'nothing like it', 0)).toMatchObject({ found: 0, pages: 1, apps: [] });
  });

  it('is empty, without an age, before the first sync', async () => {
    expect(await list(new TestHouse(), '', 0)).toMatchObject({ found: 0, pages: 1, asOf: null, bound: false });
  });

  it('is not for people without a role', async () => {
    const house = await boundHouse(shop);
    expect((await listApps(house.core, house.asked('EMPLOYEE'), '', 0)).result).toBe('not-allowed');
    expect((await findApp(house.core, house.asked('NOBODY'), 'Keynote')).result).toBe('not-allowed');
  });
});

describe('one app', () => {
  it.each([
    { search: 'Keynote', key: '1001' },
    { search: ' keynote ', key: '1001' },
    { search: 'Keynote Live', key: '1003' },
    { search: 'sketch 20', key: '1020' },
    { search: '1020.STDQ', key: '1020' },
    { search: 'com.example.a1020', key: '1020' },
  ])('is found by "$search"', async ({ search, key }) => {
    const house = await boundHouse(shop);
    expect(await find(house, search)).toMatchObject({ result: 'app', app: { adamId: key } });
  });

  it('is one of several when more than one fits, ten at the most', async () => {
    const house = await boundHouse(shop);
    const found = await find(house, 'sketch');
    expect(found.result === 'several' && found.apps.map(({ name }) => name)).toHaveLength(10);
    expect(found.result === 'several' && found.apps[0]?.name).toBe('Sketch 20');
  });

  it('in both qualities is two apps', async () => {
    const house = await boundHouse(({ apple }) => {
      apple.buy('1', 5);
      apple.buy('1', 5, { pricingParam: 'PLUS' });
      apple.names.set('1', 'Atlas');
    });
    expect(await find(house, 'atlas')).toMatchObject({ result: 'several' });
    expect(await find(house, '1.PLUS')).toMatchObject({ result: 'app', app: { pricingParam: 'PLUS' } });
  });

  it('that is not there is said with what was asked for', async () => {
    const house = await boundHouse(shop);
    expect(await find(house, ' Numbers ')).toEqual({ result: 'none', search: 'Numbers' });
  });
});
