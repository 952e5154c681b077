import type { AssetName } from './answers.js';
import type { Product } from './catalogue.js';

/** What totalCount says for free content (Apple documents). */
export const unlimitedCount = 2_147_483_647;

export interface Asset {
  readonly product: Product;
  readonly pricingParam: 'STDQ' | 'PLUS';
  readonly unlimited: boolean;
  total: number;
  retired: number;
  /** How many licences somebody holds. */
  readonly assigned: number;
  /** The assignments that were made one by one; generated ones are computed. */
  readonly stored: Set<Assignment>;
}

export interface User {
  readonly clientUserId: string;
  email: string | null;
  managedAppleId: string | null;
  /** The Apple Account that accepted, or was given as a Managed Apple Account. */
  appleAccount: string | null;
  readonly inviteCode: string;
  idHash: string | null;
  status: 'Registered' | 'Associated' | 'Retired';
}

/** A serial number (text) or a user row. */
export type Holder = User | string;

export interface Assignment {
  readonly asset: Asset;
  readonly holder: Holder;
}

export interface MdmInfo {
  id: string;
  name: string;
  metadata: string;
}

export interface NotificationSettings {
  url: string | null;
  token: string | null;
  types: string[];
}

export interface LocationFacts {
  /** Empty where Apple names none. */
  readonly uId: string | null;
  name: string;
  countryISO2ACode: string;
  organization: string;
  defaultPlatform: 'enterprisestore' | 'volumestore';
  websiteURL: string;
  /** Apple's own device management holds it: reads only. */
  managedByApple: boolean;
  /** Domains of its Managed Apple Accounts. */
  managedDomains: string[];
}

export const assetKey = (name: AssetName): string => `${name.adamId}/${name.pricingParam}`;

export const assetName = (asset: Asset): AssetName => ({
  adamId: asset.product.adamId,
  pricingParam: asset.pricingParam,
});
