import type { AuditEntry } from '../ports/audit.js';
import type { Put } from '../ports/records.js';
import type { Assignment } from '../rules/assignment.js';
import type { LeaversState } from '../rules/leavers.js';
import { byPerson } from '../rules/removal.js';
import { toBeRemoved } from './ask-removal.js';
import { type AssignmentChange, changeAssignment, readAssignment, together } from './assignments.js';
import type { Core } from './core.js';
import { leaverStep } from './leaver-step.js';
import { LEAVERS, readLeavers } from './leavers-record.js';
import { entryOf } from './refused-clicks.js';

/** Assignments of one commit. */
const SLICE = 100;

type Going = NonNullable<LeaversState['going']>;

/** Carries out what somebody decided on the card, a slice a commit, so that a restart goes on with the rest. */
export async function releaseGoing(core: Core): Promise<void> {
  for (;;) {
    if ((await core.wait(0)) === 'closing') return;
    const stored = await readLeavers(core);
    const going = stored?.value.going ?? null;
    if (stored === null || going === null) return;
    const release = going.release.slice(0, SLICE);
    const ask = going.ask.slice(0, SLICE - release.length);
    const parts = [
      ...(await Promise.all(release.map((id) => releasePart(core, going, id)))),
      ...(await Promise.all(ask.map((id) => askPart(core, going, id)))),
    ].filter((part) => part !== null);
    const changes = together(parts.map(({ change }) => change));
    const rest = { ...going, release: going.release.slice(release.length), ask: going.ask.slice(ask.length) };
    const isDone = rest.release.length + rest.ask.length === 0;
    const { result } = await core.records.commit({
      expect: [...changes.expect, { kind: 'leavers', id: LEAVERS, revision: stored.revision }],
      put: [
        ...changes.put,
        ...parts.flatMap(({ put }) => put),
        { kind: 'leavers', id: LEAVERS, value: { ...stored.value, going: isDone ? null : rest } },
      ],
      remove: changes.remove,
      audit: parts.map(({ audit }) => audit),
    });
    if (result === 'committed') await core.onStep('leavers.released');
  }
}

interface Part {
  change: AssignmentChange;
  put: readonly Put[];
  audit: AuditEntry;
}

/** Of somebody who is still away and still has the licence. */
async function releasePart(core: Core, going: Going, id: string): Promise<Part | null> {
  const stored = await read(core, id);
  if (stored === null || stored.value.writeId !== null) return null;
  const { state, userId } = stored.value;
  const membership = await core.records.get('membership', userId);
  if (membership?.value.state !== 'left' || (state !== 'licensed' && state !== 'removing')) return null;
  const step = await leaverStep(core, stored.value);
  if (step === 'under-way') return null;
  if (step === 'remove') {
    const { assignment, removal } = toBeRemoved(core, stored.value, byPerson(going.by), null);
    return {
      change: changeAssignment(stored, assignment),
      put: [{ kind: 'removal', id, value: removal }],
      audit: audit(core, going, id, state, 'removing'),
    };
  }
  const next: Assignment = {
    ...stored.value,
    ...{ state: 'releasing', since: core.clock(), reason: 'left', wantedBy: [], tries: 0, nextTry: null },
    removalBy: byPerson(going.by),
  };
  return { change: changeAssignment(stored, next), put: [], audit: audit(core, going, id, state, 'releasing') };
}

/** Of somebody who still has it and whom no deployment wants to have it. */
async function askPart(core: Core, going: Going, id: string): Promise<Part | null> {
  const stored = await read(core, id);
  if (stored?.value.state !== 'licensed' || stored.value.wantedBy.length > 0) return null;
  const reason = 'No group or deployment gets this app for you any more.';
  const { assignment, removal } = toBeRemoved(core, stored.value, byPerson(going.by), reason);
  return {
    change: changeAssignment(stored, assignment),
    put: [{ kind: 'removal', id, value: removal }],
    audit: audit(core, going, id, 'licensed', 'removing'),
  };
}

async function read(core: Core, id: string) {
  const [key = '', userId = ''] = id.split('/');
  return readAssignment(core, key, userId);
}

function audit(core: Core, going: Going, id: string, before: string, after: string): AuditEntry {
  const asked = { actor: going.by, reference: going.reference };
  return entryOf(core, asked, 'release-leavers', `assignment:${id}`, after, { before, after });
}
