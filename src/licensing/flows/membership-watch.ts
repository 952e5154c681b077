import type { Versioned } from '../ports/records.js';
import type { AppleUser } from '../rules/asset.js';
import type { Membership } from '../rules/membership.js';
import { afterRows, whatRowsShow } from '../rules/membership-reading.js';
import { isOurs } from '../rules/ownership.js';
import type { Core } from './core.js';
import { readPerson, takeManyRows, turnPerson } from './membership-change.js';
import {
  changeWatch,
  type Pass,
  type Picture,
  pauseReading,
  readingPausedUntil,
  readWatch,
} from './membership-picture.js';
import { isDue } from './membership-plan.js';
import { noteTrouble } from './note-answer.js';

/** Between two looks for acceptances while invitations are open. */
const WATCH_GAP = 3 * 60_000;
/** Apple's number for a point from which it does not tell changes any more. */
const BAD_VERSION = 9721;
/** People who are read one by one in one round. */
const READ_AT_ONCE = 50;

const open: readonly Membership['state'][] = ['registered', 'invited'];

/** When acceptances are looked for next; `null`: nobody is invited. */
export async function nextWatch(core: Core, { people }: Picture): Promise<number | null> {
  const someone = [...people.values()].some(({ value }) => open.includes(value.state));
  if (!someone) return null;
  const paused = await readingPausedUntil(core);
  if (paused !== null) return paused;
  const { readAt } = (await readWatch(core)).value;
  const now = core.clock();
  return readAt === null || readAt > now ? now : readAt + WATCH_GAP;
}

/**
 * What changed about people since the last look; everybody once, where Apple does not know that point any more. Nobody
 * is judged by a row that is not ours (S12).
 */
export async function watch(pass: Pass): Promise<void> {
  const { core, connection } = pass;
  const { versionId } = (await readWatch(core)).value;
  const readAt = core.clock();
  const ours: AppleUser[] = [];
  const answer = await connection.users(versionId === null ? {} : { sinceVersionId: versionId }, (page) => {
    for (const row of page) if (isOurs(row.clientUserId)) ours.push(row);
  });
  if (answer.result === 'refused' && answer.errorNumber === BAD_VERSION)
    return changeWatch(core, { versionId: null, readAt: null });
  if (answer.result !== 'ok') {
    await noteTrouble(core, answer, pass.reference, pass.bound);
    return pauseReading(core);
  }
  if (!(await takeChanges(pass, ours))) return pauseReading(core);
  await changeWatch(core, { versionId: answer.value.versionId, readAt, failures: 0, nextTry: null });
}

/** `false`: Apple did not say all that is needed. */
async function takeChanges(pass: Pass, rows: readonly AppleUser[]): Promise<boolean> {
  if (rows.length === 0) return true;
  const { core } = pass;
  const byClient = new Map((await core.records.list('membership')).map((one) => [one.value.clientUserId, one]));
  const byRow = new Map<string, AppleUser[]>();
  for (const row of rows) byRow.set(row.clientUserId, [...(byRow.get(row.clientUserId) ?? []), row]);
  const sure = new Map<string, { userId: string; row: AppleUser }>();
  const single: Versioned<Membership>[] = [];
  for (const row of rows) {
    const stored = byClient.get(row.clientUserId);
    if (stored === undefined || stored.value.writeId !== null) continue;
    const own = byRow.get(row.clientUserId) ?? [];
    const several = whatRowsShow(own).shown === 'several' && stored.value.problem !== 'duplicate-rows';
    if (!several && afterRows(stored.value, [row], core.clock()) === stored.value) continue;
    // A living row says enough. An ended one may have a living one beside it, and of two with one account one is second.
    const living = row.status === 'Associated' && !several;
    const account = row.idHash ?? row.clientUserId;
    if (living && !sure.has(account)) sure.set(account, { userId: stored.id, row });
    else single.push(stored);
  }
  await takeManyRows(pass, [...sure.values()], { act: 'watch-terms' });
  for (const stored of single) if ((await readPerson(pass, stored, { act: 'watch-terms' })) === null) return false;
  return true;
}

/** Whose rows are to be read one by one: a notification or a sync showed an acceptance, or it was to come at once. */
export async function toRead(core: Core, { people }: Picture): Promise<readonly Versioned<Membership>[]> {
  if ((await readingPausedUntil(core)) !== null) return [];
  return [...people.values()].filter(({ value }) => {
    if (!open.includes(value.state) || value.writeId !== null || !isDue(value, core.clock())) return false;
    if (value.state === 'registered' && value.managedAppleAccount !== null) return true;
    return core.mirror.userOf(value.clientUserId)?.status === 'Associated';
  });
}

/** Asks Apple for the rows of these people, one request each, and takes what they show. Ends early when Apple does not answer. */
export async function readThem(pass: Pass, people: readonly Versioned<Membership>[]): Promise<void> {
  for (const stored of people.slice(0, READ_AT_ONCE)) {
    const read = await readPerson(pass, stored, { act: 'watch-terms' });
    if (read === null) return pauseReading(pass.core);
    if (
      !open.includes(read.membership.state) ||
      read.membership.managedAppleAccount !== stored.value.managedAppleAccount
    )
      continue;
    // Apple's list lags behind what was shown before: asked again later.
    await turnPerson(pass, stored.id, { act: 'watch-terms' }, (before) => ({
      ...before,
      nextTry: pass.core.clock() + WATCH_GAP,
    }));
  }
}
