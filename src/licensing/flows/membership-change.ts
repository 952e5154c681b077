import type { AuditEntry } from '../ports/audit.js';
import type { Versioned } from '../ports/records.js';
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
  const { core, reference } = pass;
  const stored = await readMembership(core, userId);
  if (stored === null) return null;
  const before = stored.value;
  const after = await change(before);
  if (after === before) return before;
  const said = membershipInShort(before) !== membershipInShort(after);
  const facts = { before: membershipInShort(before), after: membershipInShort(after), ...why.facts };
  const asked = { actor: why.actor ?? 'system', reference };
  const { result } = await core.records.commit(
    joined(
      changeMembership(stored, after),
      await consequencesOf(pass, { userId, before, after }),
      said ? { audit: [personEntry(core, asked, why.act, userId, membershipInShort(after), facts)] } : {},
    ),
  );
  if (result === 'conflict') return turnPerson(pass, userId, why, change);
  await core.onStep('membership.changed');
  return after;
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
