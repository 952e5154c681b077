import type { JsonObject } from '../json.js';
import { withIds } from './blocks.js';
import type { Channel, Message } from './records.js';
import { directId, hasDirect, type Store } from './store.js';

export interface NewMessage {
  channel: Channel;
  authorId: string;
  text: string;
  blocks: JsonObject[];
  fileIds?: readonly string[];
  threadTs?: string | null;
  seenBy?: string | null;
  metadata?: unknown;
}

/** Adds a message and answers it. */
export function postMessage(store: Store, fresh: NewMessage): Message {
  const message: Message = {
    channelId: fresh.channel.id,
    ts: store.newTs(),
    threadTs: fresh.threadTs ?? null,
    authorId: fresh.authorId,
    text: fresh.text,
    blocks: withIds(fresh.blocks, store.newId),
    fileIds: fresh.fileIds ?? [],
    seenBy: fresh.seenBy ?? null,
    edited: null,
    sentAt: store.now(),
    metadata: fresh.metadata ?? null,
    revision: 0,
  };
  fresh.channel.messages.push(message);
  message.revision = store.touch();
  return message;
}

/** Changes a message in place; what is absent stays. */
export function editMessage(
  store: Store,
  message: Message,
  change: { text?: string; blocks?: JsonObject[]; metadata?: unknown },
): void {
  if (change.text !== undefined) message.text = change.text;
  if (change.blocks !== undefined) message.blocks = withIds(change.blocks, store.newId);
  if (change.metadata !== undefined) message.metadata = change.metadata;
  message.edited = store.newTs();
  message.revision = store.touch();
}

/** Takes a message away. */
export function removeMessage(store: Store, message: Message): void {
  const channel = store.channels.get(message.channelId);
  if (channel === undefined) return;
  channel.messages = channel.messages.filter((other) => other !== message);
  store.touch();
}

/** The message with this timestamp, or `undefined`. */
export function findMessage(store: Store, channelId: string, ts: string): Message | undefined {
  return store.channels.get(channelId)?.messages.find((message) => message.ts === ts);
}

/** A note that Slack shows to one person only. */
export function showNote(store: Store, channel: Channel, authorId: string, userId: string, text: string): Message {
  return postMessage(store, { channel, authorId, text, blocks: [], seenBy: userId });
}

/** The direct conversation with a person, opened when there is none; `undefined` when the app cannot write to them. */
export function directWith(store: Store, userId: string): Channel | undefined {
  const user = store.users.get(userId);
  if (user === undefined || !hasDirect(user, store)) return undefined;
  const id = directId(userId);
  const open = store.channels.get(id);
  if (open !== undefined) return open;
  const members = new Set([userId, store.app.botUserId]);
  const fresh: Channel = { id, name: '', kind: 'direct', extShared: false, archived: false, members, messages: [] };
  store.channels.set(id, fresh);
  return fresh;
}
