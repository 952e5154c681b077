import type { AuditEntry } from '../ports/audit.js';
import type { Change, Put, RecordRef, Versioned } from '../ports/records.js';
import type { Membership } from '../rules/membership.js';
import type { Core } from './core.js';

/** Part of a commit. */
export interface MembershipChange {
  expect: readonly (RecordRef & { revision: number })[];
  put: readonly Put[];
}

/** The part of a commit that stores a membership, if it still stands as it was read. */
export function changeMembership({ id, revision }: Versioned<Membership>, value: Membership): MembershipChange {
  return { expect: [{ kind: 'membership', id, revision }], put: [{ kind: 'membership', id, value }] };
}

/** An audit line about one person. `actor`: a Slack user id, or `system`. */
export function personEntry(
  core: Core,
  { actor, reference }: { actor: string; reference: string },
  act: string,
  userId: string,
  outcome: string,
  facts: AuditEntry['facts'] = {},
): AuditEntry {
  return { at: core.clock(), actor, act, subject: `person:${userId}`, outcome, reference, facts };
}

/** What an audit line says of a person before and after. */
export function membershipInShort({ state, problem }: Pick<Membership, 'state' | 'problem'>): string {
  return problem === null ? state : `${state} (${problem})`;
}

/** Several parts of one commit. */
export function joined(...parts: readonly Change[]): Required<Change> {
  return {
    expect: parts.flatMap(({ expect = [] }) => expect),
    put: parts.flatMap(({ put = [] }) => put),
    remove: parts.flatMap(({ remove = [] }) => remove),
    outbox: parts.flatMap(({ outbox = [] }) => outbox),
    audit: parts.flatMap(({ audit = [] }) => audit),
  };
}
