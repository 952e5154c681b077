import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { AssetRecord } from '../../../src/licensing/rules/asset.js';
import {
  appNeeds,
  assetName,
  foreignCount,
  matchesSearch,
  needOf,
  sortApps,
  sortByNeed,
} from '../../../src/licensing/rules/needs.js';
import { judged } from '../../support/core-alerts.js';
import { anAssetRecord, NOON } from '../../support/core-samples.js';

const counts = (assignedCount: number, availableCount: number): Partial<AssetRecord> => ({
  assignedCount,
  availableCount,
  totalCount: assignedCount + availableCount,
});

describe('needOf', () => {
  it.each([
    { what: 'more assigned than owned', given: { ...counts(12, -2) }, need: 'short' },
    { what: 'assigned above total though some seem free', given: { ...counts(8, 2), totalCount: 6 }, need: 'short' },
    { what: 'nothing left', given: counts(10, 0), need: 'none-left' },
    { what: 'nothing left of a single one', given: counts(1, 0), need: 'none-left' },
    { what: 'one of ten free', given: counts(9, 1), need: 'low' },
    { what: 'nine of a hundred free', given: counts(91, 9), need: 'very-low' },
    { what: 'nineteen of a hundred free', given: counts(81, 19), need: 'low' },
    { what: 'a fifth free', given: counts(80, 20), need: undefined },
    { what: 'one of nine free, too small a pool', given: counts(8, 1), need: undefined },
    { what: 'plenty', given: counts(1, 99), need: undefined },
    { what: 'nothing ever bought', given: counts(0, 0), need: undefined },
    { what: 'a book', given: { ...counts(10, 0), productType: 'Book' }, need: undefined },
    { what: 'no limit', given: { ...counts(10, 0), unlimited: true }, need: undefined },
    { what: 'gone from the list', given: { ...counts(10, 0), presence: 'gone' }, need: undefined },
    { what: 'a suspect reading', given: { ...counts(0, 0), suspectSince: NOON }, need: undefined },
  ] satisfies { what: string; given: Partial<AssetRecord>; need: string | undefined }[])(
    'is $need with $what',
    ({ given, need }) => {
      expect(needOf(judged(given))?.need).toBe(need);
    },
  );

  it('carries the figures that a person needs', () => {
    expect(needOf(judged(counts(19, 1)))).toEqual({
      key: '408709785.STDQ',
      name: 'Keynote',
      availableCount: 1,
      totalCount: 20,
      need: 'very-low',
    });
  });
});

describe('sortApps and sortByNeed', () => {
  const named = (name: string, given: Partial<AssetRecord>) => anAssetRecord({ name, adamId: name, ...given });

  it('puts short before none left before low, then the least share free, then unlimited ones, books and gone ones', () => {
    const assets = [
      named('gone', { ...counts(1, 0), presence: 'gone' }),
      named('book', { ...counts(9, 0), productType: 'Book' }),
      named('unlimited', { unlimited: true, ...counts(1, 0) }),
      named('half', counts(5, 5)),
      named('third', counts(6, 3)),
      named('low', counts(19, 1)),
      named('none', counts(4, 0)),
      named('short', counts(5, -1)),
    ];
    const names = ['short', 'none', 'low', 'third', 'half', 'unlimited', 'book', 'gone'];
    expect(sortByNeed(assets).map((asset) => asset.name)).toEqual(names);
    expect(sortApps(assets.map(judged)).map(({ asset }) => asset.name)).toEqual(names);
  });

  it('breaks a tie by name', () => {
    const assets = ['b', 'C', 'a'].map((name) => named(name, counts(5, 5)));
    expect(sortByNeed(assets).map((asset) => asset.name)).toEqual(['a', 'b', 'C']);
  });

  const anyAsset = fc
    .record({
      adamId: fc.integer({ min: 1, max: 30 }).map(String),
      assignedCount: fc.integer({ min: 0, max: 40 }),
      availableCount: fc.integer({ min: -5, max: 40 }),
      productType: fc.constantFrom('App', 'Book'),
      presence: fc.constantFrom('listed', 'gone'),
      unlimited: fc.boolean(),
    })
    .map((given) => anAssetRecord({ ...given, name: `App ${given.adamId}` }));

  it('keeps every asset once, leaves its argument alone, and does not care for the order it came in', () => {
    fc.assert(
      fc.property(fc.uniqueArray(anyAsset, { selector: (asset) => asset.adamId }), (assets) => {
        const before = [...assets];
        const sorted = sortByNeed(assets);
        expect(assets).toEqual(before);
        expect(new Set(sorted)).toEqual(new Set(assets));
        expect(sortByNeed([...assets].reverse())).toEqual(sorted);
      }),
    );
  });

  it('shows whatever needs something before whatever does not', () => {
    fc.assert(
      fc.property(fc.array(anyAsset), (assets) => {
        const apps = assets.map(judged);
        const needy = sortApps(apps).map((app) => needOf(app) !== null);
        expect(needy.lastIndexOf(true)).toBe(needy.filter(Boolean).length - 1);
        expect(appNeeds(apps)).toHaveLength(needy.filter(Boolean).length);
      }),
    );
  });
});

describe('foreignCount', () => {
  it.each([
    { assigned: 10, ours: 3, foreign: 7 },
    { assigned: 3, ours: 3, foreign: 0 },
    { assigned: 2, ours: 3, foreign: 0 },
  ])('is $foreign of $assigned assigned with $ours of ours', ({ assigned, ours, foreign }) => {
    expect(foreignCount(anAssetRecord({ assignedCount: assigned, ours }))).toBe(foreign);
  });
});

describe('assetName', () => {
  it.each([
    { given: {}, name: 'Keynote' },
    { given: { pricingParam: 'PLUS' }, name: 'Keynote (high quality)' },
    { given: { name: null }, name: 'App 408709785' },
    { given: { name: null, productType: 'Book', pricingParam: 'PLUS' }, name: 'Book 408709785 (high quality)' },
  ] satisfies { given: Partial<AssetRecord>; name: string }[])('is "$name"', ({ given, name }) => {
    expect(assetName(anAssetRecord(given))).toBe(name);
  });
});

describe('matchesSearch', () => {
  const asset = anAssetRecord({ name: 'Things 3', bundleId: 'com.example.things', adamId: '904237743' });
  it.each([
    { text: 'things', found: true },
    { text: 'THINGS 3', found: true },
    { text: '3 thing', found: true },
    { text: 'com.example', found: true },
    { text: '90423', found: true },
    { text: 'things five', found: false },
    { text: 'keynote', found: false },
  ])('"$text" finds it: $found', ({ text, found }) => {
    expect(matchesSearch(asset, text)).toBe(found);
  });

  it('finds one whose name and bundle id are not known by its number', () => {
    expect(matchesSearch(anAssetRecord({ name: null, bundleId: null, adamId: '77' }), '77')).toBe(true);
  });
});
