import type { NotificationCounts } from './notification-record.js';

/** One product and quality as Apple's stand-in holds it. */
export interface AppleAssetView {
  adamId: string;
  pricingParam: 'STDQ' | 'PLUS';
  name: string;
  productType: 'App' | 'Book';
  totalCount: number;
  assignedCount: number;
  availableCount: number;
  retiredCount: number;
}

/** A content token that somebody downloaded at Apple. `content` is the file's text, a secret. */
export interface AppleTokenView {
  id: string;
  /** 'main' is our location; others exist to try what is refused. */
  location: string;
  fileName: string;
  content: string;
  /** ISO 8601. */
  expires: string;
  state: 'valid' | 'expired' | 'revoked';
}

export interface AppleUserView {
  clientUserId: string;
  email: string | null;
  status: 'Registered' | 'Associated' | 'Retired' | 'Deleted';
  assignments: number;
}

export interface AppleView {
  location: { uId: string; name: string; countryISO2ACode: string; organization: string };
  /** Who claimed the location, as `mdmInfo` says. */
  mdmInfo: { id: string; name: string; metadata: string } | null;
  tokens: AppleTokenView[];
  assets: AppleAssetView[];
  users: AppleUserView[];
}

/** What people do at Apple, outside the interface that a client sees. Every lever answers what happened in one sentence. */
export interface AppleLevers {
  view(): AppleView;
  buy(order: { adamId: string; pricingParam: 'STDQ' | 'PLUS'; count: number }): string;
  refund(order: { adamId: string; pricingParam: 'STDQ' | 'PLUS'; count: number }): string;
  revokeToken(tokenId: string): string;
  /** Downloads a new token, valid for one year of business time. `location` defaults to 'main'. */
  downloadToken(location?: string): AppleTokenView;
  acceptInvitation(clientUserId: string): string;
  /** Back to the seed, with the same ids. */
  reset(): void;
}

export interface AppleStandInTokenView extends AppleTokenView {
  /** 'read' is a facilitator's token: its writes are 9637. */
  permission: 'manage' | 'read';
}

export interface AppleStandInView extends AppleView {
  tokens: AppleStandInTokenView[];
  /** The host to which the location's notifications go, and how they fared; never the credential. */
  notifications: NotificationCounts & { host: string | null; types: string[] };
  /** Where licences can be transferred to. */
  otherLocations: { key: string; name: string; uId: string | null }[];
  /** What `downloadToken` takes as a location. */
  downloads: string[];
}

export interface DownloadOptions {
  /** A download of the seed, or the key of a location; 'main' when left out. */
  location?: string;
  /** 'manage' unless the seed says otherwise. */
  permission?: 'manage' | 'read';
  /** Milliseconds since the epoch; one year of business time when left out. */
  expires?: number;
}

/** What another product does to ours: so many, of those whose clientUserId starts with the prefix ('vb' when left out). */
export interface OursOrder {
  count: number;
  prefix?: string;
}

/** The levers of the stand-in itself: those of `AppleLevers`, and what another product does with the same location. */
export interface AppleStandInLevers extends AppleLevers {
  view(): AppleStandInView;
  downloadToken(asked?: string | DownloadOptions): AppleStandInTokenView;
  /** Free licences move to another location, by default the first other one; both hear of it. */
  transfer(order: { adamId: string; pricingParam?: 'STDQ' | 'PLUS'; count: number; to?: string }): string;
  /** Refunds all free licences and `by` (1) of those that somebody holds. What becomes of those is a switch. */
  refundBelowAssigned(order: { adamId: string; pricingParam?: 'STDQ' | 'PLUS'; by?: number }): string;
  /** The Managed Apple Account's password changes: every token it downloaded for the main location is 9625 from now on. */
  changePassword(): string;
  /** A token expires now, without time being moved. */
  expireToken(order: { tokenId: string }): string;
  /** Somebody claims the main location, or gives the claim up by null. */
  claim(mdmInfo: { id: string; name: string; metadata: string } | null): string;
  /** Nobody claims the main location any more. */
  clearClaim(): string;
  /** "OldMDM" has claimed the main location and has its own notification address there. */
  claimByOldProduct(): string;
  /**
   * Another product takes the location over: openly, with its own claim and notification address, or without ever
   * setting `mdmInfo` (seen of Fleet), when it retires one of our users, makes users of its own and gives licences out.
   */
  takeOver(order: { mdmInfo: boolean }): string;
  /** Another product retires users of ours. */
  retireOurUsers(order: OursOrder): string;
  /** Another product disassociates licences of our users. */
  takeOurLicences(order: OursOrder): string;
  /** Another product gives so many licences to devices of its own. */
  assignElsewhere(order: { adamId: string; pricingParam: 'STDQ' | 'PLUS'; count: number }): string;
  /** Another product takes so many licences back, newest first, whoever holds them. */
  takeElsewhere(order: { adamId: string; pricingParam: 'STDQ' | 'PLUS'; count: number }): string;
  /** Another product retires a user of the main location. */
  retireElsewhere(clientUserId: string): string;
  /** The name of the main location changes in the portal. */
  rename(name: string): string;
}
