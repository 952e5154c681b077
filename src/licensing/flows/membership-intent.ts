import type { NewUser } from '../ports/licences.js';
import type { Versioned } from '../ports/records.js';
import type { Membership } from '../rules/membership.js';
import type { UserAct } from '../rules/user-write.js';
import type { Core } from './core.js';
import { licenceLeave } from './licence-hold.js';
import type { Pass, UserWrite } from './membership-picture.js';
import { changeMembership, joined, personEntry } from './membership-record.js';

/** An intent is looked after by others only when whoever sends it had time for it. */
const SENDING_FOR = 60_000;

/** One person of a write: as stored, and as they are while it is under way. */
export interface Target {
  before: Versioned<Membership>;
  after: Membership;
  user: NewUser;
}

/**
 * Stores that a batch is about to be sent. `null`: a pause, a trouble or somebody who was faster came before this commit,
 * and it must not be sent.
 */
export async function storeUserIntent(
  { core, reference }: Pass,
  act: UserAct,
  batch: readonly Target[],
  actor: string,
): Promise<Versioned<UserWrite> | null> {
  const leave = await licenceLeave(core);
  if (leave.result === 'hold') return null;
  const id = core.ids.uuid();
  const value: UserWrite = {
    task: { act, userIds: batch.map(({ before }) => before.id) },
    state: 'sending',
    sentAt: core.clock(),
    eventId: null,
    nextLook: core.clock() + SENDING_FOR,
    reference,
  };
  const asked = { actor, reference };
  const { result } = await core.records.commit(
    joined(
      { expect: [...leave.expect, { kind: 'write', id, revision: 0 }], put: [{ kind: 'write', id, value }] },
      ...batch.map(({ before, after }) => changeMembership(before, { ...after, writeId: id })),
      { audit: batch.map(({ before }) => personEntry(core, asked, act, before.id, 'asked', { write: id })) },
    ),
  );
  return result === 'committed' ? { id, revision: 1, value } : null;
}

/** What is known of the write itself; nothing when it was settled meanwhile. */
export async function changeUserWrite(
  core: Core,
  id: string,
  change: Partial<Pick<UserWrite, 'state' | 'nextLook' | 'eventId'>>,
): Promise<void> {
  const stands = await core.records.get('write', id);
  if (stands === null) return;
  const { result } = await core.records.commit({
    expect: [{ kind: 'write', id, revision: stands.revision }],
    put: [{ kind: 'write', id, value: { ...stands.value, ...change } }],
  });
  if (result === 'conflict') await changeUserWrite(core, id, change);
}
