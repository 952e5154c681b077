import type { WebClient } from '@slack/web-api';
import * as z from 'zod';
import type { UserGroup } from '../licensing/ports/people.js';
import { faultFields, type SlackLog } from './slack-log.js';

export interface UserGroupsOptions {
  client: WebClient;
  log: SlackLog;
  /** Milliseconds, real. */
  wireNow: () => number;
}

export interface UserGroups {
  /** The workspace's groups that are in use, at most five minutes old; `null` = Slack did not say. */
  all(): Promise<readonly UserGroup[] | null>;
  /** Ids of the members, at most 15 minutes old; `null` = not known, so the group gives nobody anything. */
  members(groupId: string): Promise<readonly string[] | null>;
  /** The group changed: what is known of it is not used again. */
  forget(groupId: string): void;
}

interface Reading {
  members: readonly string[];
  readAt: number;
}

const renewAfter = 5 * 60_000;
const trustedFor = 15 * 60_000;
/** After a refusal Slack is left alone this long, as `usergroups.users.list` allows 20 calls a minute (tier 2, Slack documents). */
const restAfterRefusal = 20_000;

const groupsAnswer = z.object({
  usergroups: z
    .array(
      z.object({
        id: z.string().max(255),
        name: z.string().max(1_000),
        handle: z.string().max(1_000),
        date_delete: z.number().nullish(),
      }),
    )
    .max(10_000),
});
const answer = z.object({ users: z.array(z.string().max(255)).max(100_000) });

export function createUserGroups({ client, log, wireNow }: UserGroupsOptions): UserGroups {
  const readings = new Map<string, Reading>();
  const refusedAt = new Map<string, number>();
  const asking = new Map<string, Promise<void>>();
  /** Counts the changes of each group, so that an answer asked for before a change is dropped. */
  const changes = new Map<string, number>();

  const ask = async (groupId: string) => {
    const readAt = wireNow();
    const change = changes.get(groupId);
    try {
      const { users } = answer.parse(await client.usergroups.users.list({ usergroup: groupId }));
      if (changes.get(groupId) !== change) return;
      readings.set(groupId, { members: users, readAt });
      refusedAt.delete(groupId);
    } catch (fault) {
      refusedAt.set(groupId, readAt);
      log.warn({ ...faultFields(fault), groupId }, 'A user group could not be read; soon it gives nobody a role');
    }
  };

  const renew = (groupId: string) => {
    const running = asking.get(groupId) ?? ask(groupId).finally(() => asking.delete(groupId));
    asking.set(groupId, running);
    return running;
  };

  let listed: { groups: readonly UserGroup[]; readAt: number } | null = null;

  const askAll = async (): Promise<readonly UserGroup[] | null> => {
    const readAt = wireNow();
    try {
      const { usergroups } = groupsAnswer.parse(await client.usergroups.list({}));
      const groups = usergroups.flatMap(({ id, name, handle, date_delete }) =>
        date_delete ? [] : [{ id, name, handle }],
      );
      listed = { groups, readAt };
      return groups;
    } catch (fault) {
      log.warn({ ...faultFields(fault) }, 'The user groups could not be listed');
      return null;
    }
  };

  const isYoungerThan = (age: number, at: number | undefined) => at !== undefined && wireNow() - at < age;

  return {
    async all() {
      return listed !== null && isYoungerThan(renewAfter, listed.readAt) ? listed.groups : askAll();
    },
    async members(groupId) {
      const isFresh = isYoungerThan(renewAfter, readings.get(groupId)?.readAt);
      if (!isFresh && !isYoungerThan(restAfterRefusal, refusedAt.get(groupId))) await renew(groupId);
      const reading = readings.get(groupId);
      return reading !== undefined && isYoungerThan(trustedFor, reading.readAt) ? reading.members : null;
    },
    forget(groupId) {
      changes.set(groupId, (changes.get(groupId) ?? 0) + 1);
      readings.delete(groupId);
      refusedAt.delete(groupId);
      asking.delete(groupId);
    },
  };
}
