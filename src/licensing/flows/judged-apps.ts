import type { Put, Versioned } from '../ports/records.js';
import type { Alert } from '../rules/alert.js';
import type { AssetRecord } from '../rules/asset.js';
import type { AssignmentState } from '../rules/assignment.js';
import { type JudgedApp, judgeApp } from '../rules/judged-app.js';
import { emptyLedger, type LedgerInputs } from '../rules/ledger.js';
import { runwayOf } from '../rules/runway.js';
import type { Core } from './core.js';

/** An asset with all that is planned with it, and what was told of it. */
export interface LedgerOfMany {
  asset: Versioned<AssetRecord>;
  inputs: LedgerInputs;
  alert: Versioned<Alert> | null;
}

/** Every asset's ledger at once; for one alone `readLedger` is cheaper. `put`: records that are about to be stored. */
export async function allLedgers(core: Core, put: readonly Put[] = []): Promise<readonly LedgerOfMany[]> {
  const assets = new Map((await core.records.list('asset')).map((one) => [one.id, one]));
  for (const { kind, id, value } of put) {
    if (kind === 'asset') assets.set(id, { id, revision: assets.get(id)?.revision ?? 0, value });
  }
  const ledgers = new Map((await core.records.list('ledger')).map(({ id, value }) => [id, value]));
  const alerts = new Map((await core.records.list('alert')).map((one) => [one.id, one]));
  const moving = await countMoving(core);
  const writes = await countWrites(core);
  return [...assets.values()].map((asset) => {
    const { id: key, value } = asset;
    const count = (state: AssignmentState) => moving.get(key)?.[state] ?? 0;
    const inputs: LedgerInputs = {
      asset: value,
      ledger: ledgers.get(key) ?? emptyLedger,
      reserved: count('reserved'),
      licensing: count('licensing'),
      waiting: count('waiting-for-licences'),
      openWrites: writes.get(key) ?? 0,
    };
    return { asset, inputs, alert: alerts.get(key) ?? null };
  });
}

/** Every asset as people are to see it: with the level that was told, until it is clearly left. */
export async function judgedApps(core: Core, put: readonly Put[] = []): Promise<readonly JudgedApp[]> {
  return (await allLedgers(core, put)).map((one) => judged(core, one));
}

/** One asset, as `judgedApps`. `runway`: as it was told. */
export function judged(core: Core, { inputs, alert }: Omit<LedgerOfMany, 'asset'>): JudgedApp {
  const before = alert?.value.level ?? null;
  return judgeApp(inputs, core.settings.alerts, before, alert?.value.told.runway ?? null);
}

/** How long the licences of one asset last; `null` = nobody can say. */
export async function readRunway(core: Core, asset: AssetRecord, key: string, free: number | null) {
  const pace = await core.records.get('pace', key);
  const { readAt: at, assignedCount: assigned, totalCount: total } = asset;
  return pace === null ? null : runwayOf(pace.value, free, { at, assigned, total });
}

type StateCounts = { [S in AssignmentState]?: number };

async function countMoving(core: Core): Promise<ReadonlyMap<string, StateCounts>> {
  const counts = new Map<string, StateCounts>();
  for (const { value } of await core.records.list('assignment')) {
    const ofKey: StateCounts = counts.get(value.key) ?? {};
    ofKey[value.state] = (ofKey[value.state] ?? 0) + 1;
    counts.set(value.key, ofKey);
  }
  return counts;
}

async function countWrites(core: Core): Promise<ReadonlyMap<string, number>> {
  const counts = new Map<string, number>();
  for (const { value } of await core.records.list('write')) {
    if ('key' in value.task) counts.set(value.task.key, (counts.get(value.task.key) ?? 0) + 1);
  }
  return counts;
}
