import { type AssetRecord, assetKey } from '../rules/asset.js';
import type { BoundLocation } from '../rules/binding.js';
import { applyAbsence, applyReading, assetLine, diffAssets } from '../rules/diff.js';
import { foreignCount } from '../rules/needs.js';
import type { RemovalsCheck, SyncOutcome, SyncReport, SyncTotals } from '../rules/sync-report.js';
import type { Core } from './core.js';
import type { SyncEnd } from './finish-sync.js';
import { lookUpNames } from './look-up-names.js';
import type { LocationReading } from './read-location.js';
import { readSync } from './state.js';
import { afterReading, unlessChanged } from './token-state.js';
import { asLastTold } from './told.js';

type Complete = Extract<SyncOutcome, { result: 'complete' }>;

/** What a whole reading makes of the records, and the difference in words' facts. Saves the mirror. */
export async function keepReading(
  core: Core,
  bound: BoundLocation,
  reading: LocationReading,
  reference: string,
): Promise<SyncEnd> {
  const before = new Map((await core.records.list('asset')).map(({ id, value }) => [id, value]));
  const { lastComplete } = (await readSync(core)).value;
  const names = await lookUpNames(core, bound, before, reading);
  const ours = core.mirror.countsByAsset();
  const found = [...reading.assets].map(([key, one]) =>
    applyReading(before.get(key) ?? null, one, ours.get(key) ?? 0, names.of(one.asset.adamId)),
  );
  const absent = [...before]
    .filter(([key]) => !reading.assets.has(key))
    .map(([, asset]) => applyAbsence(asset, reading.assetsReadAt));
  const assets = [...found, ...absent];
  const listed = assets.filter((asset) => asset.presence === 'listed');
  const lines = new Map(assets.map((asset) => [assetKey(asset), assetLine(asset)]));
  const change = unlessChanged(bound, afterReading(core, reading.config, reference));
  const outcome: Complete = {
    result: 'complete',
    diff: diffAssets(asTold(await asLastTold(core, before), lastComplete), assets, {
      before: bound.facts,
      after: change(bound).binding.facts,
    }),
    totals: totals(core, listed, reading),
    unsettled: reading.unsettled.map(
      (key) => lines.get(key) ?? { key, name: `Product ${key}`, totalCount: 0, availableCount: 0 },
    ),
    readAgain: reading.readAgain,
    removals: removals(reading, lastComplete),
    suspect: listed.filter((asset) => asset.suspectSince !== null).map(assetLine),
    catalogueTrouble: names.trouble,
  };
  await core.mirror.save();
  return { outcome, assets, change };
}

function completeOf(report: SyncReport | null): Complete | null {
  return report?.outcome.result === 'complete' ? report.outcome : null;
}

/** What people know: a product in doubt at the last sync that has turned out to be gone since was never said to be gone. */
function asTold(
  before: ReadonlyMap<string, AssetRecord>,
  lastComplete: SyncReport | null,
): ReadonlyMap<string, AssetRecord> {
  const doubted = new Set(completeOf(lastComplete)?.suspect.map(({ key }) => key));
  return new Map([...before].map(([key, asset]) => [key, doubted.has(key) ? { ...asset, presence: 'listed' } : asset]));
}

function removals({ usersVerifiedAt }: LocationReading, lastComplete: SyncReport | null): RemovalsCheck {
  if (usersVerifiedAt !== null) return { verified: true, at: usersVerifiedAt };
  const last = completeOf(lastComplete)?.removals;
  if (last === undefined) return { verified: false, since: null };
  return { verified: false, since: last.verified ? last.at : last.since };
}

function totals(core: Core, listed: readonly AssetRecord[], reading: LocationReading): SyncTotals {
  const counted = listed.filter((asset) => !asset.unlimited);
  const sum = (of: (asset: AssetRecord) => number, assets = counted) =>
    assets.reduce((total, asset) => total + of(asset), 0);
  const mirror = core.mirror.totals();
  const assigned = sum((asset) => asset.assignedCount, [...listed]);
  return {
    assets: listed.length,
    apps: listed.filter((asset) => asset.productType === 'App').length,
    books: listed.filter((asset) => asset.productType === 'Book').length,
    totalCount: sum((asset) => asset.totalCount),
    assignedCount: assigned,
    availableCount: sum((asset) => asset.availableCount),
    ourUsers: mirror.users,
    ourAssignments: mirror.assignments,
    foreignUsers: reading.foreignUsers,
    foreignAssignments: Math.max(0, assigned - mirror.assignments),
    foreignRevocable: sum(
      foreignCount,
      listed.filter((asset) => asset.revocable),
    ),
  };
}
