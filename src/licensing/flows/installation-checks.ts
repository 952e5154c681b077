import type { Put } from '../ports/records.js';
import { assignmentId, assignmentTraits } from '../rules/assignment.js';
import { assignmentsOfPerson } from './assignments.js';
import type { Core } from './core.js';

/**
 * Part of a commit: a marker for each app that a person has the licence of, so that their devices are looked at. Empty
 * for somebody without licences. A marker that stands already is put again, which changes nothing.
 */
export async function checksOfPerson(core: Core, userId: string): Promise<readonly Put[]> {
  const now = core.clock();
  return (await assignmentsOfPerson(core, userId)).flatMap(({ value }): Put[] =>
    assignmentTraits[value.state].licensed
      ? [{ kind: 'installationCheck', id: assignmentId(value.key, value.userId), value: { since: now } }]
      : [],
  );
}
