import * as z from 'zod';
import type { Exclusion } from '../licensing/rules/policy.js';
import type { Member } from '../licensing/rules/records.js';
import type { SlackIdentity } from './app.js';

/** A Slack user as far as the bot cares. */
export interface SlackUser {
  userId: string;
  teamId: string;
  name: string;
  email: string | null;
  timeZone: string | null;
  deactivated: boolean;
  isBot: boolean;
  isGuest: boolean;
  isStranger: boolean;
  enterpriseId: string | null;
}

const text = z.string().max(1_000).nullish();
const flag = z.boolean().nullish();

/** Slack's own assistant carries no bot flag (seen by many). */
const slackbot = 'USLACKBOT';

/** A user object of `users.info`, `users.list` and the user events. A missing team or state makes it unreadable, and so nobody. */
export const slackUser: z.ZodType<SlackUser> = z
  .object({
    id: z.string().min(1).max(255),
    team_id: z.string().min(1).max(255),
    deleted: z.boolean(),
    name: text,
    real_name: text,
    tz: text,
    is_bot: flag,
    is_restricted: flag,
    is_ultra_restricted: flag,
    is_stranger: flag,
    profile: z.object({ email: text, display_name: text, real_name: text }).nullish(),
    enterprise_user: z.object({ enterprise_id: text }).nullish(),
  })
  .transform((user) => ({
    userId: user.id,
    teamId: user.team_id,
    name: user.profile?.display_name || user.profile?.real_name || user.real_name || user.name || user.id,
    email: user.profile?.email ?? null,
    timeZone: user.tz ?? null,
    deactivated: user.deleted,
    isBot: user.is_bot === true || user.id === slackbot,
    isGuest: user.is_restricted === true || user.is_ultra_restricted === true,
    isStranger: user.is_stranger === true,
    enterpriseId: user.enterprise_user?.enterprise_id ?? null,
  }));

/** Why this person is refused whatever their roles; `null` = a full member of our organisation. */
export function exclusionOf(user: SlackUser, identity: SlackIdentity): Exclusion | null {
  if (user.isStranger) return 'stranger';
  if (isElsewhere(user, identity)) return 'other-team';
  if (user.deactivated) return 'deactivated';
  if (user.isBot) return 'bot';
  return user.isGuest ? 'guest' : null;
}

export function memberOf(user: SlackUser, identity: SlackIdentity, readAt: number): Member {
  const { userId, teamId, name, email, timeZone, deactivated } = user;
  return { userId, teamId, name, kind: kindOf(user, identity), deactivated, email, timeZone, readAt };
}

/** Whether anything but the time of reading differs. */
export function isSameMember(one: Member, other: Member): boolean {
  return JSON.stringify({ ...one, readAt: 0 }) === JSON.stringify({ ...other, readAt: 0 });
}

function kindOf(user: SlackUser, identity: SlackIdentity): Member['kind'] {
  if (user.isStranger || isElsewhere(user, identity)) return 'stranger';
  if (user.isBot) return 'bot';
  return user.isGuest ? 'guest' : 'member';
}

/** Another team, unless both belong to one Enterprise organisation. */
function isElsewhere(user: SlackUser, identity: SlackIdentity): boolean {
  if (user.teamId === identity.teamId) return false;
  return identity.enterpriseId === null || user.enterpriseId !== identity.enterpriseId;
}
