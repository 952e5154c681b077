import type { NewUser } from '../ports/licences.js';
import type { Versioned } from '../ports/records.js';
import type { Membership, MembershipProblem } from '../rules/membership.js';
import type { Member } from '../rules/records.js';
import { isBlocked } from '../rules/terms.js';
import type { Core } from './core.js';
import type { Target } from './membership-intent.js';
import { type Picture, reservedFor } from './membership-picture.js';
import { readMembership } from './memberships.js';

const beginnings: readonly Membership['state'][] = ['none', 'retired', 'left'];
/** With these the Managed Apple Account is left out, and the person invited like anybody else. */
const withoutAccount: readonly (MembershipProblem | null)[] = ['managed-account-unknown', 'account-taken'];

/** A full member of the organisation, at this moment. */
export function isActive(member: Member | null): member is Member {
  return member !== null && !member.deactivated && member.kind === 'member';
}

/** The person if they are an active full member of the directory, else `null`. */
export async function activeMember(core: Core, userId: string): Promise<Member | null> {
  const member = (await core.records.get('member', userId))?.value ?? null;
  return isActive(member) ? member : null;
}

/** Whether Apple has to be asked to make the person, so that a licence can be theirs. */
export function needsUser(membership: Membership): boolean {
  return beginnings.includes(membership.state) && membership.writeId === null && !isBlocked(membership);
}

/** Whether their address at Apple is another one than in Slack; it only matters until they accepted. */
export function needsUpdate(membership: Membership, member: Member): boolean {
  const { state, writeId, problem, email } = membership;
  const open = state === 'registered' || state === 'invited';
  return open && writeId === null && problem !== 'bad-email' && problem !== 'duplicate-rows' && email !== member.email;
}

/** Whom to make and whom to correct at Apple now, oldest reservation first. */
export async function plannedUsers(
  core: Core,
  picture: Picture,
): Promise<{ create: readonly Target[]; update: readonly Target[] }> {
  const create: { since: number; target: Target }[] = [];
  for (const userId of picture.waiting.keys()) {
    const since = Math.min(...reservedFor(picture, userId).map(({ value }) => value.since));
    const stored = Number.isFinite(since) ? await toMake(core, picture, userId) : null;
    if (stored !== null) create.push({ since, target: stored });
  }
  const update: Target[] = [];
  for (const stored of picture.people.values()) {
    if (!isDue(stored.value, core.clock())) continue;
    if (stored.value.state !== 'registered' && stored.value.state !== 'invited') continue;
    const member = await activeMember(core, stored.id);
    if (member === null || !needsUpdate(stored.value, member)) continue;
    update.push(target(stored, { ...stored.value, email: member.email }));
  }
  return { create: create.sort((one, other) => one.since - other.since).map((one) => one.target), update };
}

async function toMake(core: Core, { people }: Picture, userId: string): Promise<Target | null> {
  const known = people.get(userId);
  if (known !== undefined && !(needsUser(known.value) && isDue(known.value, core.clock()))) return null;
  const member = await activeMember(core, userId);
  const stored = member === null ? null : (known ?? (await readMembership(core, userId)));
  if (member === null || stored === null) return null;
  const { problem } = stored.value;
  const email = problem === 'bad-email' ? null : member.email;
  const wanted = core.settings.managedAppleAccounts === 'email' && !withoutAccount.includes(problem);
  const after: Membership = {
    ...stored.value,
    state: 'registering',
    since: core.clock(),
    email,
    managedAppleAccount: wanted ? email : null,
    idHash: null,
    invitation: null,
  };
  return target(stored, after);
}

function target(before: Versioned<Membership>, after: Membership): Target {
  const { clientUserId, email, managedAppleAccount } = after;
  const user: NewUser = {
    clientUserId,
    email,
    managedAppleAccount: after.state === 'registering' ? managedAppleAccount : null,
  };
  return { before, after, user };
}

/** Whether nothing holds the next try back any more. */
export function isDue({ nextTry }: Membership, now: number): boolean {
  return nextTry === null || nextTry <= now;
}
