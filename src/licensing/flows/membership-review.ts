import type { Versioned } from '../ports/records.js';
import type { Membership } from '../rules/membership.js';
import { afterRows } from '../rules/membership-reading.js';
import { isBlocked, reservationsEndAt } from '../rules/terms.js';
import type { Core } from './core.js';
import { readPerson, turnPerson } from './membership-change.js';
import { givenBack, withoutReservations } from './membership-consequences.js';
import {
  changeWatch,
  type Pass,
  type Picture,
  pauseReading,
  readingPausedUntil,
  readWatch,
  reservedFor,
} from './membership-picture.js';
import { activeMember } from './membership-plan.js';
import { personEntry } from './membership-record.js';
import { noteTrouble } from './note-answer.js';
import { readSync } from './state.js';

/** How often everybody is compared with the directory. */
const REVIEW_GAP = 15 * 60_000;
/** People of whom Apple is asked in one round. */
const ASKED_AT_ONCE = 50;

const living: readonly Membership['state'][] = ['registered', 'invited', 'associated'];
const nobody: readonly Membership['state'][] = ['none', 'retired', 'left'];

/** When everybody is compared next; at once after a complete sync. */
export async function nextReview(core: Core): Promise<number> {
  const paused = await readingPausedUntil(core);
  if (paused !== null) return paused;
  const { reviewedAt, comparedWith } = (await readWatch(core)).value;
  const now = core.clock();
  const complete = (await readSync(core)).value.lastComplete?.startedAt ?? null;
  if (reviewedAt === null || reviewedAt > now || complete !== comparedWith) return now;
  return reviewedAt + REVIEW_GAP;
}

/** People who left or came back, and people whom Apple does not list any more as we know them. */
export async function review(pass: Pass, picture: Picture): Promise<void> {
  const { core } = pass;
  const complete = (await readSync(core)).value.lastComplete?.startedAt ?? null;
  let asked = 0;
  for (const stored of picture.people.values()) {
    if (asked >= ASKED_AT_ONCE) return;
    if (stored.value.writeId !== null) continue;
    await endReservations(pass, stored, picture);
    // Nobody has left of whom the directory says nothing.
    if ((await core.records.get('member', stored.id)) === null) continue;
    const active = await activeMember(core, stored.id);
    if (active === null && living.includes(stored.value.state)) await leave(pass, stored.id);
    else if (active === null) continue;
    else if (stored.value.state === 'left') {
      asked += 1;
      if (!(await comeBack(pass, stored))) return pauseReading(core);
    } else if (complete !== null && isMissing(core, stored.value, complete)) {
      asked += 1;
      if (!(await confirmMissing(pass, stored))) return pauseReading(core);
    }
  }
  await changeWatch(core, { reviewedAt: core.clock(), comparedWith: complete, failures: 0, nextTry: null });
}

/** Whoever holds a reservation and left, without waiting for the next comparison. */
export async function releaseLeavers(pass: Pass, picture: Picture): Promise<boolean> {
  let left = false;
  for (const userId of await leaversAmong(pass.core, picture)) {
    await leave(pass, userId);
    left = true;
  }
  return left;
}

/** People with reservations who are no active members any more. */
export async function leaversAmong(core: Core, { waiting, people }: Picture): Promise<readonly string[]> {
  const left: string[] = [];
  for (const [userId, assignments] of waiting) {
    if (people.get(userId)?.value.writeId != null) continue;
    if (assignments.every(({ value }) => value.writeId !== null)) continue;
    const member = await core.records.get('member', userId);
    if (member !== null && (await activeMember(core, userId)) === null) left.push(userId);
  }
  return left;
}

/** Nothing is held for ever for somebody whom nobody helps: it comes back when an administrator invites them again. */
async function endReservations(pass: Pass, { id, value }: Versioned<Membership>, picture: Picture): Promise<void> {
  const { core, reference } = pass;
  const reserved = reservedFor(picture, id);
  const over = isBlocked(value) && core.clock() >= reservationsEndAt(value.since, core.settings.working);
  if (!over || reserved.length === 0) return;
  const facts = { problem: value.problem, apps: reserved.length };
  const said = personEntry(core, { actor: 'system', reference }, 'invite', id, 'reservations given back', facts);
  await core.records.commit({ ...givenBack(core, reserved), audit: [said] });
  pass.moved = true;
}

/** Invitation and reservations end; nothing is done at Apple yet. */
async function leave(pass: Pass, userId: string): Promise<void> {
  const before = await pass.core.records.get('membership', userId);
  if (before?.value.state === 'left') {
    await pass.core.records.commit(await withoutReservations(pass, userId));
    return;
  }
  await turnPerson(pass, userId, { act: 'leave' }, (one) => {
    if (one.writeId !== null || one.state === 'left') return one;
    return { ...one, state: 'left', since: pass.core.clock(), invitation: null, nextTry: null, tries: 0 };
  });
}

/** Active again: what Apple lists of them is theirs again. `false`: Apple did not answer. */
async function comeBack(pass: Pass, { id, value }: Versioned<Membership>): Promise<boolean> {
  const answer = await pass.connection.usersOf(value.clientUserId);
  if (answer.result !== 'ok') {
    await noteTrouble(pass.core, answer, pass.reference, pass.bound);
    return false;
  }
  const rows = answer.value.filter((row) => row.clientUserId === value.clientUserId);
  await turnPerson(pass, id, { act: 'come-back' }, (before) => {
    if (before.state !== 'left') return before;
    const now = pass.core.clock();
    return afterRows({ ...before, state: 'none', since: now, idHash: null, problem: null }, rows, now);
  });
  return true;
}

/** The last complete readings show no living row of somebody who had one before they began. */
function isMissing(core: Core, { state, since, clientUserId }: Membership, complete: number): boolean {
  if (!living.includes(state) || since >= complete) return false;
  const shown = core.mirror.userOf(clientUserId);
  return shown === null || shown.status === null;
}

/** `false`: Apple did not answer. */
async function confirmMissing(pass: Pass, stored: Versioned<Membership>): Promise<boolean> {
  const read = await readPerson(pass, stored, { act: 'watch-terms' });
  if (read === null) return false;
  if (read.rows.length > 0) return true;
  await turnPerson(pass, stored.id, { act: 'watch-terms' }, (before) =>
    nobody.includes(before.state) || before.writeId !== null
      ? before
      : {
          ...before,
          state: 'retired',
          since: pass.core.clock(),
          idHash: null,
          invitation: null,
          problem: 'retired-elsewhere',
        },
  );
  return true;
}
