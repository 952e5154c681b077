import type { Assignment } from '../rules/assignment.js';
import type { Core } from './core.js';
import { devicesToAsk } from './devices-say.js';
import type { Fleet } from './fleet.js';
import { isNeeded } from './installation-pass.js';

/** What “Release” does with one licence of somebody who left the organisation. */
export type LeaverStep =
  /** It is taken back at once: no device can be asked. */
  | 'release'
  /** Their devices remove the app first; a custodian can override what does not answer. */
  | 'remove'
  /** Their devices are at it, or Apple is. */
  | 'under-way';

/** What “Release” does; only licences that somebody has are asked about. */
export async function leaverStep(core: Core, assignment: Assignment, fleet?: Fleet): Promise<LeaverStep> {
  if (assignment.state === 'releasing') return 'under-way';
  if ((await devicesToAsk(core, assignment.userId, fleet)).length === 0) return 'release';
  // They wanted to keep it, which nobody has to decide about any more.
  return assignment.state === 'removing' && !(await isNeeded(core, assignment)) ? 'under-way' : 'remove';
}
