import type { Put, RecordRef } from '../ports/records.js';
import { type AssetRecord, assetKey } from '../rules/asset.js';
import type { BoundLocation } from '../rules/binding.js';
import { applyAbsence, applyReading, type Reading } from '../rules/diff.js';
import type { Core } from './core.js';
import { lookUpNames, type Names } from './look-up-names.js';
import { type NamedReading, type ProductReading, qualities } from './read-named.js';
import { rememberTold } from './told.js';

/** Records to be put, with the revisions that they were made from. */
export interface KeptReading {
  put: Put[];
  expect: (RecordRef & { revision: number })[];
}

/**
 * What a reading of single products and people makes of mirror and records, the same as a sync would. The mirror is
 * changed and saved here; the caller has made sure that no sync has begun since the reading did.
 */
export async function keepNamed(core: Core, bound: BoundLocation, reading: NamedReading): Promise<KeptReading> {
  for (const { adamId, ours } of reading.products) core.mirror.replaceAssignmentsOf(adamId, ours);
  if (reading.users.length > 0) core.mirror.mergeUsers(reading.users);
  const counts = core.mirror.countsByAsset();
  const before = new Map((await core.records.list('asset')).map((record) => [record.id, record]));
  const names = await namesOf(core, bound, before, reading.products);
  const kept: KeptReading = { put: [], expect: [] };
  for (const product of reading.products) {
    for (const pricingParam of qualities) {
      const key = assetKey({ adamId: product.adamId, pricingParam });
      const held = before.get(key);
      const after = afterReading(held?.value ?? null, product, key, counts.get(key) ?? 0, names);
      if (after === null || JSON.stringify(after) === JSON.stringify(held?.value)) continue;
      const told = await rememberTold(core, key, held?.value ?? null);
      kept.put.push({ kind: 'asset', id: key, value: after }, ...told.put);
      kept.expect.push({ kind: 'asset', id: key, revision: held?.revision ?? 0 }, ...told.expect);
    }
  }
  await core.mirror.save();
  return kept;
}

function afterReading(
  held: AssetRecord | null,
  product: ProductReading,
  key: string,
  ours: number,
  names: Names,
): AssetRecord | null {
  const one = product.assets.get(key);
  if (one !== undefined) return applyReading(held, one, ours, names.of(product.adamId));
  return held === null ? null : applyAbsence(held, product.readAt);
}

function namesOf(
  core: Core,
  bound: BoundLocation,
  before: ReadonlyMap<string, { value: AssetRecord }>,
  products: readonly ProductReading[],
): Promise<Names> {
  const assets = new Map<string, Reading>(products.flatMap((product) => [...product.assets]));
  const records = new Map([...before].map(([key, { value }]) => [key, value]));
  return lookUpNames(core, bound, records, { assets, config: { defaultPlatform: null, countryISO2ACode: null } });
}
