import type { Trouble } from '../rules/apple-answer.js';
import type { BoundLocation } from '../rules/binding.js';
import { type CleanUpFailure, type CleanUpRun, type CleanUpRunState, gapBeforeTry } from '../rules/clean-up.js';
import type { WriteHold } from '../rules/may-write.js';
import { stateShownBy } from '../rules/token-trouble.js';
import { cleanUpEntry } from './clean-up-record.js';
import { changeRun, Interrupted, type Interruption, readRun, type Work } from './clean-up-run.js';
import type { Core } from './core.js';
import { describeTrouble } from './describe-trouble.js';
import { noteTrouble } from './note-answer.js';
import { readBinding } from './state.js';

/** Holds that end by themselves. */
export const passing: readonly WriteHold[] = ['intent', 'awaiting-reading'];

/** What an interruption makes of the run: it waits and goes on by itself, stands still until somebody presses, or is left as it is. */
export async function interrupted(work: Work, interruption: Interruption): Promise<void> {
  try {
    const next = await standing(work, interruption);
    if (next !== null) await store(work, next);
  } catch (fault) {
    // Stopped by somebody meanwhile: their word stands.
    if (!(fault instanceof Interrupted)) throw fault;
  }
}

type Standing = Pick<CleanUpRun, 'progress' | 'attempts'>;

/** How the run stands after an interruption; `null`: as it is. */
async function standing(work: Work, interruption: Interruption): Promise<Standing | null> {
  const { core } = work;
  const { attempts } = await readRun(work);
  switch (interruption.why) {
    case 'over':
    case 'closing':
      return null;
    case 'paused':
      return { progress: { state: 'running', waiting: { for: 'resume' } }, attempts };
    case 'hold':
      return passing.includes(interruption.hold)
        ? { progress: { state: 'running', waiting: { for: 'reading' } }, attempts }
        : { progress: failed(core, { kind: 'hold', hold: interruption.hold }), attempts };
    case 'refused':
      return { progress: failed(core, { kind: 'refused', errorNumber: interruption.errorNumber }), attempts };
    case 'trouble':
      return afterTrouble(work, interruption.trouble, attempts);
  }
}

/** Apple not reached: again with growing gaps. Apple saying no: the token's own card says so too, and people go on from there. */
async function afterTrouble(work: Work, trouble: Trouble, attempts: number): Promise<Standing> {
  const { core, bound, reference } = work;
  if (trouble.result === 'unreachable') {
    const until = core.clock() + gapBeforeTry(attempts + 1);
    const waiting = { for: 'apple', reason: describeTrouble(trouble), until } as const;
    return { progress: { state: 'running', waiting }, attempts: attempts + 1 };
  }
  await noteTrouble(core, trouble, reference, bound);
  if (await isReplaced(core, bound)) return { progress: { state: 'running', waiting: null }, attempts };
  const hold = trouble.result === 'in-use-elsewhere' ? 'not-ours' : 'token';
  if (stateShownBy(trouble) !== null) return { progress: failed(core, { kind: 'hold', hold }), attempts };
  const errorNumber = trouble.result === 'refused' ? trouble.errorNumber : null;
  return { progress: failed(core, { kind: 'refused', errorNumber }), attempts };
}

/** Whether another token has taken the place of the one that Apple was asked with: the work goes on with it. */
async function isReplaced(core: Core, asked: BoundLocation): Promise<boolean> {
  const { value } = await readBinding(core);
  return value.state === 'bound' && value.token.fingerprint !== asked.token.fingerprint;
}

export function failed(core: Core, why: CleanUpFailure): CleanUpRunState {
  return { state: 'failed', why, at: core.clock() };
}

async function store(work: Work, next: Standing): Promise<void> {
  const outcome = next.progress.state === 'failed' ? [cleanUpAudit(work, 'failed', {})] : [];
  await changeRun(work, () => next, { audit: outcome });
}

export function cleanUpAudit({ core, reference, runId }: Work, outcome: string, facts: Record<string, number>) {
  return cleanUpEntry(core, { actor: 'system', reference }, 'clean-up', outcome, { run: runId, ...facts });
}
