import { assignmentId } from '../rules/assignment.js';
import type { Removal } from '../rules/removal.js';
import { isGoneEverywhere } from '../rules/removal-by-devices.js';
import { release } from './answer-removal.js';
import { movingAssignments } from './assignments.js';
import { devicesSayOf } from './devices-say.js';
import type { InstallationPass } from './installation-pass.js';
import { type OpenRemoval, openRemoval } from './removal-record.js';

/** Removals of which every device of the person says that the app is gone; not while the person says that they need it. */
export async function confirmedRemovals({ core, fleet }: InstallationPass): Promise<readonly OpenRemoval[]> {
  const confirmed: OpenRemoval[] = [];
  for (const { value } of await movingAssignments(core)) {
    if (value.state !== 'removing') continue;
    const removal = await core.records.get('removal', assignmentId(value.key, value.userId));
    if (removal === null || removal.value.needed !== null || removal.value.askedAt === null) continue;
    if (!isGoneEverywhere(await devicesSayOf(core, value, fleet))) continue;
    const open = await openRemoval(core, value);
    if (open !== null) confirmed.push(open);
  }
  return confirmed;
}

/** Their licences are taken back. `true`: something was stored. */
export async function releaseConfirmed(pass: InstallationPass, reference: string): Promise<boolean> {
  const { core } = pass;
  const confirmed = await confirmedRemovals(pass);
  for (const open of confirmed) {
    if ((await core.wait(0)) === 'closing') return false;
    const next: Removal = { ...open.removal.value, shown: 'returning', nextReminderAt: null };
    const how = { act: 'devices-confirmed', reason: 'uninstalled', next } as const;
    await release(core, { actor: 'system', reference }, open, how);
  }
  return confirmed.length > 0;
}
