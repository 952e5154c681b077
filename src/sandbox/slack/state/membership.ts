import type { JsonObject } from '../json.js';
import type { Channel } from './records.js';
import type { Store } from './store.js';

/** `channel_type` of the events, by kind; `G` stands for private channels although their ids may begin with C. */
const CHANNEL_TYPE: Record<Channel['kind'], string> = { channel: 'C', private: 'G', direct: 'D' };

/** Adds or removes a member and answers the inner event of it, `null` when nothing changes. */
export function changeMembership(
  store: Store,
  channel: Channel,
  change: { userId: string; member: boolean },
): JsonObject | null {
  const { userId, member } = change;
  if (channel.members.has(userId) === member) return null;
  if (member) channel.members.add(userId);
  else channel.members.delete(userId);
  return {
    type: member ? 'member_joined_channel' : 'member_left_channel',
    user: userId,
    channel: channel.id,
    channel_type: CHANNEL_TYPE[channel.kind],
    team: store.team.id,
  };
}
