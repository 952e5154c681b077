import type { Invitation, Membership, MembershipProblem } from './membership.js';
import { addWorkingDays } from './working-days.js';
import type { WorkingTime } from './working-time.js';

/** The “VPP terms status” of a person (S23). */
export type TermsStatus = 'not-invited' | 'asked-apple' | 'invited' | 'accepted' | 'left' | 'retired' | 'problem';

export const termsStatuses = [
  'not-invited',
  'asked-apple',
  'invited',
  'accepted',
  'left',
  'retired',
  'problem',
] as const satisfies readonly TermsStatus[];

const statusOf = {
  none: 'not-invited',
  registering: 'asked-apple',
  registered: 'asked-apple',
  invited: 'invited',
  associated: 'accepted',
  retired: 'retired',
  left: 'left',
} as const satisfies Record<Membership['state'], TermsStatus>;

/** Problems that the bot works around by itself: the person is invited all the same. */
const workedAround: readonly MembershipProblem[] = ['managed-account-unknown', 'account-taken', 'bad-email'];

/** Problems after which nobody is made at Apple again before a person decides so. */
const blocking: readonly MembershipProblem[] = ['retired-elsewhere', 'duplicate-rows'];

/** `null`: nothing is known of the person yet. Only a problem that keeps them from getting further is their status. */
export function termsStatus(membership: Pick<Membership, 'state' | 'problem'> | null): TermsStatus {
  if (membership === null) return 'not-invited';
  const { state, problem } = membership;
  if (state === 'left') return 'left';
  return problem === null || isWorkedAround(membership) ? statusOf[state] : 'problem';
}

/** A problem that does not keep the person from being invited: they are made without what Apple refused. */
export function isWorkedAround({ state, problem }: Pick<Membership, 'state' | 'problem'>): boolean {
  return problem !== null && workedAround.includes(problem) && state !== 'associated';
}

/** A problem that only an administrator can end. */
export function isBlocked({ problem }: Pick<Membership, 'problem'>): boolean {
  return problem !== null && blocking.includes(problem);
}

/** Working days from one message about the terms to the next; afterwards the administrators are told. */
const REMINDER_GAPS = [1, 1, 2, 2] as const;
/** Working days from the last reminder until reservations are given back. */
export const GIVEN_BACK_AFTER = 5;

/** When the next reminder comes after `reminders` of them, the last message being sent at `now`; `null`: none comes. */
export function nextReminder(reminders: number, now: number, working: WorkingTime): number | null {
  const gap = REMINDER_GAPS[reminders];
  return gap === undefined ? null : addWorkingDays(now, gap, working);
}

/** Nobody is reminded again: the person is on the administrators' list. */
export function isOutOfReminders({
  reminders,
  nextReminderAt,
}: Pick<Invitation, 'reminders' | 'nextReminderAt'>): boolean {
  return nextReminderAt === null && reminders >= REMINDER_GAPS.length;
}

/** No app is for the person any more, and the message says so. The next one begins it again. */
export function isForNothing({ told }: Pick<Invitation, 'told'>): boolean {
  return told.length === 0;
}

/** When the reservations of a person end who was reminded for the last time at `remindedAt`. */
export function reservationsEndAt(remindedAt: number, working: WorkingTime): number {
  return addWorkingDays(remindedAt, GIVEN_BACK_AFTER, working);
}

const MINUTE = 60_000;
const DAY = 24 * 60 * MINUTE;

/** How long after the nth failure in a row a person is tried again: two minutes, then up to a day. */
export function tryAgainAfter(tries: number): number {
  return Math.min(2 * MINUTE * 2 ** (Math.min(tries, 30) - 1), DAY);
}
