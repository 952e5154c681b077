import type { Versioned } from '../ports/records.js';
import { clientUserIdFrom, type Membership } from '../rules/membership.js';
import type { Core } from './core.js';
import { installation } from './state.js';

/** Purpose of the HMAC in a clientUserId. */
const PERSON_PURPOSE = 'client-user-id';

/** The person's membership as it is stored; revision 0 with state `none` before anything was made at Apple. `null`: nobody of that id is in the directory. */
export async function readMembership(core: Core, userId: string): Promise<Versioned<Membership> | null> {
  const stored = await core.records.get('membership', userId);
  if (stored !== null) return stored;
  const clientUserId = await clientUserIdOf(core, userId);
  if (clientUserId === null) return null;
  const value: Membership = {
    clientUserId,
    state: 'none',
    since: core.clock(),
    email: null,
    managedAppleAccount: null,
    idHash: null,
    invitation: null,
    problem: null,
    errorNumber: null,
    writeId: null,
    tries: 0,
    nextTry: null,
  };
  return { id: userId, revision: 0, value };
}

/** Computable again for everybody in the directory, deactivated people too, so that a rebuild finds them at Apple. `null`: unknown person. */
export async function clientUserIdOf(core: Core, userId: string): Promise<string | null> {
  const member = await core.records.get('member', userId);
  if (member === null) return null;
  const { id } = await installation(core);
  return clientUserIdFrom(core.secrets.mark(`${id}\n${member.value.teamId}\n${userId}`, PERSON_PURPOSE));
}
