import type { Versioned } from '../ports/records.js';
import { type Deployment, isInForce } from '../rules/deployment.js';
import { isWaveDue } from '../rules/removal-waves.js';
import type { Core } from './core.js';
import { progressNotices } from './deployment-progress.js';
import { planSlice } from './deployment-slice.js';
import { listDeployments, readDeployment } from './deployments.js';
import { LOOK_AGAIN, type LongWork } from './long-work.js';

/**
 * Turns the people of deployments into assignments: of those in force what they want, of those that ended that they want
 * nothing any more. Slice by slice, each one commit, so that it goes on after a restart where it was.
 */
export const deploymentWork: LongWork = {
  due: async (core) => (await listDeployments(core)).some(({ value }) => isReady(value, core.clock())),
  run: applyDeployments,
  async nextDue(core) {
    const now = core.clock();
    const starts = (await listDeployments(core)).flatMap(({ value: { applying, state, inForce, stopped } }) =>
      applying !== null && state === 'active' && stopped === null
        ? Math.max(inForce?.startAt ?? now, applying.nextAt ?? now)
        : [],
    );
    const ahead = starts.filter((startAt) => startAt > now);
    return ahead.length === 0 ? null : Math.min(...ahead);
  },
};

/** Whether people are to be written down now. What ended gives its licences back even while it is stopped. */
function isReady(deployment: Deployment, now: number): boolean {
  const { applying, state, stopped } = deployment;
  if (applying === null || state === 'awaiting-approval') return false;
  return state === 'active' ? isInForce(deployment, now) && stopped === null && isWaveDue(applying.nextAt, now) : true;
}

async function applyDeployments(core: Core, reference: string): Promise<unknown> {
  let changed = false;
  for (const { id } of await listDeployments(core)) {
    if (!(await applySlice(core, id, reference))) continue;
    while (await applySlice(core, id, reference));
    await core.records.commit({ outbox: await progressNotices(core, [id], reference) });
    changed = true;
  }
  return changed ? LOOK_AGAIN : null;
}

/** `false`: nothing of it is to be written down now. */
async function applySlice(core: Core, id: string, reference: string): Promise<boolean> {
  for (;;) {
    const deployment: Versioned<Deployment> | null = await readDeployment(core, id);
    if (deployment === null || !isReady(deployment.value, core.clock())) return false;
    const change = await planSlice(core, deployment, reference);
    if (change === null) return false;
    await core.onStep('deployment.before-slice');
    const { result } = await core.records.commit(change);
    // Somebody else moved on meanwhile: what is to be done is decided again.
    if (result === 'conflict') continue;
    await core.onStep('deployment.slice-written');
    return true;
  }
}
