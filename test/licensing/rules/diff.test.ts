import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type AssetRecord, assetKey } from '../../../src/licensing/rules/asset.js';
import { applyReading, diffAssets, isSuspect } from '../../../src/licensing/rules/diff.js';
import { anAsset, anAssetRecord, MINUTE, NOON, someFacts } from '../../support/core-samples.js';

const total = (totalCount: number, assignedCount = 0) => ({
  totalCount,
  assignedCount,
  availableCount: totalCount - assignedCount,
});

describe('isSuspect', () => {
  it.each([
    { before: 100, after: 100, suspect: false },
    { before: 100, after: 150, suspect: false },
    { before: 100, after: 50, suspect: false },
    { before: 100, after: 49, suspect: true },
    { before: 100, after: 0, suspect: true },
    { before: 1, after: 0, suspect: true },
    { before: 3, after: 2, suspect: false },
    { before: 3, after: 1, suspect: true },
    { before: 0, after: 0, suspect: false },
    { before: 0, after: 10, suspect: false },
  ])('$before licences that become $after are suspect: $suspect', ({ before, after, suspect }) => {
    expect(isSuspect(anAssetRecord(total(before)), anAsset(total(after)))).toBe(suspect);
  });

  it.each([
    { what: 'was', before: true, after: false },
    { what: 'is', before: false, after: true },
  ])('never doubts an asset that $what unlimited', ({ before, after }) => {
    const old = anAssetRecord({ ...total(100), unlimited: before });
    expect(isSuspect(old, anAsset({ ...total(0), unlimited: after }))).toBe(false);
  });
});

describe('applyReading', () => {
  const read = (asset = anAsset(), readAt = NOON + MINUTE) => ({ asset, readAt });

  it('takes the figures of the reading, the time it started and the count of ours', () => {
    const after = applyReading(anAssetRecord(total(20, 5)), read(anAsset(total(30, 6))), 4, null);
    expect(after).toMatchObject({ ...total(30, 6), ours: 4, readAt: NOON + MINUTE, suspectSince: null });
  });

  it('keeps the last known name when the catalogue says nothing', () => {
    const after = applyReading(anAssetRecord({ name: 'Keynote', catalogueReadAt: NOON }), read(), 0, null);
    expect(after).toMatchObject({ name: 'Keynote', bundleId: 'com.example.keynote', catalogueReadAt: NOON });
  });

  it('takes a new name and keeps the parts that the catalogue leaves out', () => {
    const entry = { adamId: '408709785', name: 'Keynote Pro', bundleId: null, iconUrl: null };
    expect(applyReading(anAssetRecord({ iconUrl: 'https://icons.example/k.png' }), read(), 0, entry)).toMatchObject({
      name: 'Keynote Pro',
      bundleId: 'com.example.keynote',
      iconUrl: 'https://icons.example/k.png',
      catalogueReadAt: NOON + MINUTE,
    });
  });

  it('has no name for a product that it sees for the first time without a catalogue', () => {
    expect(applyReading(null, read(), 0, null)).toMatchObject({ name: null, bundleId: null, catalogueReadAt: null });
  });

  it('does not suspect the first reading there is', () => {
    expect(applyReading(null, read(anAsset(total(0))), 0, null).suspectSince).toBeNull();
  });

  it('marks a first fall with the time of its reading', () => {
    expect(applyReading(anAssetRecord(total(100)), read(anAsset(total(0))), 0, null).suspectSince).toBe(NOON + MINUTE);
  });

  it.each([
    { what: 'says the same', again: 0 },
    { what: 'falls further', again: 0 },
    { what: 'takes it back', again: 100 },
  ])('believes the second reading when it $what', ({ again }) => {
    const marked = applyReading(anAssetRecord(total(100)), read(anAsset(total(10))), 0, null);
    const second = applyReading(marked, read(anAsset(total(again)), NOON + 2 * MINUTE), 0, null);
    expect(second).toMatchObject({ totalCount: again, suspectSince: null });
  });

  it('lists a product again that was gone', () => {
    expect(applyReading(anAssetRecord({ presence: 'gone' }), read(), 0, null).presence).toBe('listed');
  });
});

const mapOf = (assets: readonly AssetRecord[]) => new Map(assets.map((asset) => [assetKey(asset), asset]));
const same = { before: someFacts(), after: someFacts() };
const nothing = {
  appeared: [],
  appearedCount: 0,
  gone: [],
  goneCount: 0,
  totals: [],
  totalsCount: 0,
  assigned: [],
  assignedCount: 0,
  location: [],
};

describe('diffAssets', () => {
  it('is empty between equal states', () => {
    const assets = [anAssetRecord(), anAssetRecord({ adamId: '2', presence: 'gone' })];
    expect(diffAssets(mapOf(assets), assets, same)).toEqual(nothing);
  });

  it('names what was bought, refunded, assigned and freed, the biggest change first', () => {
    const before = [
      anAssetRecord({ adamId: '1', name: 'One', ...total(10, 2) }),
      anAssetRecord({ adamId: '2', name: 'Two', ...total(10, 8) }),
    ];
    const after = [
      anAssetRecord({ adamId: '1', name: 'One', ...total(12, 3) }),
      anAssetRecord({ adamId: '2', name: 'Two', ...total(5, 4) }),
    ];
    expect(diffAssets(mapOf(before), after, same)).toEqual({
      ...nothing,
      totals: [
        { key: '2.STDQ', name: 'Two', before: 10, after: 5 },
        { key: '1.STDQ', name: 'One', before: 10, after: 12 },
      ],
      totalsCount: 2,
      assigned: [
        { key: '2.STDQ', name: 'Two', before: 8, after: 4 },
        { key: '1.STDQ', name: 'One', before: 2, after: 3 },
      ],
      assignedCount: 2,
    });
  });

  it('calls a product gone once, and appeared when it comes back', () => {
    const listed = anAssetRecord({ ...total(10, 2) });
    const gone = anAssetRecord({ ...total(10, 2), presence: 'gone' });
    const line = { key: '408709785.STDQ', name: 'Keynote', totalCount: 10, availableCount: 8 };
    expect(diffAssets(mapOf([listed]), [gone], same)).toEqual({ ...nothing, gone: [line], goneCount: 1 });
    expect(diffAssets(mapOf([gone]), [gone], same)).toEqual(nothing);
    expect(diffAssets(mapOf([gone]), [listed], same)).toEqual({ ...nothing, appeared: [line], appearedCount: 1 });
  });

  it('keeps both qualities of one product apart', () => {
    const standard = anAssetRecord({ ...total(10) });
    const high = anAssetRecord({ pricingParam: 'PLUS', ...total(4) });
    const diff = diffAssets(mapOf([standard]), [standard, high], same);
    expect(diff.appeared.map(({ key }) => key)).toEqual(['408709785.PLUS']);
    expect(diff.totals).toEqual([]);
  });

  it("shows no change of an unlimited product's total", () => {
    const before = anAssetRecord({ unlimited: true, ...total(2_147_483_647, 1) });
    const after = anAssetRecord({ unlimited: true, ...total(2_147_483_646, 1) });
    expect(diffAssets(mapOf([before]), [after], same)).toEqual(nothing);
  });

  it('names what changed of the location', () => {
    const facts = {
      before: someFacts(),
      after: someFacts({ locationName: 'Northwind Lund', countryISO2ACode: null, websiteURL: 'https://new.example' }),
    };
    expect(diffAssets(new Map(), [], facts).location).toEqual([
      { attribute: 'Location name', before: 'Northwind Stockholm', after: 'Northwind Lund' },
      { attribute: 'Country', before: 'SE', after: '' },
    ]);
  });

  it('lists twelve entries at the most and counts all of them', () => {
    const sizes = fc.record({ stay: fc.integer({ min: 0, max: 30 }), come: fc.integer({ min: 0, max: 30 }) });
    fc.assert(
      fc.property(sizes, ({ stay, come }) => {
        const old = Array.from({ length: stay }, (_, index) => anAssetRecord({ adamId: `o${index}`, ...total(10, 1) }));
        const changed = old.map((asset) => ({ ...asset, ...total(11, 2) }));
        const fresh = Array.from({ length: come }, (_, index) => anAssetRecord({ adamId: `n${index}` }));
        const diff = diffAssets(mapOf(old), [...changed, ...fresh], same);
        expect([diff.totalsCount, diff.assignedCount, diff.appearedCount]).toEqual([stay, stay, come]);
        expect([diff.totals.length, diff.assigned.length]).toEqual([Math.min(12, stay), Math.min(12, stay)]);
        expect(diff.appeared).toHaveLength(Math.min(12, come));
        const vanished = diffAssets(
          mapOf(old),
          old.map((asset) => ({ ...asset, presence: 'gone' })),
          same,
        );
        expect([vanished.gone.length, vanished.goneCount]).toEqual([Math.min(12, stay), stay]);
      }),
    );
  });
});
