import type { LocationConnection, NewUser } from '../ports/licences.js';
import type { Versioned } from '../ports/records.js';
import type { Refused, Trouble } from '../rules/apple-answer.js';
import { EVENT_GAP, firstLook } from '../rules/licence-write.js';
import { stateShownBy } from '../rules/token-trouble.js';
import type { UserAct, UserOutcome } from '../rules/user-write.js';
import { changeUserWrite, storeUserIntent, type Target } from './membership-intent.js';
import type { Pass, UserWrite } from './membership-picture.js';
import { settleUserWrite } from './membership-settle.js';
import { noteTrouble } from './note-answer.js';
import { readSubscription } from './subscription-step.js';

/** Refusals in one round, after which Apple is left alone for a while. */
const MOST_REFUSALS = 40;

type Send = (
  connection: LocationConnection,
  users: readonly NewUser[],
) => ReturnType<LocationConnection['createUsers']>;

const sends = {
  'create-users': (connection, users) => connection.createUsers(users),
  'update-users': (connection, users) => connection.updateUsers(users),
  'retire-users': (connection, users) => connection.retireUsers(users.map(({ clientUserId }) => clientUserId)),
} satisfies Record<UserAct, Send>;

export type Sent =
  | 'sent'
  /** Something holds everything back, or somebody was faster: nothing was sent. */
  | 'held'
  /** Apple could not be asked, or refused too often. */
  | 'trouble';

/** Sends one thing for many people, in batches as large as Apple takes; whoever is to blame for a refusal is taken out. */
export async function sendUsers(pass: Pass, act: UserAct, targets: readonly Target[], actor = 'system'): Promise<Sent> {
  const { maxUsers } = await pass.connection.writeLimits();
  const queue: (readonly Target[])[] = [];
  for (let at = 0; at < targets.length; at += maxUsers) queue.push(targets.slice(at, at + maxUsers));
  for (let batch = queue.shift(); batch !== undefined; batch = queue.shift()) {
    if ((await pass.core.wait(0)) === 'closing') return 'held';
    const sent = await sendBatch(pass, act, batch, actor);
    if (sent === 'held' || sent === 'trouble') return sent;
    if (sent !== 'sent') queue.unshift(...sent);
  }
  return 'sent';
}

/** Answers what has to be sent in its place after a refusal. */
async function sendBatch(
  pass: Pass,
  act: UserAct,
  batch: readonly Target[],
  actor: string,
): Promise<Sent | Target[][]> {
  const { core, connection } = pass;
  const write = await storeUserIntent(pass, act, batch, actor);
  if (write === null) return 'held';
  await core.onStep('membership.before-send');
  const users = batch.map(({ user }) => user);
  const answer = await sends[act](connection, users);
  if (answer.result === 'ok') {
    await core.onStep('membership.sent');
    const notified = (await readSubscription(core))?.value.state === 'subscribed';
    const nextLook = firstLook(core.clock(), notified);
    await changeUserWrite(core, write.id, { state: 'accepted', eventId: answer.value.eventId, nextLook });
    return 'sent';
  }
  if (answer.result === 'refused' && answer.reason === 'other' && stateShownBy(answer) === null)
    return refused(pass, write, batch, answer);
  await afterTrouble(pass, write, answer);
  await noteTrouble(core, answer, pass.reference, pass.bound);
  return 'trouble';
}

/** When the answer was lost, or came from elsewhere, nobody knows whether Apple did it: only its lists tell. */
async function afterTrouble(pass: Pass, write: Versioned<UserWrite>, trouble: Trouble): Promise<void> {
  const nothingDone = trouble.result === 'refused' || (trouble.result === 'unreachable' && trouble.effect === 'none');
  if (nothingDone) {
    await settleUserWrite(pass, write.id, new Map(write.value.task.userIds.map((userId) => [userId, unsent])), null);
    return;
  }
  await changeUserWrite(pass.core, write.id, { state: 'unknown', nextLook: pass.core.clock() + EVENT_GAP });
}

const unsent: UserOutcome = { result: 'unsent' };

/** Nothing of the batch was done. Whom Apple names is left out, and without names the batch is halved. */
async function refused(
  pass: Pass,
  write: Versioned<UserWrite>,
  batch: readonly Target[],
  { errorNumber, culprits }: Refused,
): Promise<Sent | Target[][]> {
  const named = new Set(culprits?.clientUserIds ?? []);
  const blamed = batch.length === 1 ? batch : batch.filter(({ user }) => named.has(user.clientUserId));
  const rest = batch.filter((target) => !blamed.includes(target));
  const outcomes = new Map<string, UserOutcome>([
    ...rest.map(({ before }) => [before.id, unsent] as const),
    ...blamed.map(({ before }) => [before.id, { result: 'failed', errorNumber }] as const),
  ]);
  await settleUserWrite(pass, write.id, outcomes, null);
  pass.refusals += 1;
  if (pass.refusals > MOST_REFUSALS) return 'trouble';
  const again: Target[] = [];
  for (const target of rest) {
    const before = await pass.core.records.get('membership', target.before.id);
    if (before !== null) again.push({ ...target, before });
  }
  const middle = Math.ceil(again.length / 2);
  const parts = blamed.length === 0 ? [again.slice(0, middle), again.slice(middle)] : [again];
  return parts.filter((part) => part.length > 0);
}
