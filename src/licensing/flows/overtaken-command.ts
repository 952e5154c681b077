import type { RecordRef, Versioned } from '../ports/records.js';
import type { Deployment } from '../rules/deployment.js';
import type { DeviceCommandRecord } from '../rules/device-command.js';
import { type CommandReasons, isOvertaken } from '../rules/overtaken-command.js';
import { readAssignment } from './assignments.js';
import type { Core } from './core.js';
import { isRemovalHeld, wantedBy } from './installation-pass.js';
import { readInstallation } from './installations.js';

export type Standing =
  /** It is to be sent while these stand as they are. */
  | { result: 'wanted'; expect: readonly (RecordRef & { revision: number })[] }
  /** It was decided otherwise since it was recorded. */
  | { result: 'overtaken' };

/** Whether a recorded command is still to be sent. Of one that no installation waits for nothing is asked. */
export async function standingOf(core: Core, { id, value }: Versioned<DeviceCommandRecord>): Promise<Standing> {
  const { installationId, deviceId, act } = value;
  if (installationId === null) return { result: 'wanted', expect: [] };
  const [key = '', userId = ''] = installationId.split('/');
  const stored = await readInstallation(core, installationId);
  const assignment = await readAssignment(core, key, userId);
  const device = await core.records.get('device', deviceId);
  const isTheirs = stored?.value.commandId === id && device?.value.owner?.userId === userId;
  const deployments = await deploymentsOf(core, assignment?.value ?? null);
  const pass = { core, deployments, now: core.clock() };
  const reasons: CommandReasons = {
    installation: isTheirs ? stored.value : null,
    assignment: assignment?.value ?? null,
    wanted: assignment === null ? 'never' : wantedBy(pass, assignment.value),
    held: assignment !== null && (await isRemovalHeld(pass, assignment.value)),
  };
  if (isOvertaken(act, reasons)) return { result: 'overtaken' };
  return { result: 'wanted', expect: [...(stored?.expect ?? []), ...(assignment?.expect ?? [])] };
}

/** By id, those that want the app, or want it gone. */
async function deploymentsOf(
  core: Core,
  assignment: { wantedBy: readonly string[]; removalBy: string | null } | null,
): Promise<ReadonlyMap<string, Deployment>> {
  if (assignment === null) return new Map();
  const { wantedBy: wanting, removalBy } = assignment;
  const ids = removalBy === null ? wanting : [...wanting, removalBy];
  const found = await Promise.all(ids.map((id) => core.records.get('deployment', id)));
  return new Map(found.flatMap((one) => (one === null ? [] : [[one.id, one.value] as const])));
}
