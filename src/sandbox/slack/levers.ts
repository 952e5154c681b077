import { eventPayload } from './acting/payloads.js';
import type { JsonObject } from './json.js';
import type { SlackManifest } from './manifest.js';
import { changeMembership } from './state/membership.js';
import { postMessage } from './state/messages.js';
import type { Channel, Message, User, UserGroup } from './state/records.js';
import type { Store } from './state/store.js';
import type { Events } from './transport/events.js';
import type { SignedHttp } from './transport/signed-http.js';
import type { DisconnectReason, SocketMode } from './transport/socket-mode.js';
import type { Fault, FaultPlace, Faults } from './web-api/faults.js';
import type { Settings } from './web-api/method.js';
import { userObject } from './web-api/objects.js';
import { readScopes } from './web-api/places.js';
import { releaseDue } from './web-api/schedule.js';

export type PersonChange = Partial<
  Pick<User, 'realName' | 'title' | 'email' | 'deleted' | 'restricted' | 'ultraRestricted' | 'admin' | 'timeZone'>
>;

/** What happens to a workspace beside what people click: administration, the network, Slack's own moods. */
export interface SlackLevers {
  /** What may be turned at any time: scopes, plan, rate limits, the bot token. */
  readonly settings: Settings;
  /** Slack's routine request to reconnect, to every connection. */
  disconnect(reason: DisconnectReason): void;
  /** Cuts every connection without a word. */
  dropConnections(): void;
  connections(): number;
  /** Resolves as soon as so many connections stand. */
  whenConnected(count?: number): Promise<void>;
  /** Sets the app's address as an administrator does: it must answer the challenge, else `RequestUrlRefused`. `null` takes it away. */
  setRequestUrl(url: string | null): Promise<void>;
  /** The next `times` calls of this method (`*` for any) meet the fault, only in `where.channel` when that is named. */
  failNext(method: string, fault: Fault, times?: number, where?: FaultPlace): void;
  clearFaults(): void;
  /** Changes a person and tells the app (`user_change`); deactivating takes them out of every channel. */
  changePerson(userId: string, change: PersonChange): Promise<void>;
  /** Adds a person and tells the app (`team_join`). */
  addPerson(user: User): Promise<void>;
  /** Changes a user group and tells the app (`subteam_members_changed`). */
  setGroupMembers(groupId: string, members: readonly string[]): Promise<void>;
  setChannelMembers(channelId: string, members: readonly string[]): void;
  /** Takes somebody, the bot by default, out of a channel; an app that subscribes hears of it (`member_left_channel`). */
  removeFromChannel(channelId: string, userId?: string): Promise<void>;
  /** Invites somebody, the bot by default, to a channel; an app that subscribes hears of it (`member_joined_channel`). */
  addToChannel(channelId: string, userId?: string): Promise<void>;
  /** Archives a channel, or unarchives it; its members stay (we assume), and no event is sent. */
  archive(channelId: string, archived: boolean): void;
  /** Writes a message as a person; the app is told nothing of it. */
  say(userId: string, channelId: string, text: string): Message;
  /** Posts the scheduled messages that have fallen due by wire time. */
  releaseScheduled(): void;
}

interface Parts {
  store: Store;
  manifest: SlackManifest;
  settings: Settings;
  socketMode: SocketMode;
  signedHttp: SignedHttp;
  faults: Faults;
  events: Events;
  whenConnected(count: number): Promise<void>;
}

/** A lever was pulled on something that does not exist. */
export class NoSuchRecord extends Error {
  readonly code = 'no_such_record';
}

function existing<Value>(table: Map<string, Value>, id: string): Value {
  const value = table.get(id);
  if (value === undefined) throw new NoSuchRecord(`the workspace has nothing with the id ${id}`);
  return value;
}

const seconds = (store: Store): number => Math.floor(store.now() / 1000);

function membersChanged(store: Store, group: UserGroup, members: readonly string[]): JsonObject {
  const added = members.filter((id) => !group.members.includes(id));
  const removed = group.members.filter((id) => !members.includes(id));
  return {
    type: 'subteam_members_changed',
    subteam_id: group.id,
    team_id: store.team.id,
    date_previous_update: 0,
    date_update: seconds(store),
    added_users: added,
    added_users_count: String(added.length),
    removed_users: removed,
    removed_users_count: String(removed.length),
  };
}

/** A deactivated person leaves every channel; user groups keep them (we assume). */
function leaveChannels(channels: Iterable<Channel>, userId: string): void {
  for (const channel of channels) {
    if (channel.kind !== 'direct') channel.members.delete(userId);
  }
}

export function openLevers({
  store,
  manifest,
  settings,
  socketMode,
  signedHttp,
  faults,
  events,
  whenConnected,
}: Parts): SlackLevers {
  async function tell(event: JsonObject): Promise<void> {
    store.touch();
    if (manifest.botEvents.includes(String(event.type))) await events.deliver(eventPayload(store, event));
  }
  async function changeMember(channelId: string, userId: string, member: boolean): Promise<void> {
    const channel = existing(store.channels, channelId);
    if (channel.kind === 'direct') throw new NoSuchRecord(`${channelId} is no channel`);
    const event = changeMembership(store, channel, { userId: existing(store.users, userId).id, member });
    if (event === null) return;
    if (settings.scopes.has(readScopes[channel.kind])) await tell(event);
    else store.touch();
  }
  const withEmail = (): boolean => settings.scopes.has('users:read.email');
  return {
    settings,
    disconnect: (reason) => socketMode.disconnect(reason),
    dropConnections: () => socketMode.drop(),
    connections: () => socketMode.connections(),
    whenConnected: (count = 1) => whenConnected(count),
    setRequestUrl: (url) => signedHttp.setRequestUrl(url),
    failNext: faults.failNext,
    clearFaults: faults.clear,
    async changePerson(userId, change) {
      const user = Object.assign(existing(store.users, userId), change, { updated: seconds(store) });
      if (user.deleted) leaveChannels(store.channels.values(), userId);
      await tell({ type: 'user_change', user: userObject(store, user, withEmail()), cache_ts: seconds(store) });
    },
    async addPerson(user) {
      store.users.set(user.id, user);
      await tell({ type: 'team_join', user: userObject(store, user, withEmail()), cache_ts: seconds(store) });
    },
    async setGroupMembers(groupId, members) {
      const group = existing(store.groups, groupId);
      const event = membersChanged(store, group, members);
      group.members = [...members];
      await tell(event);
    },
    setChannelMembers(channelId, members) {
      existing(store.channels, channelId).members = new Set(members);
      store.touch();
    },
    removeFromChannel: (channelId, userId = store.app.botUserId) => changeMember(channelId, userId, false),
    addToChannel: (channelId, userId = store.app.botUserId) => changeMember(channelId, userId, true),
    archive(channelId, archived) {
      existing(store.channels, channelId).archived = archived;
      store.touch();
    },
    say: (userId, channelId, text) =>
      postMessage(store, { channel: existing(store.channels, channelId), authorId: userId, text, blocks: [] }),
    releaseScheduled: () => releaseDue(store),
  };
}
