import { type Asset, type AssetRecord, assetKey, type CatalogueEntry } from './asset.js';
import type { LocationFacts } from './binding.js';
import { assetName } from './needs.js';
import type { AssetLine, CountChange, SyncDiff } from './sync-report.js';

/** How many entries of a list a report carries. */
const LISTED = 12;

export interface Reading {
  asset: Asset;
  readAt: number;
}

/** What the catalogue said of a product: `null` when it was not asked or did not answer. */
export type CatalogueAnswer = CatalogueEntry | 'unknown' | null;

/** A fall to zero or by more than half is not believed before a second reading. */
export function isSuspect(before: AssetRecord, after: Asset): boolean {
  if (before.unlimited || after.unlimited || before.totalCount === 0) return false;
  return after.totalCount === 0 || after.totalCount < before.totalCount / 2;
}

/** The stored record after a reading. A first suspect reading is kept in the counts and marked; the second one lifts the mark. */
export function applyReading(
  before: AssetRecord | null,
  reading: Reading,
  ours: number,
  answer: CatalogueAnswer,
): AssetRecord {
  const entry = answer === 'unknown' ? null : answer;
  const suspect = before !== null && before.suspectSince === null && isSuspect(before, reading.asset);
  return {
    ...reading.asset,
    name: entry?.name ?? before?.name ?? null,
    bundleId: entry?.bundleId ?? before?.bundleId ?? null,
    iconUrl: entry?.iconUrl ?? before?.iconUrl ?? null,
    ours,
    readAt: reading.readAt,
    catalogueReadAt: answer === null ? (before?.catalogueReadAt ?? null) : reading.readAt,
    presence: 'listed',
    suspectSince: suspect ? reading.readAt : null,
  };
}

/** A product that is not in Apple's list. One that has licences is not believed to be gone before it is missing a second time. */
export function applyAbsence(before: AssetRecord, readAt: number): AssetRecord {
  if (before.presence === 'gone') return before;
  const hasLicences = before.unlimited || before.totalCount > 0 || before.assignedCount > 0;
  if (hasLicences && before.suspectSince === null) return { ...before, suspectSince: readAt };
  return { ...before, presence: 'gone', suspectSince: null };
}

export function assetLine(asset: AssetRecord): AssetLine {
  return {
    key: assetKey(asset),
    name: assetName(asset),
    totalCount: asset.totalCount,
    availableCount: asset.availableCount,
  };
}

function changes(
  before: ReadonlyMap<string, AssetRecord>,
  after: readonly AssetRecord[],
  count: (asset: AssetRecord) => number,
): CountChange[] {
  return after
    .flatMap((asset) => {
      const old = before.get(assetKey(asset));
      if (old === undefined || old.presence === 'gone' || count(old) === count(asset)) return [];
      return [{ key: assetKey(asset), name: assetName(asset), before: count(old), after: count(asset) }];
    })
    .sort((a, b) => Math.abs(b.after - b.before) - Math.abs(a.after - a.before));
}

const attributes: readonly { attribute: string; of: (facts: LocationFacts) => string }[] = [
  { attribute: 'Location name', of: (facts) => facts.locationName },
  { attribute: 'Country', of: (facts) => facts.countryISO2ACode ?? '' },
  { attribute: 'Platform', of: (facts) => facts.defaultPlatform ?? '' },
];

/** What changed between two states of the house, in lists short enough to read. */
export function diffAssets(
  before: ReadonlyMap<string, AssetRecord>,
  after: readonly AssetRecord[],
  facts: { before: LocationFacts; after: LocationFacts },
): SyncDiff {
  const appeared = after.filter(
    (asset) => asset.presence === 'listed' && before.get(assetKey(asset))?.presence !== 'listed',
  );
  const gone = after.filter((asset) => asset.presence === 'gone' && before.get(assetKey(asset))?.presence === 'listed');
  const listed = after.filter((asset) => asset.presence === 'listed');
  const totals = changes(before, listed, (asset) => (asset.unlimited ? 0 : asset.totalCount));
  const assigned = changes(before, listed, (asset) => asset.assignedCount);
  return {
    appeared: appeared.slice(0, LISTED).map(assetLine),
    appearedCount: appeared.length,
    gone: gone.slice(0, LISTED).map(assetLine),
    goneCount: gone.length,
    totals: totals.slice(0, LISTED),
    totalsCount: totals.length,
    assigned: assigned.slice(0, LISTED),
    assignedCount: assigned.length,
    location: attributes.flatMap(({ attribute, of }) =>
      of(facts.before) === of(facts.after) ? [] : [{ attribute, before: of(facts.before), after: of(facts.after) }],
    ),
  };
}
