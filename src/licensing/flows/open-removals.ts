import type { Versioned } from '../ports/records.js';
import type { NotAllowed } from '../rules/policy.js';
import { mayAct } from '../rules/policy.js';
import { isStuck, REMOVALS_SHOWN, type Removal, type RemovalLine, type RemovalsState } from '../rules/removal.js';
import { sameFacts } from '../rules/same-facts.js';
import { readAssignment } from './assignments.js';
import { type Asked, type Core, permit } from './core.js';
import { refusing } from './refused-clicks.js';

const REMOVALS = 'card';
/** Lines of one answer. */
const LIST_LENGTH = 100;

export type OpenRemovals =
  | NotAllowed
  | { result: 'removals'; lines: readonly RemovalLine[]; count: number; mayOverride: boolean };

/** Everybody whose app is to go, longest asked first: whoever does not go on by themselves stands first. */
export async function listRemovals(core: Core, asked: Asked): Promise<OpenRemovals> {
  const permission = await permit(core, asked.actor, 'view-people');
  if (permission.result === 'not-allowed') return refusing(core, asked, 'list-removals', 'people', permission);
  const open = await openRemovals(core);
  const all = [...open.filter(({ value }) => isStuck(value)), ...open.filter(({ value }) => !isStuck(value))];
  const lines = await Promise.all(all.slice(0, LIST_LENGTH).map((one) => lineOf(core, one)));
  const mayOverride = mayAct(permission.standing, 'override-removal').result === 'allowed';
  return { result: 'removals', lines, count: all.length, mayOverride };
}

async function stuck(core: Core): Promise<readonly Versioned<Removal>[]> {
  return (await openRemovals(core)).filter(({ value }) => isStuck(value));
}

/** Longest asked first. */
async function openRemovals(core: Core): Promise<readonly Versioned<Removal>[]> {
  const found = await core.records.list('removal');
  const open = await Promise.all(
    found.map(async (one) => {
      const assignment = await readAssignment(core, one.value.key, one.value.userId);
      return assignment?.value.state === 'removing' && assignment.value.generation === one.value.generation;
    }),
  );
  return found
    .filter((_one, index) => open[index] === true)
    .sort((one, other) => (one.value.askedAt ?? 0) - (other.value.askedAt ?? 0));
}

async function lineOf(core: Core, { id, value }: Versioned<Removal>): Promise<RemovalLine> {
  const { generation, userId, by, askedAt, reminders, needed } = value;
  const appName = (await core.records.get('asset', value.key))?.value.name ?? null;
  return { assignmentId: id, generation, appName, userId, by, askedAt: askedAt ?? 0, reminders, needed };
}

/** How the card about stuck removals is to read now; `null` = as it does. */
export async function removalsCardChange(core: Core): Promise<RemovalsState | null> {
  const stored = (await core.records.get('removals', REMOVALS))?.value ?? null;
  const all = await stuck(core);
  if (all.length === 0) return stored === null ? null : { ...stored, lines: [], count: 0 };
  const lines = await Promise.all(all.slice(0, REMOVALS_SHOWN).map((one) => lineOf(core, one)));
  const next: RemovalsState = { subject: stored?.subject ?? `removals:${core.clock()}`, lines, count: all.length };
  return sameFacts(next, stored) ? null : next;
}

/** The living card in the channel; a card on which nothing is left is not used again. */
export async function refreshRemovalsCard(core: Core, reference: string): Promise<void> {
  const next = await removalsCardChange(core);
  if (next === null) return;
  const stored = await core.records.get('removals', REMOVALS);
  const { result } = await core.records.commit({
    expect: [{ kind: 'removals', id: REMOVALS, revision: stored?.revision ?? 0 }],
    put: next.count === 0 ? [] : [{ kind: 'removals', id: REMOVALS, value: next }],
    remove: next.count === 0 ? [{ kind: 'removals', id: REMOVALS }] : [],
    outbox: [{ kind: 'removals-card', subject: next.subject, audience: { to: 'channel' }, facts: next, reference }],
  });
  if (result === 'committed') await core.onStep('removal.listed');
}
