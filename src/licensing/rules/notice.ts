import type { InterferenceFacts } from './alert.js';
import type { AppFacts, OfferStage } from './app-offer.js';
import type { Audience } from './audience.js';
import type { MdmInfo, Proposal, SignInPerson, TokenRecord, TokenState } from './binding.js';
import type { CheckLine } from './checkup.js';
import type { CleanUpCount, CleanUpRun, CleanUpWaiver } from './clean-up.js';
import type { DeploymentCardFacts, DeploymentNewsFacts, DeploymentProgressFacts } from './deployment-notice.js';
import type { ClaimFacts, OwnershipFacts } from './device-claim.js';
import type { DeviceNeedFacts } from './device-need.js';
import type { DecommissionReceipt, House, TokenFacts } from './house.js';
import type { InstallationCardFacts, InstallationNewsFacts } from './installation-card.js';
import type { InstallsState } from './installs-card.js';
import type { LeaversFacts } from './leavers.js';
import type { LicenceAlertFacts, LicenceDigestFacts, LicenceNewsFacts } from './licence-alert.js';
import type { OwnerImportFacts } from './owner-import.js';
import type { RemovalFacts, RemovalsState } from './removal.js';
import type { RenewalFacts, RenewalStage, RenewedToken } from './renewal.js';
import type { CustodianRequest, RequestEnd } from './request.js';
import type { HandoverFacts, SignInQuestionEnd } from './sign-in.js';
import type { SyncReport, SyncStage } from './sync-report.js';
import type { TermsInvitation, TermsList } from './terms-notice.js';
import type { TroubleEnd, TroubleProgress } from './token-trouble.js';
import type { UnusedFacts, UnusedWishFacts } from './unused-question.js';
import type { WaitingListFacts } from './waiting-list.js';

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
  /** Of one round; it has buttons while `end` is `null`. */
  'sign-in-question': {
    /** Of the round: what its buttons carry. */
    key: string;
    locationName: string;
    appleAccount: string;
    person: SignInPerson;
    end: SignInQuestionEnd | null;
  };
  /** To whoever is to take a sign-in over; it has buttons while `end` is `null`. */
  'sign-in-handover-question': HandoverFacts;
  /** To the giver and the custodians. */
  'sign-in-handover-card': HandoverFacts;
  'sync-card':
    | { stage: 'running'; at: SyncStage; pages: number; totalPages: number | null; startedAt: number }
    | { stage: 'done'; report: SyncReport; house: House };
  'sync-summary': { report: SyncReport; house: House; missedSlots: readonly string[] };
  'token-warning': {
    token: TokenFacts;
    locationName: string;
    /** Of `warningDays`. */
    step: number;
    acknowledged: { by: string; at: number } | null;
    /** Another token took this one's place. */
    renewed: { by: string; at: number } | null;
    /** The location was handed over for good. */
    decommissionedAt: number | null;
  };
  'token-trouble': {
    state: Exclude<TokenState, 'valid' | 'expiring'>;
    token: TokenFacts;
    locationName: string;
    heldBy: MdmInfo | null;
    errorNumber: number | null;
    reference: string;
    /** The key of this card. */
    subject: string;
    since: number;
    /** Of a take-back, `null` when none was tried. */
    progress: TroubleProgress | null;
    /** `null` while it lasts; the card has no buttons from then on. */
    ended: TroubleEnd | null;
  };
  /** Of whoever gave the new token; it has buttons while it is open. */
  'renewal-card': { renewal: RenewalFacts; present: RenewedToken; locationName: string; stage: RenewalStage };
  'token-renewed': { renewed: RenewedToken; token: TokenFacts; locationName: string; by: string; at: number };
  /** Of whoever asked what others made at the location. `over`: a clean-up began on it, so it has no buttons any more. */
  'clean-up-count': { count: CleanUpCount; over: boolean };
  /** The living card of one clean-up. `over`: another one began in its place, so it has no buttons any more. */
  'clean-up-card': { run: CleanUpRun; over?: true };
  'clean-up-waived': { waiver: CleanUpWaiver; locationName: string };
  /** The card of a request for whoever asked; `end` = `null` while the second custodian is awaited. */
  'request-card': { request: CustodianRequest; end: RequestEnd | null };
  /** The question to the other custodians; it has buttons while `end` is `null`. */
  'request-question': { request: CustodianRequest; end: RequestEnd | null };
  'decommission-receipt': DecommissionReceipt;
  'doctor-report': { at: number; lines: readonly CheckLine[] };
  paused: { paused: boolean; by: string; at: number };
  /** To every custodian; it has a button while nobody has answered. */
  interference: InterferenceFacts;
  /** One per app; over when nobody waits. */
  'waiting-list': WaitingListFacts;
  /** The approvers' card of a deployment; it has buttons while a revision waits. */
  'deployment-card': DeploymentCardFacts;
  /** The same for whoever asked. */
  'deployment-request': DeploymentCardFacts;
  'deployment-news': DeploymentNewsFacts;
  'deployment-progress': DeploymentProgressFacts;
  /** To whoever is to accept Apple's terms; it has buttons while `end` is `null`. */
  'terms-invitation': TermsInvitation;
  /** People who do not get further without an administrator; one living card. */
  'terms-list': TermsList;
  /** The living card of one app that runs out. */
  'licence-alert': LicenceAlertFacts;
  /** In the thread of that card: it got worse. */
  'licence-news': LicenceNewsFacts;
  /** The living card of many apps that ran out at once. */
  'licence-digest': LicenceDigestFacts;
  /** To whom an app is available; it has the Install button while it is `offered`. */
  'app-offer': {
    app: AppFacts;
    deploymentId: string;
    stage: OfferStage;
    /** A device server installs it. */
    byItself?: true;
  };
  /** To whoever has just got the licence of an app without asking for it. */
  'licence-given': { app: AppFacts; at: number };
  /** To whoever is to uninstall an app; it has buttons while it is asked. */
  'removal-question': RemovalFacts;
  /** In the thread of the question. `last`: no more are sent. */
  'removal-reminder': { app: AppFacts; number: number; last: boolean };
  /** To whoever asked for a removal: the person needs the app. */
  'removal-objection': {
    app: AppFacts;
    assignmentId: string;
    generation: number;
    by: string;
    userId: string;
    note: string | null;
    /** `kept`: the removal was called off. `over`: it went on some other way. */
    stage: 'open' | 'kept' | 'over';
  };
  /** Removals that wait for somebody to decide; `count` 0 = none any more. */
  'removals-card': RemovalsState;
  /** To whoever has a licence of an app that is on none of their devices; it has buttons while it is asked. */
  'unused-question': UnusedFacts;
  /** In the thread of that question. `last`: no more are sent. */
  'unused-reminder': { app: AppFacts; number: number; last: boolean };
  /** To whoever asked: the person does not need an app that they are to have. */
  'unused-wish': UnusedWishFacts;
  /** People who left and have licences. */
  'leavers-card': LeaversFacts;
  /** To the administrators: somebody says that a device is theirs; it has buttons while `end` is `null`. */
  'device-claim': ClaimFacts;
  /** To whoever claimed a device, when that has ended. */
  'device-claim-answer': ClaimFacts;
  /** To whom an administrator gave a device, or from whom one was taken. */
  'device-ownership': OwnershipFacts;
  /** The living card of an import of owners, to whoever began it. */
  'owner-import': OwnerImportFacts;
  /** How far an app is on each device of one person. */
  'installation-card': InstallationCardFacts;
  /** In the thread of that card. */
  'installation-news': InstallationNewsFacts;
  /** Installations that need an administrator; one living card. */
  'installs-card': InstallsState;
  /** To whoever has no device that can take what waits for them. */
  'device-needed': DeviceNeedFacts;
}

export type NoticeKind = keyof NoticeFacts;

/** One message for people: a later notice with the same subject and audience replaces the card, history stays in its thread. */
export type Notice = {
  [K in NoticeKind]: {
    kind: K;
    subject: string;
    audience: Audience;
    facts: NoticeFacts[K];
    reference: string;
    /** Subject of the card of the same audience in whose thread it stands; on its own while that card is nowhere. */
    thread?: string;
  };
}[NoticeKind];
