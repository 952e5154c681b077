import { lookupResult } from './catalogue.js';
import { tokenState } from './tokens.js';
import type { Place, World } from './world.js';

/** The place that a cookie `itvt=<token>` opens now, or null. */
function placeOfCookie(cookie: string | undefined, world: World, now: number): Place | null {
  const value = (cookie ?? '')
    .split(';')
    .map((part) => part.trim())
    .find((part) => part.startsWith('itvt='))
    ?.slice('itvt='.length);
  if (value === undefined) return null;
  const token = world.tokens.find(value) ?? world.tokens.find(decoded(value));
  if (token === null || tokenState(token, now) !== 'valid') return null;
  return world.places.get(token.location) ?? null;
}

/** Base64 may stand in a cookie as it is or percent-encoded. */
function decoded(value: string): string {
  try {
    return decodeURIComponent(value);
  } catch {
    return value;
  }
}

/**
 * contentMetadataLookup. Custom and withdrawn products are shown only with the cookie of a location that holds them.
 * `isAuthenticated` is always false and a bad token is no error: the only sign is that something is missing.
 */
export function lookup(
  asked: { query: URLSearchParams; cookie: string | undefined; origin: string },
  world: World,
  now: number,
): Record<string, unknown> {
  const { query, origin } = asked;
  const place = placeOfCookie(asked.cookie, world, now);
  const { lookupArtwork, lookupManyIds } = world.switches;
  const documented = place === null ? 'array' : 'object';
  const view = {
    origin,
    artwork: lookupArtwork === 'as-documented' ? documented : lookupArtwork,
    numericId: place === null,
  } as const;
  const ids = (query.get('id') ?? '').split(',').slice(0, 200);
  const answerable = query.get('p') === 'mdm-lockup' && (ids.length === 1 || lookupManyIds === 'answered');
  const results: Record<string, unknown> = {};
  for (const id of answerable ? ids : []) {
    const product = world.products.get(id);
    if (product === undefined) continue;
    const held = place !== null && place.location.assetsOf(id).length > 0;
    if (product.availability === 'public' || held) results[id] = lookupResult(product, view);
  }
  const meta = {
    storefront: { id: '143456', cc: query.get('cc') ?? 'us' },
    language: { tag: query.get('l') ?? 'en' },
  };
  return { results, version: 2, isAuthenticated: false, meta };
}
