import type { MdmInfo, Proposal, TokenRecord, TokenState } from './binding.js';
import type { House, TokenFacts } from './house.js';
import type { CustodianRequest, RequestEnd } from './request.js';
import type { SyncReport, SyncStage } from './sync-report.js';

/** A proposal without its secret. */
export type ProposalFacts = Omit<Proposal, 'token'> & { token: Omit<TokenRecord, 'sealed'> };

/** How a proposal ended, or why its card was issued again. */
export type BindingEnd =
  | { result: 'bound'; installationId: string; uId: string; confirmedBy: readonly string[]; at: number }
  | { result: 'denied'; by: string }
  | { result: 'expired' }
  | { result: 'lost-race'; holder: MdmInfo }
  | { result: 'refused-by-apple'; reason: string; errorNumber: number | null; message: string }
  | { result: 'dropped'; reason: string };

export type BindingCardStage =
  | { stage: 'counting' }
  | { stage: 'ready' }
  | { stage: 'count-failed'; reason: string }
  | { stage: 'changed'; what: readonly string[] }
  | { stage: 'awaiting-second'; until: number }
  | { stage: 'claiming' }
  | { stage: 'unsettled'; reason: string }
  | { stage: 'ended'; end: BindingEnd };

/** What each kind of notice carries: facts, never text or blocks. */
export interface NoticeFacts {
  /** The proposer's card of facts. */
  'binding-card': { proposal: ProposalFacts; progress: BindingCardStage };
  /** The second custodian's question. */
  'binding-question': { proposal: ProposalFacts; open: boolean; end: BindingEnd | { result: 'reissued' } | null };
  'binding-receipt': {
    proposal: ProposalFacts;
    installationId: string;
    confirmedBy: readonly string[];
    at: number;
    replaced: MdmInfo | null;
    foreignNotificationHost: string | null;
  };
  'sign-in-question': { locationName: string; appleAccount: string; confirmedAt: number | null };
  'sync-card':
    | { stage: 'running'; at: SyncStage; pages: number; totalPages: number | null; startedAt: number }
    | { stage: 'done'; report: SyncReport; house: House };
  'sync-summary': { report: SyncReport; house: House; missedSlots: readonly string[] };
  'token-warning': { token: TokenFacts; locationName: string };
  'token-trouble': {
    state: Exclude<TokenState, 'valid' | 'expiring'>;
    token: TokenFacts;
    locationName: string;
    heldBy: MdmInfo | null;
    errorNumber: number | null;
    reference: string;
  };
  /** The card of a request for whoever asked; `end` = `null` while the second custodian is awaited. */
  'request-card': { request: CustodianRequest; end: RequestEnd | null };
  /** The question to the other custodians; it has buttons while `end` is `null`. */
  'request-question': { request: CustodianRequest; end: RequestEnd | null };
  paused: { paused: boolean; by: string; at: number };
}

export type NoticeKind = keyof NoticeFacts;

export type Audience =
  | { to: 'person'; userId: string }
  /** The configured channel. */
  | { to: 'channel' }
  | { to: 'custodians'; except: readonly string[] };

/** One message for people: a later notice with the same subject and audience replaces the card, history stays in its thread. */
export type Notice = {
  [K in NoticeKind]: { kind: K; subject: string; audience: Audience; facts: NoticeFacts[K]; reference: string };
}[NoticeKind];
