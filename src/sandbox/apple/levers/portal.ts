import { acceptInvitation } from '../invitation-page.js';
import { type Asset, assetName } from '../location-rows.js';
import type { Place, World } from '../world.js';
import { counted, type LeverScene, type Order } from './scene.js';

/** Adds licences and tells the subscriber. */
function addLicences({ location, announcements }: Place, asset: Asset, count: number): void {
  asset.total += count;
  location.assets.touch(asset);
  announcements.assetCount(assetName(asset), count);
}

export function buy({ world }: LeverScene, { adamId, pricingParam = 'STDQ', count }: Order): string {
  const { main, products } = world();
  const held = main.location.asset({ adamId, pricingParam });
  const product = products.get(adamId) ?? held?.product;
  if (product === undefined) return `Nothing was bought: the store has no ${adamId}.`;
  if (held?.unlimited === true) return `Nothing was bought: ${product.name} is free and unlimited.`;
  const asset = held ?? main.location.addAsset(product, pricingParam, 0);
  addLicences(main, asset, count);
  return `${count} licences of ${product.name} were bought; the location has ${asset.total} now.`;
}

/** An asset of the main location whose licences are counted, or why there is none. */
function countedAsset({ main }: World, { adamId, pricingParam = 'STDQ' }: Omit<Order, 'count'>): Asset | string {
  const asset = main.location.asset({ adamId, pricingParam });
  if (asset === null) return `the location has no ${adamId} (${pricingParam}).`;
  return asset.unlimited ? `${asset.product.name} is free and unlimited.` : asset;
}

/** Takes licences away whether somebody holds them or not, and answers what became of their assignments. */
function takeBack({ switches, main }: World, asset: Asset, count: number): string {
  const { location, announcements } = main;
  asset.total -= count;
  asset.retired += count;
  location.assets.touch(asset);
  announcements.assetCount(assetName(asset), -count);
  const short = switches.refundBelowAssigned === 'removes-newest' ? -location.available(asset) : 0;
  const taken = location.removeNewest(asset, Math.max(0, short));
  return taken > 0 ? ` ${taken} assignments went with them.` : '';
}

export function refund({ world }: LeverScene, order: Order): string {
  const asset = countedAsset(world(), order);
  if (typeof asset === 'string') return `Nothing was refunded: ${asset}`;
  const { name } = asset.product;
  const { count } = order;
  if (count > asset.total) return `Nothing was refunded: the location has only ${asset.total} licences of ${name}.`;
  const lost = takeBack(world(), asset, count);
  return `${count} licences of ${name} were refunded; ${world().main.location.available(asset)} are free now.${lost}`;
}

export function refundBelowAssigned(
  scene: LeverScene,
  { by = 1, ...order }: Omit<Order, 'count'> & { by?: number },
): string {
  const asset = countedAsset(scene.world(), order);
  if (typeof asset === 'string') return `Nothing was refunded: ${asset}`;
  const free = Math.max(0, scene.world().main.location.available(asset));
  if (asset.total - free < by)
    return `Nothing was refunded: fewer than ${by} licences of ${asset.product.name} are assigned.`;
  return refund(scene, { ...order, count: free + by });
}

/** The place that a key of the seed or of a download names; without one the first that is not ours. */
function destination({ places, main, seed }: World, to: string | undefined): Place | null {
  if (to === undefined) return [...places.values()].find((place) => place !== main) ?? null;
  const download = Object.hasOwn(seed.downloads, to) ? seed.downloads[to] : undefined;
  return places.get(to) ?? places.get(download?.location ?? '') ?? null;
}

/** Only free licences can be transferred; that the portal refuses assigned ones is assumed. */
export function transfer({ world }: LeverScene, order: Order & { to?: string }): string {
  const { main } = world();
  const asset = countedAsset(world(), order);
  if (typeof asset === 'string') return `Nothing was transferred: ${asset}`;
  const other = destination(world(), order.to);
  if (other === null) return `Nothing was transferred: there is no location ${order.to ?? 'besides this one'}.`;
  if (other === main) return 'Nothing was transferred: that is the location itself.';
  const { name } = asset.product;
  const free = main.location.available(asset);
  if (order.count > free) return `Nothing was transferred: only ${Math.max(0, free)} licences of ${name} are free.`;
  const there = other.location.asset(assetName(asset)) ?? other.location.addAsset(asset.product, asset.pricingParam, 0);
  if (there.unlimited) return `Nothing was transferred: ${name} is unlimited there.`;
  addLicences(main, asset, -order.count);
  addLicences(other, there, order.count);
  const left = main.location.available(asset);
  return `${counted(order.count, 'licence')} of ${name} moved to ${other.location.facts.name}; ${left} are free here now.`;
}

export function accept({ world }: LeverScene, clientUserId: string): string {
  const { main } = world();
  const user = main.location.activeUser(clientUserId);
  if (user === null) return `There is no invited user ${clientUserId}.`;
  if (user.status !== 'Registered') return `${clientUserId} had accepted before.`;
  const account = user.email ?? `${clientUserId}@accounts.example`;
  const outcome = acceptInvitation(main, user.inviteCode, account);
  if (outcome === 'taken') return `Not accepted: the Apple Account ${account} belongs to another user.`;
  return `${clientUserId} accepted with the Apple Account ${account}.`;
}

export function rename({ world }: LeverScene, name: string): string {
  world().main.location.facts.name = name;
  return `The location is called ${name} now.`;
}
