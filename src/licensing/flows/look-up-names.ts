import type { AssetRecord } from '../rules/asset.js';
import type { BoundLocation } from '../rules/binding.js';
import type { CatalogueAnswer } from '../rules/diff.js';
import { type Core, openToken } from './core.js';
import { describeTrouble } from './describe-trouble.js';
import type { LocationReading } from './read-location.js';
import { readBinding } from './state.js';

/** What a lookup needs of a reading; what the location did not say now is taken from the binding. */
type Located = Pick<LocationReading, 'assets'> & {
  config: Pick<LocationReading['config'], 'defaultPlatform' | 'countryISO2ACode'>;
};

/** Products asked for in one sync; the rest follows in the next one. */
const PER_SYNC = 200;
const DAY = 86_400_000;
/** Names and icons older than this are asked for again. */
const SHELF_LIFE = 7 * DAY;
/** A product that the catalogue did not know is asked for again after this. */
const UNKNOWN_LIFE = DAY;

export interface Names {
  of(adamId: string): CatalogueAnswer;
  /** Why names may be the last known ones, `null` when all is well. */
  trouble: string | null;
}

/** Asks the catalogue for products that it was never asked for first, then for those asked longest ago. Never fails a sync. */
export async function lookUpNames(
  core: Core,
  bound: BoundLocation,
  before: ReadonlyMap<string, AssetRecord>,
  reading: Located,
): Promise<Names> {
  const adamIds = due(core.clock(), before, reading).slice(0, PER_SYNC);
  const token = adamIds.length === 0 ? null : await tokenInUse(core);
  if (token === null) return { of: () => null, trouble: null };
  const answer = await core.catalogue.lookup({
    adamIds,
    token,
    platform: reading.config.defaultPlatform ?? bound.facts.defaultPlatform ?? 'enterprisestore',
    country: reading.config.countryISO2ACode ?? bound.facts.countryISO2ACode ?? 'US',
  });
  if (answer.result !== 'ok') return { of: () => null, trouble: describeTrouble(answer) };
  const asked = new Set(adamIds);
  const entries = new Map(answer.value.map((entry) => [entry.adamId, entry]));
  return { of: (adamId) => entries.get(adamId) ?? (asked.has(adamId) ? 'unknown' : null), trouble: null };
}

/** The one that the location was read with may have been replaced, and destroyed, meanwhile. */
async function tokenInUse(core: Core): Promise<string | null> {
  const { value } = await readBinding(core);
  return value.state === 'bound' ? openToken(core, value.token) : null;
}

function due(now: number, before: ReadonlyMap<string, AssetRecord>, reading: Located): string[] {
  const asked = new Map<string, number>();
  for (const [key, { asset }] of reading.assets) {
    const known = before.get(key);
    const readAt = known?.catalogueReadAt ?? 0;
    const life = known === undefined || known.name === null ? UNKNOWN_LIFE : SHELF_LIFE;
    if (readAt < now - life) asked.set(asset.adamId, readAt);
  }
  return [...asked].sort(([, a], [, b]) => a - b).map(([adamId]) => adamId);
}
