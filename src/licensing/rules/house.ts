import type { DecommissionedLocation, LocationFacts, SignInPerson, TokenState } from './binding.js';
import type { AppNeed, SyncReport } from './sync-report.js';

/** Something a person has to do, each with its own next step in the rendering. */
export type ActionRequired =
  | { kind: 'token-expiring'; daysLeft: number }
  | { kind: 'token-state'; state: Exclude<TokenState, 'valid' | 'expiring'> }
  | { kind: 'sign-in-too-few'; active: number; unconfirmed: readonly string[]; deactivated: readonly string[] }
  /** Whoever imported the token is not an active member any more: nobody may be able to renew it. */
  | { kind: 'token-owner-gone'; userId: string }
  | { kind: 'foreign-notifications'; host: string }
  | { kind: 'sync-failed'; since: number }
  | { kind: 'apps-need-licences'; count: number };

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
      receipt: Pick<
        DecommissionedLocation,
        'facts' | 'mdmInfo' | 'boundAt' | 'confirmedBy' | 'decommissionedAt' | 'atApple' | 'heldBy' | 'exported'
      >;
      paused: boolean;
    }
  | {
      state: 'bound';
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
      actions: readonly ActionRequired[];
      paused: boolean;
    };
