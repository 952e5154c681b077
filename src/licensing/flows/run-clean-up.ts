import {
  type CleanUpCount,
  type CleanUpRun,
  type CleanUpWait,
  type ForeignHoldings,
  isClean,
  isOutgrown,
  LONGEST_GAP,
} from '../rules/clean-up.js';
import { mayWrite } from '../rules/may-write.js';
import { beginSyncWith } from './begin-sync.js';
import { settleOpenBatch, workThrough } from './clean-up-batches.js';
import { cleanUpAudit, failed, interrupted, passing } from './clean-up-interruption.js';
import { CLEAN_UP, cleanUpPut, countCard, readCleanUp, runCard } from './clean-up-record.js';
import { changeRun, currentRun, Interrupted, readRun, type Work } from './clean-up-run.js';
import { writings } from './clean-up-targets.js';
import { type Core, connect } from './core.js';
import { type CountedHoldings, countHoldings } from './count-holdings.js';
import type { LongWork } from './long-work.js';
import { isPaused, readBinding } from './state.js';

/** The clean-up that two custodians confirmed: goes on after a restart, a pause and an outage until it has ended. */
export const cleanUpWork: LongWork = {
  async due(core) {
    const { run } = (await readCleanUp(core)).value;
    if (run?.progress.state !== 'running') return false;
    return run.progress.waiting === null || isOver(core, run.progress.waiting);
  },
  run: runCleanUp,
};

type WaitOf = { [W in CleanUpWait as W['for']]: W };

const waits: { [K in keyof WaitOf]: (core: Core, wait: WaitOf[K]) => boolean | Promise<boolean> } = {
  resume: async (core) => !(await isPaused(core)),
  reading: async (core) => {
    const may = mayWrite((await readBinding(core)).value);
    return may.result === 'yes' || !passing.includes(may.why);
  },
  apple: (core, { until }) => {
    const left = until - core.clock();
    // Longer than any gap: of a clock that was wrong.
    return left <= 0 || left > LONGEST_GAP;
  },
};

function isOver(core: Core, wait: CleanUpWait): boolean | Promise<boolean> {
  return waitOf(wait.for, core, wait);
}

function waitOf<K extends keyof WaitOf>(kind: K, core: Core, wait: WaitOf[K]): boolean | Promise<boolean> {
  return waits[kind](core, wait);
}

async function runCleanUp(core: Core, reference: string): Promise<void> {
  const { run } = (await readCleanUp(core)).value;
  const bound = (await readBinding(core)).value;
  if (run?.progress.state !== 'running') return;
  if (bound.state !== 'bound') return void (await failNotBound(core, run, reference));
  const work: Work = {
    core,
    connection: connect(core, bound),
    bound,
    runId: run.id,
    reference,
    irrevocable: new Set(),
    skipped: { 'retire-users': new Set(), 'revoke-devices': new Set() },
    refusals: 0,
  };
  try {
    await cleanUp(work);
  } catch (fault) {
    if (!(fault instanceof Interrupted)) throw fault;
    await interrupted(work, fault.interruption);
  }
}

const stages = [
  ['users', writings['retire-users']],
  ['devices', writings['revoke-devices']],
] as const;

async function cleanUp(work: Work): Promise<void> {
  const { core } = work;
  if (await isPaused(core)) throw new Interrupted({ why: 'paused' });
  const may = mayWrite((await readBinding(core)).value);
  if (may.result === 'no') throw new Interrupted({ why: 'hold', hold: may.why });
  const { found, irrevocable } = await count(work);
  work.irrevocable = irrevocable;
  await settleOpenBatch(work);
  const run = await readRun(work);
  if (isOutgrown(run.confirmed, found)) return endAsChanged(work, found);
  await changeRun(work, (before) => begun(before, found));
  for (const [stage, writing] of stages) {
    await changeRun(work, () => ({ stage }));
    if ((await workThrough(work, writing)) === 'outgrown') return endAsChanged(work, (await count(work)).found);
  }
  await changeRun(work, () => ({ stage: 'last-count' }));
  await end(work, (await count(work)).found);
}

async function count({ connection }: Work): Promise<CountedHoldings> {
  const answer = await countHoldings(connection);
  if (answer.result !== 'counted') throw new Interrupted({ why: 'trouble', trouble: answer });
  return answer;
}

/** At the beginning m is what was found; after an interruption it stays, and failures are counted anew. */
function begun(run: CleanUpRun, found: ForeignHoldings): Partial<CleanUpRun> {
  const part = (total: number, left: number) => ({
    total: run.stage === 'checking' ? left : Math.max(total, left),
    left,
    failures: [],
  });
  return {
    stage: 'users',
    users: part(run.users.total, found.users),
    devices: part(run.devices.total, found.deviceAssignments),
    progress: { state: 'running', waiting: null },
  };
}

/** There is more than both confirmed: somebody goes on making it. Nothing more is written before they confirm anew. */
async function endAsChanged(work: Work, found: ForeignHoldings): Promise<void> {
  const { core, reference } = work;
  const { confirmedBy, locationName } = await readRun(work);
  const at = core.clock();
  const count: CleanUpCount = {
    id: core.ids.uuid(),
    startedBy: confirmedBy[0] ?? 'system',
    startedAt: at,
    locationName,
    state: 'counted',
    found,
    countedAt: at,
  };
  await changeRun(work, () => ({ progress: { state: 'ended', end: 'changed', found, at } }), {
    count,
    outbox: [countCard(count, false, reference)],
    audit: [cleanUpAudit(work, 'changed', { ...found })],
  });
  await core.onStep('clean-up.ended');
}

/** The last count, in one commit with the sync that reads everything again. */
async function end(work: Work, found: ForeignHoldings): Promise<void> {
  const { core, reference } = work;
  const { stored, run: before } = await currentRun(work);
  const how = isClean(found) ? 'clean' : 'left';
  const run: CleanUpRun = {
    ...before,
    users: { ...before.users, left: found.users },
    devices: { ...before.devices, left: found.deviceAssignments },
    progress: { state: 'ended', end: how, found, at: core.clock() },
  };
  const request = { trigger: 'clean-up', slot: null, startedBy: null, reference } as const;
  const began = await beginSyncWith(core, request, {
    expect: [{ kind: 'cleanUp', id: CLEAN_UP, revision: stored.revision }],
    put: [cleanUpPut({ ...stored.value, run })],
    outbox: [runCard(run, reference)],
    audit: [cleanUpAudit(work, how, { ...found })],
  });
  if (began.result === 'overtaken') return end(work, found);
  if (began.result === 'not-bound' || began.result === 'handed-over')
    throw new Interrupted({ why: 'hold', hold: 'not-bound' });
  await core.onStep('clean-up.ended');
}

async function failNotBound(core: Core, run: CleanUpRun, reference: string): Promise<void> {
  const stored = await readCleanUp(core);
  if (stored.value.run?.id !== run.id) return;
  const next: CleanUpRun = { ...run, progress: failed(core, { kind: 'hold', hold: 'not-bound' }) };
  await core.records.commit({
    expect: [{ kind: 'cleanUp', id: CLEAN_UP, revision: stored.revision }],
    put: [cleanUpPut({ ...stored.value, run: next })],
    outbox: [runCard(next, reference)],
  });
}
