import { type Cleanliness, cleanliness } from '../rules/cleanliness.js';
import type { DeploymentRevision } from '../rules/deployment.js';
import type { DraftEntries } from '../rules/draft.js';
import type { NotAllowed } from '../rules/policy.js';
import { readCleanUp } from './clean-up-record.js';
import { type Asked, type Core, permit } from './core.js';
import { readDeployment, readRoster } from './deployments.js';
import { keepDraft } from './drafts.js';
import { refusing } from './refused-clicks.js';
import { presentRevision } from './resolve-audience.js';
import { readBinding, readSync } from './state.js';

/** Why deployments are not possible at all now. */
export type DeployingBlocked =
  | { why: 'not-bound' }
  /** What others made has to be cleaned up, or waived, before the first deployment (S12). */
  | { why: 'clean-up-needed'; cleanliness: Exclude<Cleanliness, 'clean' | 'waived'> };

/** `null`: deployments are possible. */
export async function deployingBlocked(core: Core): Promise<DeployingBlocked | null> {
  if ((await readBinding(core)).value.state !== 'bound') return { why: 'not-bound' };
  const clean = cleanliness((await readCleanUp(core)).value, (await readSync(core)).value.lastComplete);
  return clean === 'clean' || clean === 'waived' ? null : { why: 'clean-up-needed', cleanliness: clean };
}

/** Whether somebody may begin a deployment now. */
export async function mayDeploy(
  core: Core,
  asked: Asked,
): Promise<NotAllowed | { result: 'possible' } | { result: 'blocked'; blocked: DeployingBlocked }> {
  const permission = await permit(core, asked.actor, 'request-deployment');
  if (permission.result === 'not-allowed')
    return refusing(core, asked, 'request-deployment', 'deployments', permission);
  const blocked = await deployingBlocked(core);
  return blocked === null ? { result: 'possible' } : { result: 'blocked', blocked };
}

export const emptyEntries: DraftEntries = {
  key: '',
  action: 'required',
  people: [],
  channelId: null,
  groupIds: [],
  addresses: '',
  file: null,
  exclusions: [],
  reason: '',
  startAt: null,
  deploymentId: null,
  keepPeople: false,
};

/** A draft that begins with what a deployment is now, to change it. */
export async function draftOfDeployment(
  core: Core,
  asked: Asked,
  deploymentId: string,
): Promise<NotAllowed | { result: 'over' } | { result: 'kept'; draftId: string; entries: DraftEntries }> {
  const deployment = (await readDeployment(core, deploymentId))?.value ?? null;
  const revision = presentRevision(deployment);
  if (deployment === null || revision === null) return { result: 'over' };
  const { leftOut } = await readRoster(core, deploymentId, revision.number);
  const exclusions = leftOut.flatMap(({ who, reason }) => (reason === 'excluded' ? [who] : []));
  const entries = entriesOf(deployment.key, deploymentId, revision, exclusions);
  const kept = await keepDraft(core, asked, entries);
  return kept.result === 'kept' ? { ...kept, entries } : kept;
}

/** The reason is asked for anew: it says why it changes. Whoever was taken out of followed groups stays out. */
function entriesOf(
  key: string,
  deploymentId: string,
  { action, audience, startAt }: DeploymentRevision,
  exclusions: readonly string[],
): DraftEntries {
  const whom =
    audience.kind === 'follows' ? { groupIds: audience.groupIds, exclusions, keepPeople: false } : { keepPeople: true };
  return { ...emptyEntries, key, deploymentId, action, startAt, ...whom };
}
