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

/** The levers of the stand-in itself: those of `AppleLevers`, and what another product does with the same location. */
export interface AppleStandInLevers extends AppleLevers {
  /** Somebody claims the main location, or gives the claim up by null. */
  claim(mdmInfo: { id: string; name: string; metadata: string } | null): string;
  /** "OldMDM" has claimed the main location and has its own notification address there. */
  claimByOldProduct(): string;
  /** Another product gives so many licences to devices of its own. */
  assignElsewhere(order: { adamId: string; pricingParam: 'STDQ' | 'PLUS'; count: number }): string;
  /** Another product takes so many licences back, newest first, whoever holds them. */
  takeElsewhere(order: { adamId: string; pricingParam: 'STDQ' | 'PLUS'; count: number }): string;
  /** Another product retires a user of the main location. */
  retireElsewhere(clientUserId: string): string;
  /** The name of the main location changes in the portal. */
  rename(name: string): string;
}
