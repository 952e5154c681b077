import type { DecommissionedLocation, LocationFacts, SignInPerson, TokenState } from './binding.js';
import type { CleanUpWaiver } from './clean-up.js';
import type { Cleanliness } from './cleanliness.js';
import type { SignInGap } from './sign-in.js';
import type { AppNeed, SyncReport } from './sync-report.js';

/** Something a person has to do, each with its own next step in the rendering. */
export type ActionRequired =
  | { kind: 'token-expiring'; daysLeft: number }
  | { kind: 'token-state'; state: Exclude<TokenState, 'valid' | 'expiring'> }
  /** `active`: named people who are active members; `gaps`: who does not count, and why. */
  | { kind: 'sign-in-too-few'; active: number; gaps: readonly SignInGap[] }
  /** Whoever imported the token is not an active member any more: nobody may be able to renew it. */
  | { kind: 'token-owner-gone'; userId: string }
  | { kind: 'foreign-notifications'; host: string }
  | { kind: 'sync-failed'; since: number }
  | { kind: 'apps-need-licences'; count: number }
  /** Before the first deployment what others made has to be cleaned up, or waived (S12). */
  | { kind: 'clean-up-needed'; users: number; assignments: number; running: boolean };

/** The token as people may see it: no secret, no sealed box. */
export interface TokenFacts {
  name: string;
  appleAccount: string;
  fingerprint: string;
  expires: number;
  /** Whole days until the expiry, rounded down; negative after it. */
  daysLeft: number;
  state: TokenState;
  importedBy: string;
  importedAt: number;
}

/** What stays of a location that was handed over for good. */
export type DecommissionReceipt = Pick<
  DecommissionedLocation,
  'facts' | 'mdmInfo' | 'boundAt' | 'confirmedBy' | 'decommissionedAt' | 'atApple' | 'heldBy' | 'exported'
>;

/** The state of the house at one moment. */
export type House =
  | {
      state: 'unbound';
      proposal: { id: string; proposedBy: string; stage: 'counting' | 'ready' | 'awaiting-second' | 'claiming' } | null;
      paused: boolean;
    }
  | {
      state: 'decommissioned';
      /** The receipt: nothing more is done with this data folder. */
      receipt: DecommissionReceipt;
      paused: boolean;
    }
  | {
      state: 'bound';
      /** Left out: there is no MDM server, so nothing is known of devices. */
      devices?: true;
      location: Pick<LocationFacts, 'uId' | 'locationName' | 'countryISO2ACode' | 'organizationName'>;
      installationId: string;
      boundAt: number;
      token: TokenFacts;
      signIn: readonly SignInPerson[];
      lastSync: SyncReport | null;
      lastComplete: SyncReport | null;
      syncing: boolean;
      nextSync: number;
      needs: readonly AppNeed[];
      cleanliness: Cleanliness;
      /** Who decided to live with what others made, and why. */
      waiver: CleanUpWaiver | null;
      actions: readonly ActionRequired[];
      paused: boolean;
    };
