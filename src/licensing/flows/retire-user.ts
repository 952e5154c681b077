import type { Versioned } from '../ports/records.js';
import { assignmentTraits } from '../rules/assignment.js';
import type { BoundLocation } from '../rules/binding.js';
import type { Membership } from '../rules/membership.js';
import type { NotAllowed } from '../rules/policy.js';
import { isBlocked } from '../rules/terms.js';
import { assignmentsOfPerson } from './assignments.js';
import { type Asked, type Core, connect, permit } from './core.js';
import { devicesToAsk } from './devices-say.js';
import { type LicenceHold, licenceLeave } from './licence-hold.js';
import { wantedAfterRetirement } from './membership-consequences.js';
import { inviteAnew } from './membership-invite.js';
import type { Pass } from './membership-picture.js';
import { changeMembership, joined, membershipInShort, personEntry } from './membership-record.js';
import { sendUsers } from './membership-send.js';
import { refusing } from './refused-clicks.js';
import { readBinding } from './state.js';

export type RetireOutcome =
  | NotAllowed
  /** Nobody of that id was ever made at Apple. */
  | { result: 'unknown-person' }
  /** Something about the person, or a licence of theirs, is under way at Apple. */
  | { result: 'busy' }
  | { result: 'held'; why: LicenceHold }
  /** Apple could not be asked; nothing is certain yet, or nothing was done. */
  | { result: 'trouble' }
  /** There was nothing left at Apple to retire: they are made anew when an app is for them. */
  | { result: 'made-free' }
  /** Apple was asked. Their licences go with it. */
  | { result: 'asked' };

const ACT = 'retire-user';
const living: readonly Membership['state'][] = ['registered', 'invited', 'associated'];

/**
 * Ends a person at Apple: revocable licences become free, the Apple Account is not connected any more. Somebody who is
 * active and whom an app is for is made and invited anew afterwards.
 */
export async function retireUser(core: Core, asked: Asked, userId: string): Promise<RetireOutcome> {
  const subject = `person:${userId.slice(0, 40)}`;
  const permission = await permit(core, asked.actor, 'retire-user');
  if (permission.result === 'not-allowed') return refusing(core, asked, ACT, subject, permission);
  const stored = await core.records.get('membership', userId);
  const isThere = stored?.value.state !== 'left' || (await devicesToAsk(core, userId)).length > 0;
  if (isThere && (await holdsLicence(core, userId))) {
    // It takes licences of somebody who works here, or has a phone, and nobody has said that the apps are gone.
    const override = await permit(core, asked.actor, 'override-removal');
    if (override.result === 'not-allowed') return refusing(core, asked, ACT, subject, override);
  }
  const bound = (await readBinding(core)).value;
  if (stored === null || stored.value.state === 'none')
    return refusing(core, asked, ACT, subject, { result: 'unknown-person' });
  const leave = await licenceLeave(core);
  if (leave.result === 'hold' || bound.state !== 'bound') {
    const why: LicenceHold = leave.result === 'hold' ? leave.why : 'not-bound';
    return refusing(core, asked, ACT, subject, { result: 'held', why });
  }
  const assignments = await assignmentsOfPerson(core, userId);
  const busy = stored.value.writeId !== null || assignments.some(({ value }) => value.writeId !== null);
  if (busy) return refusing(core, asked, ACT, subject, { result: 'busy' });
  const alive = living.includes(stored.value.state) || stored.value.state === 'left';
  return alive ? retire(core, asked, bound, stored) : makeFree(core, asked, stored);
}

async function holdsLicence(core: Core, userId: string): Promise<boolean> {
  return (await assignmentsOfPerson(core, userId)).some(({ value }) => assignmentTraits[value.state].licensed);
}

async function retire(
  core: Core,
  asked: Asked,
  bound: BoundLocation,
  stored: Versioned<Membership>,
): Promise<RetireOutcome> {
  const { clientUserId } = stored.value;
  const user = { clientUserId, email: null, managedAppleAccount: null };
  const { reference } = asked;
  const pass: Pass = { core, connection: connect(core, bound), bound, reference, refusals: 0, moved: false };
  const sent = await sendUsers(pass, ACT_AT_APPLE, [{ before: stored, after: stored.value, user }], asked.actor);
  if (sent === 'trouble') return { result: 'trouble' };
  return sent === 'held' ? { result: 'busy' } : { result: 'asked' };
}

const ACT_AT_APPLE = 'retire-users';

/** Apple ended them already: what kept them from being made anew is taken away. */
async function makeFree(core: Core, asked: Asked, stored: Versioned<Membership>): Promise<RetireOutcome> {
  const { id: userId, value: before } = stored;
  if (!isBlocked(before)) return { result: 'made-free' };
  const after: Membership = { ...before, problem: null, errorNumber: null, tries: 0, nextTry: null };
  const facts = { before: membershipInShort(before), after: membershipInShort(after) };
  const { result } = await core.records.commit(
    joined(changeMembership(stored, after), await wantedAfterRetirement(core, userId), {
      audit: [personEntry(core, asked, ACT, userId, 'made free', facts)],
    }),
  );
  if (result === 'conflict') return retireUser(core, asked, userId);
  await core.onStep('membership.changed');
  return { result: 'made-free' };
}

export type ResendOutcome =
  | NotAllowed
  | { result: 'sent' }
  /** There is no open invitation: accepted, not registered yet, or ended. */
  | { result: 'nothing-open' };

/** Sends the invitation message again and counts reminders from the beginning. */
export async function resendInvitation(core: Core, asked: Asked, userId: string): Promise<ResendOutcome> {
  const subject = `person:${userId.slice(0, 40)}`;
  const permission = await permit(core, asked.actor, 'request-deployment');
  if (permission.result === 'not-allowed') return refusing(core, asked, 'resend-invitation', subject, permission);
  const stored = await core.records.get('membership', userId);
  const bound = (await readBinding(core)).value;
  if (stored?.value.state !== 'invited' || bound.state !== 'bound')
    return refusing(core, asked, 'resend-invitation', subject, { result: 'nothing-open' });
  const { reference } = asked;
  const pass: Pass = { core, connection: connect(core, bound), bound, reference, refusals: 0, moved: false };
  const assignments = await assignmentsOfPerson(core, userId);
  const reserved = assignments.filter(
    ({ value }) => value.state === 'reserved' || value.reason === 'terms-not-accepted',
  );
  const done = await inviteAnew(pass, stored, reserved, asked.actor);
  return done ? { result: 'sent' } : resendInvitation(core, asked, userId);
}
