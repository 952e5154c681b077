/** Apple's two qualities of one product; apps only exist as `STDQ` (Apple documents). */
export type PricingParam = 'STDQ' | 'PLUS';

/** Apple's `totalCount` of an asset that may be assigned without limit (Apple documents). */
export const UNLIMITED_TOTAL_COUNT = 2_147_483_647;

/** One product and quality as Apple lists it. `totalCount` = assigned + available; retired licences stand outside it. */
export interface Asset {
  adamId: string;
  pricingParam: PricingParam;
  productType: 'App' | 'Book';
  assignedCount: number;
  availableCount: number;
  retiredCount: number;
  totalCount: number;
  deviceAssignable: boolean;
  revocable: boolean;
  unlimited: boolean;
  supportedPlatforms: readonly string[];
}

/** A user row at Apple. `idHash` stands there once an Apple Account is associated; `inviteCode` only while Registered. */
export interface AppleUser {
  clientUserId: string;
  email: string | null;
  status: 'Registered' | 'Associated' | 'Retired' | 'Deleted';
  idHash: string | null;
  inviteCode: string | null;
}

/** A licence in somebody's hands: exactly one of `clientUserId` and `serialNumber` is set. */
export interface Assignment {
  adamId: string;
  pricingParam: PricingParam;
  clientUserId: string | null;
  serialNumber: string | null;
}

/** What Apple's catalogue knows of a product. */
export interface CatalogueEntry {
  adamId: string;
  name: string;
  bundleId: string | null;
  iconUrl: string | null;
}

/** An asset as we keep it: Apple's last reading, how many assignments are ours, and its last known name. */
export interface AssetRecord extends Asset {
  name: string | null;
  bundleId: string | null;
  iconUrl: string | null;
  /** Assignments that this system made, counted in the mirror. */
  ours: number;
  /** When the reading STARTED, milliseconds since the epoch. */
  readAt: number;
  catalogueReadAt: number | null;
  /** `gone`: not in Apple's last full list any more; kept with its last figures. */
  presence: 'listed' | 'gone';
  /** Set while a fall to zero or by more than half waits for a second reading. */
  suspectSince: number | null;
}

/** Identity of an asset: both qualities of one `adamId` are different assets. */
export function assetKey(asset: { adamId: string; pricingParam: PricingParam }): string {
  return `${asset.adamId}.${asset.pricingParam}`;
}
