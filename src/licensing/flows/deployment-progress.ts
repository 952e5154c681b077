import type { Assignment } from '../rules/assignment.js';
import type { Deployment, DeploymentAction } from '../rules/deployment.js';
import type { ProgressCounts } from '../rules/deployment-notice.js';
import type { Notice } from '../rules/notice.js';
import { doneAt } from '../rules/pace-of-work.js';
import { assignmentsOf } from './assignments.js';
import type { Core } from './core.js';
import { appName, cardSubject } from './deployment-record.js';
import { readDeployment, readRoster } from './deployments.js';
import { installationCounts } from './installation-counts.js';
import { progressOf } from './progress.js';

/** Of each deployment the living progress in the thread of its card, for the commit that moved it; unknown ones give none. */
export async function progressNotices(
  core: Core,
  deploymentIds: readonly string[],
  reference: string,
): Promise<Notice[]> {
  const notices = await Promise.all(
    [...new Set(deploymentIds)].map(async (id) => {
      const deployment = (await readDeployment(core, id))?.value ?? null;
      return deployment === null ? [] : progressNotice(core, id, deployment, reference);
    }),
  );
  return notices.flat();
}

/** With the deployment as it becomes; none before anything is in force. */
export async function progressNotice(
  core: Core,
  deploymentId: string,
  deployment: Deployment,
  reference: string,
): Promise<Notice[]> {
  const { inForce, key, state, stopped } = deployment;
  const progress = await progressOf(core, deploymentId);
  if (inForce === null || progress === null) return [];
  const asset = (await core.records.get('asset', key))?.value ?? null;
  const counts = countsOf(progress);
  const installations = await installationCounts(core, deploymentId);
  const { action, startAt, number } = inForce;
  const at = core.clock();
  const paced = state === 'active' && stopped === null && (startAt === null || startAt <= at);
  const ended = paced ? await endings(core, deploymentId, number, key, action) : [];
  return [
    {
      kind: 'deployment-progress',
      subject: `deployment-progress:${deploymentId}`,
      audience: { to: 'approvers' },
      facts: {
        ...{ deploymentId, appName: appName(asset, key), action, state, startAt, stopped },
        ...{ people: progress.people, counts, complete: progress.complete, at },
        ...(installations === null ? {} : { installations }),
        doneAt: doneAt(ended, byItself(action, counts), at),
      },
      reference,
      thread: cardSubject(deploymentId),
    },
  ];
}

/** Those for whom no person has to do anything. */
function byItself(action: DeploymentAction, counts: ProgressCounts): number {
  if (action === 'uninstall') return counts.releasing;
  return counts.toApply + counts.reserved + counts.licensing;
}

/** When each of its people got there. */
async function endings(
  core: Core,
  deploymentId: string,
  revision: number,
  key: string,
  action: DeploymentAction,
): Promise<readonly number[]> {
  const meant = new Set((await readRoster(core, deploymentId, revision)).people);
  const there = (await assignmentsOf(core, key)).filter(({ value }) => meant.has(value.userId));
  return there.flatMap(({ value }) => endOf(value, action) ?? []);
}

function endOf({ state, since, licensedAt }: Assignment, action: DeploymentAction): number | null {
  if (action === 'uninstall') return state === 'released' ? since : null;
  return state === 'licensed' ? (licensedAt ?? since) : null;
}

/** The places alone: what else is known of a progress is not part of the card. */
function countsOf(progress: ProgressCounts): ProgressCounts {
  const { licensed, reserved, invited, waitingForLicences, licensing, removing, releasing, released } = progress;
  const { failed, rejected, givenBack, lost, offered, toApply, passedOver } = progress;
  return {
    ...{ licensed, reserved, invited, waitingForLicences, licensing, removing, releasing, released },
    ...{ failed, rejected, givenBack, lost, offered, toApply, passedOver },
  };
}
