import type { Progress } from '../ports/licences.js';
import type { BoundLocation } from '../rules/binding.js';
import type { NotAllowed } from '../rules/policy.js';
import { nextTry } from '../rules/slots.js';
import type { SyncReport, SyncStage } from '../rules/sync-report.js';
import { type Begun, beginSync, syncCard } from './begin-sync.js';
import { type Asked, type Core, connect, permit } from './core.js';
import { finishSync, type SyncEnd } from './finish-sync.js';
import { keepReading } from './keep-reading.js';
import { type Listener, readLocation } from './read-location.js';
import { readBinding, readSync } from './state.js';
import { afterTrouble, unlessReplaced } from './token-state.js';
import { tryToWriteAgain } from './try-to-write.js';

/** Pages between two updates of a progress card. */
const PAGES_PER_UPDATE = 25;

export type RequestSyncOutcome = NotAllowed | Begun;

/** "Sync now" (S17). A second request joins the running sync and gets the same result. */
export async function requestSync(core: Core, asked: Asked): Promise<RequestSyncOutcome> {
  const permission = await permit(core, asked.actor, 'sync');
  if (permission.result === 'not-allowed') return permission;
  return beginSync(core, { trigger: 'person', slot: null, startedBy: asked.actor, reference: asked.reference });
}

/**
 * Does the recorded sync from the start; run again after a restart it ends the same. `null` when none is recorded. A
 * fault of our own ends it as failed, with a next try; only a fault that keeps even that from being stored is thrown.
 */
export async function runSync(core: Core, reference: string): Promise<SyncReport | null> {
  const { running } = (await readSync(core)).value;
  if (running === null) return null;
  const progress = listener(core, reference);
  const later = () => nextTry(core.settings.schedule, running.attempt, core.clock());
  try {
    return await finishSync(core, reference, await readAndKeep(core, reference, progress, later));
  } catch (fault) {
    const code = codeOf(fault);
    core.onTrouble('sync.broken', { reference, sync: running.id, code, fault });
    const trouble = { result: 'own-fault', code } as const;
    const outcome = { result: 'failed', stage: progress.at(), trouble, nextTry: later() } as const;
    return finishSync(core, reference, { outcome, assets: [], change: null });
  }
}

/** How much of a fault's code is kept. */
const CODE_LENGTH = 80;

function codeOf(fault: unknown): string {
  if (!(fault instanceof Error)) return 'unknown';
  return ('code' in fault && typeof fault.code === 'string' ? fault.code : fault.name).slice(0, CODE_LENGTH);
}

async function readAndKeep(core: Core, reference: string, progress: Listener, later: () => number): Promise<SyncEnd> {
  const before = (await readBinding(core)).value;
  if (before.state !== 'bound') return skipped('not-bound');
  const connection = connect(core, before);
  await tryToWriteAgain(core, before, connection, reference);
  const bound = (await readBinding(core)).value;
  if (bound.state !== 'bound') return skipped('not-bound');
  if (bound.tokenState === 'in-use-elsewhere') {
    // Whatever else Apple says (ours again, nobody's, a refused token) is found by the reading.
    const config = await connection.clientConfig();
    if (config.result === 'in-use-elsewhere') {
      const { change } = afterTrouble(core, 'client-config', config, reference, later());
      return { ...skipped('in-use-elsewhere'), change: change === null ? null : unlessReplaced(bound, change) };
    }
  }
  const read = await readLocation(core, connection, progress);
  if (read.result === 'trouble') {
    // What Apple says to a token that was renewed meanwhile is of no interest.
    if (await wasRenewed(core, bound)) return readAndKeep(core, reference, progress, later);
    const { outcome, change } = afterTrouble(core, read.stage, read.trouble, reference, later());
    return { outcome, change: change === null ? null : unlessReplaced(bound, change), assets: [] };
  }
  await progress.stage('catalogue');
  return keepReading(core, bound, read.reading, reference);
}

async function wasRenewed(core: Core, asked: BoundLocation): Promise<boolean> {
  const { value } = await readBinding(core);
  return value.state === 'bound' && value.token.fingerprint !== asked.token.fingerprint;
}

function skipped(reason: 'not-bound' | 'in-use-elsewhere'): SyncEnd {
  return { outcome: { result: 'skipped', reason }, assets: [], change: null };
}

/** Progress for those who wait: at each stage, and then every so many pages. */
function listener(core: Core, reference: string): Listener & { at(): SyncStage } {
  let at: SyncStage = 'service-config';
  return {
    at: () => at,
    stage: (stage) => {
      at = stage;
      return tell(core, reference, stage, null);
    },
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
