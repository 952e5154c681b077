import { assignmentId } from '../rules/assignment.js';
import { askerOf, isOwnWish, type Removal } from '../rules/removal.js';
import { isGoneEverywhere } from '../rules/removal-by-devices.js';
import { release } from './answer-removal.js';
import { movingAssignments, type StoredAssignment } from './assignments.js';
import type { Core } from './core.js';
import { devicesSayOf } from './devices-say.js';
import { type Fleet, readFleet } from './fleet.js';
import type { InstallationPass } from './installation-pass.js';
import { installationsOfPerson } from './installations.js';
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
    if (open !== null) confirmed.push({ ...open, assignment: await restingOn(core, open.assignment, fleet) });
  }
  return confirmed;
}

/** What devices said has to stand when the licence goes. */
async function restingOn(core: Core, assignment: StoredAssignment, fleet: Fleet): Promise<StoredAssignment> {
  const { key, userId } = assignment.value;
  const installations = await installationsOfPerson(core, key, userId);
  const devices = (fleet.get(userId) ?? []).map(({ id, revision }) => ({ kind: 'device', id, revision }) as const);
  return {
    ...assignment,
    expect: [...assignment.expect, ...installations.flatMap(({ expect }) => expect), ...devices],
  };
}

/** Their licences are taken back. `true`: something was stored. */
export async function releaseConfirmed(pass: InstallationPass, reference: string): Promise<boolean> {
  const { core } = pass;
  // The pass may have taken long: a device that came since has not said anything.
  const confirmed = await confirmedRemovals({ ...pass, fleet: await readFleet(core) });
  for (const open of confirmed) {
    if ((await core.wait(0)) === 'closing') return false;
    const next: Removal = { ...open.removal.value, shown: 'returning', nextReminderAt: null };
    const membership = await core.records.get('membership', next.userId);
    const isReleased = membership?.value.state === 'left' && askerOf(next.by).kind === 'person' && !isOwnWish(next);
    const reason = isReleased ? 'left' : 'uninstalled';
    const how = { act: 'devices-confirmed', reason, next } as const;
    await release(core, { actor: 'system', reference }, open, how);
  }
  return confirmed.length > 0;
}
