import { WebAPIPlatformError, type WebClient } from '@slack/web-api';
import * as z from 'zod';
import type { Check } from '../licensing/ports/checks.js';
import type { People } from '../licensing/ports/people.js';
import { type CheckFacts, type CheckLine, CLOCK_TOLERANCE } from '../licensing/rules/checkup.js';
import type { RoleSources } from './roles.js';
import { botScopes } from './subscriptions.js';
import type { TransportState } from './transport.js';
import type { UserGroups } from './user-groups.js';

export interface SlackChecksOptions {
  client: WebClient;
  /** The Web API's base address, with a slash at its end. */
  apiUrl: string;
  transport: 'socket' | 'http';
  transportState: () => TransportState;
  /** The configured channel's id. */
  channel: string;
  /** The channel where deployments are approved. */
  approvalsChannel: string;
  /** Whether there are deployments that two people have to approve. */
  twoApprove: boolean;
  people: People;
  groups: Pick<UserGroups, 'members'>;
  roles: RoleSources;
  /** Milliseconds, real. */
  wireNow: () => number;
}

type SlackCheck =
  | 'slack-scopes'
  | 'transport'
  | 'channel'
  | 'approvals-channel'
  | 'clock'
  | 'custodians'
  | 'people'
  | 'user-groups'
  | 'approvers';

/** Whether Slack gives us what we need, and who holds the roles. */
export function slackChecks(options: SlackChecksOptions): Readonly<Record<SlackCheck, Check>> {
  const { client, transport, transportState, people } = options;
  return {
    'slack-scopes': () => scopes(client),
    transport: async () => {
      const state = transportState();
      return { name: 'transport', verdict: state === 'connected' ? 'ok' : 'wrong', facts: { kind: transport, state } };
    },
    channel: () => channel(client, 'channel', options.channel),
    'approvals-channel': () => channel(client, 'approvals-channel', options.approvalsChannel),
    clock: () => clock(options),
    custodians: async () => {
      const active = await people.holders('custodian');
      return { name: 'custodians', verdict: active.length >= 2 ? 'ok' : 'wrong', facts: { active } };
    },
    people: () => configuredPeople(options),
    'user-groups': () => userGroups(options),
    approvers: async () => {
      const active = (await people.holders('approver')).length;
      const needed = options.twoApprove ? 2 : 1;
      return { name: 'approvers', verdict: active >= needed ? 'ok' : 'wrong', facts: { active, needed } };
    },
  };
}

const granted = z.object({ response_metadata: z.object({ scopes: z.array(z.string().max(255)).max(500) }) });

/** Slack names the granted scopes in a header of every answer (Slack documents); its client hands them on. */
async function scopes(client: WebClient): Promise<CheckLine> {
  const read = granted.safeParse(await client.auth.test());
  if (!read.success) return { name: 'slack-scopes', verdict: 'not-checked', why: 'not-told' };
  const { scopes: held } = read.data.response_metadata;
  const missing = Object.keys(botScopes).filter((scope) => !held.includes(scope));
  return { name: 'slack-scopes', verdict: missing.length === 0 ? 'ok' : 'wrong', facts: { missing } };
}

const conversation = z.object({
  channel: z.object({ is_archived: z.boolean().nullish(), is_member: z.boolean().nullish() }),
});

async function channel(
  client: WebClient,
  name: 'channel' | 'approvals-channel',
  channelId: string,
): Promise<CheckLine> {
  const found = (problem: CheckFacts['channel']['problem']): CheckLine => ({
    name,
    verdict: problem === null ? 'ok' : 'wrong',
    facts: { channelId, problem },
  });
  try {
    const read = conversation.parse(await client.conversations.info({ channel: channelId })).channel;
    if (read.is_archived === true) return found('archived');
    return found(read.is_member === true ? null : 'not-a-member');
  } catch (fault) {
    const error = fault instanceof WebAPIPlatformError ? fault.data.error : null;
    if (error === 'channel_not_found') return found('not-found');
    if (error === 'missing_scope') return { name, verdict: 'not-checked', why: 'not-told' };
    throw fault;
  }
}

/** Against the `Date` of an answer, which is exact to a second and as old as half the way there and back. */
async function clock({ apiUrl, wireNow }: SlackChecksOptions): Promise<CheckLine> {
  const asked = wireNow();
  const response = await fetch(new URL('api.test', apiUrl), {
    method: 'POST',
    redirect: 'error',
    signal: AbortSignal.timeout(8_000),
  });
  const answered = wireNow();
  await response.body?.cancel();
  const theirs = Date.parse(response.headers.get('date') ?? '');
  if (Number.isNaN(theirs)) return { name: 'clock', verdict: 'not-checked', why: 'not-told' };
  const ahead = Math.round((asked + answered) / 2 - theirs);
  return { name: 'clock', verdict: Math.abs(ahead) > CLOCK_TOLERANCE ? 'wrong' : 'ok', facts: { ahead } };
}

async function configuredPeople({ roles, people }: SlackChecksOptions): Promise<CheckLine> {
  const userIds = [...new Set(Object.values(roles).flatMap((source) => source.userIds))];
  const standings = await Promise.all(userIds.map((userId) => people.standing(userId)));
  const excluded = standings.filter((standing) => standing.result === 'excluded');
  if (excluded.some(({ reason }) => reason === 'cannot-check')) {
    return { name: 'people', verdict: 'not-checked', why: 'not-told' };
  }
  const gone = excluded.map(({ userId, reason }) => ({ userId, reason }));
  return { name: 'people', verdict: gone.length === 0 ? 'ok' : 'wrong', facts: { gone } };
}

async function userGroups({ roles, groups }: SlackChecksOptions): Promise<CheckLine> {
  const groupIds = [...new Set(Object.values(roles).flatMap((source) => source.groupIds))];
  const members = await Promise.all(groupIds.map((groupId) => groups.members(groupId)));
  const unreadable = groupIds.filter((_, index) => members[index] === null);
  return { name: 'user-groups', verdict: unreadable.length === 0 ? 'ok' : 'wrong', facts: { unreadable } };
}
