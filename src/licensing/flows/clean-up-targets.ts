import type { AcceptedWrite, LocationConnection, WriteLimits } from '../ports/licences.js';
import type { Answer, Culprits } from '../rules/apple-answer.js';
import { assetKey } from '../rules/asset.js';
import { isForeignUser, type WriteKind } from '../rules/clean-up.js';
import { isOurs } from '../rules/ownership.js';
import type { Work } from './clean-up-run.js';

/** Targets held at once: a long list is walked again rather than kept. */
const COLLECTED = 2_000;

/** Somebody or something to be named in a write. */
export interface Target {
  id: string;
  /** By how much `left` falls with it: 1 for a user, its licences for a device. */
  weight: number;
}

export interface Collected {
  /** All of it, whether collected or not. */
  left: number;
  targets: readonly Target[];
}

/** What is written of one kind, and how it is found. Only rows of others are ever named. */
export interface Writing {
  kind: WriteKind;
  /** Where its progress stands. */
  part: 'users' | 'devices';
  /** The figure of a count that says how much there is of it. */
  counts: 'users' | 'deviceAssignments';
  collect(work: Work): Promise<Answer<Collected>>;
  limit(limits: WriteLimits): number;
  send(connection: LocationConnection, ids: readonly string[]): Promise<Answer<AcceptedWrite>>;
  culprits(culprits: Culprits): readonly string[];
}

export const writings: Readonly<Record<WriteKind, Writing>> = {
  'retire-users': {
    kind: 'retire-users',
    part: 'users',
    counts: 'users',
    collect: collectUsers,
    limit: ({ maxUsers }) => maxUsers,
    send: (connection, ids) => connection.retireUsers(ids.filter((id) => !isOurs(id))),
    culprits: ({ clientUserIds }) => clientUserIds,
  },
  'revoke-devices': {
    kind: 'revoke-devices',
    part: 'devices',
    counts: 'deviceAssignments',
    collect: collectDevices,
    limit: ({ maxRevokeSerialNumbers }) => maxRevokeSerialNumbers,
    send: (connection, ids) => connection.revokeDevices(ids),
    culprits: ({ serialNumbers }) => serialNumbers,
  },
};

async function collectUsers({ connection, skipped }: Work): Promise<Answer<Collected>> {
  let left = 0;
  const targets = new Map<string, number>();
  const answer = await connection.users({ activeOnly: true }, (page) => {
    for (const user of page) {
      if (!isForeignUser(user)) continue;
      left += 1;
      const { clientUserId } = user;
      if (!skipped['retire-users'].has(clientUserId) && targets.size < COLLECTED) targets.set(clientUserId, 1);
    }
  });
  return answer.result === 'ok' ? { ...answer, value: { left, targets: listed(targets) } } : answer;
}

/** No licence of this system is ever given to a device (S20), and a row that names one of our people is left alone all the same. */
async function collectDevices({ connection, skipped, irrevocable }: Work): Promise<Answer<Collected>> {
  let left = 0;
  const targets = new Map<string, number>();
  const answer = await connection.assignments({}, (page) => {
    for (const assignment of page) {
      const { serialNumber, clientUserId } = assignment;
      if (serialNumber === null || isOurs(clientUserId) || irrevocable.has(assetKey(assignment))) continue;
      left += 1;
      const known = targets.get(serialNumber);
      if (known === undefined && (targets.size >= COLLECTED || skipped['revoke-devices'].has(serialNumber))) continue;
      targets.set(serialNumber, (known ?? 0) + 1);
    }
  });
  return answer.result === 'ok' ? { ...answer, value: { left, targets: listed(targets) } } : answer;
}

function listed(targets: ReadonlyMap<string, number>): Target[] {
  return [...targets].map(([id, weight]) => ({ id, weight }));
}
