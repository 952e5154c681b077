import type { DeploymentSettings } from './deployment-settings.js';
import type { RoleSource } from './setting-schemas.js';

type Roles = Readonly<Record<'operator' | 'approver' | 'custodian', RoleSource>>;

/**
 * Why nobody could ever approve a deployment under these roles, `null` = somebody can. Members of user groups are not
 * known at the start, so a group counts as enough people.
 */
export function approvalDeadlock(
  roles: Roles,
  { twoFrom, twoForUninstallFrom }: DeploymentSettings['approvals'],
): string | null {
  const approvers = new Set(roles.approver.userIds);
  if (roles.approver.groupIds.length > 0) return null;
  const askers = [roles.operator, roles.approver, roles.custodian];
  const others = askers.some(
    ({ userIds, groupIds }) => groupIds.length > 0 || userIds.some((id) => !approvers.has(id)),
  );
  if (approvers.size === 0) return 'names nobody, so no deployment could ever be approved';
  if (approvers.size === 1 && !others)
    return 'names the only person who may ask for a deployment, and nobody approves what they asked for';
  const needsTwo = twoFrom !== null || twoForUninstallFrom !== null;
  if (!needsTwo || approvers.size >= (others ? 2 : 3)) return null;
  return `names too few people: with two approvals it takes ${others ? 'two' : 'three'}, since nobody approves what they asked for. VPP_TWO_APPROVALS_FROM=0 and VPP_TWO_APPROVALS_UNINSTALL_FROM=0 let one suffice`;
}
