import type { AuditEntry } from '../ports/audit.js';
import { type Assignment, assignmentId } from '../rules/assignment.js';
import type { DeviceCommandRecord } from '../rules/device-command.js';
import { mayAct, type NotAllowed } from '../rules/policy.js';
import { readAssignment } from './assignments.js';
import { type Asked, type Core, permit } from './core.js';
import { readInstallation } from './installations.js';
import { type InstallRow, installRow, mayBeRetried } from './list-installs.js';
import { historyAbout } from './recent-history.js';
import { refusing } from './refused-clicks.js';

/** Everything about one app on one device. */
export interface InstallView extends InstallRow {
  result: 'install';
  /** Whose licence it uses; `null` = nothing is written down any more. */
  assignment: Assignment | null;
  /** The open command. */
  command: DeviceCommandRecord | null;
  /** Newest first; empty for whoever may not see the audit. */
  history: readonly AuditEntry[];
  may: { retry: boolean };
}

export type ShowInstallOutcome = NotAllowed | { result: 'no-server' } | { result: 'gone' } | InstallView;

/** One installation with what is known of how it came about. `id`: `<asset key>/<Slack user id>/<enrolment id>`. */
export async function showInstall(core: Core, asked: Asked, id: string): Promise<ShowInstallOutcome> {
  const permission = await permit(core, asked.actor, 'view-devices');
  if (permission.result === 'not-allowed')
    return refusing(core, asked, 'show-install', `assignment:${id.slice(0, 80)}`, permission);
  if (core.devices === null) return { result: 'no-server' };
  const stored = await readInstallation(core, id);
  if (stored === null) return { result: 'gone' };
  const { key, userId, enrolmentId, commandId } = stored.value;
  const device = (await core.records.get('device', enrolmentId))?.value;
  const may = (act: Parameters<typeof mayAct>[1]) => mayAct(permission.standing, act).result === 'allowed';
  const subjects = [`assignment:${assignmentId(key, userId)}`, `device:${enrolmentId}`];
  return {
    ...(await installRow(core, stored, new Map(device === undefined ? [] : [[enrolmentId, device]]))),
    result: 'install',
    assignment: (await readAssignment(core, key, userId))?.value ?? null,
    command: commandId === null ? null : ((await core.records.get('deviceCommand', commandId))?.value ?? null),
    history: may('view-audit') ? await historyAbout(core, subjects) : [],
    may: { retry: may('retry-install') && mayBeRetried(stored.value) },
  };
}
