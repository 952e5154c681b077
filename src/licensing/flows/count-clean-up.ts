import type { CleanUpCount } from '../rules/clean-up.js';
import { mayWrite, type WriteHold } from '../rules/may-write.js';
import type { Notice } from '../rules/notice.js';
import type { NotAllowed } from '../rules/policy.js';
import { CLEAN_UP, cleanUpEntry, cleanUpPut, countCard, readCleanUp } from './clean-up-record.js';
import { type Asked, type Core, connect, permit } from './core.js';
import { countHoldings } from './count-holdings.js';
import { describeTrouble } from './describe-trouble.js';
import type { LongWork } from './long-work.js';
import { noteTrouble } from './note-answer.js';
import { readBinding } from './state.js';

export type CountOutcome =
  | NotAllowed
  /** Nobody may read the lists now. */
  | { result: 'not-now'; hold: WriteHold }
  | { result: 'running' }
  | { result: 'counting'; by: string };

/** `/vpp token clean-up`: counts anew what others made; the card of whoever asked goes on from there. */
export async function requestCleanUpCount(core: Core, asked: Asked): Promise<CountOutcome> {
  const permission = await permit(core, asked.actor, 'clean-up');
  if (permission.result === 'not-allowed') return permission;
  const binding = (await readBinding(core)).value;
  const may = mayWrite(binding);
  if (binding.state !== 'bound') return { result: 'not-now', hold: 'not-bound' };
  if (may.result === 'no' && may.why === 'not-ours') return { result: 'not-now', hold: may.why };
  const stored = await readCleanUp(core);
  const { count: before, run } = stored.value;
  if (run?.progress.state === 'running') return { result: 'running' };
  if (before?.state === 'counting') return { result: 'counting', by: before.startedBy };
  const count: CleanUpCount = {
    id: core.ids.uuid(),
    startedBy: asked.actor,
    startedAt: core.clock(),
    locationName: binding.facts.locationName,
    state: 'counting',
  };
  const result = await core.records.commit({
    expect: [{ kind: 'cleanUp', id: CLEAN_UP, revision: stored.revision }],
    put: [cleanUpPut({ ...stored.value, count })],
    outbox: [...earlier(before, asked.reference), countCard(count, false, asked.reference)],
  });
  if (result.result === 'conflict') return requestCleanUpCount(core, asked);
  return { result: 'counting', by: asked.actor };
}

/** The card of the count before has no buttons from now on. */
function earlier(before: CleanUpCount | null, reference: string): Notice[] {
  return before === null ? [] : [countCard(before, true, reference)];
}

/** Does the count that is recorded; run again after a restart it ends the same. */
export const cleanUpCountWork: LongWork = {
  due: async (core) => (await readCleanUp(core)).value.count?.state === 'counting',
  run: async (core, reference) => {
    const { count } = (await readCleanUp(core)).value;
    if (count?.state === 'counting') await storeCount(core, await counted(core, count, reference), reference);
  },
};

async function counted(core: Core, count: CleanUpCount, reference: string): Promise<CleanUpCount> {
  const { id, startedBy, startedAt, locationName } = count;
  const head = { id, startedBy, startedAt, locationName };
  const failed = (reason: string): CleanUpCount => ({ ...head, state: 'failed', reason, failedAt: core.clock() });
  const bound = (await readBinding(core)).value;
  if (bound.state !== 'bound') return failed('No location is bound any more');
  const answer = await countHoldings(connect(core, bound));
  if (answer.result === 'counted') {
    await core.onStep('clean-up.counted');
    return { ...head, state: 'counted', found: answer.found, countedAt: core.clock() };
  }
  await noteTrouble(core, answer, reference, bound);
  return failed(describeTrouble(answer));
}

async function storeCount(core: Core, count: CleanUpCount, reference: string): Promise<void> {
  const stored = await readCleanUp(core);
  if (stored.value.count?.id !== count.id) return;
  const asked = { actor: count.startedBy, reference };
  const figures = count.state === 'counted' ? { ...count.found } : {};
  const result = await core.records.commit({
    expect: [{ kind: 'cleanUp', id: CLEAN_UP, revision: stored.revision }],
    put: [cleanUpPut({ ...stored.value, count })],
    outbox: [countCard(count, false, reference)],
    audit: [cleanUpEntry(core, asked, 'count-others', count.state, figures)],
  });
  if (result.result === 'conflict') await storeCount(core, count, reference);
}
