import type { Put, RecordRef, Versioned } from '../ports/records.js';
import type { BoundLocation } from '../rules/binding.js';
import { MOST_NAMED, type NotificationRecord, namedBy, readAgainAfter } from '../rules/notification.js';
import type { SyncState } from '../rules/sync-report.js';
import { beginSyncWith } from './begin-sync.js';
import { type Core, connect } from './core.js';
import { describeTrouble } from './describe-trouble.js';
import { keepNamed } from './keep-named.js';
import type { LongWork } from './long-work.js';
import { noteTrouble } from './note-answer.js';
import { readNamed } from './read-named.js';
import { readBinding, readSync, SYNC } from './state.js';

/** Id of the one pause. */
const PAUSE_OF_SETTLING = 'notifications';
/** A notification that names what Apple refuses to show does not hold up the others for ever: a sync needs no names. */
const REFUSALS = 2;
/** What comes in while it is read is read too; the rest is for the next ring. */
const ROUNDS = 5;

type Open = Versioned<NotificationRecord>;

/** What there is to do, as it is stored now. */
interface Backlog {
  bound: BoundLocation;
  sync: Versioned<SyncState>;
  /** A whole reading that began after these came has been stored. */
  covered: readonly Open[];
  /** To be read now. */
  open: readonly Open[];
}

export const notificationWork: LongWork = {
  due: async (core) => (await backlogOf(core)) !== null,
  run: settleNotifications,
};

/**
 * Reads again what the open notifications name and marks them settled. Never believes a figure in them; leaves them open
 * on any trouble, with a growing gap. Not while a sync runs, whose reading may be older: what it covers is settled by it.
 */
export async function settleNotifications(core: Core, reference: string): Promise<void> {
  for (let round = 0; round < ROUNDS; round += 1) {
    const backlog = await backlogOf(core);
    if (backlog === null || !(await settleOnce(core, backlog, reference))) return;
  }
}

async function backlogOf(core: Core): Promise<Backlog | null> {
  const bound = (await readBinding(core)).value;
  if (bound.state !== 'bound' || (bound.tokenState !== 'valid' && bound.tokenState !== 'expiring')) return null;
  const sync = await readSync(core);
  if (sync.value.running !== null) return null;
  const unsettled = (await core.records.list('notification')).filter(({ value }) => value.settledAt === null);
  if (unsettled.length === 0) return null;
  const readSince = sync.value.lastComplete?.startedAt ?? Number.NEGATIVE_INFINITY;
  const covered = unsettled.filter(({ value }) => value.receivedAt < readSince);
  const open = (await isWaiting(core)) ? [] : unsettled.filter(({ value }) => value.receivedAt >= readSince);
  return covered.length + open.length === 0 ? null : { bound, sync, covered, open };
}

/** `false`: nothing more can be done now. */
async function settleOnce(core: Core, backlog: Backlog, reference: string): Promise<boolean> {
  const { bound, sync, covered, open } = backlog;
  if (covered.length > 0) return markSettled(core, sync, covered, { put: [], expect: [] }, !(await isWaiting(core)));
  const named = namedBy(open.map(({ value }) => value));
  if (named.adamIds.length > MOST_NAMED || named.clientUserIds.length > MOST_NAMED) {
    await beginWholeSync(core, reference);
    return false;
  }
  const read = await readNamed(connect(core, bound), named);
  if (read.result === 'trouble') {
    core.onTrouble('notification.not-settled', {
      trouble: describeTrouble(read.trouble),
      open: open.length,
      reference,
    });
    await noteTrouble(core, read.trouble, reference, bound);
    const pause = await nextPause(core);
    if (read.trouble.result === 'refused' && pause.value.failures > REFUSALS) await beginWholeSync(core, reference);
    else await core.records.commit({ put: [pause] });
    return false;
  }
  if ((await readSync(core)).revision !== sync.revision) return false;
  return markSettled(core, sync, open, await keepNamed(core, bound, read.reading), true);
}

async function isWaiting(core: Core): Promise<boolean> {
  const pause = await core.records.get('settling', PAUSE_OF_SETTLING);
  return pause !== null && pause.value.nextTry > core.clock();
}

/**
 * `false` when something else was stored meanwhile: they stay open. Settled ones are kept only to be known again. While
 * a gap lasts, a sync that covers some does not end it (`endsPause`): others come while it runs, and would begin the next.
 */
async function markSettled(
  core: Core,
  sync: Versioned<SyncState>,
  settled: readonly Open[],
  kept: { put: readonly Put[]; expect: readonly (RecordRef & { revision: number })[] },
  endsPause: boolean,
): Promise<boolean> {
  const done = { adamIds: [], clientUserIds: [], settledAt: core.clock() };
  const result = await core.records.commit({
    expect: [
      { kind: 'sync', id: SYNC, revision: sync.revision },
      ...kept.expect,
      ...settled.map(({ id, revision }) => ({ kind: 'notification', id, revision }) as const),
    ],
    put: [
      ...kept.put,
      ...settled.map(({ id, value }) => ({ kind: 'notification', id, value: { ...value, ...done } }) as const),
    ],
    remove: endsPause ? [{ kind: 'settling', id: PAUSE_OF_SETTLING }] : [],
  });
  if (result.result === 'conflict') return false;
  await core.onStep('notification.settled');
  return true;
}

/** They stay open until a whole reading that began after them is stored. A sync that fails is not begun again at once. */
async function beginWholeSync(core: Core, reference: string): Promise<void> {
  const request = { trigger: 'notification', slot: null, startedBy: null, reference } as const;
  await beginSyncWith(core, request, { put: [await nextPause(core)] });
}

async function nextPause(core: Core): Promise<Extract<Put, { kind: 'settling' }>> {
  const before = await core.records.get('settling', PAUSE_OF_SETTLING);
  const failures = (before?.value.failures ?? 0) + 1;
  const nextTry = core.clock() + readAgainAfter(failures);
  return { kind: 'settling', id: PAUSE_OF_SETTLING, value: { failures, nextTry } };
}
