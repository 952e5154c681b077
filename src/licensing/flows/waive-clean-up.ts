import { type CleanUpWaiver, isReason } from '../rules/clean-up.js';
import { type FindCountOutcome, findCleanUpCount } from './clean-up.js';
import { CLEAN_UP, cleanUpEntry, cleanUpPut, countCard, readCleanUp } from './clean-up-record.js';
import type { Asked, Core } from './core.js';

export type WaiveOutcome =
  | Exclude<FindCountOutcome, { result: 'found' }>
  | { result: 'no-reason' }
  | { result: 'waived' };

/** One custodian decides, by name and with a reason, to live with what others made. */
export async function waiveCleanUp(core: Core, asked: Asked, countId: string, typed: string): Promise<WaiveOutcome> {
  const stored = await readCleanUp(core);
  const found = await findCleanUpCount(core, asked, countId);
  if (found.result !== 'found') return found;
  const reason = typed.trim();
  if (!isReason(reason)) return { result: 'no-reason' };
  const { count } = found;
  // A second press on the same count.
  if (stored.value.waiver !== null && stored.value.waiver.at >= count.countedAt) return { result: 'over' };
  const waiver: CleanUpWaiver = { by: asked.actor, at: core.clock(), reason, found: count.found };
  const result = await core.records.commit({
    expect: [{ kind: 'cleanUp', id: CLEAN_UP, revision: stored.revision }],
    put: [cleanUpPut({ ...stored.value, waiver })],
    outbox: [
      {
        kind: 'clean-up-waived',
        subject: `clean-up-waived:${count.id}`,
        audience: { to: 'channel' },
        facts: { waiver, locationName: count.locationName },
        reference: asked.reference,
      },
      countCard(count, true, asked.reference),
    ],
    audit: [cleanUpEntry(core, asked, 'waive-clean-up', 'waived', { reason, ...count.found })],
  });
  if (result.result === 'conflict') return waiveCleanUp(core, asked, countId, typed);
  await core.onStep('clean-up.waived');
  return { result: 'waived' };
}
