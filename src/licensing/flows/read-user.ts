import type { Assignment } from '../rules/assignment.js';
import type { RefusedInvitation } from '../rules/device-invitation.js';
import type { Membership } from '../rules/membership.js';
import type { NotAllowed } from '../rules/policy.js';
import { isOutOfReminders, reservationsEndAt, type TermsStatus, termsStatus } from '../rules/terms.js';
import { assignmentsOfPerson } from './assignments.js';
import { type Asked, type Core, permit } from './core.js';
import { refusedInvitations } from './invitation-answers.js';
import { appNames } from './membership-notices.js';
import { refusing } from './refused-clicks.js';

/** An app of one person. */
export interface UserApp extends Pick<Assignment, 'key' | 'state' | 'since' | 'reason' | 'wantedBy' | 'errorNumber'> {
  name: string;
}

/** All about one person and Apple's terms. */
export interface UserFacts {
  result: 'user';
  userId: string;
  name: string;
  active: boolean;
  status: TermsStatus;
  membership: Pick<
    Membership,
    'state' | 'since' | 'problem' | 'errorNumber' | 'invitation' | 'nextTry' | 'writeId' | 'managedAppleAccount'
  > | null;
  /** When the reservations end; `null` while reminders are still to come, or nothing is reserved. */
  reservedUntil: number | null;
  /** Those in motion first. */
  apps: readonly UserApp[];
  /** Devices that refused to show the open invitation. */
  refusals: readonly RefusedInvitation[];
  mayResend: boolean;
  mayRetire: boolean;
}

export type ReadUserOutcome = NotAllowed | { result: 'nobody' } | UserFacts;

/** One person of the organisation. */
export async function readUser(core: Core, asked: Asked, userId: string): Promise<ReadUserOutcome> {
  const permission = await permit(core, asked.actor, 'view-people');
  if (permission.result === 'not-allowed')
    return refusing(core, asked, 'show-user', `person:${userId.slice(0, 40)}`, permission);
  const member = (await core.records.get('member', userId))?.value ?? null;
  const membership = (await core.records.get('membership', userId))?.value ?? null;
  if (member === null && membership === null) return { result: 'nobody' };
  const assignments = (await assignmentsOfPerson(core, userId)).map(({ value }) => value);
  const names = await appNames(
    core,
    assignments.map(({ key }) => key),
  );
  const apps = assignments.map(({ key, state, since, reason, wantedBy, errorNumber }, index) => ({
    key,
    state,
    since,
    reason,
    wantedBy,
    errorNumber,
    name: names[index] ?? key,
  }));
  const may = async (act: 'request-deployment' | 'retire-user') =>
    (await permit(core, asked.actor, act)).result === 'allowed';
  return {
    result: 'user',
    userId,
    name: member?.name ?? userId,
    active: member !== null && !member.deactivated && member.kind === 'member',
    status: termsStatus(membership),
    membership,
    reservedUntil: endOfReservations(core, membership, assignments),
    apps: apps.sort((one, other) => other.since - one.since),
    refusals: membership?.state === 'invited' ? ((await refusedInvitations(core)).get(userId) ?? []) : [],
    mayResend: membership?.state === 'invited' && (await may('request-deployment')),
    mayRetire: isRetirable(membership) && (await may('retire-user')),
  };
}

function isRetirable(membership: Membership | null): boolean {
  if (membership === null || membership.writeId !== null || membership.state === 'none') return false;
  return membership.state !== 'registering' && (membership.state !== 'retired' || membership.problem !== null);
}

function endOfReservations(core: Core, membership: Membership | null, assignments: readonly Assignment[]) {
  const invitation = membership?.invitation ?? null;
  const reserved = assignments.some(({ state }) => state === 'reserved');
  if (invitation === null || invitation.remindedAt === null || !reserved || !isOutOfReminders(invitation)) return null;
  return reservationsEndAt(invitation.remindedAt, core.settings.working);
}
