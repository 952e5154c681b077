import type { SeedUser, WorkspaceSeed } from '../seed.js';
import type { Channel, FormValues, ScheduledMessage, StoredFile, StoredView, User, UserGroup } from './records.js';

/** Everything that the stand-in remembers of its one workspace. */
export interface Store {
  readonly team: WorkspaceSeed['team'];
  readonly app: WorkspaceSeed['app'];
  readonly users: Map<string, User>;
  readonly groups: Map<string, UserGroup>;
  readonly channels: Map<string, Channel>;
  /** Every view that is open or published, by id. */
  readonly views: Map<string, StoredView>;
  /** Ids of a person's open modals, topmost last. */
  readonly stacks: Map<string, string[]>;
  /** Id of a person's published home tab. */
  readonly homes: Map<string, string>;
  /** What people chose in messages, by person and message. */
  readonly messageValues: Map<string, FormValues>;
  readonly files: Map<string, StoredFile>;
  readonly scheduled: Map<string, ScheduledMessage>;
  /** Milliseconds since the epoch, wire time. */
  now(): number;
  revision(): number;
  /** Marks a change, tells the listeners and answers the new revision. */
  touch(): number;
  onChange(listener: () => void): () => void;
  /** A new id with this prefix, in one fixed order. */
  newId(prefix: string): string;
  /** A new message timestamp, later than every one before. */
  newTs(): string;
}

/** The person whose notes Slack itself shows. */
export const SLACKBOT = 'USLACKBOT';

/** The id of the direct conversation between the app and a person. */
export const directId = (userId: string): string => `D${userId.slice(1)}`;

/** The conversation that an id stands for: a person's id means their direct conversation with the app. */
export const conversationId = (id: string): string => (/^[UW]/.test(id) ? directId(id) : id);

const seconds = (milliseconds: number): number => Math.floor(milliseconds / 1000);

function userOf(seed: SeedUser, workspace: WorkspaceSeed, updated: number): User {
  return {
    id: seed.id,
    teamId: seed.teamId ?? workspace.team.id,
    handle: seed.handle,
    realName: seed.realName,
    title: seed.title,
    email: seed.email ?? null,
    timeZone: workspace.timeZone,
    deleted: seed.kind === 'deactivated',
    bot: seed.kind === 'bot',
    restricted: seed.kind === 'guest',
    ultraRestricted: false,
    stranger: seed.kind === 'external',
    admin: seed.admin ?? false,
    updated,
  };
}

/** Whether the app and this person share a direct conversation from the start. */
export function hasDirect(user: User, store: { team: { id: string } }): boolean {
  return !user.bot && !user.deleted && user.teamId === store.team.id && user.id !== SLACKBOT;
}

function addDirects(channels: Map<string, Channel>, users: Iterable<User>, seed: WorkspaceSeed): void {
  for (const user of users) {
    if (!hasDirect(user, seed)) continue;
    const members = new Set([user.id, seed.app.botUserId]);
    const id = directId(user.id);
    channels.set(id, { id, name: '', kind: 'direct', extShared: false, archived: false, members, messages: [] });
  }
}

function channelsOf(seed: WorkspaceSeed): Map<string, Channel> {
  return new Map(
    seed.channels.map((channel) => [
      channel.id,
      {
        id: channel.id,
        name: channel.name,
        kind: channel.kind,
        extShared: channel.extShared ?? false,
        archived: false,
        members: new Set(channel.members),
        messages: [],
      },
    ]),
  );
}

function clockwork(now: () => number) {
  let lastMicro = 0;
  const counters = new Map<string, number>();
  return {
    newTs(): string {
      lastMicro = Math.max(Math.floor(now()) * 1000, lastMicro + 1);
      const fraction = String(lastMicro % 1_000_000).padStart(6, '0');
      return `${Math.floor(lastMicro / 1_000_000)}.${fraction}`;
    },
    newId(prefix: string): string {
      const count = (counters.get(prefix) ?? 0) + 1;
      counters.set(prefix, count);
      return `${prefix}${count.toString(36).toUpperCase().padStart(9, '0')}`;
    },
  };
}

/** Opens a workspace as the seed draws it. `now` is wire time in milliseconds since the epoch. */
export function openStore(seed: WorkspaceSeed, now: () => number): Store {
  const bornAt = seconds(now());
  const slackbot: SeedUser = { id: SLACKBOT, handle: 'slackbot', realName: 'Slackbot', title: '', kind: 'member' };
  const users = new Map([...seed.users, slackbot].map((user) => [user.id, userOf(user, seed, bornAt)]));
  const channels = channelsOf(seed);
  addDirects(channels, users.values(), seed);
  const listeners = new Set<() => void>();
  let revision = 0;
  return {
    ...clockwork(now),
    team: seed.team,
    app: seed.app,
    users,
    groups: new Map(
      seed.userGroups.map((group) => [group.id, { ...group, members: [...group.members], enabled: true }]),
    ),
    channels,
    views: new Map(),
    stacks: new Map(),
    homes: new Map(),
    messageValues: new Map(),
    files: new Map(),
    scheduled: new Map(),
    now,
    revision: () => revision,
    touch() {
      revision += 1;
      for (const listener of listeners) listener();
      return revision;
    },
    onChange(listener) {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
  };
}
