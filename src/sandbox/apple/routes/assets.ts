import { z } from 'zod';
import { type Answer, refused } from '../answers.js';
import { type Call, enveloped, flag, id, int32, pricing } from '../call.js';
import { type Asset, unlimitedCount } from '../location-rows.js';
import { pageOf } from '../paging.js';
import type { AppleSwitches } from '../switches.js';

const querySchema = z.object({
  pageIndex: int32.optional(),
  productType: z.enum(['App', 'Book']).optional(),
  pricingParam: pricing.optional(),
  revocable: flag.optional(),
  deviceAssignable: flag.optional(),
  minAvailableCount: int32.optional(),
  maxAvailableCount: int32.optional(),
  minAssignedCount: int32.optional(),
  maxAssignedCount: int32.optional(),
  adamId: id.optional(),
  unlimited: flag.optional(),
});
type Query = z.output<typeof querySchema>;

function availableCount(asset: Asset, switches: AppleSwitches): number {
  if (asset.unlimited && switches.unlimitedAvailableCount === 'total') return unlimitedCount;
  const available = asset.total - asset.assigned;
  return switches.refundBelowAssigned === 'negative' ? available : Math.max(0, available);
}

function attributes(asset: Asset) {
  const { adamId, productType, deviceAssignable, revocable, supportedPlatforms } = asset.product;
  const { pricingParam } = asset;
  return { adamId, pricingParam, productType, deviceAssignable, revocable, supportedPlatforms };
}

function assetView(asset: Asset, switches: AppleSwitches): Record<string, unknown> {
  return {
    ...attributes(asset),
    assignedCount: asset.assigned,
    availableCount: availableCount(asset, switches),
    retiredCount: asset.retired,
    totalCount: asset.total + (switches.totalCountIncludesRetired ? asset.retired : 0),
  };
}

const unlimitedView = (asset: Asset) => ({ ...attributes(asset), assignedCount: asset.assigned });

const within = (value: number, min: number | undefined, max: number | undefined): boolean =>
  (min === undefined || value >= min) && (max === undefined || value <= max);

function wanted(asset: Asset, query: Query, switches: AppleSwitches): boolean {
  const { product } = asset;
  return (
    (query.adamId === undefined || product.adamId === query.adamId) &&
    (query.productType === undefined || product.productType === query.productType) &&
    (query.pricingParam === undefined || asset.pricingParam === query.pricingParam) &&
    (query.revocable === undefined || product.revocable === query.revocable) &&
    (query.deviceAssignable === undefined || product.deviceAssignable === query.deviceAssignable) &&
    within(availableCount(asset, switches), query.minAvailableCount, query.maxAvailableCount) &&
    within(asset.assigned, query.minAssignedCount, query.maxAssignedCount)
  );
}

/**
 * `GET assets`. With `unlimited=true` free content stands in `unlimitedAssets` of the first page (which page is assumed),
 * with `false` nowhere, and otherwise among the assets with a totalCount of 2147483647.
 */
export function getAssets(call: Call): Answer {
  const query = querySchema.safeParse(Object.fromEntries(call.query));
  if (!query.success) return refused(9602);
  const { location } = call.place;
  const { unlimited, pageIndex } = query.data;
  const found = location.assets.list.filter((asset) => wanted(asset, query.data, call.switches));
  const listed = unlimited === undefined ? found : found.filter((asset) => !asset.unlimited);
  const page = pageOf(listed, pageIndex, location.assets.versionId, call.switches);
  if (page.result === 'refused') return page;
  const first = page.members.currentPageIndex === 0;
  const free = first ? found.filter((asset) => asset.unlimited).map(unlimitedView) : [];
  return enveloped(call, {
    assets: page.rows.map((asset) => assetView(asset, call.switches)),
    ...(unlimited === true ? { unlimitedAssets: free } : {}),
    ...page.members,
  });
}
