import type { Versioned } from '../ports/records.js';
import type { AssetRecord } from '../rules/asset.js';
import { type Assignment, assignmentTraits } from '../rules/assignment.js';
import type { Losses } from '../rules/lost-licences.js';
import type { SyncOutcome, SyncReport } from '../rules/sync-report.js';
import { assignmentsOf, type StoredAssignment } from './assignments.js';
import type { Core } from './core.js';
import { clientUserIdOf } from './memberships.js';

type Complete = Extract<SyncOutcome, { result: 'complete' }>;

/** What a complete reading and our records do not agree on. */
export interface Disagreement {
  lost: readonly { before: StoredAssignment; reason: Losses['people'][number]['reason'] }[];
  /** At Apple, but by our record not licensed. */
  held: readonly StoredAssignment[];
  /** At Apple without any record of ours. */
  unrecorded: readonly { key: string; userId: string; clientUserId: string }[];
  /** At Apple, ours by its name, of nobody in the directory. */
  nobodys: number;
}

/** Compares what is licensed here with what the reading showed. `null`: the bot is ending. */
export async function findLostLicences(core: Core, report: SyncReport): Promise<Disagreement | null> {
  const { outcome, startedAt } = report;
  if (outcome.result !== 'complete') return { lost: [], held: [], unrecorded: [], nobodys: 0 };
  const lost: Disagreement['lost'][number][] = [];
  const held: StoredAssignment[] = [];
  const uncovered = new Set<string>();
  for (const asset of await core.records.list('asset')) {
    if ((await core.wait(0)) === 'closing') return null;
    if (!isComparable(core, asset, outcome)) continue;
    const known = await assignmentsOf(core, asset.id);
    const present = known.filter(({ value }) => core.mirror.holds(asset.id, value.clientUserId));
    lost.push(...(await lostOf(core, asset, known, outcome, startedAt)));
    held.push(...present.filter(({ value }) => isUnknownToUs(value, startedAt)));
    if ((core.mirror.countsByAsset().get(asset.id) ?? 0) > present.length) uncovered.add(asset.id);
  }
  return { lost, held, ...(await unrecordedOf(core, uncovered)) };
}

/** Only where absence shows something: rows and counts agree, the asset is not in doubt, and the mirror is what was read. */
function isComparable(core: Core, { id, value }: Versioned<AssetRecord>, outcome: Complete): boolean {
  if (value.suspectSince !== null || outcome.unsettled.some(({ key }) => key === id)) return false;
  return value.presence === 'gone' || (core.mirror.countsByAsset().get(id) ?? 0) === value.ours;
}

async function lostOf(
  core: Core,
  { id, value: { presence } }: Versioned<AssetRecord>,
  known: readonly StoredAssignment[],
  outcome: Complete,
  startedAt: number,
): Promise<Disagreement['lost']> {
  const missing = known.filter(({ value }) => {
    const { state, writeId, licensedAt, clientUserId } = value;
    // Nothing is asked of Apple about an app that it does not list, so what is on its way back ends here too.
    const ends = state === 'licensed' || state === 'removing' || (state === 'releasing' && presence === 'gone');
    return (
      ends && writeId === null && licensedAt !== null && licensedAt < startedAt && !core.mirror.holds(id, clientUserId)
    );
  });
  let refunded = presence === 'gone' ? Number.POSITIVE_INFINITY : refundedOf(id, outcome);
  const lost: Disagreement['lost'][number][] = [];
  for (const before of missing) {
    if (await isBeingChanged(core, before.value.userId)) continue;
    const user = core.mirror.userOf(before.value.clientUserId);
    const isRetired = user !== null && user.status === null;
    if (!isRetired) refunded -= 1;
    lost.push({ before, reason: isRetired ? 'lost-retired' : refunded >= 0 ? 'lost-refunded' : 'lost-unknown' });
  }
  return lost;
}

/** We have asked Apple to change the person, perhaps to end them: how that went tells what became of their licences. */
async function isBeingChanged(core: Core, userId: string): Promise<boolean> {
  const membership = await core.records.get('membership', userId);
  return membership !== null && membership.value.writeId !== null;
}

/** Licences that Apple took out of the asset between the last two complete readings. */
function refundedOf(key: string, { diff }: Complete): number {
  const change = diff.totals.find((one) => one.key === key);
  return change === undefined ? 0 : Math.max(0, change.before - change.after);
}

function isUnknownToUs({ state, writeId, since }: Assignment, startedAt: number): boolean {
  return !assignmentTraits[state].licensed && writeId === null && since < startedAt;
}

/** Rows of ours in these assets that no record stands for, with whose they are. */
async function unrecordedOf(core: Core, keys: ReadonlySet<string>) {
  const unrecorded: Disagreement['unrecorded'][number][] = [];
  let nobodys = 0;
  if (keys.size === 0) return { unrecorded, nobodys };
  const people = await peopleByClientUserId(core);
  const known = new Map<string, ReadonlySet<string>>();
  for (const key of keys) {
    known.set(key, new Set((await assignmentsOf(core, key)).map(({ value }) => value.clientUserId)));
  }
  for (const slice of core.mirror.assignments()) {
    for (const { key, clientUserId } of slice) {
      const recorded = known.get(key);
      if (recorded === undefined || recorded.has(clientUserId)) continue;
      const userId = people.get(clientUserId);
      if (userId === undefined) nobodys += 1;
      else unrecorded.push({ key, userId, clientUserId });
    }
  }
  return { unrecorded, nobodys };
}

/** Of everybody in the directory, deactivated people too. */
async function peopleByClientUserId(core: Core): Promise<ReadonlyMap<string, string>> {
  const people = new Map<string, string>();
  for (const { id } of await core.records.list('member')) {
    const clientUserId = await clientUserIdOf(core, id);
    if (clientUserId !== null) people.set(clientUserId, id);
  }
  return people;
}
