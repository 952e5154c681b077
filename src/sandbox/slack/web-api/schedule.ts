import { postMessage } from '../state/messages.js';
import type { Store } from '../state/store.js';
import { metadataArgument, newContent } from './content.js';
import { type Method, pageOf } from './method.js';
import { knownChannel, writableChannel } from './places.js';
import { Refusal } from './refusal.js';

const FURTHEST = 120 * 24 * 3600;
const WINDOW = 300;
const PER_WINDOW = 30;

/** Posts what has fallen due by wire time. A message with metadata is dropped without a word, as Slack does. */
export function releaseDue(store: Store): void {
  for (const [id, entry] of [...store.scheduled]) {
    if (entry.postAt * 1000 > store.now()) continue;
    store.scheduled.delete(id);
    const channel = store.channels.get(entry.channelId);
    if (channel === undefined || channel.archived || entry.metadata !== null) continue;
    postMessage(store, { channel, authorId: store.app.botUserId, text: entry.text, blocks: entry.blocks });
  }
}

const scheduleMessage: Method = {
  token: 'bot',
  scopes: ['chat:write'],
  tier: 'tier3',
  run(context, call) {
    const { store } = context;
    const channel = writableChannel(context, call.required('channel'));
    const content = newContent(context, call);
    const postAt = call.integer('post_at');
    const now = Math.floor(store.now() / 1000);
    if (postAt === null) throw new Refusal('invalid_time');
    if (postAt <= now) throw new Refusal('time_in_past');
    if (postAt > now + FURTHEST) throw new Refusal('time_too_far');
    const near = [...store.scheduled.values()].filter(
      (other) => other.channelId === channel.id && Math.abs(other.postAt - postAt) < WINDOW,
    );
    if (near.length >= PER_WINDOW) throw new Refusal('restricted_too_many');
    const id = store.newId('Q');
    const metadata = metadataArgument(call);
    const { text, blocks } = content;
    store.scheduled.set(id, { id, channelId: channel.id, postAt, created: now, text, blocks, metadata });
    return {
      channel: channel.id,
      scheduled_message_id: id,
      post_at: postAt,
      message: { text, type: 'delayed_message' },
    };
  },
};

const list: Method = {
  token: 'bot',
  scopes: [],
  tier: 'tier3',
  run(context, call) {
    const channelId = call.text('channel');
    if (channelId !== null) knownChannel(context, channelId);
    const entries = [...context.store.scheduled.values()].filter(
      (entry) => channelId === null || entry.channelId === channelId,
    );
    const { page, cursor } = pageOf(entries, call, { max: 100, byDefault: 100 });
    const messages = page.map((entry) => ({
      id: entry.id,
      channel_id: entry.channelId,
      post_at: entry.postAt,
      date_created: entry.created,
      text: entry.text,
    }));
    return { scheduled_messages: messages, response_metadata: { next_cursor: cursor } };
  },
};

const deleteScheduled: Method = {
  token: 'bot',
  scopes: ['chat:write'],
  tier: 'tier3',
  run(context, call) {
    const channel = knownChannel(context, call.required('channel'));
    const id = call.required('scheduled_message_id');
    if (context.store.scheduled.get(id)?.channelId !== channel.id) throw new Refusal('invalid_scheduled_message_id');
    context.store.scheduled.delete(id);
    return {};
  },
};

export const scheduleMethods = {
  'chat.scheduleMessage': scheduleMessage,
  'chat.scheduledMessages.list': list,
  'chat.deleteScheduledMessage': deleteScheduled,
} satisfies Record<string, Method>;
