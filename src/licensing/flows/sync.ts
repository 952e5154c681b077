import type { Progress } from '../ports/licences.js';
import type { Put } from '../ports/records.js';
import { type AssetRecord, assetKey } from '../rules/asset.js';
import type { BoundLocation } from '../rules/binding.js';
import { applyReading, assetLine, diffAssets } from '../rules/diff.js';
import type { Notice } from '../rules/notice.js';
import type { NotAllowed } from '../rules/policy.js';
import type { SyncOutcome, SyncReport, SyncStage, SyncState } from '../rules/sync-report.js';
import { type Begun, beginSync, syncCard } from './begin-sync.js';
import { type Asked, type Core, connect, permit } from './core.js';
import { lookUpNames } from './look-up-names.js';
import { houseWith } from './read-house.js';
import { type Listener, type LocationReading, readLocation } from './read-location.js';
import { BINDING, readBinding, readSync, SYNC } from './state.js';
import { afterReading, afterTrouble, type BindingChange } from './token-state.js';

/** Pages between two updates of a progress card. */
const PAGES_PER_UPDATE = 25;

export type RequestSyncOutcome = NotAllowed | Begun;

/** "Sync now" (S17). A second request joins the running sync and gets the same result. */
export async function requestSync(core: Core, asked: Asked): Promise<RequestSyncOutcome> {
  const permission = await permit(core, asked.actor, 'sync');
  if (permission.result === 'not-allowed') return permission;
  return beginSync(core, { trigger: 'person', slot: null, startedBy: asked.actor, reference: asked.reference });
}

/** Does the recorded sync from the start; run again after a restart it ends the same. `null` when none is recorded. */
export async function runSync(core: Core, reference: string): Promise<SyncReport | null> {
  const { running } = (await readSync(core)).value;
  if (running === null) return null;
  const before = await readBinding(core);
  if (before.value.state !== 'bound') {
    return finish(core, reference, { result: 'skipped', reason: 'not-bound' }, [], null);
  }
  if (before.value.tokenState === 'in-use-elsewhere') {
    // Whatever else Apple says (ours again, nobody's, a refused token) is found by the reading.
    const config = await connect(core, before.value).clientConfig();
    if (config.result === 'in-use-elsewhere') {
      return finish(core, reference, { result: 'skipped', reason: 'in-use-elsewhere' }, [], null);
    }
  }
  const bound = before.value;
  const connection = connect(core, bound);
  const outcome = await readLocation(core, connection, listener(core, reference));
  if (outcome.result === 'trouble') {
    const trouble = afterTrouble(core, outcome.stage, outcome.trouble, reference);
    return finish(core, reference, trouble.outcome, [], trouble.change);
  }
  return complete(core, reference, bound, outcome.reading);
}

async function complete(
  core: Core,
  reference: string,
  bound: BoundLocation,
  reading: LocationReading,
): Promise<SyncReport | null> {
  await tell(core, reference, 'catalogue', null);
  const before = new Map((await core.records.list('asset')).map(({ id, value }) => [id, value]));
  const names = await lookUpNames(core, bound, before, reading);
  const ours = core.mirror.countsByAsset();
  const listed = [...reading.assets].map(([key, one]) =>
    applyReading(before.get(key) ?? null, one, ours.get(key) ?? 0, names.entries.get(one.asset.adamId) ?? null),
  );
  const gone = [...before]
    .filter(([key]) => !reading.assets.has(key))
    .map(([, asset]): AssetRecord => ({ ...asset, presence: 'gone', suspectSince: null }));
  const after = [...listed, ...gone];
  const lines = new Map(after.map((asset) => [assetKey(asset), assetLine(asset)]));
  const change = afterReading(core, reading.config, reference);
  const outcome: SyncOutcome = {
    result: 'complete',
    diff: diffAssets(before, after, { before: bound.facts, after: change(bound).binding.facts }),
    totals: totals(core, listed, reading),
    unsettled: reading.unsettled.map(
      (key) => lines.get(key) ?? { key, name: `Product ${key}`, totalCount: 0, availableCount: 0 },
    ),
    readAgain: reading.readAgain,
    suspect: listed.filter((asset) => asset.suspectSince !== null).map(assetLine),
    catalogueTrouble: names.trouble,
  };
  const put = after
    .filter((asset) => JSON.stringify(before.get(assetKey(asset))) !== JSON.stringify(asset))
    .map((asset): Put => ({ kind: 'asset', id: assetKey(asset), value: asset }));
  await core.mirror.save();
  return finish(core, reference, outcome, put, change);
}

function totals(core: Core, listed: readonly AssetRecord[], reading: LocationReading) {
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
  };
}

/** One commit: figures, binding, memory of the sync and everything people are told. */
async function finish(
  core: Core,
  reference: string,
  outcome: SyncOutcome,
  assets: readonly Put[],
  change: BindingChange | null,
): Promise<SyncReport | null> {
  await core.onStep('sync.before-commit');
  const stored = await readSync(core);
  const { running } = stored.value;
  if (running === null) return null;
  const report: SyncReport = {
    id: running.id,
    trigger: running.trigger,
    slot: running.slot,
    startedBy: running.startedBy,
    startedAt: running.startedAt,
    finishedAt: core.clock(),
    outcome,
    reference,
  };
  const state: SyncState = {
    last: report,
    lastComplete: outcome.result === 'complete' ? report : stored.value.lastComplete,
    running: null,
  };
  const binding = await readBinding(core);
  const changed = binding.value.state === 'bound' && change !== null ? change(binding.value) : null;
  const put: Put[] = [
    ...assets,
    ...(changed === null ? [] : [{ kind: 'binding' as const, id: BINDING, value: changed.binding }]),
  ];
  const house = await houseWith(core, put, state);
  const result = await core.records.commit({
    expect: [
      { kind: 'sync', id: SYNC, revision: stored.revision },
      { kind: 'binding', id: BINDING, revision: binding.revision },
    ],
    put: [...put, { kind: 'sync', id: SYNC, value: state }, ...(await slotsDone(core, report))],
    outbox: [
      ...(changed?.notices ?? []),
      ...running.listeners.map((userId) => syncCard(running.id, userId, reference, { stage: 'done', report, house })),
      ...(running.trigger === 'person' ? [] : [await summary(core, report, house, stored.value.lastComplete)]),
    ],
    audit: [
      {
        at: report.finishedAt,
        actor: running.startedBy ?? 'system',
        act: 'sync',
        subject: 'location',
        outcome: outcome.result,
        reference,
        facts: { trigger: running.trigger, slot: running.slot, sync: running.id },
      },
    ],
  });
  if (result.result === 'conflict') return finish(core, reference, outcome, assets, change);
  await core.onStep('sync.committed');
  return report;
}

/** Every slot that waits for this sync: after a long rest more than one may have joined it. */
async function slotsDone(core: Core, report: SyncReport): Promise<Put[]> {
  return (await core.records.list('slot'))
    .filter(({ value }) => value.outcome === 'running')
    .map(({ id, value }) => ({
      kind: 'slot',
      id,
      value: { ...value, finishedAt: report.finishedAt, outcome: 'done' },
    }));
}

/** Names the slots that were found to be missed since a sync last completed. */
async function summary(
  core: Core,
  report: SyncReport,
  house: Awaited<ReturnType<typeof houseWith>>,
  lastComplete: SyncReport | null,
): Promise<Notice> {
  const since = lastComplete?.finishedAt ?? 0;
  const missed = (await core.records.list('slot')).filter(
    ({ value }) => value.outcome === 'missed' && value.finishedAt !== null && value.finishedAt > since,
  );
  return {
    kind: 'sync-summary',
    subject: `sync-summary:${report.slot ?? report.id}`,
    audience: { to: 'channel' },
    facts: { report, house, missedSlots: missed.map(({ id }) => id) },
    reference: report.reference,
  };
}

/** Progress for those who wait: at each stage, and then every so many pages. */
function listener(core: Core, reference: string): Listener {
  return {
    stage: (stage) => tell(core, reference, stage, null),
    pages: (stage, progress) => {
      if (progress.pages % PAGES_PER_UPDATE !== 0) return;
      tell(core, reference, stage, progress).catch((fault: unknown) =>
        core.onTrouble('sync.progress-not-stored', { reference, fault }),
      );
    },
  };
}

async function tell(core: Core, reference: string, at: SyncStage, progress: Progress | null): Promise<void> {
  const { running } = (await readSync(core)).value;
  if (running === null || running.listeners.length === 0) return;
  const { startedAt } = running;
  const facts = {
    stage: 'running',
    at,
    pages: progress?.pages ?? 0,
    totalPages: progress?.totalPages ?? null,
    startedAt,
  } as const;
  await core.records.commit({
    outbox: running.listeners.map((userId) => syncCard(running.id, userId, reference, facts)),
  });
}
