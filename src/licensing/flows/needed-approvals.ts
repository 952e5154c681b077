import { approvalsNeeded, weightOf } from '../rules/approval.js';
import type { Arithmetic } from '../rules/arithmetic.js';
import type { Deployment, DeploymentRevision } from '../rules/deployment.js';
import type { Core } from './core.js';
import { listDeployments } from './deployments.js';

/** Within it, what one person puts in force of one app without an approval counts together, milliseconds. */
const COUNTED_TOGETHER = 24 * 60 * 60_000;

/** Approvals that a revision of `by` needs now; asked for piece by piece it needs what it would need as a whole. */
export async function neededApprovals(
  core: Core,
  by: string,
  wish: Pick<DeploymentRevision, 'action' | 'audience'> & { key: string },
  arithmetic: Arithmetic,
): Promise<0 | 1 | 2> {
  const { approvals } = core.settings;
  const needed = approvalsNeeded(wish, arithmetic, approvals);
  if (needed !== 0) return needed;
  const all = await listDeployments(core, wish.key);
  const since = core.clock() - COUNTED_TOGETHER;
  const lately = all.map(({ value }) => weightWithoutApproval(value, by, wish.action === 'uninstall', since));
  const weight = lately.reduce((sum, one) => sum + one, weightOf(wish, arithmetic));
  return weight < approvals.noneBelow ? 0 : 1;
}

/** Of a deployment that was changed only the last change is known, so all its people count. */
function weightWithoutApproval(
  { decided, settled, inForce }: Deployment,
  by: string,
  removes: boolean,
  since: number,
): number {
  if (decided?.result !== 'none-needed' || decided.at <= since || inForce === null || settled === undefined) return 0;
  if (!inForce.writtenBy.includes(by) || (inForce.action === 'uninstall') !== removes) return 0;
  return inForce.number === 1 ? weightOf(inForce, settled.arithmetic) : inForce.people;
}
