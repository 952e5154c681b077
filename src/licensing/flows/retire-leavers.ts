import { type Assignment, assignmentTraits } from '../rules/assignment.js';
import { LEAVER_GRACE } from '../rules/leavers.js';
import { askerOf } from '../rules/removal.js';
import { assignmentsOfPerson } from './assignments.js';
import { type Core, permit } from './core.js';
import { retireUser } from './retire-user.js';
import { standingHold } from './standing-hold.js';

/** People of one look: each is a request to Apple. */
const AT_ONCE = 20;

/**
 * Ends people at Apple whose licences somebody released because they had left, once every licence is back: last of all,
 * and in the name of whoever decided, as long as they may.
 */
export async function retireLeavers(core: Core, reference: string): Promise<void> {
  if ((await standingHold(core)) !== null) return;
  const left = (await core.records.list('membership')).filter(
    ({ value }) => value.state === 'left' && value.writeId === null && value.since <= core.clock() - LEAVER_GRACE,
  );
  let asked = 0;
  for (const { id: userId } of left) {
    const by = await decidedBy(core, userId);
    if (by === null || (await permit(core, by, 'retire-user')).result === 'not-allowed') continue;
    if (asked >= AT_ONCE || (await core.wait(0)) === 'closing') return;
    asked += 1;
    const outcome = await retireUser(core, { actor: by, reference }, userId);
    if (outcome.result === 'trouble' || outcome.result === 'held') return;
  }
}

/** Somebody decided that it is taken back without the person. */
const decided: readonly Assignment['reason'][] = ['left', 'removal-overridden'];

/** Who released the last of somebody's licences; `null` while anything of theirs is not over, or nobody did. */
async function decidedBy(core: Core, userId: string): Promise<string | null> {
  const theirs = (await assignmentsOfPerson(core, userId)).map(({ value }) => value);
  if (theirs.some(({ state }) => assignmentTraits[state].licensed || assignmentTraits[state].moving)) return null;
  const released = theirs.find(({ state, reason }) => state === 'released' && decided.includes(reason));
  const asker = released?.removalBy == null ? null : askerOf(released.removalBy);
  return asker?.kind === 'person' ? asker.userId : null;
}
