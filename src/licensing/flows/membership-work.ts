import { NOTIFIED_WITHIN } from '../rules/licence-write.js';
import { mayWrite } from '../rules/may-write.js';
import { reservationsEndAt } from '../rules/terms.js';
import { type Core, connect } from './core.js';
import { licenceLeave } from './licence-hold.js';
import { LOOK_AGAIN, type LongWork } from './long-work.js';
import { inviteAndRemind, turnOf } from './membership-invite.js';
import { areRefusalsNews, tellStuckPeople } from './membership-list.js';
import { type Pass, type Picture, readPicture, reservedFor, type UserWrite } from './membership-picture.js';
import { activeMember, isActive, isDue, needsUpdate, needsUser, plannedUsers } from './membership-plan.js';
import { leaversAmong, nextReview, releaseLeavers, review } from './membership-review.js';
import { sendUsers } from './membership-send.js';
import { lookAtUserWrite } from './membership-settle.js';
import { nextWatch, readThem, toRead, watch } from './membership-watch.js';
import { readBinding } from './state.js';

/** Rounds one after another while each makes the next one possible. */
const ROUNDS = 8;

/** People in Apple's programme: made, invited, reminded, found again, and let go. Never waits: it is done when it is due. */
export const membershipWork: LongWork = {
  due: async (core) => {
    const next = await nextInstant(core);
    return next !== null && next <= core.clock();
  },
  run,
  nextDue: nextInstant,
};

async function run(core: Core, reference: string): Promise<unknown> {
  let moved = false;
  for (let round = 0; round < ROUNDS; round += 1) {
    const bound = (await readBinding(core)).value;
    if (bound.state !== 'bound' || !(await mayRead(core))) break;
    const pass: Pass = { core, connection: connect(core, bound), bound, reference, refusals: 0, moved: false };
    await oneRound(pass);
    moved ||= pass.moved;
    const next = await nextInstant(core);
    if (next === null || next > core.clock() || (await core.wait(0)) === 'closing') break;
  }
  return moved ? LOOK_AGAIN : null;
}

/** In an order in which each step finds what the one before it has made possible. */
async function oneRound(pass: Pass): Promise<void> {
  const { core } = pass;
  for (const write of (await readPicture(core)).writes) {
    if (lookInstant(core, write.value, await clientUserIdsOf(core, write.value)) <= core.clock())
      await lookAtUserWrite(pass, write);
  }
  const picture = await readPicture(core);
  await releaseLeavers(pass, picture);
  if ((await nextReview(core)) <= core.clock()) await review(pass, picture);
  const watchAt = await nextWatch(core, picture);
  if (watchAt !== null && watchAt <= core.clock()) await watch(pass);
  await readThem(pass, await toRead(core, await readPicture(core)));
  if ((await licenceLeave(core)).result === 'free') await send(pass, await readPicture(core));
  await inviteAndRemind(pass, await readPicture(core));
  await tellStuckPeople(pass);
}

async function send(pass: Pass, picture: Picture): Promise<void> {
  const { create, update } = await plannedUsers(pass.core, picture);
  if ((await sendUsers(pass, 'create-users', create)) !== 'sent') return;
  await sendUsers(pass, 'update-users', update);
}

/** Reading needs a token that Apple takes, and a location that is ours. */
async function mayRead(core: Core): Promise<boolean> {
  const may = mayWrite((await readBinding(core)).value);
  return may.result === 'yes' || may.why === 'awaiting-reading';
}

/** When there is something to be done next; `null`: nothing by itself. */
async function nextInstant(core: Core): Promise<number | null> {
  if (!(await mayRead(core))) return null;
  const picture = await readPicture(core);
  if (picture.people.size === 0 && picture.waiting.size === 0) return null;
  const instants = [
    ...(await writeInstants(core, picture)),
    ...(await sendInstants(core, picture)),
    ...(await turnInstants(core, picture)),
    (await areRefusalsNews(core)) ? core.clock() : Number.POSITIVE_INFINITY,
    await nextReview(core),
    (await nextWatch(core, picture)) ?? Number.POSITIVE_INFINITY,
  ];
  const next = Math.min(...instants);
  return Number.isFinite(next) ? next : null;
}

async function writeInstants(core: Core, { writes }: Picture): Promise<number[]> {
  return Promise.all(writes.map(async ({ value }) => lookInstant(core, value, await clientUserIdsOf(core, value))));
}

/** A notification says so earlier: what it names was read, and shows whom the write was about. */
function lookInstant(
  core: Core,
  { task, state, sentAt, nextLook }: UserWrite,
  clientUserIds: readonly string[],
): number {
  const waits = state === 'accepted' && nextLook >= sentAt + NOTIFIED_WITHIN;
  if (!waits || task.act === 'update-users') return nextLook;
  const alive = task.act === 'create-users';
  const shown = clientUserIds.some((id) => {
    const user = core.mirror.userOf(id);
    return user !== null && (user.status !== null) === alive;
  });
  return shown ? core.clock() : nextLook;
}

async function clientUserIdsOf(core: Core, { task }: UserWrite): Promise<readonly string[]> {
  const people = await Promise.all(task.userIds.map((userId) => core.records.get('membership', userId)));
  return people.flatMap((stored) => (stored === null ? [] : [stored.value.clientUserId]));
}

/** Nothing is due that must not be sent now: the end of a pause or a trouble is looked at by whatever ends it. */
async function sendInstants(core: Core, picture: Picture): Promise<number[]> {
  const instants: number[] = [];
  if ((await leaversAmong(core, picture)).length > 0) instants.push(core.clock());
  if ((await licenceLeave(core)).result === 'hold') return instants;
  for (const userId of picture.waiting.keys()) {
    const known = picture.people.get(userId)?.value;
    if (reservedFor(picture, userId).length === 0 || (known !== undefined && !needsUser(known))) continue;
    if ((await activeMember(core, userId)) !== null) instants.push(known?.nextTry ?? core.clock());
  }
  for (const { id, value } of picture.people.values()) {
    if (value.state !== 'registered' && value.state !== 'invited') continue;
    const member = (await core.records.get('member', id))?.value ?? null;
    if (isActive(member) && needsUpdate(value, member)) instants.push(value.nextTry ?? core.clock());
  }
  return instants;
}

async function turnInstants(core: Core, picture: Picture): Promise<number[]> {
  const instants: number[] = (await toRead(core, picture)).length > 0 ? [core.clock()] : [];
  for (const { id, value } of picture.people.values()) {
    const { state, invitation } = value;
    if (state !== 'registered' && state !== 'invited') continue;
    if ((await activeMember(core, id)) === null) continue;
    const reserved = reservedFor(picture, id);
    if (turnOf(core, value, picture.waiting.get(id) ?? []) !== null) instants.push(core.clock());
    else if (invitation?.nextReminderAt != null) instants.push(invitation.nextReminderAt);
    else if (invitation?.remindedAt != null && reserved.length > 0)
      instants.push(reservationsEndAt(invitation.remindedAt, core.settings.working));
    else if (!isDue(value, core.clock()) && value.nextTry !== null) instants.push(value.nextTry);
  }
  return instants;
}
