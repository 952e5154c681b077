import type { JsonObject } from '../json.js';
import type { InputState } from '../workspace.js';

export interface User {
  id: string;
  teamId: string;
  handle: string;
  realName: string;
  title: string;
  email: string | null;
  timeZone: string;
  deleted: boolean;
  bot: boolean;
  restricted: boolean;
  ultraRestricted: boolean;
  stranger: boolean;
  admin: boolean;
  /** Seconds since the epoch. */
  updated: number;
}

export interface UserGroup {
  id: string;
  handle: string;
  name: string;
  members: string[];
  enabled: boolean;
}

export interface Channel {
  id: string;
  name: string;
  kind: 'channel' | 'private' | 'direct';
  extShared: boolean;
  archived: boolean;
  members: Set<string>;
  /** Oldest first, ephemeral ones included. */
  messages: Message[];
}

export interface Message {
  channelId: string;
  ts: string;
  threadTs: string | null;
  authorId: string;
  text: string;
  blocks: JsonObject[];
  /** The files that it shares. */
  fileIds: readonly string[];
  /** The one person who sees an ephemeral message. */
  seenBy: string | null;
  edited: string | null;
  /** Milliseconds since the epoch, wire time. */
  sentAt: number;
  metadata: unknown;
  /** The workspace's revision when it last changed. */
  revision: number;
}

/** By block_id, then by action_id. */
export type FormValues = Record<string, Record<string, InputState>>;

export interface StoredView {
  id: string;
  hash: string;
  type: 'modal' | 'home';
  ownerId: string;
  callbackId: string;
  externalId: string;
  privateMetadata: string;
  title: unknown;
  submit: unknown;
  close: unknown;
  blocks: JsonObject[];
  clearOnClose: boolean;
  notifyOnClose: boolean;
  previousViewId: string | null;
  rootViewId: string;
  values: FormValues;
  /** By block_id, as the last submission was answered. */
  errors: Record<string, string>;
}

export interface StoredFile {
  id: string;
  name: string;
  title: string;
  mimeType: string;
  ownerId: string;
  content: Buffer;
  /** Seconds since the epoch. */
  created: number;
  /** Whether the person gave it to the app by submitting a form. */
  sharedWithApp: boolean;
}

export interface ScheduledMessage {
  id: string;
  channelId: string;
  /** Seconds since the epoch. */
  postAt: number;
  /** Seconds since the epoch. */
  created: number;
  text: string;
  blocks: JsonObject[];
  /** Slack never posts a scheduled message that carries metadata. */
  metadata: unknown;
}
