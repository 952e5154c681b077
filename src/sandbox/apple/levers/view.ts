import type { AppleStandInTokenView, AppleStandInView, AppleUserView } from '../levers.js';
import type { Location } from '../location.js';
import { countsOf } from '../notification-record.js';
import { type ContentToken, tokenState } from '../tokens.js';
import type { World } from '../world.js';
import type { LeverScene } from './scene.js';

/** `view` shows at most so many users; a location may hold a million. */
const shownUsers = 1000;

export function tokenView(token: ContentToken, now: number): AppleStandInTokenView {
  const { id, key, fileName, content, permission } = token;
  const expires = new Date(token.expires).toISOString();
  return { id, location: key, fileName, content, expires, state: tokenState(token, now), permission };
}

function userViews(location: Location): AppleUserView[] {
  return location.users.slice(0, shownUsers).map((user) => ({
    clientUserId: user.clientUserId,
    email: user.email,
    status: user.status,
    assignments: location.assignmentsOf(user).length,
  }));
}

function hostOf(url: string | null): string | null {
  return url !== null && URL.canParse(url) ? new URL(url).host : null;
}

function assetViews(location: Location) {
  return location.assets.list.map((asset) => ({
    adamId: asset.product.adamId,
    pricingParam: asset.pricingParam,
    name: asset.product.name,
    productType: asset.product.productType,
    totalCount: asset.total,
    assignedCount: asset.assigned,
    availableCount: location.available(asset),
    retiredCount: asset.retired,
  }));
}

function otherLocations({ places, main }: World) {
  return [...places.values()]
    .filter((place) => place !== main)
    .map(({ key, location }) => ({ key, name: location.facts.name, uId: location.facts.uId }));
}

export function viewOf({ world, now, notifications }: LeverScene): AppleStandInView {
  const { main, tokens, seed } = world();
  const { facts, mdmInfo } = main.location;
  const { url, types } = main.location.notifications;
  const counts = countsOf(notifications().filter((record) => record.location === main.key));
  return {
    location: {
      uId: facts.uId ?? '',
      name: facts.name,
      countryISO2ACode: facts.countryISO2ACode,
      organization: facts.organization,
    },
    mdmInfo,
    notifications: { host: hostOf(url), types: [...types], ...counts },
    tokens: tokens.all().map((token) => tokenView(token, now())),
    assets: assetViews(main.location),
    users: userViews(main.location),
    otherLocations: otherLocations(world()),
    downloads: Object.keys(seed.downloads),
  };
}
