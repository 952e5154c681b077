import { movingAssignments } from './assignments.js';
import { installationChecks, settleChecks } from './check-installations.js';
import { confirmedRemovals, releaseConfirmed } from './devices-confirm.js';
import { type InstallationPass, installationPass, plannedInstallations } from './installation-pass.js';
import { LOOK_AGAIN, type LongWork } from './long-work.js';
import { moveInstallations, plannedMoves } from './move-installations.js';
import { nextReview, reviewInstallations } from './review-installations.js';

/** Brings each installation further: commands, looks, removals, and the release of licences. */
export const installationWork: LongWork = {
  async due(core) {
    if (core.devices === null) return false;
    if ((await core.records.list('installationCheck')).length > 0) return true;
    if ((await nextReview(core)) <= core.clock()) return true;
    const pass = await installationPass(core);
    if ((await plannedMoves(pass, 1)).moves.length > 0) return true;
    return (await unasked(pass, 1)).length > 0 || (await confirmedRemovals(pass)).length > 0;
  },
  async run(core, reference) {
    const pass = await installationPass(core);
    const reviewed = (await nextReview(core)) <= core.clock() && (await reviewInstallations(pass));
    const asked = await askRemovals(pass);
    const checked = await settleChecks(core);
    const moved = await moveInstallations(pass, reference);
    const released = await releaseConfirmed(pass, reference);
    return reviewed || asked || checked || moved || released ? LOOK_AGAIN : undefined;
  },
  async nextDue(core) {
    if (core.devices === null) return null;
    const { next } = await plannedMoves(await installationPass(core), Number.POSITIVE_INFINITY);
    return next;
  },
};

/** Removals of one pass. */
const AT_ONCE = 1000;

/** Removals of which a device was not asked yet, whatever came to it since; `most` of them at most. */
async function unasked(pass: InstallationPass, most: number) {
  const removing = (await movingAssignments(pass.core)).filter(({ value }) => value.state === 'removing');
  const found = [];
  for (const { value } of removing) {
    if (found.length >= most) break;
    if ((await plannedInstallations(pass, value)).length > 0) found.push(value);
  }
  return found;
}

async function askRemovals(pass: InstallationPass): Promise<boolean> {
  const { core } = pass;
  const found = await unasked(pass, AT_ONCE);
  if (found.length > 0) await core.records.commit({ put: installationChecks(core, found) });
  return found.length > 0;
}
