import { WebAPIPlatformError, type WebClient } from '@slack/web-api';
import * as z from 'zod';
import type { Clock } from '../licensing/ports/clock.js';
import type { ChannelMembers, People, UserGroup } from '../licensing/ports/people.js';
import type { Put, Records } from '../licensing/ports/records.js';
import type { Exclusion, Role, Standing } from '../licensing/rules/policy.js';
import type { SlackIdentity } from './app.js';
import { channelMembers } from './channel-members.js';
import { waitingOutLimits } from './limits.js';
import { exclusionOf, isSameMember, memberOf, type SlackUser, slackUser } from './members.js';
import type { Roles } from './roles.js';
import { faultFields, type SlackLog } from './slack-log.js';
import { nodeTimers, type Timers } from './timers.js';
import type { UserGroups } from './user-groups.js';

export interface DirectoryOptions {
  client: WebClient;
  records: Records;
  roles: Roles;
  groups: Pick<UserGroups, 'all' | 'members'>;
  identity: () => SlackIdentity | null;
  log: SlackLog;
  /** Business time, kept as the members' age. */
  now: Clock;
  /** Milliseconds, real: how long an answer of Slack's is trusted. */
  wireNow: () => number;
  timers?: Timers;
}

export type DirectoryPass =
  | { result: 'complete'; members: number; changed: number; unreadable: number }
  | { result: 'broken-off'; members: number; changed: number };

type Asked = { result: 'user'; user: SlackUser } | { result: 'none'; reason: Exclusion };

const freshFor = 60_000;
const peopleCached = 5_000;
const day = 24 * 60 * 60_000;
const retryAfter = 10 * 60_000;
const pageSize = 200;

const page = z.object({
  members: z.array(z.unknown()).max(2_000),
  response_metadata: z.object({ next_cursor: z.string().nullish() }).nullish(),
});
const info = z.object({ user: slackUser });

const unknownErrors: ReadonlySet<string> = new Set(['user_not_found', 'users_not_found', 'user_not_visible']);

/** The workspace's people: kept in `member` records, asked fresh for whoever acts. */
export class Directory implements People {
  readonly #options: DirectoryOptions;
  readonly #timers: Timers;
  readonly #asked = new Map<string, { at: number; answer: Promise<Asked> }>();
  #pass: Promise<DirectoryPass> | null = null;
  #completedAt: number | null = null;
  #stopping = false;
  #cancelTimer: () => void = () => {};
  #cancelWait: () => void = () => {};

  constructor(options: DirectoryOptions) {
    this.#options = options;
    this.#timers = options.timers ?? nodeTimers;
  }

  /** Reads everybody in the background, now and daily. */
  start(): void {
    void this.#readDaily();
  }

  async stop(): Promise<void> {
    this.#stopping = true;
    this.#cancelTimer();
    this.#cancelWait();
    await this.#pass;
  }

  /** Business time of the last complete pass since the start. */
  get completedAt(): number | null {
    return this.#completedAt;
  }

  async standing(userId: string): Promise<Standing> {
    const identity = this.#options.identity();
    const asked: Asked = identity === null ? { result: 'none', reason: 'cannot-check' } : await this.#ask(userId);
    if (identity === null || asked.result === 'none') {
      return { result: 'excluded', userId, reason: asked.result === 'none' ? asked.reason : 'cannot-check' };
    }
    const reason = exclusionOf(asked.user, identity);
    if (reason !== null) return { result: 'excluded', userId, reason };
    const { name, timeZone } = asked.user;
    return { result: 'member', userId, name, timeZone, roles: await this.#options.roles.of(userId) };
  }

  async holders(role: Role): Promise<readonly string[]> {
    const candidates = await this.#options.roles.candidates(role);
    const active = await Promise.all(candidates.map((userId) => this.#isActive(userId)));
    return candidates.filter((_, index) => active[index]);
  }

  groups(): Promise<readonly UserGroup[] | null> {
    return this.#options.groups.all();
  }

  groupMembers(groupId: string): Promise<readonly string[] | null> {
    return this.#options.groups.members(groupId);
  }

  channelMembers(channelId: string): Promise<ChannelMembers> {
    return channelMembers(this.#options.client, this.#options.log, channelId);
  }

  /** What the person is called; their id while nothing is known of them. */
  async nameOf(userId: string): Promise<string> {
    return (await this.#options.records.get('member', userId))?.value.name ?? userId;
  }

  /** A user object from an event. */
  async learn(raw: unknown): Promise<void> {
    const identity = this.#options.identity();
    const read = slackUser.safeParse(raw);
    if (!read.success || identity === null) {
      this.#options.log.warn({}, 'A change of a person could not be read');
      this.#asked.clear();
      return;
    }
    this.#asked.delete(read.data.userId);
    await this.#store([read.data], identity);
  }

  /** Reads everybody; a pass that runs is joined. Never rejects. */
  readAll(): Promise<DirectoryPass> {
    this.#pass ??= this.#readPages().finally(() => {
      this.#pass = null;
    });
    return this.#pass;
  }

  async #readDaily(): Promise<void> {
    const { result } = await this.readAll();
    if (this.#stopping) return;
    this.#cancelTimer = this.#timers.after(result === 'complete' ? day : retryAfter, () => void this.#readDaily());
  }

  async #readPages(): Promise<DirectoryPass> {
    const { client, identity, log, now } = this.#options;
    const startedAt = now();
    const counts = { members: 0, changed: 0 };
    let unreadable = 0;
    let cursor = '';
    try {
      do {
        const asked = await waitingOutLimits(
          () => client.users.list({ limit: pageSize, ...(cursor === '' ? {} : { cursor }) }),
          (milliseconds) => this.#wait(milliseconds),
        );
        const us = identity();
        if (this.#stopping || us === null) return { result: 'broken-off', ...counts };
        const { members, response_metadata } = page.parse(asked);
        const users = members.map((member) => slackUser.safeParse(member)).flatMap((read) => read.data ?? []);
        unreadable += members.length - users.length;
        counts.members += users.length;
        counts.changed += await this.#store(users, us);
        cursor = response_metadata?.next_cursor ?? '';
      } while (cursor !== '');
    } catch (fault) {
      log.error(
        { ...faultFields(fault), ...counts },
        'The directory could not be read to its end; what is stored holds',
      );
      return { result: 'broken-off', ...counts };
    }
    this.#completedAt = startedAt;
    log.info({ ...counts, unreadable }, 'The directory was read');
    return { result: 'complete', ...counts, unreadable };
  }

  /** One commit for all that differ; answers how many did. */
  async #store(users: readonly SlackUser[], identity: SlackIdentity): Promise<number> {
    const { records, now } = this.#options;
    const put: Put[] = [];
    for (const user of users) {
      const value = memberOf(user, identity, now());
      const known = await records.get('member', user.userId);
      if (known === null || !isSameMember(known.value, value)) put.push({ kind: 'member', id: user.userId, value });
    }
    if (put.length > 0) await records.commit({ put });
    return put.length;
  }

  async #isActive(userId: string): Promise<boolean> {
    const known = await this.#options.records.get('member', userId);
    if (known !== null) return known.value.kind === 'member' && !known.value.deactivated;
    return (await this.standing(userId)).result === 'member';
  }

  #ask(userId: string): Promise<Asked> {
    const at = this.#options.wireNow();
    const known = this.#asked.get(userId);
    if (known !== undefined && at - known.at < freshFor) return known.answer;
    const answer = this.#askSlack(userId, at);
    this.#asked.delete(userId);
    this.#asked.set(userId, { at, answer });
    const [oldest] = this.#asked.keys();
    if (this.#asked.size > peopleCached && oldest !== undefined) this.#asked.delete(oldest);
    return answer;
  }

  async #askSlack(userId: string, at: number): Promise<Asked> {
    const { client, log, identity } = this.#options;
    try {
      const { user } = info.parse(await client.users.info({ user: userId }));
      const us = identity();
      if (user.userId !== userId || us === null) return { result: 'none', reason: 'cannot-check' };
      const isNewest = this.#asked.get(userId)?.at === at;
      if (isNewest) await this.#store([user], us);
      return { result: 'user', user };
    } catch (fault) {
      this.#asked.delete(userId);
      if (fault instanceof WebAPIPlatformError && unknownErrors.has(fault.data.error)) {
        return { result: 'none', reason: 'unknown' };
      }
      log.warn({ ...faultFields(fault), userId }, 'A person could not be checked, and is refused');
      return { result: 'none', reason: 'cannot-check' };
    }
  }

  #wait(milliseconds: number): Promise<void> {
    if (this.#stopping) return Promise.resolve();
    return new Promise((resolve) => {
      const cancel = this.#timers.after(milliseconds, resolve);
      this.#cancelWait = () => {
        cancel();
        resolve();
      };
    });
  }
}
