import type { Versioned } from '../ports/records.js';
import { type Deployment, wrote } from '../rules/deployment.js';
import type { InstallationCounts } from '../rules/installation-counts.js';
import { isTrouble } from '../rules/installation-filter.js';
import { mayAct, type Standing } from '../rules/policy.js';
import { type TermsStatus, termsStatus } from '../rules/terms.js';
import { appNameOf, groupHandles } from './app-names.js';
import { movingAssignments } from './assignments.js';
import type { Core } from './core.js';
import { listDeployments } from './deployments.js';
import { installationCounts } from './installation-counts.js';
import { installationsOf } from './installations.js';
import { type DeploymentRow, deploymentRow } from './list-deployments.js';

/** Deployments of one kind on the Home tab. */
const SHOWN = 5;

/** A deployment in force; `installations` `null` without an MDM server. */
export interface ActiveRow extends DeploymentRow {
  installations: InstallationCounts | null;
}

/** What an administrator's Home tab says of deployments and people. */
export interface HomeLists {
  /** Deployments that this person may decide about, oldest first. */
  decide: readonly DeploymentRow[];
  decideCount: number;
  /** The newest ones in force. */
  active: readonly ActiveRow[];
  activeCount: number;
  awaitingCount: number;
  /** Only statuses that somebody has. */
  terms: readonly { status: TermsStatus; people: number }[];
  /** Apps for which people wait for licences, the longest list first. */
  waiting: readonly { key: string; name: string; people: number }[];
  waitingApps: number;
  groups: ReadonlyMap<string, string>;
  /** Installations that need somebody, the app with the most first; `null` without an MDM server. */
  installs: { count: number; apps: readonly { key: string; name: string; count: number }[]; appsCount: number } | null;
}

/** `null`: this person may not see deployments. */
export async function readHomeLists(core: Core, standing: Standing): Promise<HomeLists | null> {
  if (mayAct(standing, 'view-deployments').result !== 'allowed') return null;
  const all = await listDeployments(core);
  const mayDecide = mayAct(standing, 'approve-deployment').result === 'allowed';
  const decide = mayDecide ? all.filter(({ value }) => isOpenTo(value, standing.userId)) : [];
  const active = all.filter(({ value }) => value.state === 'active').reverse();
  const shown = [...decide.slice(0, SHOWN), ...active.slice(0, SHOWN)];
  const waiting = await waitingApps(core);
  return {
    decide: await rowsOf(core, decide.slice(0, SHOWN)),
    decideCount: decide.length,
    active: await withInstallations(core, await rowsOf(core, active.slice(0, SHOWN))),
    activeCount: active.length,
    awaitingCount: all.filter(({ value }) => value.pending !== null).length,
    terms: await termsCounts(core),
    waiting: waiting.slice(0, SHOWN),
    waitingApps: waiting.length,
    installs: await troubledInstalls(core),
    groups: await groupHandles(
      core,
      shown.map(({ value }) => value),
    ),
  };
}

/** It waits, and this person neither wrote any part of it nor has approved it already. */
function isOpenTo({ pending }: Deployment, userId: string): boolean {
  return pending !== null && !wrote(pending, userId) && !pending.approvedBy.some(({ by }) => by === userId);
}

async function rowsOf(core: Core, deployments: readonly Versioned<Deployment>[]): Promise<readonly DeploymentRow[]> {
  const rows: DeploymentRow[] = [];
  for (const one of deployments) rows.push(await deploymentRow(core, one));
  return rows;
}

async function withInstallations(core: Core, rows: readonly DeploymentRow[]): Promise<readonly ActiveRow[]> {
  const counted: ActiveRow[] = [];
  for (const row of rows) counted.push({ ...row, installations: await installationCounts(core, row.id) });
  return counted;
}

async function termsCounts(core: Core): Promise<HomeLists['terms']> {
  const counts = new Map<TermsStatus, number>();
  for (const { value } of await core.records.list('membership')) {
    const status = termsStatus(value);
    counts.set(status, (counts.get(status) ?? 0) + 1);
  }
  return [...counts].map(([status, people]) => ({ status, people })).sort((one, other) => other.people - one.people);
}

async function troubledInstalls(core: Core): Promise<HomeLists['installs']> {
  if (core.devices === null) return null;
  const counts = new Map<string, number>();
  for (const { value } of await installationsOf(core, '')) {
    if (isTrouble(value)) counts.set(value.key, (counts.get(value.key) ?? 0) + 1);
  }
  const most = [...counts].sort(([, one], [, other]) => other - one);
  const named = most.slice(0, SHOWN).map(async ([key, count]) => ({ key, count, name: await appNameOf(core, key) }));
  const count = most.reduce((sum, [, each]) => sum + each, 0);
  return { count, apps: await Promise.all(named), appsCount: most.length };
}

async function waitingApps(core: Core): Promise<HomeLists['waiting']> {
  const counts = new Map<string, number>();
  for (const { value } of await movingAssignments(core)) {
    if (value.state === 'waiting-for-licences') counts.set(value.key, (counts.get(value.key) ?? 0) + 1);
  }
  const longest = [...counts].sort(([, one], [, other]) => other - one);
  return Promise.all(longest.map(async ([key, people]) => ({ key, people, name: await appNameOf(core, key) })));
}
