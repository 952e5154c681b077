import type { AuditVerdict, NumberedAuditEntry } from '../ports/audit.js';
import { assetKey } from '../rules/asset.js';
import { type AuditFilter, type AuditQuery, fitsAudit, parseAuditQuery } from '../rules/audit-filter.js';
import { assetName, matchesSearch } from '../rules/needs.js';
import type { NotAllowed } from '../rules/policy.js';
import { type Asked, type Core, permit } from './core.js';
import { listDeployments } from './deployments.js';
import { refusing } from './refused-clicks.js';

/** Entries of one page. */
export const AUDIT_PER_PAGE = 12;
/** Entries that are looked through for one page. */
const LOOKED_THROUGH = 100_000;

export interface AuditPage {
  result: 'audit';
  /** What was typed. */
  typed: string;
  /** Newest first. */
  entries: readonly NumberedAuditEntry[];
  /** Older entries may fit: they have lower numbers than this one. `null` = the beginning was reached. */
  before: number | null;
  /** Whether these are the newest. */
  newest: boolean;
  /** Only on the first page: whether the chain of hashes is whole. */
  verdict: AuditVerdict | null;
  /** Names of the apps that entries are about, by asset key. */
  apps: ReadonlyMap<string, string>;
}

export type AuditOutcome =
  | NotAllowed
  | { result: 'not-understood'; parts: readonly string[] }
  | { result: 'no-app'; app: string }
  | AuditPage;

/** The newest entries that fit what was typed; `before`: only those with lower numbers. */
export async function listAudit(core: Core, asked: Asked, typed: string, before: number | null): Promise<AuditOutcome> {
  const permission = await permit(core, asked.actor, 'view-audit');
  if (permission.result === 'not-allowed') return refusing(core, asked, 'list-audit', 'audit', permission);
  const read = await readAuditFilter(core, typed);
  if (read.result !== 'filter') return read;
  const entries: NumberedAuditEntry[] = [];
  let looked = 0;
  let lowest = 1;
  for await (const slice of core.audit.walk(before === null ? {} : { before })) {
    for (const entry of slice) {
      if (entries.length === AUDIT_PER_PAGE) break;
      lowest = entry.number;
      if (fitsAudit(entry, read.filter)) entries.push(entry);
    }
    looked += slice.length;
    if (entries.length === AUDIT_PER_PAGE || looked >= LOOKED_THROUGH) break;
  }
  return {
    result: 'audit',
    typed,
    entries,
    before: lowest > 1 ? lowest : null,
    newest: before === null,
    verdict: before === null ? await core.audit.verify() : null,
    apps: await appNames(core),
  };
}

/** Names of the apps by asset key; an app without a name is missing. */
export async function appNames(core: Core): Promise<ReadonlyMap<string, string>> {
  return new Map((await core.records.list('asset')).map(({ id, value }) => [id, assetName(value)]));
}

export type ReadAuditFilter =
  | { result: 'filter'; filter: AuditFilter }
  | { result: 'not-understood'; parts: readonly string[] }
  | { result: 'no-app'; app: string };

/** What was typed, with the app looked up. */
export async function readAuditFilter(core: Core, typed: string): Promise<ReadAuditFilter> {
  const parsed = parseAuditQuery(typed.slice(0, 500), core.settings.schedule.timeZone);
  if (parsed.result === 'not-understood') return parsed;
  const { query } = parsed;
  if (query.app === null) return { result: 'filter', filter: { ...query, keys: null, deploymentIds: [] } };
  const keys = await keysOf(core, query.app);
  if (keys.length === 0) return { result: 'no-app', app: query.app };
  return { result: 'filter', filter: { ...query, keys, deploymentIds: await deploymentsOf(core, keys) } };
}

/** An exact name or key, else everything that fits. */
async function keysOf(core: Core, app: NonNullable<AuditQuery['app']>): Promise<readonly string[]> {
  const assets = (await core.records.list('asset')).map(({ value }) => value);
  const lower = app.toLocaleLowerCase('en');
  const exact = assets.filter((asset) => assetKey(asset) === app || asset.name?.toLocaleLowerCase('en') === lower);
  return (exact.length > 0 ? exact : assets.filter((asset) => matchesSearch(asset, app))).map(assetKey);
}

async function deploymentsOf(core: Core, keys: readonly string[]): Promise<readonly string[]> {
  const wanted = new Set(keys);
  return (await listDeployments(core)).flatMap(({ id, value }) => (wanted.has(value.key) ? [id] : []));
}
