import type { AddressLine } from './address-list.js';
import { foldedAddress } from './address-list.js';
import type { LeftOut, LeftOutReason, Roster } from './deployment.js';
import type { Member } from './records.js';

/** Who was left out is listed up to so many; the count is whole. */
export const LEFT_OUT_LISTED = 5_000;

/** Everybody whom the directory knows, by id and by address. */
export interface KnownPeople {
  byId: ReadonlyMap<string, Member>;
  /** By folded address. */
  byAddress: ReadonlyMap<string, readonly Member[]>;
}

/** Somebody who is meant, by id or by an entry of a list. */
export type Meant = { userId: string } | AddressLine;

/** The directory by id and by e-mail address (folded); an address of several active people is ambiguous. */
export function knownPeople(members: readonly Member[]): KnownPeople {
  const byId = new Map(members.map((member) => [member.userId, member]));
  const byAddress = new Map<string, Member[]>();
  for (const member of members) {
    const address = member.email === null ? null : foldedAddress(member.email);
    if (address === null) continue;
    const same = byAddress.get(address);
    if (same === undefined) byAddress.set(address, [member]);
    else same.push(member);
  }
  return { byId, byAddress };
}

/**
 * Everybody who is meant and whom a deployment may reach, each once, in the order given; the others with why.
 * `ownTeam`: of the organisation; `null` = not known, then somebody of elsewhere is a stranger.
 */
export function resolvePeople(
  meant: readonly Meant[],
  exclusions: readonly string[],
  known: KnownPeople,
  ownTeam: string | null,
): Roster {
  const excluded = new Set(exclusions);
  const people = new Set<string>();
  // All of them, named or not: who is taken out now stays out of a followed group.
  const leftOut = new Map<string, LeftOut>(
    exclusions.map((who) => [who, { who, reason: 'excluded', line: null }] as const),
  );
  for (const one of meant) {
    const found = 'userId' in one ? byId(one.userId, known, ownTeam) : byLine(one, known, ownTeam);
    if (excluded.has(found.userId)) continue;
    const { reason } = found;
    if (reason === null) people.add(found.userId);
    else {
      const who = 'userId' in one ? one.userId : found.userId || one.text;
      const line = 'userId' in one ? null : one.line;
      // Once for each person, and for each line that names nobody.
      const key = found.userId === '' ? `line ${line}: ${who}` : found.userId;
      if (!leftOut.has(key)) leftOut.set(key, { who, reason, line });
    }
  }
  const all = [...leftOut.values()];
  return { people: [...people], leftOut: all.slice(0, LEFT_OUT_LISTED), leftOutCount: all.length };
}

interface Found {
  /** Empty where nobody was found. */
  userId: string;
  reason: LeftOutReason | null;
}

function byId(userId: string, { byId: members }: KnownPeople, ownTeam: string | null): Found {
  const member = members.get(userId);
  return member === undefined ? { userId, reason: 'unknown-person' } : { userId, reason: whyNot(member, ownTeam) };
}

function byLine({ address }: AddressLine, { byAddress }: KnownPeople, ownTeam: string | null): Found {
  if (address === null) return { userId: '', reason: 'unreadable-line' };
  const members = byAddress.get(address) ?? [];
  const active = members.filter(({ deactivated }) => !deactivated);
  const [member] = active.length === 0 ? members : active;
  if (member === undefined) return { userId: '', reason: 'unknown-address' };
  if (active.length > 1) return { userId: '', reason: 'ambiguous-address' };
  return { userId: member.userId, reason: whyNot(member, ownTeam) };
}

function whyNot({ kind, teamId, deactivated }: Member, ownTeam: string | null): LeftOutReason | null {
  if (kind === 'stranger') return ownTeam !== null && teamId !== ownTeam ? 'other-team' : 'stranger';
  if (deactivated) return 'deactivated';
  return kind === 'member' ? null : kind;
}
