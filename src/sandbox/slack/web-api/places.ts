import { directWith } from '../state/messages.js';
import type { Channel } from '../state/records.js';
import { type ApiContext, needScope } from './method.js';
import { Refusal } from './refusal.js';

/** A channel that the bot may know of: every public one, and those it is a member of. */
export function knownChannel(context: ApiContext, id: string): Channel {
  const channel = context.store.channels.get(id);
  const bot = context.store.app.botUserId;
  if (channel === undefined || (channel.kind !== 'channel' && !channel.members.has(bot))) {
    throw new Refusal('channel_not_found');
  }
  return channel;
}

/** Where the bot may write. A person's id means their direct conversation; a deactivated or foreign one has none (we assume `channel_not_found`). */
export function writableChannel(context: ApiContext, id: string): Channel {
  const direct = /^[UW]/.test(id) ? directWith(context.store, id) : undefined;
  const channel = direct ?? knownChannel(context, id);
  if (channel.archived) throw new Refusal('is_archived');
  if (channel.kind === 'direct' && !canRead(context, channel)) throw new Refusal('channel_not_found');
  const allowed = channel.members.has(context.store.app.botUserId) || context.settings.scopes.has('chat:write.public');
  if (!allowed) throw new Refusal('not_in_channel');
  return channel;
}

function canRead(context: ApiContext, direct: Channel): boolean {
  return [...direct.members].every((id) => context.store.users.get(id)?.deleted === false);
}

/** The scope for facts about a channel of each kind, and for its events. */
export const readScopes: Record<Channel['kind'], string> = {
  channel: 'channels:read',
  private: 'groups:read',
  direct: 'im:read',
};

/** Throws `missing_scope` unless the bot may read facts about channels of this kind. */
export function needReadScope(context: ApiContext, kind: Channel['kind']): void {
  needScope(context, readScopes[kind]);
}
