import type { LocationConnection } from '../ports/licences.js';
import type { Change, Versioned } from '../ports/records.js';
import type { Answer, Trouble } from '../rules/apple-answer.js';
import type { BoundLocation } from '../rules/binding.js';
import type { CleanUpRecord, CleanUpRun, OpenBatch, WriteKind } from '../rules/clean-up.js';
import { mayWrite, type WriteHold } from '../rules/may-write.js';
import { CLEAN_UP, cleanUpPut, readCleanUp, runCard } from './clean-up-record.js';
import type { Core } from './core.js';
import { BINDING, PAUSE, readBinding, readPause } from './state.js';

/** What one process works with on one clean-up. Ids of others stand nowhere but here, in memory. */
export interface Work {
  core: Core;
  connection: LocationConnection;
  bound: BoundLocation;
  runId: string;
  reference: string;
  /** Keys of assets that Apple never takes back. */
  irrevocable: ReadonlySet<string>;
  /** Whom Apple refused: not named again by this process. */
  skipped: Record<WriteKind, Set<string>>;
  /** Refusals of whole batches since one was accepted. */
  refusals: number;
}

/** Why the work ends before it is done. */
export type Interruption =
  /** Stopped by somebody, or it is not the clean-up of the record any more. */
  | { why: 'over' }
  | { why: 'closing' }
  | { why: 'paused' }
  | { why: 'hold'; hold: WriteHold }
  | { why: 'refused'; errorNumber: number | null }
  | { why: 'trouble'; trouble: Trouble };

export class Interrupted extends Error {
  readonly code = 'clean-up-interrupted';
  override readonly name = 'Interrupted';
  readonly interruption: Interruption;

  constructor(interruption: Interruption) {
    super(`the clean-up was interrupted: ${interruption.why}`);
    this.interruption = interruption;
  }
}

export function expectOk<T>(answer: Answer<T>): T {
  if (answer.result === 'ok') return answer.value;
  throw new Interrupted({ why: 'trouble', trouble: answer });
}

/** The run as it is stored now. Throws `Interrupted` when it does not run any more. */
export async function currentRun(work: Work): Promise<{ stored: Versioned<CleanUpRecord>; run: CleanUpRun }> {
  const stored = await readCleanUp(work.core);
  const { run } = stored.value;
  if (run?.id !== work.runId || run.progress.state !== 'running') throw new Interrupted({ why: 'over' });
  return { stored, run };
}

export async function readRun(work: Work): Promise<CleanUpRun> {
  return (await currentRun(work)).run;
}

/** Stores what has changed, with the card. */
export async function changeRun(
  work: Work,
  change: (run: CleanUpRun) => Partial<CleanUpRun>,
  also: Pick<Change, 'audit' | 'outbox'> & { count?: CleanUpRecord['count'] } = {},
): Promise<CleanUpRun> {
  const { stored, run } = await currentRun(work);
  const next = { ...run, ...change(run) };
  const { count = stored.value.count, outbox = [], audit = [] } = also;
  const result = await work.core.records.commit({
    expect: [{ kind: 'cleanUp', id: CLEAN_UP, revision: stored.revision }],
    put: [cleanUpPut({ ...stored.value, count, run: next })],
    outbox: [runCard(next, work.reference), ...outbox],
    audit,
  });
  return result.result === 'conflict' ? changeRun(work, change, also) : next;
}

/**
 * Stores that a batch is about to be sent. A pause, another holder of the location or a stop that comes before this
 * commit keeps it from being sent.
 */
export async function storeIntent(work: Work, batch: OpenBatch): Promise<void> {
  const { core } = work;
  if ((await core.wait(0)) === 'closing') throw new Interrupted({ why: 'closing' });
  const { stored, run } = await currentRun(work);
  const binding = await readBinding(core);
  const pause = await readPause(core);
  if (pause?.value.paused === true) throw new Interrupted({ why: 'paused' });
  const may = mayWrite(binding.value);
  if (may.result === 'no') throw new Interrupted({ why: 'hold', hold: may.why });
  const next: CleanUpRun = { ...run, batch, progress: { state: 'running', waiting: null } };
  const result = await core.records.commit({
    expect: [
      { kind: 'cleanUp', id: CLEAN_UP, revision: stored.revision },
      { kind: 'binding', id: BINDING, revision: binding.revision },
      { kind: 'pause', id: PAUSE, revision: pause?.revision ?? 0 },
    ],
    put: [cleanUpPut({ ...stored.value, run: next })],
  });
  if (result.result === 'conflict') await storeIntent(work, batch);
}

/** Waits in the middle of the work; the end of the bot ends it. */
export async function waitWithin(work: Work, milliseconds: number): Promise<void> {
  if ((await work.core.wait(milliseconds)) === 'closing') throw new Interrupted({ why: 'closing' });
}
