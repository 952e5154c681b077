import { z } from 'zod';
import type { AppleUser, Asset, PricingParam } from '../licensing/rules/asset.js';

/*
 * Apple marks no member of an answer as required and may add members at any time (Apple documents), so everything may
 * be missing or null here, unknown members are ignored, and only a member of another type is an error. What we cannot
 * do without is asked for where it is used.
 */

type Maybe<T> = T | null | undefined;

/** Members that every authenticated answer may carry. */
export interface WireEnvelope {
  uId?: Maybe<string>;
  mdmInfo?: Maybe<WireMdmInfo>;
}

export interface WireMdmInfo {
  id?: Maybe<string>;
  name?: Maybe<string>;
  metadata?: Maybe<string>;
}

export interface WirePage extends WireEnvelope {
  currentPageIndex?: Maybe<number>;
  nextPageIndex?: Maybe<number>;
  size?: Maybe<number>;
  totalPages?: Maybe<number>;
  versionId?: Maybe<string>;
}

export interface WireAsset {
  adamId: string;
  pricingParam?: Maybe<PricingParam>;
  productType: Asset['productType'];
  assignedCount: number;
  availableCount?: Maybe<number>;
  retiredCount?: Maybe<number>;
  totalCount?: Maybe<number>;
  deviceAssignable?: Maybe<boolean>;
  revocable?: Maybe<boolean>;
  supportedPlatforms?: Maybe<string[]>;
}

export interface WireAssets extends WirePage {
  assets?: Maybe<WireAsset[]>;
  /** Rows without available, total and retired counts (Apple documents since 2026). */
  unlimitedAssets?: Maybe<WireAsset[]>;
}

export interface WireUser {
  clientUserId: string;
  email?: Maybe<string>;
  idHash?: Maybe<string>;
  inviteCode?: Maybe<string>;
  status: AppleUser['status'];
}

export interface WireUsers extends WirePage {
  users?: Maybe<WireUser[]>;
}

export interface WireAssignment {
  adamId: string;
  pricingParam?: Maybe<PricingParam>;
  clientUserId?: Maybe<string>;
  serialNumber?: Maybe<string>;
}

export interface WireAssignments extends WirePage {
  assignments?: Maybe<WireAssignment[]>;
}

/** Without `notificationAuthToken`, which is thus dropped on arrival. */
export interface WireClientConfig extends WireEnvelope {
  countryISO2ACode?: Maybe<string>;
  defaultPlatform?: Maybe<string>;
  locationName?: Maybe<string>;
  notificationUrl?: Maybe<string>;
  tokenExpirationDate?: Maybe<string>;
  websiteURL?: Maybe<string>;
}

export interface WireServiceConfig {
  limits?: Maybe<Record<string, number>>;
  urls?: Maybe<Record<string, string>>;
}

const id = z.string().min(1).max(500);
const text = z.string().nullish();
const count = z.int();
const pricingParam = z.enum(['STDQ', 'PLUS']).nullish();
const envelope = {
  uId: id.nullish(),
  mdmInfo: z.object({ id: text, name: text, metadata: text }).nullish(),
};
const page = {
  ...envelope,
  currentPageIndex: count.nullish(),
  nextPageIndex: count.nullish(),
  size: count.nullish(),
  totalPages: count.nullish(),
  versionId: id.nullish(),
};
const asset = z.object({
  adamId: id,
  pricingParam,
  productType: z.enum(['App', 'Book']),
  assignedCount: count,
  availableCount: count.nullish(),
  retiredCount: count.nullish(),
  totalCount: count.nullish(),
  deviceAssignable: z.boolean().nullish(),
  revocable: z.boolean().nullish(),
  supportedPlatforms: z.array(z.string()).nullish(),
});
const user = z.object({
  clientUserId: id,
  email: text,
  idHash: text,
  inviteCode: text,
  status: z.enum(['Registered', 'Associated', 'Retired', 'Deleted']),
});
const assignment = z.object({ adamId: id, pricingParam, clientUserId: id.nullish(), serialNumber: id.nullish() });

export const assetsSchema: z.ZodType<WireAssets> = z.object({
  ...page,
  assets: z.array(asset).nullish(),
  unlimitedAssets: z.array(asset).nullish(),
});
export const usersSchema: z.ZodType<WireUsers> = z.object({ ...page, users: z.array(user).nullish() });
export const assignmentsSchema: z.ZodType<WireAssignments> = z.object({
  ...page,
  assignments: z.array(assignment).nullish(),
});
export const clientConfigSchema: z.ZodType<WireClientConfig> = z.object({
  ...envelope,
  countryISO2ACode: text,
  defaultPlatform: text,
  locationName: text,
  notificationUrl: text,
  tokenExpirationDate: text,
  websiteURL: text,
});
export const serviceConfigSchema: z.ZodType<WireServiceConfig> = z.object({
  limits: z.record(z.string(), z.number()).nullish(),
  urls: z.record(z.string(), z.string()).nullish(),
});
