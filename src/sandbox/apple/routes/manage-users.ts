import { z } from 'zod';
import { type Answer, firstRefusal, type Refusal, refused } from '../answers.js';
import { type Call, enveloped, id } from '../call.js';
import type { EventType, Tasks } from '../events.js';
import type { Location } from '../location.js';
import { createTasks, type RequestedUser, retireTasks, updateTasks } from '../tasks.js';
import { itself, repeated, unknownUsers } from './manage-assets.js';

const text = z.string().max(1024);
const user = z.object({
  clientUserId: id,
  email: text.nullish().transform((value) => value ?? undefined),
  managedAppleId: text.nullish().transform((value) => (value === null || value === '' ? undefined : value)),
});
const bodySchema = z.object({ users: z.array(user).nullish() });

const emailForm = /^[^\s@]+@[^\s@]+\.[^\s@]+$/;

function emails(users: readonly RequestedUser[]): Refusal | null {
  const wrong = users.filter(({ email }) => email !== undefined && email !== '' && !emailForm.test(email));
  return wrong.length > 0 ? refused(9717, { clientUserIds: wrong.map(({ clientUserId }) => clientUserId) }) : null;
}

function duplicates(users: readonly RequestedUser[]): Refusal | null {
  const clientUserIds = repeated(
    users.map(({ clientUserId }) => clientUserId),
    itself,
  );
  return clientUserIds.length > 0 ? refused(9715, { clientUserIds }) : null;
}

interface Verb {
  readonly type: EventType;
  /** Whether the users must be active already. */
  readonly existing: boolean;
  tasks(location: Location, users: readonly RequestedUser[]): Tasks;
}

const verbs = {
  create: { type: 'CREATE', existing: false, tasks: createTasks },
  update: { type: 'UPDATE', existing: true, tasks: updateTasks },
  retire: { type: 'RETIRE', existing: true, tasks: retireTasks },
} satisfies Record<string, Verb>;

function manage(call: Call, verb: Verb): Answer {
  const body = bodySchema.safeParse(call.body);
  if (!body.success) return refused(9602);
  const users = body.data.users ?? [];
  const checks = {
    required: () => (users.length === 0 ? refused(9720) : null),
    duplicates: () => duplicates(users),
    limits: () => (users.length > call.switches.limits.maxUsers ? refused(9714) : null),
    assets: () => null,
    users: () => emails(users) ?? (verb.existing ? unknownUsers(call, users) : null),
  };
  const refusal = firstRefusal(call.switches.bodyCheckOrder.map((name) => checks[name]));
  if (refusal !== null) return refusal;
  const { location, events } = call.place;
  const eventId = events.accept(verb.type, users.length, verb.tasks(location, users), call.now);
  return enveloped(call, { eventId });
}

/** `POST users/create`. An active user of the same clientUserId is 9716, later; a retired one is left as it is. */
export const createUsers = (call: Call): Answer => manage(call, verbs.create);

/** `POST users/update`. */
export const updateUsers = (call: Call): Answer => manage(call, verbs.update);

/** `POST users/retire`. */
export const retireUsers = (call: Call): Answer => manage(call, verbs.retire);
