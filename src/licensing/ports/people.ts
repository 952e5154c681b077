import type { Role, Standing } from '../rules/policy.js';

/** A Slack user group, for choosing whom a deployment follows. */
export interface UserGroup {
  id: string;
  name: string;
  handle: string;
}

/** The people of a channel. `cannot-check`: Slack did not say, nothing is known. */
export type ChannelMembers =
  | { result: 'members'; userIds: readonly string[] }
  | { result: 'not-found' | 'cannot-check' }
  | { result: 'too-many'; limit: number };

/** Who somebody is in the organisation's Slack, and what they may do. Owner: slack/. */
export interface People {
  /** Asked fresh for each click; every doubt answers `excluded`, never a throw. */
  standing(userId: string): Promise<Standing>;
  /** Active members who hold the role now, in the configuration's order. */
  holders(role: Role): Promise<readonly string[]>;
  /** The workspace's active user groups; `null` = Slack did not say. */
  groups(): Promise<readonly UserGroup[] | null>;
  /** Ids of a group's members; `null` = not known now. */
  groupMembers(groupId: string): Promise<readonly string[] | null>;
  /** Everybody in a channel that the bot can see. */
  channelMembers(channelId: string): Promise<ChannelMembers>;
}
