import type { ClientConfig } from '../licensing/ports/licences.js';
import { type AppleUser, type Asset, type Assignment, UNLIMITED_TOTAL_COUNT } from '../licensing/rules/asset.js';
import type { MdmInfo } from '../licensing/rules/binding.js';
import { bounded } from './bounded-text.js';
import { parseAppleDate } from './dates.js';
import type { WireAsset, WireAssets, WireAssignments, WireClientConfig, WireMdmInfo, WireUsers } from './schemas.js';

const MAX_TEXT_CHARACTERS = 500;

/** The assets of a page, or `null` when a row lacks what we cannot do without. */
export function assetRows(page: WireAssets): readonly Asset[] | null {
  const limited = page.assets ?? [];
  const listed = new Set(limited.map((row) => `${row.adamId}.${row.pricingParam ?? 'STDQ'}`));
  const unlimited = (page.unlimitedAssets ?? []).filter(
    (row) => !listed.has(`${row.adamId}.${row.pricingParam ?? 'STDQ'}`),
  );
  const assets: Asset[] = [];
  for (const row of limited) {
    const asset = row.totalCount === UNLIMITED_TOTAL_COUNT ? unlimitedAsset(row) : limitedAsset(row);
    if (asset === null) return null;
    assets.push(asset);
  }
  for (const row of unlimited) assets.push(unlimitedAsset(row));
  return assets;
}

/** Rows that a page says it holds. Whether `size` counts `unlimitedAssets` is not documented, so both are right. */
export function assetSizes(page: WireAssets): readonly number[] {
  const limited = page.assets?.length ?? 0;
  return [limited, limited + (page.unlimitedAssets?.length ?? 0)];
}

function limitedAsset(row: WireAsset): Asset | null {
  if (typeof row.availableCount !== 'number') return null;
  const totalCount = row.totalCount ?? row.assignedCount + row.availableCount;
  return { ...common(row), availableCount: row.availableCount, totalCount, unlimited: false };
}

/** What Apple writes as `availableCount` here is not documented, so it is worked out. */
function unlimitedAsset(row: WireAsset): Asset {
  const totalCount = UNLIMITED_TOTAL_COUNT;
  return { ...common(row), availableCount: totalCount - row.assignedCount, totalCount, unlimited: true };
}

/** Without `pricingParam` we assume STDQ, version 1's default; without `revocable`, that apps are and books are not. */
function common(row: WireAsset): Omit<Asset, 'availableCount' | 'totalCount' | 'unlimited'> {
  return {
    adamId: row.adamId,
    pricingParam: row.pricingParam ?? 'STDQ',
    productType: row.productType,
    assignedCount: row.assignedCount,
    retiredCount: row.retiredCount ?? 0,
    deviceAssignable: row.deviceAssignable ?? false,
    revocable: row.revocable ?? row.productType === 'App',
    supportedPlatforms: row.supportedPlatforms ?? [],
  };
}

export function userRows(page: WireUsers): readonly AppleUser[] {
  return (page.users ?? []).map((row) => ({
    clientUserId: row.clientUserId,
    email: row.email ?? null,
    status: row.status,
    idHash: row.idHash ?? null,
    inviteCode: row.inviteCode ?? null,
  }));
}

/** The assignments of a page, or `null` when a row names both a person and a device, or neither. */
export function assignmentRows(page: WireAssignments): readonly Assignment[] | null {
  const rows: Assignment[] = [];
  for (const row of page.assignments ?? []) {
    const clientUserId = row.clientUserId ?? null;
    const serialNumber = row.serialNumber ?? null;
    if ((clientUserId === null) === (serialNumber === null)) return null;
    rows.push({ adamId: row.adamId, pricingParam: row.pricingParam ?? 'STDQ', clientUserId, serialNumber });
  }
  return rows;
}

/** Nobody where no id stands: how a claim is taken back is not documented, an emptied one is none. */
export function mdmInfoOf(wire: WireMdmInfo | null | undefined): MdmInfo | null {
  const id = wire?.id ?? '';
  if (id === '') return null;
  return {
    id: bounded(id, MAX_TEXT_CHARACTERS),
    name: bounded(wire?.name ?? '', MAX_TEXT_CHARACTERS),
    metadata: bounded(wire?.metadata ?? '', MAX_TEXT_CHARACTERS),
  };
}

export function clientConfigOf(wire: WireClientConfig): ClientConfig {
  return {
    uId: wire.uId ?? null,
    locationName: textOf(wire.locationName),
    countryISO2ACode: textOf(wire.countryISO2ACode),
    defaultPlatform: textOf(wire.defaultPlatform),
    websiteURL: httpsUrl(wire.websiteURL),
    mdmInfo: mdmInfoOf(wire.mdmInfo),
    notificationHost: hostOf(wire.notificationUrl),
    tokenExpires: wire.tokenExpirationDate ? parseAppleDate(wire.tokenExpirationDate) : null,
  };
}

function textOf(text: string | null | undefined): string | null {
  return text === null || text === undefined || text === '' ? null : bounded(text, MAX_TEXT_CHARACTERS);
}

function httpsUrl(text: string | null | undefined): string | null {
  if (!text || !URL.canParse(text) || text.length > MAX_TEXT_CHARACTERS) return null;
  return new URL(text).protocol === 'https:' ? text : null;
}

/** A host is all that is kept of a notification address, which may hold a secret in its path. */
function hostOf(text: string | null | undefined): string | null {
  if (!text) return null;
  return URL.canParse(text) ? textOf(new URL(text).host) : 'an unreadable address';
}
