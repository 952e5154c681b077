import type { OursOrder } from '../levers.js';
import type { Location } from '../location.js';
import type { MdmInfo, User } from '../location-rows.js';
import { newProduct, oldProduct } from '../other-products.js';
import { counted, type LeverScene, type Order } from './scene.js';

/** What our clientUserIds begin with. */
const ourPrefix = 'vb';

export function claim({ world }: LeverScene, mdmInfo: MdmInfo | null): string {
  world().main.location.mdmInfo = mdmInfo;
  return mdmInfo === null ? 'Nobody claims the location now.' : `${mdmInfo.name} claims the location now.`;
}

export const clearClaim = (scene: LeverScene): string => claim(scene, null);

function claimWithAddress(scene: LeverScene, { notifications, mdmInfo }: typeof oldProduct): string {
  scene.world().main.location.notifications = { ...notifications, types: [...notifications.types] };
  return claim(scene, { ...mdmInfo });
}

export const claimByOldProduct = (scene: LeverScene): string => claimWithAddress(scene, oldProduct);

export function takeOver(scene: LeverScene, { mdmInfo }: { mdmInfo: boolean }): string {
  if (!mdmInfo) return workUnclaimed(scene.world().main.location);
  const said = claimWithAddress(scene, newProduct);
  return `${said} Notifications go to ${new URL(newProduct.notifications.url).host}.`;
}

/** A clientUserId or serial number of the other product that nobody has yet. */
function unused(prefix: string, taken: (name: string) => boolean): string {
  let index = 1;
  while (taken(`${prefix}${index}`)) index += 1;
  return `${prefix}${index}`;
}

/** One round of a product that never claims: a user of ours retired, one of its own made, licences for both kinds. */
function workUnclaimed(location: Location): string {
  const [ours] = activeUsers(location, ourPrefix, 1);
  if (ours !== undefined) location.retire(ours);
  const clientUserId = unused('quietmdm-', (name) => location.rowsOf(name).length > 0);
  const user = location.addUser(clientUserId, null);
  location.associate(user, `${clientUserId}@accounts.example`);
  const serial = unused('QUIETMDM', (name) => location.assignmentsOf(name).length > 0);
  const free = location.assets.list.filter((asset) => location.available(asset) > 1 && asset.product.deviceAssignable);
  const chosen = free.slice(0, 3);
  for (const asset of chosen) for (const holder of [user, serial]) location.assign(asset, holder);
  const retired = ours === undefined ? '' : ` It retired ${ours.clientUserId}.`;
  const given = counted(2 * chosen.length, 'licence');
  return `Another product works here without a claim: it made ${clientUserId} and gave out ${given}.${retired}`;
}

/** The first active users whose clientUserId starts so, oldest first. */
function activeUsers(location: Location, prefix: string, most: number): readonly User[] {
  const passes = (user: User) => user.status !== 'Retired' && user.clientUserId.startsWith(prefix);
  const generated = 'generated-';
  if (prefix.length > generated.length && prefix.startsWith(generated))
    return location.users.list.filter(passes).slice(0, most);
  return location.usersWhere(passes, generated.startsWith(prefix)).slice(0, most);
}

export function retireOurUsers({ world }: LeverScene, { count, prefix = ourPrefix }: OursOrder): string {
  const { location } = world().main;
  const users = activeUsers(location, prefix, count);
  for (const user of users) location.retire(user);
  return `Another product retired ${counted(users.length, 'user')} whose id starts with ${prefix}.`;
}

export function takeOurLicences({ world }: LeverScene, { count, prefix = ourPrefix }: OursOrder): string {
  const { location } = world().main;
  let taken = 0;
  for (const user of activeUsers(location, prefix, location.users.length))
    for (const { asset } of location.revocableOf(user)) {
      if (taken >= count) break;
      location.unassign(asset, user);
      taken += 1;
    }
  return `Another product took ${counted(taken, 'licence')} back from users whose id starts with ${prefix}.`;
}

export function assignElsewhere({ world }: LeverScene, { adamId, pricingParam = 'STDQ', count }: Order): string {
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

export function takeElsewhere({ world }: LeverScene, { adamId, pricingParam = 'STDQ', count }: Order): string {
  const { location } = world().main;
  const asset = location.asset({ adamId, pricingParam });
  if (asset === null) return `The location has no ${adamId} (${pricingParam}).`;
  const taken = asset.product.revocable ? location.removeNewest(asset, count) : 0;
  return `Another product took ${taken} licences of ${asset.product.name} back.`;
}

export function retireElsewhere({ world }: LeverScene, clientUserId: string): string {
  const { location } = world().main;
  const user = location.activeUser(clientUserId);
  if (user === null) return `There is no active user ${clientUserId}.`;
  location.retire(user);
  return `Another product retired ${clientUserId}.`;
}
