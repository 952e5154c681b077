import { firstRefusal, type Refusal, refused } from './answers.js';
import type { RequestRate } from './rate.js';
import type { Route } from './routes/table.js';
import type { AppleSwitches, WireCheck } from './switches.js';
import { type ContentToken, tokenState } from './tokens.js';
import type { Place, World } from './world.js';

/** What the checks need to know of a request. */
export interface Arrived {
  readonly method: string;
  readonly route: Route;
  readonly authorization: string | undefined;
  readonly contentType: string | undefined;
}

export type Checked = { result: 'passed'; token: ContentToken; place: Place } | Refusal;

/** The credential of a well-formed `Bearer` header, or null. */
function bearer(authorization: string | undefined): string | null {
  return /^Bearer ([^\s]+)$/.exec(authorization ?? '')?.[1] ?? null;
}

const isJson = (contentType: string | undefined): boolean =>
  contentType?.split(';')[0]?.trim().toLowerCase() === 'application/json';

function tokenRefusal(token: ContentToken | null, now: number): Refusal | null {
  if (token === null) return refused(9622);
  const state = tokenState(token, now);
  if (state === 'revoked') return refused(9625);
  return state === 'expired' ? refused(9621) : null;
}

function permissionRefusal(token: ContentToken | null, place: Place | null, method: string, switches: AppleSwitches) {
  const writes = method !== 'GET';
  if (token?.legacy === true && (writes || switches.legacyToken === 'everything')) return refused(9647);
  if (writes && place?.location.facts.managedByApple === true) return refused(9645);
  return writes && token?.permission === 'read' ? refused(9637) : null;
}

/** Everything before the route, in the order that the switches give. `now` is business time. */
export function checkRequest(arrived: Arrived, world: World, rate: RequestRate, now: number): Checked {
  const { switches } = world;
  const credential = bearer(arrived.authorization);
  const token = credential === null ? null : world.tokens.find(credential);
  const place = token === null ? null : (world.places.get(token.location) ?? null);
  const { limits, rateBurst, rateLimit } = switches;
  const checks: Record<WireCheck, () => Refusal | null> = {
    authorization: () => (credential === null ? refused(9722) : null),
    token: () => tokenRefusal(token, now),
    method: () => (Object.hasOwn(arrived.route, arrived.method) ? null : refused(9726)),
    contentType: () => (arrived.method === 'GET' || isJson(arrived.contentType) ? null : refused(9727)),
    rate: () =>
      !rateLimit || rate.take(place?.key ?? '', limits.maxRequestPerSecond, rateBurst) ? null : refused(9646),
    permission: () => permissionRefusal(token, place, arrived.method, switches),
  };
  const refusal = firstRefusal(switches.checkOrder.map((name) => checks[name]));
  if (refusal !== null) return refusal;
  if (token === null || place === null) return refused(credential === null ? 9722 : 9622);
  return { result: 'passed', token, place };
}
