import type { RecordRef } from '../ports/records.js';
import { type Cleanliness, cleanliness } from '../rules/cleanliness.js';
import { mayWrite, type WriteHold } from '../rules/may-write.js';
import { readCleanUp } from './clean-up-record.js';
import type { Core } from './core.js';
import { BINDING, readBinding, readSync } from './state.js';

/** Why nothing can be put in force now, whoever approves it. */
export type GateShut =
  | { result: 'not-now'; hold: WriteHold }
  /** What others made has to be cleaned up, or waived, before the first deployment (S12). */
  | { result: 'not-clean'; cleanliness: Exclude<Cleanliness, 'clean' | 'waived'> };

export type Gate = GateShut | { result: 'open'; expect: RecordRef & { revision: number } };

/** Asked at each approval. A pause shuts nothing: what is approved waits for its end. */
export async function deploymentGate(core: Core): Promise<Gate> {
  const binding = await readBinding(core);
  const may = mayWrite(binding.value);
  if (may.result === 'no') return { result: 'not-now', hold: may.why };
  const state = cleanliness((await readCleanUp(core)).value, (await readSync(core)).value.lastComplete);
  if (state === 'needed' || state === 'unknown') return { result: 'not-clean', cleanliness: state };
  return { result: 'open', expect: { kind: 'binding', id: BINDING, revision: binding.revision } };
}
