import type { EventStatus } from '../ports/licences.js';
import type { Change, Versioned } from '../ports/records.js';
import type { AppleUser } from '../rules/asset.js';
import { EVENT_GAP, LIST_GAP, UNKNOWN_EVENT, UNSETTLED_FOR } from '../rules/licence-write.js';
import type { Membership } from '../rules/membership.js';
import { afterRows } from '../rules/membership-reading.js';
import { afterUserWrite, isShownDone, needsRows, type UserAct, type UserOutcome } from '../rules/user-write.js';
import { withTwin } from './membership-change.js';
import { consequencesOf } from './membership-consequences.js';
import { changeUserWrite } from './membership-intent.js';
import type { Pass, UserWrite } from './membership-picture.js';
import { changeMembership, joined, membershipInShort, personEntry } from './membership-record.js';
import { noteTrouble } from './note-answer.js';

/** People whose rows are read in one round. */
const READ_AT_ONCE = 50;

/** Looks after one open write that is due. */
export async function lookAtUserWrite(pass: Pass, write: Versioned<UserWrite>): Promise<void> {
  const { state, eventId } = write.value;
  if (state === 'accepted' && eventId !== null) return lookAtEvent(pass, write, eventId);
  await lookAtRows(pass, write);
}

async function lookAtEvent(pass: Pass, { id, value }: Versioned<UserWrite>, eventId: string): Promise<void> {
  const { core } = pass;
  const answer = await pass.connection.eventStatus(eventId);
  if (answer.result === 'refused' && answer.errorNumber === UNKNOWN_EVENT)
    return changeUserWrite(core, id, { state: 'unknown', nextLook: core.clock() });
  if (answer.result !== 'ok') {
    await noteTrouble(core, answer, pass.reference, pass.bound);
    return changeUserWrite(core, id, { nextLook: core.clock() + LIST_GAP });
  }
  if (answer.value.state !== 'pending') {
    const outcomes = await outcomesOf(pass, value, answer.value);
    // Somebody failed whom Apple does not name: only its rows tell who.
    if (outcomes === null) return changeUserWrite(core, id, { state: 'unknown', nextLook: core.clock() });
    await settleUserWrite(pass, id, outcomes, eventId);
    return;
  }
  const isOver = core.clock() - value.sentAt >= UNSETTLED_FOR;
  await changeUserWrite(
    core,
    id,
    isOver ? { state: 'unknown', nextLook: core.clock() } : { nextLook: core.clock() + EVENT_GAP },
  );
}

/** `null`: it cannot be told from the event. */
async function outcomesOf(
  { core }: Pass,
  { task }: UserWrite,
  { failures, numCompleted }: EventStatus,
): Promise<ReadonlyMap<string, UserOutcome> | null> {
  const numbers = new Map(
    failures.flatMap(({ clientUserIds, errorNumber }) => clientUserIds.map((id) => [id, errorNumber] as const)),
  );
  const outcomes = new Map<string, UserOutcome>();
  for (const userId of task.userIds) {
    const clientUserId = (await core.records.get('membership', userId))?.value.clientUserId ?? '';
    const failed = numbers.has(clientUserId);
    outcomes.set(
      userId,
      failed ? { result: 'failed', errorNumber: numbers.get(clientUserId) ?? null } : { result: 'done' },
    );
  }
  const done = [...outcomes.values()].filter(({ result }) => result === 'done').length;
  return done > numCompleted && failures.length > 0 ? null : outcomes;
}

/** A write of which nobody knows whether it was done: presence settles it at once, absence only 10 minutes after it. */
async function lookAtRows(pass: Pass, { id, value }: Versioned<UserWrite>): Promise<void> {
  const { core, connection } = pass;
  const rows = new Map<string, readonly AppleUser[]>();
  const outcomes = new Map<string, UserOutcome>();
  for (const userId of value.task.userIds.slice(0, READ_AT_ONCE)) {
    const before = (await core.records.get('membership', userId))?.value;
    if (before === undefined) continue;
    const answer = await connection.usersOf(before.clientUserId);
    if (answer.result !== 'ok') {
      await noteTrouble(core, answer, pass.reference, pass.bound);
      break;
    }
    const own = answer.value.filter((row) => row.clientUserId === before.clientUserId);
    const done = isShownDone(value.task.act, before, own);
    if (!done && answer.readAt - value.sentAt < UNSETTLED_FOR) continue;
    rows.set(userId, own);
    outcomes.set(userId, { result: done ? 'done' : 'unsent' });
  }
  if (outcomes.size > 0) await settleUserWrite(pass, id, outcomes, null, rows);
  await changeUserWrite(core, id, { state: 'unknown', nextLook: core.clock() + LIST_GAP });
}

/**
 * Stores how a write went for these people, in one commit with what comes of it; whoever has no outcome stays in it.
 * `rows`: of people whose rows were read for it.
 */
export async function settleUserWrite(
  pass: Pass,
  writeId: string,
  outcomes: ReadonlyMap<string, UserOutcome>,
  eventId: string | null,
  rows: ReadonlyMap<string, readonly AppleUser[]> = new Map(),
): Promise<void> {
  const { core } = pass;
  const write = await core.records.get('write', writeId);
  if (write === null || !('userIds' in write.value.task)) return;
  const { act, userIds } = write.value.task;
  const left = userIds.filter((userId) => !outcomes.has(userId));
  const parts: Change[] = [];
  for (const [userId, outcome] of outcomes) {
    const stored = await core.records.get('membership', userId);
    if (stored?.value.writeId !== writeId) continue;
    parts.push(await personSettled(pass, { act, stored, outcome, eventId, rows: rows.get(userId) ?? null }));
  }
  const value = { ...write.value, task: { act, userIds: left } };
  const { result } = await core.records.commit(
    joined(...parts, {
      expect: [{ kind: 'write', id: writeId, revision: write.revision }],
      ...(left.length > 0
        ? { put: [{ kind: 'write', id: writeId, value }] }
        : { remove: [{ kind: 'write', id: writeId }] }),
    }),
  );
  if (result === 'conflict') return settleUserWrite(pass, writeId, outcomes, eventId, rows);
  await core.onStep('membership.settled');
}

interface Settling {
  act: UserAct;
  stored: Versioned<Membership>;
  outcome: UserOutcome;
  eventId: string | null;
  rows: readonly AppleUser[] | null;
}

async function personSettled(pass: Pass, { act, stored, outcome, eventId, rows }: Settling): Promise<Change> {
  const { core, reference } = pass;
  const before = stored.value;
  const userId = stored.id;
  const now = core.clock();
  const shown = rows ?? (needsRows(act, outcome) ? await rowsOf(pass, before) : null);
  const free = { ...before, writeId: null };
  const known = shown === null ? null : afterRows(free, shown, now);
  const settled =
    known !== null && known !== free && act !== 'retire-users'
      ? { ...known, email: emailIn(shown ?? [], before), writeId: null }
      : afterUserWrite(before, act, outcome, now);
  const after = await withTwin(pass, userId, before, settled);
  const facts = {
    before: membershipInShort(before),
    after: membershipInShort(after),
    eventId,
    errorNumber: after.errorNumber,
  };
  const said = outcome.result === 'unsent' ? 'not sent' : outcome.result;
  return joined(changeMembership(stored, after), await consequencesOf(pass, { userId, before, after }), {
    audit: [personEntry(core, { actor: 'system', reference }, act, userId, said, facts)],
  });
}

/** As Apple has it: another address than the present one is corrected afterwards. */
function emailIn(rows: readonly AppleUser[], { email }: Membership): string | null {
  const alive = rows.find(({ status }) => status === 'Registered' || status === 'Associated');
  return alive === undefined ? email : alive.email;
}

async function rowsOf({ connection }: Pass, { clientUserId }: Membership): Promise<readonly AppleUser[] | null> {
  const answer = await connection.usersOf(clientUserId);
  return answer.result === 'ok' ? answer.value.filter((row) => row.clientUserId === clientUserId) : null;
}
