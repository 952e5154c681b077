import type { AuditEntry } from '../ports/audit.js';
import type { Put, Versioned } from '../ports/records.js';
import { type CleanUpCount, type CleanUpRecord, type CleanUpRun, noCleanUp } from '../rules/clean-up.js';
import type { Notice } from '../rules/notice.js';
import type { Asked, Core } from './core.js';

/** Id of the one record. */
export const CLEAN_UP = 'location';

export async function readCleanUp(core: Core): Promise<Versioned<CleanUpRecord>> {
  const stored = await core.records.get('cleanUp', CLEAN_UP);
  return stored ?? { id: CLEAN_UP, revision: 0, value: noCleanUp };
}

/** Whether users and licences of others are being removed now: meanwhile the location is not handed over. */
export async function isCleaningUp(core: Core): Promise<boolean> {
  return (await readCleanUp(core)).value.run?.progress.state === 'running';
}

export function cleanUpPut(value: CleanUpRecord): Put {
  return { kind: 'cleanUp', id: CLEAN_UP, value };
}

/** The card of whoever asked for a count. */
export function countCard(count: CleanUpCount, over: boolean, reference: string): Notice {
  const audience = { to: 'person', userId: count.startedBy } as const;
  return { kind: 'clean-up-count', subject: `clean-up-count:${count.id}`, audience, facts: { count, over }, reference };
}

/** The living card of a clean-up, for every custodian. */
export function runCard(run: CleanUpRun, reference: string): Notice {
  const audience = { to: 'custodians', except: [] } as const;
  return { kind: 'clean-up-card', subject: `clean-up:${run.id}`, audience, facts: { run }, reference };
}

/** The card of a clean-up that stood still when another one began: nobody can let it go on any more. */
export function replacedCard(run: CleanUpRun | null, reference: string): Notice[] {
  if (run?.progress.state !== 'stopped' && run?.progress.state !== 'failed') return [];
  const audience = { to: 'custodians', except: [] } as const;
  return [{ kind: 'clean-up-card', subject: `clean-up:${run.id}`, audience, facts: { run, over: true }, reference }];
}

export function cleanUpEntry(
  core: Core,
  asked: Asked,
  act: string,
  outcome: string,
  facts: AuditEntry['facts'],
): AuditEntry {
  return { at: core.clock(), actor: asked.actor, act, subject: 'location', outcome, reference: asked.reference, facts };
}
