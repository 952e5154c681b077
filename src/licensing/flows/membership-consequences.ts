import type { Change, Put, RecordRef } from '../ports/records.js';
import { type Assignment, type AssignmentReason, isOver } from '../rules/assignment.js';
import { begunAnew } from '../rules/licence-write.js';
import type { Membership } from '../rules/membership.js';
import { isBlocked } from '../rules/terms.js';
import type { InvitationEnd } from '../rules/terms-notice.js';
import { assignmentsOfPerson, changeAssignment, type StoredAssignment, together } from './assignments.js';
import type { Core } from './core.js';
import { readRoster } from './deployments.js';
import { invitationNotice } from './membership-notices.js';
import type { Pass } from './membership-picture.js';
import { joined } from './membership-record.js';

/** A person before and after. */
export interface Turn {
  userId: string;
  before: Membership;
  after: Membership;
}

/** What a turn of one person does to their apps and to the message that asks them; part of the same commit. */
export async function consequencesOf(pass: Pass, turn: Turn): Promise<Change> {
  const { before, after } = turn;
  if (before.state === after.state) return {};
  const back = before.state === 'left' ? await welcomedBack(pass, turn.userId) : {};
  const changed = joined(await (consequences[after.state] ?? nothing)(pass, turn), back);
  const end = endOf(after);
  if (before.invitation === null || after.invitation !== null) return changed;
  const { core, bound, reference } = pass;
  const { userId } = turn;
  const card = { userId, invitation: before.invitation, end, givenBack: false };
  return { ...changed, outbox: [await invitationNotice(core, bound, card, reference)] };
}

function endOf({ state }: Membership): InvitationEnd {
  return state === 'associated' ? 'accepted' : 'over';
}

type Consequence = (pass: Pass, turn: Turn) => Promise<Change>;

const nothing: Consequence = async () => ({});

const consequences: Partial<Record<Membership['state'], Consequence>> = {
  associated: async (pass, { userId }) => {
    pass.moved = true;
    return comingBack(pass.core, userId);
  },
  retired: async (pass, { userId, after }) => {
    pass.moved = true;
    return withoutLicences(pass.core, userId, !isBlocked(after));
  },
  left: async (pass, { userId }) => withoutReservations(pass, userId),
};

/** What was given back because the terms were not accepted waits for a licence again, with the next generation. */
export async function comingBack(core: Core, userId: string): Promise<Change> {
  return wantedAgain(core, userId, ['terms-not-accepted']);
}

/** Somebody who had left is active again: what ended with their leaving begins anew, and deployments reach them again. */
async function welcomedBack(pass: Pass, userId: string): Promise<Change> {
  const { core } = pass;
  pass.moved = true;
  return joined(await wantedAgain(core, userId, ['left']), await appliedAgain(core, userId));
}

/** Required deployments that passed the person over are written down from there on. */
async function appliedAgain(core: Core, userId: string): Promise<Change> {
  const put: Put[] = [];
  const expect: (RecordRef & { revision: number })[] = [];
  for (const { id, value, revision } of await core.records.list('deployment')) {
    if (value.state !== 'active' || value.inForce?.action !== 'required' || value.applying !== null) continue;
    const { people } = await readRoster(core, id, value.inForce.number);
    const position = people.indexOf(userId);
    if (position < 0) continue;
    put.push({ kind: 'deployment', id, value: { ...value, applying: { position } } });
    expect.push({ kind: 'deployment', id, revision });
  }
  return { put, expect };
}

/** The same, with what was lost with the person's record at Apple. */
export async function wantedAfterRetirement(core: Core, userId: string): Promise<Change> {
  return wantedAgain(core, userId, ['terms-not-accepted', 'lost-retired']);
}

async function wantedAgain(core: Core, userId: string, reasons: readonly AssignmentReason[]): Promise<Change> {
  const active = await activeDeployments(core);
  return changing(await assignmentsOfPerson(core, userId), (one) =>
    isOver(one) && one.reason !== null && reasons.includes(one.reason) && isWanted(one, active)
      ? begunAnew(one, false, core.clock())
      : null,
  );
}

/** Apple frees the licences of a retired person. `again`: what a deployment wants waits for a licence at once. */
async function withoutLicences(core: Core, userId: string, again: boolean): Promise<Change> {
  const active = await activeDeployments(core);
  const now = core.clock();
  return changing(await assignmentsOfPerson(core, userId), (one) => {
    if (one.writeId !== null) return null;
    const rest = { since: now, errorNumber: null, tries: 0, nextTry: null } as const;
    if (one.state === 'removing' || one.state === 'releasing')
      return { ...one, ...rest, state: 'released', reason: 'uninstalled' };
    if (one.state !== 'licensed') return null;
    const lost: Assignment = { ...one, ...rest, state: 'lost', reason: 'lost-retired' };
    return again && isWanted(one, active) ? begunAnew(lost, false, now) : lost;
  });
}

/** Somebody left: nothing is held for them any more. Their licences stay until somebody releases them. */
export async function withoutReservations(pass: Pass, userId: string): Promise<Change> {
  const { core } = pass;
  pass.moved = true;
  const waits: readonly Assignment['state'][] = ['reserved', 'waiting-for-licences'];
  return changing(await assignmentsOfPerson(core, userId), (one) =>
    waits.includes(one.state) && one.writeId === null
      ? { ...one, state: 'released', reason: 'left', since: core.clock(), tries: 0, nextTry: null }
      : null,
  );
}

/** Reservations of somebody who did not accept the terms in time. */
export function givenBack(core: Core, reserved: readonly StoredAssignment[]): Change {
  return changing(reserved, (one) => ({
    ...one,
    state: 'given-back',
    reason: 'terms-not-accepted',
    since: core.clock(),
    tries: 0,
    nextTry: null,
  }));
}

function changing(stored: readonly StoredAssignment[], change: (one: Assignment) => Assignment | null): Change {
  return together(
    stored.flatMap((before) => {
      const after = change(before.value);
      return after === null ? [] : [changeAssignment(before, after)];
    }),
  );
}

async function activeDeployments(core: Core): Promise<ReadonlySet<string>> {
  const all = await core.records.list('deployment');
  return new Set(all.flatMap(({ id, value }) => (value.state === 'active' ? [id] : [])));
}

function isWanted({ wantedBy }: Assignment, active: ReadonlySet<string>): boolean {
  return wantedBy.some((id) => active.has(id));
}
