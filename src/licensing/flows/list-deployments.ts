import type { Versioned } from '../ports/records.js';
import type { Deployment } from '../rules/deployment.js';
import { type DeploymentFilter, fitsDeployment, parseDeploymentFilter } from '../rules/deployment-filter.js';
import { matchesSearch } from '../rules/needs.js';
import type { NotAllowed } from '../rules/policy.js';
import { appNameOf, groupHandles } from './app-names.js';
import { type Asked, type Core, permit } from './core.js';
import { listDeployments } from './deployments.js';
import { type DeploymentProgress, progressOf } from './progress.js';
import { refusing } from './refused-clicks.js';

/** Rows of one page. */
export const DEPLOYMENTS_PER_PAGE = 8;

/** One deployment in a list. */
export interface DeploymentRow {
  id: string;
  deployment: Deployment;
  appName: string;
  /** `null`: nothing of it is in force. */
  progress: DeploymentProgress | null;
}

export interface DeploymentsPage {
  result: 'deployments';
  filter: DeploymentFilter;
  /** From 0. */
  page: number;
  pages: number;
  found: number;
  all: number;
  rows: readonly DeploymentRow[];
  /** Of the groups that rows follow, by id; those that Slack did not name are missing. */
  groups: ReadonlyMap<string, string>;
}

/** Deployments, newest first, those that wait for approval before all others. `typed` is what stands behind the command. */
export async function deploymentsPage(
  core: Core,
  asked: Asked,
  typed: string,
  page: number,
): Promise<DeploymentsPage | NotAllowed> {
  const permission = await permit(core, asked.actor, 'view-deployments');
  if (permission.result === 'not-allowed') return refusing(core, asked, 'list-deployments', 'deployments', permission);
  const filter = parseDeploymentFilter(typed);
  const { found, all } = await deploymentsFor(core, filter, asked.actor);
  const pages = Math.max(1, Math.ceil(found.length / DEPLOYMENTS_PER_PAGE));
  const current = Math.min(Math.max(0, Math.floor(page)), pages - 1);
  const shown = found.slice(current * DEPLOYMENTS_PER_PAGE, (current + 1) * DEPLOYMENTS_PER_PAGE);
  const rows: DeploymentRow[] = [];
  for (const one of shown) rows.push(await deploymentRow(core, one));
  return {
    result: 'deployments',
    filter,
    page: current,
    pages,
    found: found.length,
    all,
    rows,
    groups: await groupHandles(
      core,
      shown.map(({ value }) => value),
    ),
  };
}

/** One deployment as a line of the list, with its progress as it is now. */
export async function deploymentRow(core: Core, { id, value }: Versioned<Deployment>): Promise<DeploymentRow> {
  return { id, deployment: value, appName: await appNameOf(core, value.key), progress: await progressOf(core, id) };
}

/** All that fit, in the order of the list. */
export async function deploymentsFor(
  core: Core,
  filter: DeploymentFilter,
  actor: string,
): Promise<{ found: readonly Versioned<Deployment>[]; all: number }> {
  const all = await listDeployments(core);
  const keys = await keysFor(core, filter.app);
  const found = all.filter(
    ({ value }) => fitsDeployment(value, filter, actor) && (keys === null || keys.has(value.key)),
  );
  const waits = ({ value }: Versioned<Deployment>) => (value.pending === null ? 1 : 0);
  return { found: found.reverse().sort((one, other) => waits(one) - waits(other)), all: all.length };
}

/** `null`: any app. */
async function keysFor(core: Core, app: string): Promise<ReadonlySet<string> | null> {
  if (app === '') return null;
  const assets = await core.records.list('asset');
  return new Set(assets.flatMap(({ id, value }) => (matchesSearch(value, app) ? [id] : [])));
}
