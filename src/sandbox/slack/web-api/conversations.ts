import { directWith } from '../state/messages.js';
import type { Channel } from '../state/records.js';
import { type Method, pageOf } from './method.js';
import { channelObject } from './objects.js';
import { knownChannel, needReadScope } from './places.js';
import { Refusal, refusalWith } from './refusal.js';

/** Slack asks for one of these first, and for the right one when it knows the conversation. */
const READ_SCOPES = ['channels:read', 'groups:read', 'mpim:read', 'im:read'];

const KIND_OF_TYPE: Record<string, Channel['kind']> = {
  public_channel: 'channel',
  private_channel: 'private',
  im: 'direct',
};

const open: Method = {
  token: 'bot',
  scopes: ['im:write'],
  tier: 'tier3',
  run(context, call) {
    const ids = call.list('users');
    if (ids.length > 1) throw refusalWith('invalid_arguments', ['group conversations are not offered here']);
    const [userId] = ids;
    if (userId === undefined) return { channel: { id: knownChannel(context, call.required('channel')).id } };
    const user = context.store.users.get(userId);
    if (user === undefined) throw new Refusal('user_not_found');
    if (user.deleted) throw new Refusal('user_disabled');
    if (user.bot) throw new Refusal('cannot_dm_bot');
    const direct = directWith(context.store, userId);
    if (direct === undefined) throw new Refusal('user_not_visible');
    const channel = call.flag('return_im') ? channelObject(context.store, direct) : { id: direct.id };
    return { no_op: true, already_open: true, channel };
  },
};

const info: Method = {
  token: 'bot',
  scopes: [],
  anyScope: READ_SCOPES,
  tier: 'tier3',
  run(context, call) {
    const channel = knownChannel(context, call.required('channel'));
    needReadScope(context, channel.kind);
    return { channel: channelObject(context.store, channel) };
  },
};

const list: Method = {
  token: 'bot',
  scopes: [],
  anyScope: READ_SCOPES,
  tier: 'tier2',
  run(context, call) {
    const types = call.list('types');
    const kinds = (types.length === 0 ? ['public_channel'] : types).map((type) => {
      const kind = KIND_OF_TYPE[type];
      if (kind === undefined) throw new Refusal('invalid_types');
      needReadScope(context, kind);
      return kind;
    });
    const bot = context.store.app.botUserId;
    const found = [...context.store.channels.values()].filter(
      (channel) =>
        kinds.includes(channel.kind) &&
        (channel.kind === 'channel' || channel.members.has(bot)) &&
        !(channel.archived && call.flag('exclude_archived')),
    );
    const { page, cursor } = pageOf(found, call, { max: 1000, byDefault: 100 });
    const channels = page.map((channel) => channelObject(context.store, channel));
    return { channels, response_metadata: { next_cursor: cursor } };
  },
};

const members: Method = {
  token: 'bot',
  scopes: [],
  anyScope: READ_SCOPES,
  tier: 'tier4',
  run(context, call) {
    const channel = knownChannel(context, call.required('channel'));
    needReadScope(context, channel.kind);
    const { page, cursor } = pageOf([...channel.members], call, { max: 1000, byDefault: 100 });
    return { members: page, response_metadata: { next_cursor: cursor } };
  },
};

const join: Method = {
  token: 'bot',
  scopes: ['channels:join'],
  tier: 'tier3',
  run(context, call) {
    const channel = knownChannel(context, call.required('channel'));
    if (channel.kind !== 'channel') throw new Refusal('method_not_supported_for_channel_type');
    if (channel.archived) throw new Refusal('is_archived');
    const already = channel.members.has(context.store.app.botUserId);
    channel.members.add(context.store.app.botUserId);
    context.store.touch();
    const note = already ? { warning: 'already_in_channel' } : {};
    return { channel: channelObject(context.store, channel), ...note };
  },
};

export const conversationMethods = {
  'conversations.open': open,
  'conversations.info': info,
  'conversations.list': list,
  'conversations.members': members,
  'conversations.join': join,
} satisfies Record<string, Method>;
