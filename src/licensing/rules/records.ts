import type { Alert, Interference, Pace } from './alert.js';
import type { Offer } from './app-offer.js';
import type { AppleWrite } from './apple-write.js';
import type { AssetRecord } from './asset.js';
import type { Assignment } from './assignment.js';
import type { Binding } from './binding.js';
import type { CheckupMemory } from './checkup.js';
import type { CleanUpRecord } from './clean-up.js';
import type { Deployment, Roster } from './deployment.js';
import type { Device, DeviceOwnerEntry, Inventory } from './device.js';
import type { DeviceEventRecord } from './device-answer.js';
import type { OpenClaim } from './device-claim.js';
import type { DeviceCommandRecord } from './device-command.js';
import type { DeviceInvitation } from './device-invitation.js';
import type { DeviceNeed } from './device-need.js';
import type { Draft } from './draft.js';
import type { WarningMemory } from './expiry.js';
import type { Installation as DeviceInstallation } from './installation.js';
import type { InstallationCard } from './installation-card.js';
import type { InstallationCheck, InstallationNews } from './installation-check.js';
import type { InstallationTrouble, InstallsState } from './installs-card.js';
import type { LeaversState } from './leavers.js';
import type { Ledger } from './ledger.js';
import type { Membership } from './membership.js';
import type { Notice } from './notice.js';
import type { NotificationRecord, SettlingPause, Subscription } from './notification.js';
import type { OwnerImport, OwnerImportSlice } from './owner-import.js';
import type { Removal, RemovalsState } from './removal.js';
import type { Renewal } from './renewal.js';
import type { CustodianRequest } from './request.js';
import type { SlotRun } from './slots.js';
import type { SyncState } from './sync-report.js';
import type { TermsWatch } from './terms-watch.js';
import type { UnusedQuestion } from './unused-question.js';

/** Outgoing writes and device commands are stopped while `paused`. */
export interface PauseState {
  paused: boolean;
  by: string;
  at: number;
}

/** Made once, permanent: `mdmInfo.id` at Apple and the name space of people. */
export interface Installation {
  id: string;
  madeAt: number;
}

/** Where a notice was posted. */
export interface Delivery {
  subject: string;
  /** The Slack user id or channel id it is for. */
  target: string;
  /** The conversation Slack put it into. */
  conversation: string;
  ts: string;
  at: number;
}

/** A person as the directory keeps them. */
export interface Member {
  userId: string;
  teamId: string;
  name: string;
  kind: 'member' | 'guest' | 'bot' | 'stranger';
  deactivated: boolean;
  email: string | null;
  timeZone: string | null;
  readAt: number;
}

/** A notice waiting to be sent, with how often that was tried. */
export interface OutboxEntry {
  notice: Notice;
  at: number;
  attempts: number;
  /** Set when Slack said that trying again is pointless. */
  failure: string | null;
}

/** Every kind of record and its shape; ids are unique within a kind. */
export interface RecordTypes {
  binding: Binding;
  installation: Installation;
  pause: PauseState;
  sync: SyncState;
  slot: SlotRun;
  warning: WarningMemory;
  /** Id: the act, so that there is one open request of each. */
  request: CustodianRequest;
  cleanUp: CleanUpRecord;
  /** There is one open renewal at most. */
  renewal: Renewal;
  /** Our notification settings at Apple; there is one at most. */
  subscription: Subscription;
  /** Id: Apple's `notificationId`. */
  notification: NotificationRecord;
  settling: SettlingPause;
  /** Id: an asset's key. How it stood at the last complete sync; `null` = nobody knew of it. */
  told: { asset: AssetRecord | null };
  checkup: CheckupMemory;
  /** Id: `D-<number>`. */
  deployment: Deployment;
  /** Id: a deployment's and its revision's, or a draft's. */
  roster: Roster;
  draft: Draft;
  /** Id: an asset's key. */
  ledger: Ledger;
  /** Something is still to happen. Id: an asset's key and a person's. */
  assignment: Assignment;
  /** An assignment at rest, under the id that it had in motion. */
  holding: Assignment;
  /** Id: a person's. */
  membership: Membership;
  write: AppleWrite;
  /** There is one at most. */
  termsWatch: TermsWatch;
  /** An offer that was taken; id as the assignment's. */
  offer: Offer;
  /** A question whether an app is gone; id as the assignment's. */
  removal: Removal;
  /** There is one at most. */
  removals: RemovalsState;
  /** There is one at most. */
  leavers: LeaversState;
  /** Id: an asset's key. */
  alert: Alert;
  /** Id: an asset's key. */
  pace: Pace;
  /** There is one at most. */
  interference: Interference;
  /** The last number given of a kind of thing. */
  counter: { last: number };
  /** Id: the enrolment id. */
  device: Device;
  /** Id: a serial number in capitals. */
  deviceOwner: DeviceOwnerEntry;
  /** Id: the serial number or enrolment id, and who claims it. */
  deviceClaim: OpenClaim;
  ownerImport: OwnerImport;
  /** Id: an import's and a number. */
  ownerImportSlice: OwnerImportSlice;
  /** What the MDM server told; id: its own. */
  deviceEvent: DeviceEventRecord;
  /** Id: its CommandUUID. */
  deviceCommand: DeviceCommandRecord;
  /** An app on a device about which something is still to happen. Id: an assignment's and the enrolment id. */
  deviceInstallation: DeviceInstallation;
  /** The same at rest, under the id that it had in motion. */
  deviceHolding: DeviceInstallation;
  /** Id: an assignment's. */
  installationCheck: InstallationCheck;
  installationNews: InstallationNews;
  /** Id: an assignment's. */
  installationCard: InstallationCard;
  /** Id: an installation's. */
  installationTrouble: InstallationTrouble;
  /** There is one at most. */
  installs: InstallsState;
  /** Id: a person's. */
  deviceNeed: DeviceNeed;
  /** Id: the enrolment id. */
  deviceInvitation: DeviceInvitation;
  /** Id: the enrolment id. */
  inventory: Inventory;
  /** A question whether somebody still needs an app; id as the assignment's. */
  unusedQuestion: UnusedQuestion;
  asset: AssetRecord;
  member: Member;
  delivery: Delivery;
  outbox: OutboxEntry;
}

export type RecordKind = keyof RecordTypes;
