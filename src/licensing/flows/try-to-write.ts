import type { LocationConnection } from '../ports/licences.js';
import type { BoundLocation } from '../rules/binding.js';
import { isOurClaim } from '../rules/renewal.js';
import { isWriteRefused } from '../rules/token-trouble.js';
import type { Core } from './core.js';
import { changeBinding, noteTrouble } from './note-answer.js';
import { isPaused } from './state.js';
import { outOfTrouble, unlessReplaced } from './token-state.js';

/**
 * Reading cannot show that a token may write again, so our own unchanged claim is sent once more; when Apple takes it,
 * the trouble is over. Nothing is sent while paused, or when Apple names another claim than ours.
 */
export async function tryToWriteAgain(
  core: Core,
  bound: BoundLocation,
  connection: LocationConnection,
  reference: string,
): Promise<void> {
  if (!isWriteRefused(bound) || bound.intent !== null) return;
  const config = await connection.clientConfig();
  if (config.result !== 'ok' || !isOurClaim(bound, config.value.mdmInfo) || (await isPaused(core))) return;
  const posted = await connection.claim(bound.mdmInfo);
  if (posted.result !== 'ok') return noteTrouble(core, posted, reference, bound);
  await changeBinding(core, unlessReplaced(bound, outOfTrouble(core, 'recovered', [])), reference);
}
