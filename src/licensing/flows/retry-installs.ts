import type { NotAllowed } from '../rules/policy.js';
import { type Asked, type Core, permit } from './core.js';
import { installationPass } from './installation-pass.js';
import { chosenInstalls, isTriedWithAll, type UnknownInstalls } from './list-installs.js';
import { refusing } from './refused-clicks.js';
import { retryInstallation } from './retry-installation.js';

/** Installations of one click; the rest takes another. */
const AT_ONCE = 100;

export type RetryInstallsOutcome =
  | NotAllowed
  | UnknownInstalls
  /** `left`: found and not tried again, because of what became of them meanwhile. `over`: more than one click takes. */
  | { result: 'retried-all'; count: number; left: number; over: number };

/**
 * Tries again what a list shows under the filter that was typed, as it is at the click: what failed, was refused, or was
 * deleted by hand. Each is decided about, and recorded, by itself.
 */
export async function retryInstalls(core: Core, asked: Asked, typed: string): Promise<RetryInstallsOutcome> {
  const permission = await permit(core, asked.actor, 'retry-install');
  if (permission.result === 'not-allowed') return refusing(core, asked, 'retry-install', 'installs', permission);
  const chosen = await chosenInstalls(core, typed);
  if (chosen.result !== 'chosen') return chosen;
  const wanted = chosen.found.filter(({ value }) => isTriedWithAll(value));
  const pass = await installationPass(core);
  let count = 0;
  for (const { id } of wanted.slice(0, AT_ONCE)) {
    const outcome = await retryInstallation(core, asked, id, { takeOver: false, pass });
    if (outcome.result === 'not-allowed') return outcome;
    if (outcome.result === 'retried') count += 1;
  }
  const tried = Math.min(wanted.length, AT_ONCE);
  return { result: 'retried-all', count, left: tried - count, over: wanted.length - tried };
}
