import type { Put, RecordRef, Versioned } from '../ports/records.js';
import { type Assignment, assignmentId, assignmentTraits } from '../rules/assignment.js';
import type { Core } from './core.js';

/** An assignment as it is stored, with the revisions to expect of the two kinds it may stand in. */
export interface StoredAssignment {
  value: Assignment;
  expect: readonly (RecordRef & { revision: number })[];
}

/** Part of a commit. */
export interface AssignmentChange {
  expect: readonly (RecordRef & { revision: number })[];
  put: readonly Put[];
  remove: readonly RecordRef[];
}

/** One person's assignment of one app, in motion or at rest. */
export async function readAssignment(core: Core, key: string, userId: string): Promise<StoredAssignment | null> {
  const id = assignmentId(key, userId);
  const moving = await core.records.get('assignment', id);
  return stored(id, moving, moving === null ? await core.records.get('holding', id) : null);
}

/** The revisions to expect where there is no assignment yet. */
export function noAssignment(key: string, userId: string): readonly (RecordRef & { revision: number })[] {
  const id = assignmentId(key, userId);
  return [
    { kind: 'assignment', id, revision: 0 },
    { kind: 'holding', id, revision: 0 },
  ];
}

/** All assignments of one app, by person. */
export async function assignmentsOf(core: Core, key: string): Promise<readonly StoredAssignment[]> {
  const moving = await core.records.list('assignment', `${key}/`);
  const atRest = await core.records.list('holding', `${key}/`);
  return [
    ...moving.flatMap((one) => stored(one.id, one, null) ?? []),
    ...atRest.flatMap((one) => stored(one.id, null, one) ?? []),
  ];
}

/** Assignments in motion: of one app, or of all. */
export async function movingAssignments(core: Core, key: string | null = null): Promise<readonly StoredAssignment[]> {
  const moving = await core.records.list('assignment', key === null ? '' : `${key}/`);
  return moving.flatMap((one) => stored(one.id, one, null) ?? []);
}

/** All assignments of one person. */
export async function assignmentsOfPerson(core: Core, userId: string): Promise<readonly StoredAssignment[]> {
  const assets = await core.records.list('asset');
  const found = await Promise.all(assets.map(({ id }) => readAssignment(core, id, userId)));
  return found.filter((one) => one !== null);
}

/**
 * Stores an assignment where it belongs: in motion, or at rest. `before` is what it was read as; `null` = there was none.
 */
export function changeAssignment(before: StoredAssignment | null, after: Assignment): AssignmentChange {
  const id = assignmentId(after.key, after.userId);
  const moves = assignmentTraits[after.state].moving;
  const [home, other] = moves ? (['assignment', 'holding'] as const) : (['holding', 'assignment'] as const);
  const expect = before?.expect ?? noAssignment(after.key, after.userId);
  const stands = expect.some(({ kind, revision }) => kind === other && revision > 0);
  return { expect, put: [{ kind: home, id, value: after }], remove: stands ? [{ kind: other, id }] : [] };
}

/** Several changes as one part of a commit. */
export function together(changes: readonly AssignmentChange[]): AssignmentChange {
  return {
    expect: changes.flatMap(({ expect }) => expect),
    put: changes.flatMap(({ put }) => put),
    remove: changes.flatMap(({ remove }) => remove),
  };
}

function stored(
  id: string,
  moving: Versioned<Assignment> | null,
  atRest: Versioned<Assignment> | null,
): StoredAssignment | null {
  const value = moving?.value ?? atRest?.value;
  if (value === undefined) return null;
  return {
    value,
    expect: [
      { kind: 'assignment', id, revision: moving?.revision ?? 0 },
      { kind: 'holding', id, revision: atRest?.revision ?? 0 },
    ],
  };
}
