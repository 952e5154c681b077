import type { EventFailure, EventStatus } from '../ports/licences.js';
import type { Refused } from '../rules/apple-answer.js';
import {
  type CleanUpProgress,
  type FailureCount,
  isDoneAlready,
  isOutgrown,
  type OpenBatch,
  withFailures,
} from '../rules/clean-up.js';
import { stateShownBy } from '../rules/token-trouble.js';
import { changeRun, expectOk, Interrupted, readRun, storeIntent, type Work, waitWithin } from './clean-up-run.js';
import { type Target, type Writing, writings } from './clean-up-targets.js';

/** Between two looks at an event (Apple documents at least 30 seconds). */
const EVENT_GAP = 30_000;
/** Between two walks that look whether a write of unknown outcome was done. */
const WALK_GAP = 120_000;
/** After this an event is not waited for, and a row that is still there shows that a write did not arrive. */
const UNSETTLED_FOR = 600_000;
/** Whole batches refused one after another, after which Apple is not asked again. */
const REFUSALS = 40;
/** Walks one after another that found nothing less. */
const IDLE_WALKS = 3;
/** Apple's number for an event that it does not know (Apple documents). */
const UNKNOWN_EVENT = 9708;

/**
 * Walks and writes until nothing of that kind is left, or nothing moves any more: what stays is told by the last count.
 * `outgrown`: there is more by now than was confirmed, and nothing of it was sent.
 */
export async function workThrough(work: Work, writing: Writing): Promise<'done' | 'outgrown'> {
  const { confirmed } = await readRun(work);
  let least = Number.POSITIVE_INFINITY;
  let idle = 0;
  for (;;) {
    const found = expectOk(await writing.collect(work));
    if (isOutgrown(confirmed, { ...confirmed, [writing.counts]: found.left })) return 'outgrown';
    await progress(work, writing, (part) => ({ total: Math.max(part.total, found.left), left: found.left }));
    if (found.targets.length === 0) return 'done';
    idle = found.left < least ? 0 : idle + 1;
    least = Math.min(least, found.left);
    if (idle === IDLE_WALKS) return 'done';
    // Apple's list may lag behind its events: one look more before anybody is named again.
    if (idle === 1) await waitWithin(work, EVENT_GAP);
    else await sendAll(work, writing, found.targets);
  }
}

async function sendAll(work: Work, writing: Writing, targets: readonly Target[]): Promise<void> {
  const limit = writing.limit(await work.connection.writeLimits());
  const queue: (readonly Target[])[] = [];
  for (let at = 0; at < targets.length; at += limit) queue.push(targets.slice(at, at + limit));
  for (let batch = queue.shift(); batch !== undefined; batch = queue.shift()) {
    queue.unshift(...(await send(work, writing, batch)));
  }
}

/** Sends one batch and waits until it is settled. Answers what has to be sent in its place after a refusal. */
async function send(work: Work, writing: Writing, batch: readonly Target[]): Promise<(readonly Target[])[]> {
  const { core, connection } = work;
  const { left } = (await readRun(work))[writing.part];
  const open: OpenBatch = {
    kind: writing.kind,
    size: batch.length,
    weight: weightOf(batch),
    leftBefore: left,
    sentAt: core.clock(),
    eventId: null,
  };
  await storeIntent(work, open);
  await core.onStep('clean-up.before-send');
  const answer = await writing.send(
    connection,
    batch.map(({ id }) => id),
  );
  if (answer.result === 'refused') return refused(work, writing, batch, answer);
  if (answer.result === 'ok') {
    await core.onStep('clean-up.sent');
    work.refusals = 0;
    await changeRun(work, () => ({ batch: { ...open, eventId: answer.value.eventId } }));
  } else if (answer.result !== 'unreachable' || answer.effect === 'none') {
    const sent = answer.result !== 'unreachable';
    if (!sent) await changeRun(work, () => ({ batch: null }));
    throw new Interrupted({ why: 'trouble', trouble: answer });
  }
  await settleOpenBatch(work);
  return [];
}

/** Nothing of the batch was done. Whom Apple names is left out, and without names the batch is halved. */
async function refused(
  work: Work,
  writing: Writing,
  batch: readonly Target[],
  refusal: Refused,
): Promise<(readonly Target[])[]> {
  const { errorNumber } = refusal;
  await changeRun(work, () => ({ batch: null }));
  if (stateShownBy(refusal) !== null || refusal.reason !== 'other')
    throw new Interrupted({ why: 'trouble', trouble: refusal });
  work.refusals += 1;
  if (work.refusals > REFUSALS) throw new Interrupted({ why: 'refused', errorNumber });
  const named = new Set(refusal.culprits === undefined ? [] : writing.culprits(refusal.culprits));
  const culprits = batch.length === 1 ? batch : batch.filter(({ id }) => named.has(id));
  const middle = Math.ceil(batch.length / 2);
  if (culprits.length === 0) return [batch.slice(0, middle), batch.slice(middle)];
  await leaveOut(work, writing, culprits, errorNumber);
  const rest = batch.filter((target) => !culprits.includes(target));
  return rest.length === 0 ? [] : [rest];
}

async function leaveOut(
  work: Work,
  writing: Writing,
  culprits: readonly Target[],
  errorNumber: number | null,
): Promise<void> {
  for (const { id } of culprits) work.skipped[writing.kind].add(id);
  const done = isDoneAlready(errorNumber);
  await progress(work, writing, ({ left, failures }) => ({
    left: done ? Math.max(0, left - weightOf(culprits)) : left,
    failures: done ? failures : withFailures(failures, errorNumber, culprits.length),
  }));
}

/**
 * Until nobody works on a write any more: an event is asked at once and then at least 30 seconds apart; a write whose
 * answer was lost is never sent again before the list shows that it was done, or 10 minutes have passed.
 */
export async function settleOpenBatch(work: Work): Promise<void> {
  for (;;) {
    const { batch } = await readRun(work);
    if (batch === null) return;
    if (batch.sentAt > work.core.clock()) await sentNow(work, batch);
    const writing = writings[batch.kind];
    if (batch.eventId === null) await lookAtList(work, writing, batch);
    else await lookAtEvent(work, writing, batch, batch.eventId);
  }
}

/** After the clock was set back the time is counted anew: it is waited for as long as ever, and no longer. */
async function sentNow(work: Work, batch: OpenBatch): Promise<void> {
  await changeRun(work, () => ({ batch: { ...batch, sentAt: work.core.clock() } }));
}

async function lookAtList(work: Work, writing: Writing, batch: OpenBatch): Promise<void> {
  const { left } = expectOk(await writing.collect(work));
  const settled = left <= batch.leftBefore - batch.weight || isOver(work, batch);
  if (!settled) return waitWithin(work, WALK_GAP);
  await batchSettled(work, writing, () => ({ left }));
}

async function lookAtEvent(work: Work, writing: Writing, batch: OpenBatch, eventId: string): Promise<void> {
  const answer = await work.connection.eventStatus(eventId);
  if (answer.result === 'refused' && answer.errorNumber === UNKNOWN_EVENT)
    return void (await changeRun(work, () => ({ batch: { ...batch, eventId: null } })));
  const status = expectOk(answer);
  if (status.state !== 'pending') return settle(work, writing, batch, status);
  if (isOver(work, batch)) return void (await changeRun(work, () => ({ batch: { ...batch, eventId: null } })));
  await waitWithin(work, EVENT_GAP);
}

function isOver({ core }: Work, { sentAt }: OpenBatch): boolean {
  return core.clock() - sentAt >= UNSETTLED_FOR;
}

async function settle(work: Work, writing: Writing, batch: OpenBatch, status: EventStatus): Promise<void> {
  const namedBy = (failure: EventFailure) => writing.culprits(failure);
  for (const failure of status.failures) for (const id of namedBy(failure)) work.skipped[writing.kind].add(id);
  const counted = status.failures.map(
    (failure): FailureCount => ({
      errorNumber: failure.errorNumber,
      count: Math.max(1, namedBy(failure).length),
    }),
  );
  const done = counted
    .filter(({ errorNumber }) => isDoneAlready(errorNumber))
    .reduce((sum, { count }) => sum + count, 0);
  const fell = status.state === 'complete' ? batch.weight : Math.min(batch.weight, status.numCompleted + done);
  await batchSettled(work, writing, ({ failures }) => ({
    left: Math.max(0, batch.leftBefore - fell),
    failures: counted
      .filter(({ errorNumber }) => !isDoneAlready(errorNumber))
      .reduce((sum, { errorNumber, count }) => withFailures(sum, errorNumber, count), failures),
  }));
}

async function batchSettled(
  work: Work,
  writing: Writing,
  change: (part: CleanUpProgress) => Partial<CleanUpProgress>,
): Promise<void> {
  const { part } = writing;
  await changeRun(work, (run) => ({
    batch: null,
    lastBatchAt: work.core.clock(),
    attempts: 0,
    progress: { state: 'running', waiting: null },
    [part]: { ...run[part], ...change(run[part]) },
  }));
  await work.core.onStep('clean-up.batch-settled');
}

async function progress(
  work: Work,
  { part }: Writing,
  change: (part: CleanUpProgress) => Partial<CleanUpProgress>,
): Promise<void> {
  await changeRun(work, (run) => ({ [part]: { ...run[part], ...change(run[part]) } }));
}

function weightOf(targets: readonly Target[]): number {
  return targets.reduce((sum, { weight }) => sum + weight, 0);
}
