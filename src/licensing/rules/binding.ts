/** Who manages a location, as Apple's `mdmInfo` says. It belongs to the location, not to a token (Apple documents). */
export interface MdmInfo {
  id: string;
  name: string;
  metadata: string;
}

/** A secret sealed under a key id; only the `Secrets` port opens it. */
export interface SealedSecret {
  keyId: string;
  /** Base64 of nonce, ciphertext and tag. */
  box: string;
}

/** What `GET client/config` tells of a location, reduced to what we may keep. */
export interface LocationFacts {
  uId: string;
  locationName: string;
  countryISO2ACode: string | null;
  defaultPlatform: string | null;
  websiteURL: string | null;
  organizationName: string;
  mdmInfo: MdmInfo | null;
  /** Host of the notification address that stands there, never its token. */
  notificationHost: string | null;
  /** Milliseconds since the epoch. */
  tokenExpires: number;
}

/** Records at Apple that this system did not make. Records carry no creator, so they are nobody's in particular. */
export type ForeignCount =
  | { state: 'counting'; startedAt: number }
  | { state: 'counted'; users: number; assignments: number; countedAt: number }
  | { state: 'failed'; reason: string; failedAt: number };

export interface AssetTotals {
  assets: number;
  apps: number;
  books: number;
  totalCount: number;
  assignedCount: number;
}

/** The content token as a custodian described it. */
export interface TokenRecord {
  sealed: SealedSecret;
  /** A name for people. */
  name: string;
  /** The Managed Apple Account that downloaded it. */
  appleAccount: string;
  /** First characters of a hash; identifies the file, reveals nothing. */
  fingerprint: string;
  expires: number;
  importedBy: string;
  importedAt: number;
}

/** Somebody who is asked to take a sign-in over from a named person. */
export interface SignInHandover {
  to: string;
  by: string;
  at: number;
}

/** Somebody who can sign in to the Apple account (S7). */
export interface SignInPerson {
  userId: string;
  /** When the person pressed the button last; `null` until then. */
  confirmedAt: number | null;
  /** When the question was put last. */
  askedAt: number;
  handover: SignInHandover | null;
}

export interface FirstConfirmation {
  by: string;
  at: number;
  /** The product whose claim is taken over, as the custodian typed it. */
  takeOverFrom: string | null;
}

export interface Proposal {
  id: string;
  proposedBy: string;
  proposedAt: number;
  /** After this instant the sealed token is destroyed. */
  deadline: number;
  token: TokenRecord;
  /** The token came as an upload, whose copy stays in Slack. */
  uploaded: boolean;
  facts: LocationFacts;
  totals: AssetTotals;
  foreign: ForeignCount;
  signIn: readonly SignInPerson[];
  first: FirstConfirmation | null;
}

/** What Apple says of the token and of the location. Each state has its own next step. */
export type TokenState =
  | 'valid'
  | 'expiring'
  | 'expired'
  | 'revoked'
  | 'invalid'
  | 'in-use-elsewhere'
  | 'claim-gone'
  | 'read-only'
  | 'unreachable';

/** A state of the token in which something has to be done. */
export type TroubledState = Exclude<TokenState, 'valid' | 'expiring'>;

/** What is wrong now; its cards end with it. */
export interface OpenTrouble {
  /** Of its notices. */
  subject: string;
  state: TroubledState;
  errorNumber: number | null;
  reference: string;
}

/** What two custodians confirmed and what is not settled at Apple yet. Stored before anything is sent. */
export type LocationIntent =
  | {
      kind: 'take-back';
      requestId: string;
      mdmInfo: MdmInfo;
      epoch: number;
      /** Whose claim is replaced; `null` when nobody held the location. */
      replaces: MdmInfo | null;
      confirmedBy: readonly string[];
      startedAt: number;
    }
  | {
      kind: 'decommission';
      requestId: string;
      confirmedBy: readonly string[];
      startedAt: number;
      /** Set as soon as the file is safe on the disk. */
      exported: ExportedFile | null;
      /** Set before our claim is cleared at Apple, so that a claim that is gone afterwards is known as our doing. */
      releasing: boolean;
    };

/** How our claim ended at Apple. `was-not-ours`: another product held the location, so nothing was sent. */
export type ReleaseAtApple = 'released' | 'was-not-ours' | 'still-named' | 'refused' | 'not-reached';

/** The CSV of everything that was ours, in the data folder. */
export interface ExportedFile {
  name: string;
  users: number;
  assignments: number;
  bytes: number;
  /** When these figures were read at Apple; `null` = they never were completely. */
  asOf: number | null;
}

/** Handed over for good: terminal for this data folder. The token is destroyed. */
export interface DecommissionedLocation {
  state: 'decommissioned';
  requestId: string;
  facts: LocationFacts;
  token: Omit<TokenRecord, 'sealed'>;
  mdmInfo: MdmInfo;
  boundAt: number;
  confirmedBy: readonly string[];
  decommissionedAt: number;
  atApple: ReleaseAtApple;
  /** Who holds the location now, as far as Apple told. */
  heldBy: MdmInfo | null;
  exported: ExportedFile | null;
}

export interface BoundLocation {
  state: 'bound';
  proposalId: string;
  facts: LocationFacts;
  token: TokenRecord;
  /** What we wrote as `mdmInfo`; its id is our installation id. */
  mdmInfo: MdmInfo;
  epoch: number;
  boundAt: number;
  confirmedBy: readonly string[];
  signIn: readonly SignInPerson[];
  tokenState: TokenState;
  tokenStateSince: number;
  /** Who holds the location while `tokenState` is `in-use-elsewhere`. */
  heldBy: MdmInfo | null;
  /** A foreign notification address that stayed after the claim. */
  foreignNotificationHost: string | null;
  /** When `client/config` was read last. */
  lookedAt: number;
  trouble: OpenTrouble | null;
  intent: LocationIntent | null;
  /** Nothing is written before a full reading that started after this instant; `null` = none is awaited. */
  writesAwaitReadingAfter: number | null;
}

/** `none → proposed → claiming → bound → decommissioned`, and no way back (S6). */
export type Binding =
  | { state: 'none' }
  | { state: 'proposed'; proposal: Proposal }
  | {
      state: 'claiming';
      proposal: Proposal;
      mdmInfo: MdmInfo;
      epoch: number;
      confirmedBy: readonly string[];
      startedAt: number;
    }
  | BoundLocation
  | DecommissionedLocation;

/** The sealed token that a binding still needs. */
export function sealedToken(binding: Binding): SealedSecret | null {
  if (binding.state === 'none' || binding.state === 'decommissioned') return null;
  return binding.state === 'bound' ? binding.token.sealed : binding.proposal.token.sealed;
}
