import type { BoundLocation } from '../rules/binding.js';
import type { Ledger } from '../rules/ledger.js';
import type { Notice } from '../rules/notice.js';
import { assignmentsOf } from './assignments.js';
import { type Core, connect } from './core.js';
import { progressNotices } from './deployment-progress.js';
import { describeTrouble } from './describe-trouble.js';
import { keepNamed } from './keep-named.js';
import { type LedgerView, ledgerPut, readLedger } from './ledgers.js';
import { endOfGap, gapEnd, isGap, widenGap } from './licence-hold.js';
import { deploymentsOf } from './licence-outcomes.js';
import { LOOK_AGAIN, type LongWork } from './long-work.js';
import { noteTrouble } from './note-answer.js';
import { readNamed } from './read-named.js';
import { readBinding, readSync, SYNC } from './state.js';

/** Products read again in one pass. */
const PER_PASS = 10;

/**
 * Reads an asset again once the last write of it has ended, so that what was given or released counts soon. Not while a
 * sync runs, which reads it itself.
 */
export const licenceReadingWork: LongWork = {
  due: async (core) => {
    if ((await readable(core)) === null) return false;
    return (await unread(core)).length > 0 || (await aheadOfTime(core)).length > 0;
  },
  run: readAgain,
  async nextDue(core) {
    const gap = await gapEnd(core, 'licence-readings');
    if (gap !== null) return gap;
    const ended = (await unreadAt(core, Number.POSITIVE_INFINITY)).map(
      ({ inputs }) => (inputs.ledger.lastWriteEndedAt ?? 0) + 1,
    );
    return ended.length === 0 || (await readable(core)) === null ? null : Math.min(...ended);
  },
};

/** The binding while the location may be read, and nobody else reads it. */
async function readable(core: Core): Promise<BoundLocation | null> {
  const bound = (await readBinding(core)).value;
  if (bound.state !== 'bound' || (bound.tokenState !== 'valid' && bound.tokenState !== 'expiring')) return null;
  if ((await readSync(core)).value.running !== null || (await isGap(core, 'licence-readings'))) return null;
  return bound;
}

const unread = (core: Core): Promise<readonly LedgerView[]> => unreadAt(core, core.clock());

/** Assets that were not read since their last write ended, before `now`; oldest first. */
async function unreadAt(core: Core, now: number): Promise<readonly LedgerView[]> {
  const ledgers = (await core.records.list('ledger')).filter(({ value }) => value.lastWriteEndedAt !== null);
  const views = await Promise.all(ledgers.map(({ id }) => readLedger(core, id)));
  return views
    .filter((view) => view !== null)
    .filter(({ asset, inputs: { ledger, openWrites } }) => {
      const ended = ledger.lastWriteEndedAt ?? Number.POSITIVE_INFINITY;
      // What is gone, or missing from its last reading, is settled by its second one.
      const readSince = asset.readAt > ended || (asset.suspectSince ?? 0) > ended || asset.presence === 'gone';
      return openWrites === 0 && !readSince && ended < now;
    })
    .sort((one, other) => endOf(one) - endOf(other));
}

const endOf = ({ inputs }: LedgerView): number => inputs.ledger.lastWriteEndedAt ?? 0;

async function readAgain(core: Core, reference: string): Promise<typeof LOOK_AGAIN | undefined> {
  const bound = await readable(core);
  if (bound !== null && (await setClocksBack(core))) return LOOK_AGAIN;
  const views = (await unread(core)).slice(0, PER_PASS);
  if (bound === null || views.length === 0) return;
  const sync = await readSync(core);
  const adamIds = [...new Set(views.map(({ asset }) => asset.adamId))];
  const read = await readNamed(connect(core, bound), { adamIds, clientUserIds: [] });
  if (read.result === 'trouble') {
    core.onTrouble('licences.not-read', { trouble: describeTrouble(read.trouble), reference });
    await noteTrouble(core, read.trouble, reference, bound);
    await widenGap(core, 'licence-readings');
    return;
  }
  // What a sync has read meanwhile is not overwritten in the mirror either.
  if ((await readSync(core)).revision !== sync.revision) return LOOK_AGAIN;
  const kept = await keepNamed(core, bound, read.reading);
  const result = await core.records.commit({
    expect: [{ kind: 'sync', id: SYNC, revision: sync.revision }, ...kept.expect],
    put: kept.put,
    remove: await endOfGap(core, 'licence-readings'),
    outbox: await lastProgress(core, views, reference),
  });
  if (result.result === 'committed') await core.onStep('licences.read-again');
  return LOOK_AGAIN;
}

/** Of the deployments that the last write moved: a cut after that write may have kept it from being told. */
async function lastProgress(core: Core, views: readonly LedgerView[], reference: string): Promise<Notice[]> {
  const moved: string[] = [];
  for (const view of views) {
    const last = (await assignmentsOf(core, view.key)).filter(({ value }) => value.since >= endOf(view));
    moved.push(...deploymentsOf(last.map(({ value }) => value)));
  }
  return progressNotices(core, moved, reference);
}

/** Ledgers that name a time still to come: the clock was wrong. */
async function aheadOfTime(core: Core): Promise<readonly LedgerView[]> {
  const now = core.clock();
  const views = await Promise.all((await core.records.list('ledger')).map(({ id }) => readLedger(core, id)));
  return views
    .filter((view) => view !== null)
    .filter(({ inputs: { ledger } }) => {
      const { reading, given, lastWriteEndedAt } = ledger;
      return [reading?.readAt ?? 0, lastWriteEndedAt ?? 0, ...given.map(({ at }) => at)].some((at) => at > now);
    });
}

/**
 * Times of a clock that was wrong would keep every reading from counting: they are taken for now, the last reading's too,
 * so that it does not pass for one that started after what was written since.
 */
async function setClocksBack(core: Core): Promise<boolean> {
  const [view] = await aheadOfTime(core);
  if (view === undefined) return false;
  const now = core.clock();
  const asset = await core.records.get('asset', view.key);
  if (asset === null) return false;
  const value = { ...asset.value, readAt: Math.min(asset.value.readAt, now) };
  const ledger = before(view.inputs.ledger, now);
  const result = await core.records.commit({
    expect: [view.expect, { kind: 'asset', id: view.key, revision: asset.revision }],
    put: [
      ledgerPut(view.key, { ...ledger, lastWriteEndedAt: ledger.lastWriteEndedAt ?? now }),
      { kind: 'asset', id: view.key, value },
    ],
  });
  return result.result === 'committed';
}

function before(ledger: Ledger, now: number): Ledger {
  const earlier = (at: number): number => Math.min(at, now);
  return {
    ...ledger,
    given: ledger.given.map(({ at, count }) => ({ at: earlier(at), count })),
    reading: ledger.reading === null ? null : { ...ledger.reading, readAt: earlier(ledger.reading.readAt) },
    lastWriteEndedAt: ledger.lastWriteEndedAt === null ? null : earlier(ledger.lastWriteEndedAt),
  };
}
