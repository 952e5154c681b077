import type { Answer } from '../rules/apple-answer.js';
import type { AppleUser, Asset, Assignment } from '../rules/asset.js';
import type { MdmInfo } from '../rules/binding.js';

/** What a content token's text says, before anybody asks Apple. The text itself is never part of an answer. */
export type TokenInspection =
  | { result: 'token'; token: string; organizationName: string; expires: number; fingerprint: string }
  | { result: 'refused'; reason: TokenFlaw };

export type TokenFlaw =
  | 'empty'
  | 'too-long'
  | 'html-page'
  | 'not-base64'
  | 'not-json'
  | 'missing-token'
  | 'missing-expiry'
  | 'missing-organization'
  | 'bad-expiry';

/** `GET client/config`, every member optional at Apple (Apple documents none as required). */
export interface ClientConfig {
  uId: string | null;
  locationName: string | null;
  countryISO2ACode: string | null;
  defaultPlatform: string | null;
  websiteURL: string | null;
  mdmInfo: MdmInfo | null;
  notificationHost: string | null;
  tokenExpires: number | null;
}

export interface WalkEnd {
  /** Of the FIRST page: what a delta starts from. */
  versionId: string;
  /** The list changed under the pages, so rows may be missing or old. */
  changedDuringWalk: boolean;
  pages: number;
  rows: number;
}

export interface Progress {
  pages: number;
  totalPages: number;
}

export interface Expectation {
  /** The bound location; `null` before a binding. */
  uId: string | null;
  /** Our installation id; `null` = whoever manages the location is not judged. */
  mdmId: string | null;
}

/** One location through one token. Pages arrive in any order, at most five requests at once. */
export interface LocationConnection {
  clientConfig(): Promise<Answer<ClientConfig>>;
  /** `POST client/config` with `mdmInfo` alone. */
  claim(mdmInfo: MdmInfo): Promise<Answer<ClientConfig>>;
  /** `POST client/config` with no notification types (we assume that this unsubscribes). */
  unsubscribe(): Promise<Answer<ClientConfig>>;
  assets(visit: (page: readonly Asset[]) => void): Promise<Answer<WalkEnd>>;
  assetsOf(adamId: string): Promise<Answer<readonly Asset[]>>;
  users(options: WalkOptions, visit: (page: readonly AppleUser[]) => void): Promise<Answer<WalkEnd>>;
  assignments(options: WalkOptions, visit: (page: readonly Assignment[]) => void): Promise<Answer<WalkEnd>>;
  assignmentsOf(adamId: string): Promise<Answer<readonly Assignment[]>>;
}

export interface WalkOptions {
  sinceVersionId?: string;
  onProgress?: (progress: Progress) => void;
  signal?: AbortSignal;
}

/** Apple's licensing service. Owner: apple/. */
export interface Licences {
  inspect(text: string): TokenInspection;
  location(token: string, expect: Expectation): LocationConnection;
}
