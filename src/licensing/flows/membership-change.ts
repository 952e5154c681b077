import type { AuditEntry } from '../ports/audit.js';
import type { Change, Versioned } from '../ports/records.js';
import type { AppleUser } from '../rules/asset.js';
import type { Membership } from '../rules/membership.js';
import { afterRows } from '../rules/membership-reading.js';
import { consequencesOf } from './membership-consequences.js';
import type { Pass } from './membership-picture.js';
import { changeMembership, joined, membershipInShort, personEntry } from './membership-record.js';
import { readMembership } from './memberships.js';
import { noteTrouble } from './note-answer.js';

/** Why a person turned, for the audit. */
export interface Why {
  act: string;
  actor?: string;
  facts?: AuditEntry['facts'];
}

/**
 * Changes one person, with what comes of it for their apps and their message, in one commit. `change` is asked again when
 * somebody else was faster; answering the same object changes nothing. The membership as it stands afterwards.
 */
export async function turnPerson(
  pass: Pass,
  userId: string,
  why: Why,
  change: (before: Membership) => Membership | Promise<Membership>,
): Promise<Membership | null> {
  const { core } = pass;
  const stored = await readMembership(core, userId);
  if (stored === null) return null;
  const before = stored.value;
  const after = await change(before);
  if (after === before) return before;
  const { result } = await core.records.commit(await turning(pass, stored, after, why));
  if (result === 'conflict') return turnPerson(pass, userId, why, change);
  await core.onStep('membership.changed');
  return after;
}

/** One person's turn with what comes of it. */
async function turning(
  pass: Pass,
  stored: Versioned<Membership>,
  after: Membership,
  { act, actor = 'system', facts = {} }: Why,
): Promise<Change> {
  const { core, reference } = pass;
  const { id: userId, value: before } = stored;
  const [was, is] = [membershipInShort(before), membershipInShort(after)];
  const entry = () => personEntry(core, { actor, reference }, act, userId, is, { before: was, after: is, ...facts });
  return joined(
    changeMembership(stored, after),
    await consequencesOf(pass, { userId, before, after }),
    was === is ? {} : { audit: [entry()] },
  );
}

/** People of one commit. */
const SLICE = 100;

/** What Apple listed of several people, one row of each, with different Apple Accounts: as `takeRows`, many to a commit. */
export async function takeManyRows(
  pass: Pass,
  rows: readonly { userId: string; row: AppleUser }[],
  why: Why,
): Promise<void> {
  for (let at = 0; at < rows.length; at += SLICE) {
    const slice = rows.slice(at, at + SLICE);
    const parts = await Promise.all(slice.map(({ userId, row }) => rowTurning(pass, userId, row, why)));
    const { result } = await pass.core.records.commit(joined(...parts));
    if (result === 'conflict') for (const { userId, row } of slice) await takeRows(pass, userId, [row], why);
    else await pass.core.onStep('membership.changed');
  }
}

async function rowTurning(pass: Pass, userId: string, row: AppleUser, why: Why): Promise<Change> {
  const stored = await readMembership(pass.core, userId);
  if (stored === null || stored.value.writeId !== null) return {};
  const taken = afterRows(stored.value, [row], pass.core.clock());
  const after = await withTwin(pass, userId, stored.value, taken);
  return after === stored.value ? {} : turning(pass, stored, after, why);
}

/** Takes what Apple lists of one person now. Nobody with an open write: that is settled on its own. */
export async function takeRows(
  pass: Pass,
  userId: string,
  rows: readonly AppleUser[],
  why: Why,
): Promise<Membership | null> {
  return turnPerson(pass, userId, why, async (before) => {
    if (before.writeId !== null) return before;
    return withTwin(pass, userId, before, afterRows(before, rows, pass.core.clock()));
  });
}

/** Two people who accepted with one Apple Account: whoever came second is told from the first. */
export async function withTwin(pass: Pass, userId: string, before: Membership, after: Membership): Promise<Membership> {
  const { idHash } = after;
  if (idHash === null || idHash === before.idHash || after.state !== 'associated') return after;
  const all = await pass.core.records.list('membership');
  const twin = all.some(({ id, value }) => id !== userId && value.state === 'associated' && value.idHash === idHash);
  return twin ? { ...after, problem: 'account-taken' } : after;
}

/** Reads everything that Apple lists of one person and takes it. `null`: Apple did not answer; nothing changed. */
export async function readPerson(
  pass: Pass,
  { id, value }: Pick<Versioned<Membership>, 'id' | 'value'>,
  why: Why,
): Promise<{ membership: Membership; rows: readonly AppleUser[] } | null> {
  const answer = await pass.connection.usersOf(value.clientUserId);
  if (answer.result !== 'ok') {
    await noteTrouble(pass.core, answer, pass.reference, pass.bound);
    return null;
  }
  const rows = answer.value.filter((row) => row.clientUserId === value.clientUserId);
  const membership = await takeRows(pass, id, rows, why);
  return { membership: membership ?? value, rows };
}
