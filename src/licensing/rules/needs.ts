import { type AssetRecord, assetKey } from './asset.js';
import type { AppNeed } from './sync-report.js';

/** Below this share of free licences an app is low. */
const LOW_SHARE = 0.2;
/** Pools smaller than this are never low: two of six is no alarm. */
const MINIMUM_POOL = 10;

const order: Record<AppNeed['need'], number> = { short: 0, 'none-left': 1, low: 2 };

/** What an app needs, `null` when it is well, unlimited, gone, a book or under suspicion of a wrong reading. */
export function needOf(asset: AssetRecord): AppNeed | null {
  if (asset.productType !== 'App' || asset.unlimited || asset.presence === 'gone' || asset.suspectSince !== null)
    return null;
  const base = {
    key: assetKey(asset),
    name: assetName(asset),
    availableCount: asset.availableCount,
    totalCount: asset.totalCount,
  };
  if (asset.availableCount < 0 || asset.assignedCount > asset.totalCount) return { ...base, need: 'short' };
  if (asset.totalCount > 0 && asset.availableCount === 0) return { ...base, need: 'none-left' };
  if (asset.totalCount >= MINIMUM_POOL && asset.availableCount / asset.totalCount < LOW_SHARE)
    return { ...base, need: 'low' };
  return null;
}

/** A name for people, with the quality where it is not the standard one. */
export function assetName(asset: AssetRecord): string {
  const name = asset.name ?? `${asset.productType} ${asset.adamId}`;
  return asset.pricingParam === 'PLUS' ? `${name} (high quality)` : name;
}

/** Assignments that this system did not make; Apple's count may lag, so never below zero. */
export function foreignCount(asset: AssetRecord): number {
  return Math.max(0, asset.assignedCount - asset.ours);
}

function shareFree(asset: AssetRecord): number {
  if (asset.unlimited) return 2;
  return asset.totalCount === 0 ? 1 : asset.availableCount / asset.totalCount;
}

/** Short first, then none left, then low, then the least share free; gone ones and books at the end. */
export function sortByNeed(assets: readonly AssetRecord[]): AssetRecord[] {
  const rank = (asset: AssetRecord) => {
    if (asset.presence === 'gone') return 9;
    const need = needOf(asset);
    if (need !== null) return order[need.need];
    return asset.productType === 'Book' ? 8 : 5;
  };
  return [...assets].sort(
    (a, b) => rank(a) - rank(b) || shareFree(a) - shareFree(b) || assetName(a).localeCompare(assetName(b), 'en'),
  );
}

export function appNeeds(assets: readonly AssetRecord[]): AppNeed[] {
  return sortByNeed(assets).flatMap((asset) => needOf(asset) ?? []);
}

/** Whether all words of the search stand in name, bundle id or adamId. */
export function matchesSearch(asset: AssetRecord, text: string): boolean {
  const haystack = `${assetName(asset)} ${asset.bundleId ?? ''} ${asset.adamId}`.toLocaleLowerCase('en');
  return text
    .toLocaleLowerCase('en')
    .split(/\s+/)
    .every((word) => haystack.includes(word));
}
