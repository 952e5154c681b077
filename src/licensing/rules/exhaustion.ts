import type { AlertLevel, Runway } from './alert.js';
import type { AssetRecord } from './asset.js';
import type { LedgerFigures } from './ledger.js';
import type { AlertThresholds } from './thresholds.js';

/** Mild first. */
const levels = ['runway', 'low', 'very-low', 'none-left'] as const satisfies readonly AlertLevel[];

/** How bad it is; 0 = no alert at all. */
export function severity(level: AlertLevel | null): number {
  return level === null ? 0 : levels.indexOf(level) + 1;
}

/**
 * Whether an asset's figures can be judged. `wait`: a fall waits for its second reading, so nothing is told now.
 * `never`: a book, one without a limit, or one that is gone.
 */
export function judgeability(
  asset: Pick<AssetRecord, 'productType' | 'unlimited' | 'presence' | 'suspectSince'>,
): 'judge' | 'wait' | 'never' {
  if (asset.productType !== 'App' || asset.unlimited || asset.presence === 'gone') return 'never';
  return asset.suspectSince === null ? 'judge' : 'wait';
}

/** What a level is judged on. */
export interface Judged {
  figures: Pick<LedgerFigures, 'free' | 'totalCount'>;
  runway: Runway | null;
  thresholds: AlertThresholds;
}

/**
 * The level of an app, `null` = enough. A level is entered below its threshold, and left only clearly above it, so that
 * figures that swing about a threshold are told once: a share by 2 percentage points or a fifth of the threshold, whichever
 * is more; a number by 1 or a fifth; zero by 1 licence or 2 % of the total; a runway by 2 days or a fifth. `before`: the
 * level that was told last.
 */
export function levelOf(judged: Judged, before: AlertLevel | null): AlertLevel | null {
  const held = (level: AlertLevel) => severity(level) <= severity(before) && tests[level](judged, widened);
  return levels.findLast((level) => tests[level](judged, exact) || held(level)) ?? null;
}

/** From where to where a threshold reaches. */
interface Reach {
  share(threshold: number): number;
  count(threshold: number, total: number): number;
  /** Free licences that still count as none. */
  zero(total: number, minimumPool: number): number;
  days(threshold: number): number;
}

const exact: Reach = {
  share: (threshold) => threshold,
  count: (threshold) => threshold,
  zero: () => 0,
  days: (threshold) => threshold,
};

/** Never beyond the total: with everything free again no level holds. */
const widened: Reach = {
  share: (threshold) => Math.min(100, threshold + Math.max(2, threshold / 5)),
  count: (threshold, total) => Math.max(threshold, Math.min(total, threshold + Math.max(1, Math.ceil(threshold / 5)))),
  zero: (total, minimumPool) =>
    total < minimumPool ? 0 : Math.min(Math.max(1, Math.ceil(total / 50)), Math.floor(total / 5)),
  days: (threshold) => threshold + Math.max(2, threshold / 5),
};

type Test = (judged: Judged, reach: Reach) => boolean;

const below =
  (step: 0 | 1): Test =>
  ({ figures: { free, totalCount }, thresholds: { shares, counts, minimumPool } }, reach) => {
    if (free === null || totalCount < minimumPool || totalCount <= 0) return false;
    const share = (free / totalCount) * 100;
    return share < reach.share(shares[step]) || (counts !== null && free < reach.count(counts[step], totalCount));
  };

const tests: { readonly [L in AlertLevel]: Test } = {
  runway: ({ figures: { totalCount }, runway, thresholds: { runwayDays, minimumPool } }, reach) =>
    runway !== null && totalCount >= minimumPool && runway.days < reach.days(runwayDays),
  low: below(0),
  'very-low': below(1),
  'none-left': ({ figures: { free, totalCount }, thresholds: { minimumPool } }, reach) =>
    free !== null && (free < 0 || (totalCount > 0 && free <= reach.zero(totalCount, minimumPool))),
};
