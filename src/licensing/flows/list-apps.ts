import { type AssetRecord, assetKey } from '../rules/asset.js';
import type { JudgedApp } from '../rules/judged-app.js';
import { matchesSearch, sortApps, sortByNeed } from '../rules/needs.js';
import type { NotAllowed } from '../rules/policy.js';
import { type Asked, type Core, permit } from './core.js';
import { judgedApps } from './judged-apps.js';
import { readBinding, readSync } from './state.js';

/** Rows of one page. */
export const APPS_PER_PAGE = 15;

export interface AppsPage {
  result: 'apps';
  search: string;
  /** From 0. */
  page: number;
  pages: number;
  found: number;
  all: number;
  apps: readonly JudgedApp[];
  /** When the last complete sync ended; `null` before the first one. */
  asOf: number | null;
  bound: boolean;
}

/** Apps and books by need (short, low, then least share free), searched and paged (S18). */
export async function listApps(core: Core, asked: Asked, search: string, page: number): Promise<AppsPage | NotAllowed> {
  const permission = await permit(core, asked.actor, 'view-apps');
  if (permission.result === 'not-allowed') return permission;
  const all = await judgedApps(core);
  const text = search.trim().slice(0, 100);
  const found = sortApps(text === '' ? all : all.filter(({ asset }) => matchesSearch(asset, text)));
  const pages = Math.max(1, Math.ceil(found.length / APPS_PER_PAGE));
  const current = Math.min(Math.max(0, page), pages - 1);
  return {
    result: 'apps',
    search: text,
    page: current,
    pages,
    found: found.length,
    all: all.length,
    apps: found.slice(current * APPS_PER_PAGE, (current + 1) * APPS_PER_PAGE),
    asOf: (await readSync(core)).value.lastComplete?.finishedAt ?? null,
    bound: (await readBinding(core)).value.state === 'bound',
  };
}

export type FindAppOutcome =
  | NotAllowed
  | { result: 'app'; app: AssetRecord }
  | { result: 'several'; apps: readonly AssetRecord[] }
  | { result: 'none'; search: string };

/** One app by its key, or by a name that fits only one. */
export async function findApp(core: Core, asked: Asked, search: string): Promise<FindAppOutcome> {
  const permission = await permit(core, asked.actor, 'view-apps');
  if (permission.result === 'not-allowed') return permission;
  const text = search.trim().slice(0, 100);
  const assets = (await core.records.list('asset')).map(({ value }) => value);
  const exact = assets.filter(
    (asset) => assetKey(asset) === text || asset.name?.toLocaleLowerCase('en') === text.toLocaleLowerCase('en'),
  );
  const found = exact.length > 0 ? exact : assets.filter((asset) => matchesSearch(asset, text));
  const [only] = found;
  if (only === undefined) return { result: 'none', search: text };
  return found.length === 1
    ? { result: 'app', app: only }
    : { result: 'several', apps: sortByNeed(found).slice(0, 10) };
}
