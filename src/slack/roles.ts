import type { Role } from '../licensing/rules/policy.js';
import type { UserGroups } from './user-groups.js';

/** Who gets a role, by Slack ids from the configuration. Empty means nobody. */
export type RoleSources = Readonly<Record<Role, { userIds: readonly string[]; groupIds: readonly string[] }>>;

export interface Roles {
  /** Roles that the configuration gives to this id, whoever it is. */
  of(userId: string): Promise<readonly Role[]>;
  /** Ids with that role: those named first, then each group's members, in the configuration's order. */
  candidates(role: Role): Promise<readonly string[]>;
}

const allRoles = ['viewer', 'operator', 'approver', 'custodian'] as const satisfies readonly Role[];

export function createRoles(sources: RoleSources, groups: UserGroups): Roles {
  const candidates = async (role: Role) => {
    const { userIds, groupIds } = sources[role];
    const members = await Promise.all(groupIds.map((groupId) => groups.members(groupId)));
    return [...new Set([...userIds, ...members.flatMap((known) => known ?? [])])];
  };
  return {
    candidates,
    async of(userId) {
      const held = await Promise.all(allRoles.map(async (role) => (await candidates(role)).includes(userId)));
      return allRoles.filter((_, index) => held[index]);
    },
  };
}
