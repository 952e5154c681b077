import type { Assignment } from '../rules/assignment.js';
import { assignmentId } from '../rules/assignment.js';
import type { NotAllowed } from '../rules/policy.js';
import { byPerson, type Removal } from '../rules/removal.js';
import { changeAssignment, readAssignment } from './assignments.js';
import { type Asked, type Core, permit } from './core.js';
import { reachOf } from './reaching.js';
import { entryOf, refusing } from './refused-clicks.js';

/** Why somebody is not asked to remove an app. */
export type NotAskedReason =
  | { why: 'no-licence' }
  /** Asked already, or the licence is on its way back. */
  | { why: 'already' }
  /** Apple never takes a licence of this app back. */
  | { why: 'not-revocable' }
  /** These required deployments want the person to have it. */
  | { why: 'required'; deployments: readonly string[] };

export type AskRemovalOutcome =
  | NotAllowed
  | { result: 'asked'; people: readonly string[]; notAsked: readonly ({ userId: string } & NotAskedReason)[] };

/** Of the reason that somebody gives. */
export const REMOVAL_REASON_LENGTH = 500;

type OneOutcome = { why: 'asked' } | NotAskedReason;

/**
 * Asks these people to remove an app and give the licence back; the questions go out by themselves. People whom a
 * required deployment wants to have it are not asked.
 */
export async function askRemoval(
  core: Core,
  asked: Asked,
  key: string,
  userIds: readonly string[],
  reason: string,
): Promise<AskRemovalOutcome> {
  const permission = await permit(core, asked.actor, 'release-licences');
  if (permission.result === 'not-allowed') {
    return refusing(core, asked, 'ask-removal', `asset:${key}`, permission);
  }
  const revocable = (await core.records.get('asset', key))?.value.revocable ?? false;
  const people: string[] = [];
  const notAsked: ({ userId: string } & NotAskedReason)[] = [];
  for (const userId of new Set(userIds)) {
    const outcome = await askOne(core, asked, { key, userId, revocable, reason: cut(reason) });
    if (outcome.why === 'asked') people.push(userId);
    else notAsked.push({ userId, ...outcome });
  }
  return { result: 'asked', people, notAsked };
}

interface Wish {
  key: string;
  userId: string;
  revocable: boolean;
  reason: string | null;
}

async function askOne(core: Core, asked: Asked, wish: Wish): Promise<OneOutcome> {
  const { key, userId } = wish;
  const stored = await readAssignment(core, key, userId);
  if (stored?.value.state === 'removing' || stored?.value.state === 'releasing') {
    return { why: 'already' };
  }
  if (stored?.value.state !== 'licensed') return { why: 'no-licence' };
  if (!wish.revocable) return { why: 'not-revocable' };
  const reaches = (await reachOf(core, key))(userId);
  const required = reaches.filter(({ action }) => action === 'required').map(({ deploymentId }) => deploymentId);
  if (required.length > 0) return { why: 'required', deployments: required };
  const { assignment, removal } = toBeRemoved(core, stored.value, byPerson(asked.actor), wish.reason);
  const change = changeAssignment(stored, assignment);
  const id = assignmentId(key, userId);
  const before = await core.records.get('removal', id);
  const result = await core.records.commit({
    expect: [
      ...change.expect,
      ...reaches.map(({ expect }) => expect),
      { kind: 'removal', id, revision: before?.revision ?? 0 },
    ],
    put: [...change.put, { kind: 'removal', id, value: removal }],
    remove: change.remove,
    audit: [entryOf(core, asked, 'ask-removal', `assignment:${id}`, 'asked', { reason: wish.reason })],
  });
  return result.result === 'conflict' ? askOne(core, asked, wish) : { why: 'asked' };
}

/** A licensed assignment that is to be removed, with the question that follows. */
export function toBeRemoved(
  core: Core,
  assignment: Assignment,
  by: string,
  reason: string | null,
): { assignment: Assignment; removal: Removal } {
  const { key, userId, generation } = assignment;
  return {
    assignment: {
      ...assignment,
      state: 'removing',
      since: core.clock(),
      reason: null,
      removalBy: by,
      askedAt: null,
      wantedBy: [],
    },
    removal: newRemoval({ key, userId, generation, by, reason }),
  };
}

/** A question that nobody was asked yet. */
export function newRemoval(given: Pick<Removal, 'key' | 'userId' | 'generation' | 'by' | 'reason'>): Removal {
  return {
    ...given,
    askedAt: null,
    reminders: 0,
    nextReminderAt: null,
    overdueAt: null,
    needed: null,
    overriddenBy: null,
    shown: null,
  };
}

function cut(reason: string): string | null {
  const said = [...reason.trim()].slice(0, REMOVAL_REASON_LENGTH).join('');
  return said === '' ? null : said;
}
