import type { AssetRecord, CatalogueEntry } from '../rules/asset.js';
import type { BoundLocation } from '../rules/binding.js';
import { type Core, openToken } from './core.js';
import { describeTrouble } from './describe-trouble.js';
import type { LocationReading } from './read-location.js';

/** Products asked for in one sync; the rest follows in the next one. */
const PER_SYNC = 200;
/** Names and icons older than this are asked for again. */
const SHELF_LIFE = 7 * 86_400_000;

export interface Names {
  /** By adamId. */
  entries: ReadonlyMap<string, CatalogueEntry>;
  /** Why names may be the last known ones, `null` when all is well. */
  trouble: string | null;
}

/** Asks the catalogue for products without a name first, then for those whose entry is old. Never fails a sync. */
export async function lookUpNames(
  core: Core,
  bound: BoundLocation,
  before: ReadonlyMap<string, AssetRecord>,
  reading: LocationReading,
): Promise<Names> {
  const oldest = core.clock() - SHELF_LIFE;
  const asked = new Map<string, number>();
  for (const [key, { asset }] of reading.assets) {
    const readAt = before.get(key)?.catalogueReadAt ?? 0;
    if (readAt < oldest) asked.set(asset.adamId, readAt);
  }
  const adamIds = [...asked]
    .sort(([, a], [, b]) => a - b)
    .map(([adamId]) => adamId)
    .slice(0, PER_SYNC);
  if (adamIds.length === 0) return { entries: new Map(), trouble: null };
  const answer = await core.catalogue.lookup({
    adamIds,
    token: openToken(core, bound.token),
    platform: reading.config.defaultPlatform ?? bound.facts.defaultPlatform ?? 'enterprisestore',
    country: reading.config.countryISO2ACode ?? bound.facts.countryISO2ACode ?? 'US',
  });
  if (answer.result !== 'ok') return { entries: new Map(), trouble: describeTrouble(answer) };
  return { entries: new Map(answer.value.map((entry) => [entry.adamId, entry])), trouble: null };
}
