import type { AlertLevel } from './alert.js';
import { type AssetRecord, assetKey } from './asset.js';
import { judgeability } from './exhaustion.js';
import type { JudgedApp } from './judged-app.js';
import type { AppNeed } from './sync-report.js';

const order: Record<AppNeed['need'], number> = { short: 0, 'none-left': 1, 'very-low': 2, low: 3, runway: 4 };

/** What an app needs, `null` when it is well, unlimited, gone, a book or under suspicion of a wrong reading. */
export function needOf({ asset, figures, level }: JudgedApp): AppNeed | null {
  if (judgeability(asset) !== 'judge') return null;
  const free = figures.free ?? 0;
  const short = figures.shortBy > 0 || asset.assignedCount > asset.totalCount;
  const need: AlertLevel | 'short' | null = short ? 'short' : level;
  if (need === null) return null;
  return { key: assetKey(asset), name: assetName(asset), availableCount: free, totalCount: asset.totalCount, need };
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

/** Worst first: short, none left, then low, then what lasts a short time, then the least share free; gone ones and books at the end. */
export function sortApps(apps: readonly JudgedApp[]): JudgedApp[] {
  return sorted(apps, (app) => {
    const need = needOf(app);
    return { asset: app.asset, free: app.figures.free, rank: need === null ? null : order[need.need] };
  });
}

/** As `sortApps` by Apple's counts alone, where nothing else is known: short, none left, then the least share free. */
export function sortByNeed(assets: readonly AssetRecord[]): AssetRecord[] {
  return sorted(assets, (asset) => {
    const free = asset.unlimited ? null : asset.availableCount;
    const judge = judgeability(asset) === 'judge';
    if (judge && (asset.availableCount < 0 || asset.assignedCount > asset.totalCount))
      return { asset, free, rank: order.short };
    return { asset, free, rank: judge && free === 0 && asset.totalCount > 0 ? order['none-left'] : null };
  });
}

interface Place {
  asset: AssetRecord;
  /** `null` = no limit. */
  free: number | null;
  /** Of its need; `null` = none. */
  rank: number | null;
}

function sorted<T>(items: readonly T[], placeOf: (item: T) => Place): T[] {
  const keyed = items.map((item) => {
    const { asset, free, rank } = placeOf(item);
    const share = free === null ? 2 : asset.totalCount === 0 ? 1 : free / asset.totalCount;
    return { item, rank: rank ?? restRank(asset), share, name: assetName(asset) };
  });
  keyed.sort((a, b) => a.rank - b.rank || a.share - b.share || byName.compare(a.name, b.name));
  return keyed.map(({ item }) => item);
}

const byName = new Intl.Collator('en');

function restRank({ presence, productType }: AssetRecord): number {
  if (presence === 'gone') return 9;
  return productType === 'Book' ? 8 : 5;
}

export function appNeeds(apps: readonly JudgedApp[]): AppNeed[] {
  return sortApps(apps).flatMap((app) => needOf(app) ?? []);
}

/** Whether all words of the search stand in name, bundle id or adamId. */
export function matchesSearch(asset: AssetRecord, text: string): boolean {
  const haystack = `${assetName(asset)} ${asset.bundleId ?? ''} ${asset.adamId}`.toLocaleLowerCase('en');
  return text
    .toLocaleLowerCase('en')
    .split(/\s+/)
    .every((word) => haystack.includes(word));
}
