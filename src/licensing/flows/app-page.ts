import type { Alert, Runway } from '../rules/alert.js';
import type { AssetRecord } from '../rules/asset.js';
import type { DeploymentAction } from '../rules/deployment.js';
import type { JudgedApp } from '../rules/judged-app.js';
import { type Act, mayAct, type NotAllowed } from '../rules/policy.js';
import { type Asked, type Core, permit } from './core.js';
import { listDeployments } from './deployments.js';
import { judged, readRunway } from './judged-apps.js';
import { readLedger } from './ledgers.js';
import { refusing } from './refused-clicks.js';
import { countUnused } from './unused-licences.js';

/** Deployments that the page names. */
export const DEPLOYMENTS_SHOWN = 10;

/** One deployment of an app in force, in a line. */
export interface DeploymentOfApp {
  id: string;
  action: DeploymentAction;
  people: number;
  /** Nothing is sent before; `null` = it has begun. */
  startAt: number | null;
}

/** One app or book with everything that is planned with its licences. */
export interface AppPage {
  result: 'app';
  key: string;
  app: JudgedApp;
  runway: Runway | null;
  alert: Alert | null;
  /** In force, newest first, at most `DEPLOYMENTS_SHOWN`. */
  deployments: readonly DeploymentOfApp[];
  deploymentCount: number;
  awaitingApproval: number;
  /** Licences on none of their holders' devices; `null` = nobody knows without a device server, or it is no app. */
  unused: number | null;
  /** What whoever looks may do. */
  may: { deploy: boolean; seeHolders: boolean; uninstall: boolean; snooze: boolean; sync: boolean };
}

export type AppPageOutcome = AppPage | NotAllowed | { result: 'unknown-app' };

export async function appPage(core: Core, asked: Asked, key: string): Promise<AppPageOutcome> {
  const permission = await permit(core, asked.actor, 'view-apps');
  if (permission.result === 'not-allowed')
    return refusing(core, asked, 'show-app', `asset:${key.slice(0, 60)}`, permission);
  const view = await readLedger(core, key);
  if (view === null) return { result: 'unknown-app' };
  const alert = await core.records.get('alert', key);
  const all = (await listDeployments(core, key)).toReversed();
  const inForce = all.flatMap(({ id, value: { state, inForce: revision } }): DeploymentOfApp[] => {
    if (state !== 'active' || revision === null) return [];
    const { action, people, startAt } = revision;
    return [{ id, action, people, startAt: startAt !== null && startAt > core.clock() ? startAt : null }];
  });
  const may = (act: Act) => mayAct(permission.standing, act).result === 'allowed';
  const isApp = isDeployable(view.asset);
  return {
    result: 'app',
    key,
    app: judged(core, { inputs: view.inputs, alert }),
    runway: await readRunway(core, view.asset, key, view.figures.free),
    alert: alert?.value ?? null,
    deployments: inForce.slice(0, DEPLOYMENTS_SHOWN),
    deploymentCount: inForce.length,
    awaitingApproval: all.filter(({ value }) => value.pending !== null).length,
    unused: core.devices === null || view.asset.productType !== 'App' ? null : await countUnused(core, key),
    may: {
      deploy: isApp && may('request-deployment'),
      seeHolders: view.asset.productType === 'App' && may('view-people'),
      uninstall: view.asset.productType === 'App' && view.asset.revocable && may('release-licences'),
      snooze: may('snooze-alert'),
      sync: may('sync'),
    },
  };
}

/** Books are listed, not deployable; what is gone from Apple has nothing to give. */
function isDeployable({ productType, presence }: AssetRecord): boolean {
  return productType === 'App' && presence === 'listed';
}
