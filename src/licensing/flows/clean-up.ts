import {
  type CleanUpCount,
  type CleanUpField,
  type CleanUpForm,
  type CleanUpProgress,
  type CleanUpRun,
  COUNT_VALID_FOR,
  cleanUpFaults,
  isClean,
  isOutdated,
  mayGoOn,
  type OpenBatch,
} from '../rules/clean-up.js';
import { mayWrite, type WriteHold } from '../rules/may-write.js';
import type { NotAllowed } from '../rules/policy.js';
import type { RequestOf } from '../rules/request.js';
import {
  CLEAN_UP,
  cleanUpEntry,
  cleanUpPut,
  countCard,
  readCleanUp,
  replacedCard,
  runCard,
} from './clean-up-record.js';
import type { Begin, Begun } from './confirm-request.js';
import { type Asked, type Core, permit } from './core.js';
import { type AskOutcome, ask, closing } from './requests.js';
import { BINDING, PAUSE, readBinding, readPause } from './state.js';

type Request = RequestOf<'clean-up'>;
type Counted = Extract<CleanUpCount, { state: 'counted' }>;

export type FindCountOutcome =
  | NotAllowed
  /** Counted again, begun or never counted. */
  | { result: 'over' }
  | { result: 'too-old' }
  | { result: 'not-now'; hold: WriteHold }
  | { result: 'found'; count: Counted };

/** The count that a dialogue stands on; asked again at each step. */
export async function findCleanUpCount(core: Core, asked: Asked, countId: string): Promise<FindCountOutcome> {
  const permission = await permit(core, asked.actor, 'clean-up');
  if (permission.result === 'not-allowed') return permission;
  const { count, run } = (await readCleanUp(core)).value;
  if (count?.id !== countId || count.state !== 'counted' || isClean(count.found)) return { result: 'over' };
  if (run?.progress.state === 'running') return { result: 'over' };
  if (isOutdated(count.countedAt, COUNT_VALID_FOR, core.clock())) return { result: 'too-old' };
  return { result: 'found', count };
}

export type AskCleanUpOutcome =
  | Exclude<FindCountOutcome, { result: 'found' }>
  | { result: 'fields'; fields: readonly CleanUpField[] }
  | Exclude<AskOutcome<Request>, { result: 'enough' }>
  | Begun;

/** Puts the clean-up to a second custodian; with one confirmation configured it begins at once. */
export async function askForCleanUp(
  core: Core,
  asked: Asked,
  countId: string,
  form: CleanUpForm,
): Promise<AskCleanUpOutcome> {
  const found = await findCleanUpCount(core, asked, countId);
  if (found.result !== 'found') return found;
  const fields = cleanUpFaults(found.count.found, form);
  if (fields.length > 0) return { result: 'fields', fields };
  const binding = (await readBinding(core)).value;
  const may = mayWrite(binding);
  if (may.result === 'no') return { result: 'not-now', hold: may.why };
  if (binding.state !== 'bound') return { result: 'not-now', hold: 'not-bound' };
  const { locationName, uId } = binding.facts;
  const { users, userAssignments, deviceAssignments } = found.count.found;
  const { countedAt } = found.count;
  const facts = { locationName, uId, users, userAssignments, deviceAssignments, countedAt };
  const outcome = await ask<Request>(core, asked, 'clean-up', (head) => ({ ...head, act: 'clean-up', facts }));
  if (outcome.result !== 'enough') return outcome;
  const end = { result: 'confirmed', by: asked.actor, at: core.clock() } as const;
  return beginCleanUp(core, asked, outcome.request, closing(core, asked, outcome.request, null, end));
}

/** Stores the run together with the end of the request, on the very count that both were shown; nothing is sent yet. */
export const beginCleanUp: Begin<'clean-up'> = async (core, asked, request, ending) => {
  const stored = await readCleanUp(core);
  const binding = await readBinding(core);
  const pause = await readPause(core);
  if (pause?.value.paused === true) return { result: 'paused' };
  if (stored.value.run?.progress.state === 'running') return { result: 'over' };
  const may = mayWrite(binding.value);
  if (may.result === 'no') return { result: 'changed', what: ['nothing can be changed at Apple at the moment'] };
  const { count } = stored.value;
  if (count?.state !== 'counted' || count.countedAt !== request.facts.countedAt)
    return { result: 'changed', what: ['what others made was counted again since'] };
  const run = newRun(core, asked, request, count, stored.value.run?.batch ?? null);
  const result = await core.records.commit({
    expect: [
      ...(ending.expect ?? []),
      { kind: 'cleanUp', id: CLEAN_UP, revision: stored.revision },
      { kind: 'binding', id: BINDING, revision: binding.revision },
      { kind: 'pause', id: PAUSE, revision: pause?.revision ?? 0 },
    ],
    put: [cleanUpPut({ count: null, run, waiver: null })],
    remove: ending.remove,
    outbox: [
      ...ending.outbox,
      ...replacedCard(stored.value.run, asked.reference),
      runCard(run, asked.reference),
      countCard(count, true, asked.reference),
    ],
    audit: [...ending.audit, cleanUpEntry(core, asked, 'clean-up', 'begun', { run: run.id, ...count.found })],
  });
  if (result.result === 'conflict')
    return result.kind === 'request' ? { result: 'over' } : beginCleanUp(core, asked, request, ending);
  await core.onStep('clean-up.begun');
  return { result: 'begun' };
};

/** `batch`: of a clean-up before, which stopped while Apple may have been at work on it; it is settled first. */
function newRun(core: Core, asked: Asked, request: Request, count: Counted, batch: OpenBatch | null): CleanUpRun {
  const { users, deviceAssignments } = count.found;
  const progress = (total: number): CleanUpProgress => ({ total, left: total, failures: [] });
  return {
    id: request.id,
    locationName: count.locationName,
    confirmedBy: [...new Set([request.requestedBy, asked.actor])],
    confirmedAt: core.clock(),
    confirmed: count.found,
    stage: 'checking',
    users: progress(users),
    devices: progress(deviceAssignments),
    batch,
    lastBatchAt: null,
    attempts: 0,
    progress: { state: 'running', waiting: null },
  };
}

export type StopCleanUpOutcome = NotAllowed | { result: 'over' | 'stopped' };

/** Nothing more is sent; what Apple works on already is not called back. */
export function stopCleanUp(core: Core, asked: Asked, runId: string): Promise<StopCleanUpOutcome> {
  return change<'stopped', 'over'>(core, asked, runId, 'stopped', (run) =>
    run.progress.state === 'running' ? { progress: { state: 'stopped', by: asked.actor, at: core.clock() } } : 'over',
  );
}

export type GoOnOutcome = NotAllowed | { result: 'over' | 'too-old' | 'goes-on' };

/** Lets a clean-up that was stopped or that failed go on, under the same confirmation while it is fresh. */
export function goOnWithCleanUp(core: Core, asked: Asked, runId: string): Promise<GoOnOutcome> {
  return change<'goes-on', 'over' | 'too-old'>(core, asked, runId, 'goes-on', (run) => {
    const may = mayGoOn(run, core.clock());
    if (may !== 'yes') return may === 'too-old' ? 'too-old' : 'over';
    return { progress: { state: 'running', waiting: null }, attempts: 0 };
  });
}

async function change<R extends string, N extends string>(
  core: Core,
  asked: Asked,
  runId: string,
  outcome: R,
  verdict: (run: CleanUpRun) => Partial<CleanUpRun> | N,
): Promise<NotAllowed | { result: R | N | 'over' }> {
  const permission = await permit(core, asked.actor, 'clean-up');
  if (permission.result === 'not-allowed') return permission;
  const stored = await readCleanUp(core);
  const before = stored.value.run;
  if (before?.id !== runId) return { result: 'over' };
  const found = verdict(before);
  if (typeof found === 'string') return { result: found };
  const run = { ...before, ...found };
  const result = await core.records.commit({
    expect: [{ kind: 'cleanUp', id: CLEAN_UP, revision: stored.revision }],
    put: [cleanUpPut({ ...stored.value, run })],
    outbox: [runCard(run, asked.reference)],
    audit: [cleanUpEntry(core, asked, 'clean-up', outcome, { run: runId })],
  });
  return result.result === 'conflict' ? change(core, asked, runId, outcome, verdict) : { result: outcome };
}
