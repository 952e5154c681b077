import { cleanliness } from '../rules/cleanliness.js';
import { mayWrite } from '../rules/may-write.js';
import { readCleanUp } from './clean-up-record.js';
import type { Core } from './core.js';
import { isPaused, readBinding, readSync } from './state.js';

/** Why nothing is sent to Apple now, as far as somebody without a role is told. */
export type StandingHold =
  | 'paused'
  /** No Apple account is bound any more, or not yet. */
  | 'not-bound'
  /** The token, the connection or who manages the location: administrators are told on their own cards. */
  | 'trouble'
  /** What others made is not cleaned up or waived (S12). */
  | 'not-clean';

/** `null`: what is to be sent to Apple is sent. */
export async function standingHold(core: Core): Promise<StandingHold | null> {
  const may = mayWrite((await readBinding(core)).value);
  if (may.result === 'no') return may.why === 'not-bound' ? 'not-bound' : 'trouble';
  if (await isPaused(core)) return 'paused';
  const clean = cleanliness((await readCleanUp(core)).value, (await readSync(core)).value.lastComplete);
  return clean === 'clean' || clean === 'waived' ? null : 'not-clean';
}
