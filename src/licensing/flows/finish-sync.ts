import type { Put, RecordRef } from '../ports/records.js';
import { type AssetRecord, assetKey } from '../rules/asset.js';
import type { Binding, BoundLocation } from '../rules/binding.js';
import type { Notice } from '../rules/notice.js';
import type { SyncOutcome, SyncReport, SyncState } from '../rules/sync-report.js';
import { syncCard } from './begin-sync.js';
import type { Core } from './core.js';
import { stateChange } from './note-answer.js';
import { houseWith } from './read-house.js';
import { BINDING, readBinding, readSync, SYNC } from './state.js';
import type { BindingChange } from './token-state.js';
import { allTold } from './told.js';

/** How a sync ended and what it leaves. */
export interface SyncEnd {
  outcome: SyncOutcome;
  /** As they are after the reading, whether changed or not. */
  assets: readonly AssetRecord[];
  change: BindingChange | null;
}

/** One commit: figures, binding, memory of the sync and everything people are told. `null` when no sync is recorded any more. */
export async function finishSync(core: Core, reference: string, end: SyncEnd): Promise<SyncReport | null> {
  await core.onStep('sync.before-commit');
  const stored = await readSync(core);
  const { running } = stored.value;
  if (running === null) return null;
  const { outcome } = end;
  const report: SyncReport = { ...running, finishedAt: core.clock(), outcome, reference };
  const state: SyncState = {
    last: report,
    lastComplete: outcome.result === 'complete' ? report : stored.value.lastComplete,
    running: null,
  };
  const binding = await readBinding(core);
  const changed = binding.value.state === 'bound' ? changeOf(binding.value, end, report) : null;
  const assets = await assetPuts(core, end.assets);
  const put: Put[] = [...assets.put, ...(changed === null ? [] : [bindingPut(changed)])];
  const house = await houseWith(core, put, state);
  const result = await core.records.commit({
    expect: [
      { kind: 'sync', id: SYNC, revision: stored.revision },
      { kind: 'binding', id: BINDING, revision: binding.revision },
      ...assets.expect,
    ],
    put: [...put, { kind: 'sync', id: SYNC, value: state }, ...(await slotsDone(core, report))],
    remove: outcome.result === 'complete' ? await allTold(core) : [],
    outbox: [
      ...(changed?.notices ?? []),
      ...running.listeners.map((userId) => syncCard(running.id, userId, reference, { stage: 'done', report, house })),
      ...(running.trigger === 'person' ? [] : [await summary(core, report, house, stored.value.lastComplete)]),
    ],
    audit: [auditEntry(report), ...stateAudit(core, binding.value, changed, reference)],
  });
  if (result.result === 'conflict') return finishSync(core, reference, end);
  await core.onStep('sync.committed');
  return report;
}

function stateAudit(core: Core, before: Binding, changed: ReturnType<BindingChange> | null, reference: string) {
  if (before.state !== 'bound' || changed === null) return [];
  return stateChange(core, before, changed.binding, reference);
}

/** A complete reading that started after a take-back lets writes go on; one that began before it does not. */
function changeOf(bound: BoundLocation, { change, outcome }: SyncEnd, report: SyncReport) {
  const changed = change === null ? null : change(bound);
  const awaited = bound.writesAwaitReadingAfter;
  const readSince = outcome.result === 'complete' && (awaited === null || report.startedAt >= awaited);
  const { binding, notices } = changed ?? { binding: bound, notices: [] };
  // A time still to come is of a clock that was wrong: the reading is awaited from now on.
  if (awaited !== null && awaited > report.finishedAt)
    return { binding: { ...binding, writesAwaitReadingAfter: report.finishedAt }, notices };
  if (!readSince || binding.writesAwaitReadingAfter === null) return changed;
  return { binding: { ...binding, writesAwaitReadingAfter: null }, notices };
}

function bindingPut({ binding }: ReturnType<BindingChange>): Put {
  return { kind: 'binding', id: BINDING, value: binding };
}

/** What differs from the newest records. One that was read after this sync read it stays as it is. */
async function assetPuts(core: Core, assets: readonly AssetRecord[]) {
  const stored = new Map((await core.records.list('asset')).map((record) => [record.id, record]));
  const now = core.clock();
  const put: Put[] = [];
  const expect: (RecordRef & { revision: number })[] = [];
  for (const asset of assets) {
    const id = assetKey(asset);
    const held = stored.get(id);
    // A time still to come is of a clock that was wrong, and not newer.
    if (held !== undefined && held.value.readAt > asset.readAt && held.value.readAt <= now) continue;
    if (JSON.stringify(held?.value) === JSON.stringify(asset)) continue;
    put.push({ kind: 'asset', id, value: asset });
    expect.push({ kind: 'asset', id, revision: held?.revision ?? 0 });
  }
  return { put, expect };
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

function auditEntry(report: SyncReport) {
  return {
    at: report.finishedAt,
    actor: report.startedBy ?? 'system',
    act: 'sync',
    subject: 'location',
    outcome: report.outcome.result,
    reference: report.reference,
    facts: { trigger: report.trigger, slot: report.slot, sync: report.id, attempt: report.attempt },
  };
}
