import type { Answer, Culprits } from '../rules/apple-answer.js';
import type { AppleUser, Asset, Assignment, PricingParam } from '../rules/asset.js';
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

/** What Apple is to send, and where. */
export interface NotificationSettings {
  /** https, host and path only, at most 512 characters (Apple documents). */
  url: string;
  /** What Apple shows us with every notification; never logged. */
  bearer: string;
  /** The complete set (Apple documents). */
  types: readonly string[];
}

/** How many targets one write takes, from Apple's service config; the documented values where it does not say. */
export interface WriteLimits {
  /** People in one `associate` or `disassociate`. */
  maxClientUserIds: number;
  maxUsers: number;
  maxRevokeSerialNumbers: number;
}

/** Apple took a write and works on it from now on. */
export interface AcceptedWrite {
  eventId: string;
}

/** Tasks of an event that failed with one number. */
export interface EventFailure extends Culprits {
  /** `null`: Apple gave none. */
  errorNumber: number | null;
}

/** How far an event is. `failed` includes that most of it was done (Apple documents). */
export interface EventStatus {
  state: 'pending' | 'complete' | 'failed';
  numRequested: number;
  /** Tasks that succeeded. */
  numCompleted: number;
  failures: readonly EventFailure[];
}

/** A product and quality, as writes name it. */
export interface Product {
  adamId: string;
  pricingParam: PricingParam;
}

/** A person to be made or changed at Apple. With a Managed Apple Account of the organisation they are Associated at once (Apple documents). */
export interface NewUser {
  clientUserId: string;
  email: string | null;
  managedAppleAccount: string | null;
}

/** One location through one token. Pages arrive in any order, at most five requests at once. */
export interface LocationConnection {
  clientConfig(): Promise<Answer<ClientConfig>>;
  /** `POST client/config` with `mdmInfo` alone. */
  claim(mdmInfo: MdmInfo): Promise<Answer<ClientConfig>>;
  /** `POST client/config` with no notification types (we assume that this unsubscribes). */
  unsubscribe(): Promise<Answer<ClientConfig>>;
  /** `POST client/config` with `mdmInfo: null` and no notification types: whoever managed the location does so no more (we assume that null clears). */
  release(): Promise<Answer<ClientConfig>>;
  /**
   * `POST client/config` with notification settings alone; Apple tries the address before it answers and refuses with
   * 9728 when that fails (Apple documents).
   */
  subscribe(settings: NotificationSettings): Promise<Answer<ClientConfig>>;
  assets(visit: (page: readonly Asset[]) => void): Promise<Answer<WalkEnd>>;
  assetsOf(adamId: string): Promise<Answer<readonly Asset[]>>;
  users(options: WalkOptions, visit: (page: readonly AppleUser[]) => void): Promise<Answer<WalkEnd>>;
  assignments(options: WalkOptions, visit: (page: readonly Assignment[]) => void): Promise<Answer<WalkEnd>>;
  assignmentsOf(adamId: string): Promise<Answer<readonly Assignment[]>>;
  /** `GET assignments` of one user alone, all products: shows removals too. */
  assignmentsOfUser(clientUserId: string): Promise<Answer<readonly Assignment[]>>;
  /**
   * `POST assets/associate`: one licence of the product for each of them. Sent once: `unreachable` with effect `unknown`
   * when nobody knows whether Apple took it. At most `maxClientUserIds` people.
   */
  associate(product: Product, clientUserIds: readonly string[]): Promise<Answer<AcceptedWrite>>;
  /** `POST assets/disassociate`: takes these licences back. As `associate`; 9706 for what is never taken back. */
  disassociate(product: Product, clientUserIds: readonly string[]): Promise<Answer<AcceptedWrite>>;
  /** `POST users/create`, at most `maxUsers`. One that is active already fails with 9716 in the event (Apple documents). */
  createUsers(users: readonly NewUser[]): Promise<Answer<AcceptedWrite>>;
  /** `POST users/update`, at most `maxUsers`. */
  updateUsers(users: readonly NewUser[]): Promise<Answer<AcceptedWrite>>;
  /**
   * Where a person accepts the terms with the code that stands in their row. `null` while Apple names no such address, or
   * one outside the invitation host. The address is a credential: never kept, never logged.
   */
  invitationUrl(inviteCode: string): Promise<string | null>;
  /** All rows of one user, retired ones too. */
  usersOf(clientUserId: string): Promise<Answer<readonly AppleUser[]>>;
  writeLimits(): Promise<WriteLimits>;
  /**
   * `POST users/retire`: ends these users and frees their revocable licences; books stay (Apple documents). Sent once:
   * `unreachable` with effect `unknown` when nobody knows whether Apple took it.
   */
  retireUsers(clientUserIds: readonly string[]): Promise<Answer<AcceptedWrite>>;
  /** `POST assets/revoke`: takes all revocable licences of these devices. Sent once, as `retireUsers`. */
  revokeDevices(serialNumbers: readonly string[]): Promise<Answer<AcceptedWrite>>;
  /** `GET status`. An event that Apple does not know (any more) is refused with 9708. */
  eventStatus(eventId: string): Promise<Answer<EventStatus>>;
}

export interface WalkOptions {
  sinceVersionId?: string;
  /** Of users: only Registered and Associated ones (Apple documents). */
  activeOnly?: boolean;
  onProgress?: (progress: Progress) => void;
  signal?: AbortSignal;
}

/** Apple's licensing service. Owner: apple/. */
export interface Licences {
  inspect(text: string): TokenInspection;
  location(token: string, expect: Expectation): LocationConnection;
}
