import type { Assignment } from '../rules/assignment.js';
import { anew } from '../rules/installation-change.js';
import { type DevicesSay, isStillThere } from '../rules/removal-by-devices.js';
import type { Core } from './core.js';
import { devicesSayOf } from './devices-say.js';
import { changeInstallation, installationsOfPerson } from './installations.js';

/**
 * Where a person's devices say otherwise than the person, what they say; devices with a copy of the person's own are asked
 * again at once, as the person may just have deleted it. `null`: no device says otherwise.
 */
export async function askDevicesAgain(core: Core, assignment: Assignment): Promise<DevicesSay | null> {
  const say = await devicesSayOf(core, assignment);
  if (!isStillThere(say)) return null;
  const { key, userId, generation } = assignment;
  const now = core.clock();
  for (const stored of await installationsOfPerson(core, key, userId)) {
    if (stored.value.state !== 'unmanaged' || stored.value.generation !== generation) continue;
    // A conflict means that something was heard of it just now.
    await core.records.commit(changeInstallation(stored, anew(stored.value, 'removing', now)));
  }
  return say;
}
