import type { Change, Versioned } from '../ports/records.js';
import type { Invitation, Membership } from '../rules/membership.js';
import { isBlocked, isForNothing, isOutOfReminders, nextReminder, reservationsEndAt } from '../rules/terms.js';
import type { StoredAssignment } from './assignments.js';
import type { Core } from './core.js';
import { givenBack } from './membership-consequences.js';
import { invitationNotice, MOST_TOLD } from './membership-notices.js';
import { type Pass, type Picture, reservedFor } from './membership-picture.js';
import { activeMember } from './membership-plan.js';
import { changeMembership, joined, personEntry } from './membership-record.js';

/** What is to be done about somebody's invitation now. */
type Turn = 'invite' | 'remind' | 'begin-again' | 'keep-quiet' | 'end' | 'tell' | 'give-back';

/** Who was registered and whom an app waits for is invited; who is invited is reminded, until their reservations end. */
export async function inviteAndRemind(pass: Pass, picture: Picture): Promise<boolean> {
  let done = false;
  for (const stored of picture.people.values()) {
    const reserved = reservedFor(picture, stored.id);
    const turn = turnOf(pass.core, stored.value, picture.waiting.get(stored.id) ?? []);
    if (turn === null || (await activeMember(pass.core, stored.id)) === null) continue;
    done = true;
    await carryOut(pass, stored, reserved, turn);
  }
  return done;
}

/** `null`: nothing is to be done now. `waiting`: what is reserved for the person, or waits for a licence. */
export function turnOf(core: Core, membership: Membership, waiting: readonly StoredAssignment[]): Turn | null {
  const { state, invitation, managedAppleAccount, writeId } = membership;
  const reserved = waiting.filter(({ value }) => value.state === 'reserved');
  const now = core.clock();
  if (state === 'registered') {
    const ready = !isBlocked(membership) && managedAppleAccount === null && writeId === null && reserved.length > 0;
    return ready ? 'invite' : null;
  }
  if (state !== 'invited' || invitation === null) return null;
  const { nextReminderAt, remindedAt, sentAt } = invitation;
  // What was given back comes back with the acceptance, so that invitation stays open.
  if (waiting.length === 0 && !isForNothing(invitation) && !isOutOfReminders(invitation)) return 'end';
  if (nextReminderAt === null) {
    const newer = reserved.some(({ value }) => value.since > (remindedAt ?? sentAt));
    if (newer || (reserved.length > 0 && isForNothing(invitation))) return 'begin-again';
    const over = remindedAt !== null && now >= reservationsEndAt(remindedAt, core.settings.working);
    return over && reserved.length > 0 && isOutOfReminders(invitation) ? 'give-back' : null;
  }
  if (nextReminderAt <= now) return reserved.length === 0 ? 'keep-quiet' : 'remind';
  return reserved.length > 0 && !isTold(invitation, reserved) ? 'tell' : null;
}

function isTold({ told }: Invitation, reserved: readonly StoredAssignment[]): boolean {
  const keys = keysOf(reserved);
  return keys.length === told.length && keys.every((key, index) => key === told[index]);
}

function keysOf(reserved: readonly StoredAssignment[]): string[] {
  return reserved
    .map(({ value }) => value.key)
    .sort()
    .slice(0, MOST_TOLD);
}

async function carryOut(
  pass: Pass,
  stored: Versioned<Membership>,
  reserved: readonly StoredAssignment[],
  turn: Turn,
  actor = 'system',
): Promise<boolean> {
  const { core, reference } = pass;
  const { id: userId, value: before } = stored;
  const invitation = invitationAfter(core, before.invitation, reserved, turn);
  const since = before.state === 'invited' ? before.since : core.clock();
  const messages = await messagesOf(pass, userId, before.invitation, invitation, turn);
  const facts = { reminders: invitation.reminders, apps: reserved.length };
  const { result } = await core.records.commit(
    joined(
      changeMembership(stored, { ...before, state: 'invited', since, invitation }),
      messages,
      turn === 'give-back' ? givenBack(core, reserved) : {},
      turn === 'tell' || turn === 'keep-quiet' || turn === 'end'
        ? {}
        : { audit: [personEntry(core, { actor, reference }, 'invite', userId, outcomes[turn], facts)] },
    ),
  );
  if (result === 'conflict') return false;
  if (turn === 'give-back') pass.moved = true;
  await core.onStep('membership.invited');
  return true;
}

const outcomes = {
  invite: 'invited',
  remind: 'reminded',
  'begin-again': 'invited again',
  'give-back': 'reservations given back',
} as const;

function invitationAfter(
  core: Core,
  before: Invitation | null,
  reserved: readonly StoredAssignment[],
  turn: Turn,
): Invitation {
  const now = core.clock();
  const { working } = core.settings;
  const told = keysOf(reserved);
  if (before === null || turn === 'invite' || turn === 'begin-again') {
    return {
      sentAt: before?.sentAt ?? now,
      reminders: 0,
      nextReminderAt: nextReminder(0, now, working),
      remindedAt: null,
      messages: (before?.messages ?? 0) + 1,
      told,
    };
  }
  if (turn === 'keep-quiet') return { ...before, nextReminderAt: null };
  if (turn === 'end') return { ...before, nextReminderAt: null, told: [] };
  if (turn !== 'remind') return { ...before, told };
  const reminders = before.reminders + 1;
  const messages = before.messages + 1;
  return {
    ...before,
    reminders,
    messages,
    remindedAt: now,
    nextReminderAt: nextReminder(reminders, now, working),
    told,
  };
}

/** A reminder is a new message, so that Slack says so; the one before it loses its buttons. */
async function messagesOf(
  { core, bound, reference }: Pass,
  userId: string,
  before: Invitation | null,
  after: Invitation,
  turn: Turn,
): Promise<Change> {
  if (turn === 'keep-quiet') return {};
  if (turn === 'end' && before !== null) {
    const over = { userId, invitation: before, end: 'over', givenBack: false } as const;
    return { outbox: [await invitationNotice(core, bound, over, reference)] };
  }
  const card = { userId, givenBack: turn === 'give-back' };
  const notices = [await invitationNotice(core, bound, { ...card, invitation: after, end: null }, reference)];
  if (before !== null && before.messages !== after.messages)
    notices.unshift(
      await invitationNotice(core, bound, { ...card, invitation: before, end: 'newer-message' }, reference),
    );
  return { outbox: notices };
}

/** Invites anew at somebody's request; the message before it loses its buttons. `false`: somebody was faster. */
export function inviteAnew(
  pass: Pass,
  stored: Versioned<Membership>,
  waiting: readonly StoredAssignment[],
  actor: string,
): Promise<boolean> {
  return carryOut(pass, stored, waiting, 'begin-again', actor);
}
