import { acceptInvitation } from './invitation-page.js';
import type { AppleStandInLevers, AppleTokenView, AppleUserView, AppleView } from './levers.js';
import type { Asset, Location } from './location.js';
import { oldProduct } from './seed.js';
import { type ContentToken, tokenState } from './tokens.js';
import type { World } from './world.js';

/** `view` shows at most so many users; a location may hold a million. */
const shownUsers = 1000;

interface Order {
  adamId: string;
  pricingParam: 'STDQ' | 'PLUS';
  count: number;
}

/** Where levers act. The world is asked for each time: a reset makes another one. */
export interface LeverScene {
  world(): World;
  /** Business time in milliseconds since the epoch. */
  now(): number;
  reset(): void;
}

function tokenView(token: ContentToken, now: number): AppleTokenView {
  const { id, key, fileName, content } = token;
  const expires = new Date(token.expires).toISOString();
  return { id, location: key, fileName, content, expires, state: tokenState(token, now) };
}

function userViews(location: Location): AppleUserView[] {
  return location.users.list.slice(0, shownUsers).map((user) => ({
    clientUserId: user.clientUserId,
    email: user.email,
    status: user.status,
    assignments: location.assignmentsOf(user).length,
  }));
}

function viewOf({ world, now }: LeverScene): AppleView {
  const { main, tokens } = world();
  const { facts, mdmInfo, assets } = main.location;
  return {
    location: {
      uId: facts.uId ?? '',
      name: facts.name,
      countryISO2ACode: facts.countryISO2ACode,
      organization: facts.organization,
    },
    mdmInfo,
    tokens: tokens.all().map((token) => tokenView(token, now())),
    assets: assets.list.map((asset) => ({
      adamId: asset.product.adamId,
      pricingParam: asset.pricingParam,
      name: asset.product.name,
      productType: asset.product.productType,
      totalCount: asset.total,
      assignedCount: asset.assignments.size,
      availableCount: main.location.available(asset),
      retiredCount: asset.retired,
    })),
    users: userViews(main.location),
  };
}

function buy({ world }: LeverScene, { adamId, pricingParam, count }: Order): string {
  const { location } = world().main;
  const product = world().products.get(adamId);
  if (product === undefined) return `Nothing was bought: the store has no ${adamId}.`;
  const held = location.asset({ adamId, pricingParam });
  if (held?.unlimited === true) return `Nothing was bought: ${product.name} is free and unlimited.`;
  if (held === null) location.addAsset(product, pricingParam, count);
  else {
    held.total += count;
    location.assets.touch(held);
  }
  return `${count} licences of ${product.name} were bought; the location has ${held?.total ?? count} now.`;
}

/** Takes the newest assignments of an asset away. */
function removeNewest(location: Location, asset: Asset, count: number): number {
  const newest = [...asset.assignments].toReversed().slice(0, Math.max(0, count));
  for (const { holder } of newest) location.unassign(asset, holder);
  return newest.length;
}

function refund({ world }: LeverScene, { adamId, pricingParam, count }: Order): string {
  const { location } = world().main;
  const asset = location.asset({ adamId, pricingParam });
  if (asset === null) return `Nothing was refunded: the location has no ${adamId} (${pricingParam}).`;
  const { name } = asset.product;
  if (asset.unlimited) return `Nothing was refunded: ${name} is free and unlimited.`;
  if (count > asset.total) return `Nothing was refunded: the location has only ${asset.total} licences of ${name}.`;
  asset.total -= count;
  asset.retired += count;
  location.assets.touch(asset);
  const short = -location.available(asset);
  const taken = world().switches.refundBelowAssigned === 'removes-newest' ? removeNewest(location, asset, short) : 0;
  const lost = taken > 0 ? ` ${taken} assignments went with them.` : '';
  return `${count} licences of ${name} were refunded; ${location.available(asset)} are free now.${lost}`;
}

function revokeToken({ world, now }: LeverScene, tokenId: string): string {
  const token = world()
    .tokens.all()
    .find(({ id }) => id === tokenId);
  if (token === undefined) return `There is no token ${tokenId}.`;
  if (tokenState(token, now()) !== 'valid') return `Token ${tokenId} was not valid any more.`;
  token.revoked = true;
  return `Token ${tokenId} is revoked.`;
}

/** A key that nobody offers. */
export class UnknownDownloadError extends Error {
  readonly code = 'apple-unknown-download';
}

function downloadToken({ world, now }: LeverScene, key: string): AppleTokenView {
  const { seed, places, tokens, switches } = world();
  const kind = Object.hasOwn(seed.downloads, key) ? seed.downloads[key] : undefined;
  const place = kind === undefined ? undefined : places.get(kind.location);
  if (kind === undefined || place === undefined)
    throw new UnknownDownloadError(
      `No token can be downloaded as "${key}"; known: ${Object.keys(seed.downloads).join(', ')}.`,
    );
  if (switches.downloadRevokesOlderTokens)
    for (const older of tokens.all()) if (older.location === kind.location) older.revoked = true;
  return tokenView(tokens.download(key, kind, place.location.facts.organization, now()), now());
}

function accept({ world }: LeverScene, clientUserId: string): string {
  const { main } = world();
  const user = main.location.activeUser(clientUserId);
  if (user === null) return `There is no invited user ${clientUserId}.`;
  if (user.status !== 'Registered') return `${clientUserId} had accepted before.`;
  const account = user.email ?? `${clientUserId}@accounts.example`;
  const outcome = acceptInvitation(main, user.inviteCode, account);
  if (outcome === 'taken') return `Not accepted: the Apple Account ${account} belongs to another user.`;
  return `${clientUserId} accepted with the Apple Account ${account}.`;
}

function claim({ world }: LeverScene, mdmInfo: { id: string; name: string; metadata: string } | null): string {
  world().main.location.mdmInfo = mdmInfo;
  return mdmInfo === null ? 'Nobody claims the location now.' : `${mdmInfo.name} claims the location now.`;
}

function claimByOldProduct(scene: LeverScene): string {
  const { notifications, mdmInfo } = oldProduct;
  scene.world().main.location.notifications = { ...notifications, types: [...notifications.types] };
  return claim(scene, { ...mdmInfo });
}

function assignElsewhere({ world }: LeverScene, { adamId, pricingParam, count }: Order): string {
  const { location } = world().main;
  const asset = location.asset({ adamId, pricingParam });
  if (asset === null) return `The location has no ${adamId} (${pricingParam}).`;
  if (!asset.product.deviceAssignable) return `${asset.product.name} can not be assigned to devices.`;
  let given = 0;
  for (let index = 0; given < count && location.available(asset) > 0; index += 1) {
    const serial = `ELSEWHERE${String(index).padStart(4, '0')}`;
    if (location.holds(asset, serial)) continue;
    location.assign(asset, serial);
    given += 1;
  }
  return `Another product gave ${given} licences of ${asset.product.name} to its devices.`;
}

function takeElsewhere({ world }: LeverScene, { adamId, pricingParam, count }: Order): string {
  const { location } = world().main;
  const asset = location.asset({ adamId, pricingParam });
  if (asset === null) return `The location has no ${adamId} (${pricingParam}).`;
  const taken = asset.product.revocable ? removeNewest(location, asset, count) : 0;
  return `Another product took ${taken} licences of ${asset.product.name} back.`;
}

function retireElsewhere({ world }: LeverScene, clientUserId: string): string {
  const { location } = world().main;
  const user = location.activeUser(clientUserId);
  if (user === null) return `There is no active user ${clientUserId}.`;
  location.retire(user);
  return `Another product retired ${clientUserId}.`;
}

function rename({ world }: LeverScene, name: string): string {
  world().main.location.facts.name = name;
  return `The location is called ${name} now.`;
}

/** The levers over a scene. Each settles what was due first, so that a lever acts on what is so at this moment. */
export function leversOf(scene: LeverScene): AppleStandInLevers {
  const settled = <Given extends unknown[], Result>(action: (scene: LeverScene, ...given: Given) => Result) => {
    return (...given: Given): Result => {
      for (const place of scene.world().places.values()) place.events.settle(scene.now());
      return action(scene, ...given);
    };
  };
  const download = settled(downloadToken);
  return {
    view: settled(viewOf),
    buy: settled(buy),
    refund: settled(refund),
    revokeToken: settled(revokeToken),
    downloadToken: (location = 'main') => download(location),
    acceptInvitation: settled(accept),
    reset: () => scene.reset(),
    claim: settled(claim),
    claimByOldProduct: settled(claimByOldProduct),
    assignElsewhere: settled(assignElsewhere),
    takeElsewhere: settled(takeElsewhere),
    retireElsewhere: settled(retireElsewhere),
    rename: settled(rename),
  };
}
