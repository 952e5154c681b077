import { editMessage, findMessage, postMessage, removeMessage } from '../state/messages.js';
import type { Message } from '../state/records.js';
import type { Arguments } from './arguments.js';
import { changedContent, metadataArgument, newContent } from './content.js';
import type { ApiContext, Method } from './method.js';
import { messageObject } from './objects.js';
import { knownChannel, writableChannel } from './places.js';
import { Refusal } from './refusal.js';

function noted(warnings: readonly string[]): object {
  return warnings.length === 0 ? {} : { warning: warnings.join(','), response_metadata: { warnings } };
}

function threadOf(context: ApiContext, channelId: string, call: Arguments): string | null {
  const threadTs = call.text('thread_ts');
  if (threadTs !== null && findMessage(context.store, channelId, threadTs)?.seenBy !== null) {
    throw new Refusal('cannot_reply_to_message');
  }
  return threadTs;
}

const postMethod: Method = {
  token: 'bot',
  scopes: ['chat:write'],
  tier: 'post',
  run(context, call) {
    const channel = writableChannel(context, call.required('channel'));
    const { warnings, ...content } = newContent(context, call);
    const threadTs = threadOf(context, channel.id, call);
    const authorId = context.store.app.botUserId;
    const metadata = metadataArgument(call);
    const message = postMessage(context.store, { ...content, channel, authorId, threadTs, metadata });
    return {
      channel: channel.id,
      ts: message.ts,
      message: messageObject(context.store, message),
      ...noted(warnings),
    };
  },
};

const postEphemeral: Method = {
  token: 'bot',
  scopes: ['chat:write'],
  tier: 'tier4',
  run(context, call) {
    const channel = writableChannel(context, call.required('channel'));
    const seenBy = call.required('user');
    if (!channel.members.has(seenBy)) throw new Refusal('user_not_in_channel');
    const { warnings, ...content } = newContent(context, call);
    const threadTs = threadOf(context, channel.id, call);
    const authorId = context.store.app.botUserId;
    const message = postMessage(context.store, { ...content, channel, authorId, threadTs, seenBy });
    return { message_ts: message.ts, ...noted(warnings) };
  },
};

/** The bot's own lasting message; `refusals` are for somebody else's, and for one in an archived channel. */
function ownMessage(context: ApiContext, call: Arguments, refusals: { foreign: string; archived: string }): Message {
  const channel = knownChannel(context, call.required('channel'));
  const message = findMessage(context.store, channel.id, call.required('ts'));
  if (message === undefined || message.seenBy !== null) throw new Refusal('message_not_found');
  if (message.authorId !== context.store.app.botUserId) throw new Refusal(refusals.foreign);
  if (channel.archived) throw new Refusal(refusals.archived);
  return message;
}

const update: Method = {
  token: 'bot',
  scopes: ['chat:write'],
  tier: 'tier3',
  run(context, call) {
    const message = ownMessage(context, call, { foreign: 'cant_update_message', archived: 'is_inactive' });
    const metadata = call.has('metadata') ? { metadata: metadataArgument(call) } : {};
    editMessage(context.store, message, { ...changedContent(context, call), ...metadata });
    const { channelId, ts, text } = message;
    return { channel: channelId, ts, text, message: messageObject(context.store, message) };
  },
};

const remove: Method = {
  token: 'bot',
  scopes: ['chat:write'],
  tier: 'tier3',
  run(context, call) {
    const message = ownMessage(context, call, { foreign: 'cant_delete_message', archived: 'is_archived' });
    removeMessage(context.store, message);
    return { channel: message.channelId, ts: message.ts };
  },
};

const getPermalink: Method = {
  token: 'bot',
  scopes: [],
  tier: 'none',
  run(context, call) {
    const channel = knownChannel(context, call.required('channel'));
    const message = findMessage(context.store, channel.id, call.required('message_ts'));
    if (message === undefined || message.seenBy !== null) throw new Refusal('message_not_found');
    const host = `https://${context.store.team.domain}.slack.com`;
    return { channel: channel.id, permalink: `${host}/archives/${channel.id}/p${message.ts.replace('.', '')}` };
  },
};

export const chatMethods = {
  'chat.postMessage': postMethod,
  'chat.postEphemeral': postEphemeral,
  'chat.update': update,
  'chat.delete': remove,
  'chat.getPermalink': getPermalink,
} satisfies Record<string, Method>;
