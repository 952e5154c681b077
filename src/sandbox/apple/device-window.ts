import type { Product } from './catalogue.js';
import { idHashOf } from './ids.js';
import { acceptInvitation, invited } from './invitation-page.js';
import { addresses } from './routes/service-config.js';
import type { Scene } from './scene.js';
import type { Place } from './world.js';

/** An app as the App Store on a phone shows it. */
export interface StoreProductView {
  name: string;
  bundleId: string;
  iconUrl: string;
  version: string;
}

/** What a phone and its Apple Account see of Apple. */
export interface DeviceWindow {
  /** Whether a licence is assigned to the user to whom the account is tied. Licences of devices are not looked at. */
  hasLicence(appleAccount: string, adamId: string): boolean;
  /** `null` for what runs on no iPhone or iPad. */
  product(adamId: string): StoreProductView | null;
  /** Whether the address is one of invitations; whether this one is still open shows at acceptance. */
  isInvitation(url: string): boolean;
  /** Accepts as the invitation page does. */
  accept(url: string, appleAccount: string): 'accepted' | 'unknown' | 'taken';
  /** The `idHash` that a user of the main location with this account has. */
  accountHash(appleAccount: string): string | null;
}

function codeOf(url: string, invitation: string): string | null {
  if (!URL.canParse(url)) return null;
  const { origin, pathname, searchParams } = new URL(url);
  return `${origin}${pathname}` === invitation ? searchParams.get('inviteCode') : null;
}

function holds({ location }: Place, appleAccount: string, adamId: string): boolean {
  const user = location.userOf(appleAccount);
  return user !== null && location.assetsOf(adamId).some((asset) => location.holds(asset, user));
}

/** The window over a scene; what was due is settled before each look. */
export function deviceWindow({ world, now, origin }: Pick<Scene, 'world' | 'now' | 'origin'>): DeviceWindow {
  const places = (): Place[] => {
    const all = [...world().places.values()];
    for (const place of all) place.events.settle(now());
    return all;
  };
  const invitation = (): string => addresses(origin()).invitation;
  return {
    hasLicence: (appleAccount, adamId) => places().some((place) => holds(place, appleAccount, adamId)),
    product(adamId) {
      const held = places().flatMap(({ location }) => location.assetsOf(adamId));
      const product: Product | undefined = world().products.get(adamId) ?? held[0]?.product;
      if (product?.productType !== 'App' || !product.supportedPlatforms.includes('iOS')) return null;
      const { name, bundleId, version } = product;
      return { name, bundleId, version, iconUrl: `${origin()}/icons/${adamId}/128x128bb.png` };
    },
    isInvitation: (url) => codeOf(url, invitation()) !== null,
    accept(url, appleAccount) {
      const code = codeOf(url, invitation()) ?? '';
      const found = invited(world(), code);
      return found === null ? 'unknown' : acceptInvitation(found.place, code, appleAccount);
    },
    accountHash(appleAccount) {
      const { uId } = world().main.location.facts;
      return uId === null ? null : idHashOf(uId, appleAccount);
    },
  };
}
