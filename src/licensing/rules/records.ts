import type { AssetRecord } from './asset.js';
import type { Binding } from './binding.js';
import type { CheckupMemory } from './checkup.js';
import type { CleanUpRecord } from './clean-up.js';
import type { Audience, Notice } from './notice.js';
import type { NotificationRecord, SettlingPause, Subscription } from './notification.js';
import type { Renewal } from './renewal.js';
import type { CustodianRequest } from './request.js';
import type { SyncState } from './sync-report.js';

/** One run of one slot; its key is the job and the planned local time, so a slot can never run twice. */
export interface SlotRun {
  job: string;
  /** Planned instant, milliseconds since the epoch. */
  planned: number;
  startedAt: number | null;
  finishedAt: number | null;
  outcome: 'running' | 'done' | 'missed';
}

/** Outgoing writes and device commands are stopped while `paused`. */
export interface PauseState {
  paused: boolean;
  by: string;
  at: number;
}

/** That a step's warning went out or is covered by a later one, so that it goes out once. */
export interface WarningMemory {
  /** The token's fingerprint it was about. */
  fingerprint: string;
  /** Days before the expiry, of `warningDays`. */
  step: number;
  at: number;
  /** To whom it went; nobody when a later step covered it. */
  audiences: readonly Audience[];
  /** Who said “I take care of it”. */
  acknowledgedBy: string | null;
  acknowledgedAt: number | null;
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
  asset: AssetRecord;
  member: Member;
  delivery: Delivery;
  outbox: OutboxEntry;
}

export type RecordKind = keyof RecordTypes;
