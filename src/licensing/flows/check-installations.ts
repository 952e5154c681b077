import type { Put } from '../ports/records.js';
import { type Assignment, assignmentId, assignmentTraits } from '../rules/assignment.js';
import { readAssignment, type StoredAssignment } from './assignments.js';
import type { Core } from './core.js';
import { installationPass, plannedInstallations } from './installation-pass.js';
import type { InstallationChange } from './installations.js';

/** Part of a commit: the devices of these are to be looked at. Empty without a device server. */
export function installationChecks(
  core: Core,
  assignments: readonly Pick<Assignment, 'key' | 'userId' | 'state'>[],
): readonly Put[] {
  if (core.devices === null) return [];
  const since = core.clock();
  return assignments
    .filter(({ state }) => assignmentTraits[state].licensed)
    .map(({ key, userId }) => ({ kind: 'installationCheck', id: assignmentId(key, userId), value: { since } }));
}

/** Checks of one pass: planning is done again for each, so of ten thousand it must not be many. */
const AT_ONCE = 1000;

/** Does what markers ask for, each in one commit with what is done about it. `true`: something was stored. */
export async function settleChecks(core: Core): Promise<boolean> {
  const checks = (await core.records.list('installationCheck')).slice(0, AT_ONCE);
  // Read after the markers: a device that comes with a later marker is not overlooked.
  const pass = await installationPass(core);
  for (const { id, revision } of checks) {
    if ((await core.wait(0)) === 'closing') return false;
    const [key = '', userId = ''] = id.split('/');
    const assignment = await readAssignment(core, key, userId);
    const changes = assignment === null ? [] : await plannedInstallations(pass, assignment.value);
    const change = begun(assignment, changes);
    const { result } = await core.records.commit({
      ...change,
      expect: [...change.expect, { kind: 'installationCheck', id, revision }],
      remove: [...change.remove, { kind: 'installationCheck', id }],
    });
    if (result === 'committed') await core.onStep('installation.checked');
  }
  return checks.length > 0;
}

function begun(assignment: StoredAssignment | null, changes: readonly InstallationChange[]) {
  return {
    expect: [...(assignment?.expect ?? []), ...changes.flatMap(({ expect }) => expect)],
    put: changes.flatMap(({ put }) => put),
    remove: changes.flatMap(({ remove }) => remove),
  };
}
