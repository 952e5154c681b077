import type { UserGroup } from '../ports/people.js';
import { type AssetRecord, assetKey } from '../rules/asset.js';
import { isDeployable } from '../rules/draft-faults.js';
import { assetName, matchesSearch } from '../rules/needs.js';
import { type Asked, type Core, permit } from './core.js';
import { readLedger } from './ledgers.js';

/** As many as Slack shows in one list. */
const LISTED = 100;

/** An app that may be chosen. */
export interface DeployableApp {
  key: string;
  app: AssetRecord;
  /** What may be planned with; `null` = unlimited. */
  free: number | null;
}

/** Apps that may be deployed, by name, searched. Empty for whoever may not deploy. */
export async function deployableApps(core: Core, asked: Asked, search: string): Promise<readonly DeployableApp[]> {
  const permission = await permit(core, asked.actor, 'request-deployment');
  if (permission.result === 'not-allowed') return [];
  const text = search.trim().slice(0, 100);
  const apps = (await core.records.list('asset'))
    .map(({ value }) => value)
    .filter((app) => isDeployable(app) && (text === '' || matchesSearch(app, text)))
    .sort((one, other) => assetName(one).localeCompare(assetName(other), 'en'))
    .slice(0, LISTED);
  const found = await Promise.all(apps.map((app) => deployableApp(core, assetKey(app))));
  return found.filter((one) => one !== null);
}

/** One of them; `null`: no such app, a book, or gone at Apple. */
export async function deployableApp(core: Core, key: string): Promise<DeployableApp | null> {
  const view = await readLedger(core, key);
  return view === null || !isDeployable(view.asset) ? null : { key, app: view.asset, free: view.figures.free };
}

/** User groups that may be followed, by name, searched. Empty for whoever may not deploy, and when Slack does not say. */
export async function followableGroups(core: Core, asked: Asked, search: string): Promise<readonly UserGroup[]> {
  const permission = await permit(core, asked.actor, 'request-deployment');
  if (permission.result === 'not-allowed') return [];
  const text = search.trim().toLocaleLowerCase('en').slice(0, 100);
  return ((await core.people.groups()) ?? [])
    .filter(({ name, handle }) => `${name} @${handle}`.toLocaleLowerCase('en').includes(text))
    .sort((one, other) => one.name.localeCompare(other.name, 'en'))
    .slice(0, LISTED);
}
