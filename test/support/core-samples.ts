import type { Asset, AssetRecord } from '../../src/licensing/rules/asset.js';
import type { LocationFacts, MdmInfo, Proposal, TokenRecord } from '../../src/licensing/rules/binding.js';

export const MINUTE = 60_000;
export const HOUR = 60 * MINUTE;
export const DAY = 24 * HOUR;

/** Sunday 22 November 2026, noon UTC. */
export const NOON = Date.parse('2026-11-22T12:00:00Z');

/** An app as Apple lists it; `totalCount` follows from assigned and available unless it is given. */
export function anAsset(given: Partial<Asset> = {}): Asset {
  const { assignedCount = 3, availableCount = 7 } = given;
  return {
    adamId: '408709785',
    pricingParam: 'STDQ',
    productType: 'App',
    assignedCount,
    availableCount,
    retiredCount: 0,
    totalCount: assignedCount + availableCount,
    deviceAssignable: true,
    revocable: true,
    unlimited: false,
    supportedPlatforms: ['iOS'],
    ...given,
  };
}

export function anAssetRecord(given: Partial<AssetRecord> = {}): AssetRecord {
  return {
    ...anAsset(given),
    name: 'Keynote',
    bundleId: 'com.example.keynote',
    iconUrl: null,
    ours: 0,
    readAt: NOON,
    catalogueReadAt: NOON,
    presence: 'listed',
    suspectSince: null,
    ...given,
  };
}

export const otherProduct: MdmInfo = { id: 'other-server', name: 'Old Manager', metadata: 'old' };

export function someFacts(given: Partial<LocationFacts> = {}): LocationFacts {
  return {
    uId: '2049025000431439',
    locationName: 'Northwind Stockholm',
    countryISO2ACode: 'SE',
    defaultPlatform: 'enterprisestore',
    websiteURL: 'https://business.apple.com',
    organizationName: 'Northwind',
    mdmInfo: null,
    notificationHost: null,
    tokenExpires: NOON + 300 * DAY,
    ...given,
  };
}

export function aTokenRecord(given: Partial<TokenRecord> = {}): TokenRecord {
  return {
    sealed: { keyId: 'k1', box: 'c2VhbGVk' },
    name: 'Stockholm 2026',
    appleAccount: 'vpp@northwind.example',
    fingerprint: 'a1b2c3d4',
    expires: NOON + 300 * DAY,
    importedBy: 'U1',
    importedAt: NOON,
    ...given,
  };
}

export function aProposal(given: Partial<Proposal> = {}): Proposal {
  return {
    id: 'p1',
    proposedBy: 'U1',
    proposedAt: NOON,
    deadline: NOON + DAY,
    token: aTokenRecord(),
    uploaded: false,
    facts: someFacts(),
    totals: { assets: 0, apps: 0, books: 0, totalCount: 0, assignedCount: 0 },
    foreign: { state: 'counted', users: 0, assignments: 0, countedAt: NOON },
    signIn: [],
    first: null,
    ...given,
  };
}
