import type { ClientConfig, LocationConnection, Progress, WalkEnd } from '../ports/licences.js';
import type { MirrorChange } from '../ports/mirror.js';
import type { Answer, Trouble } from '../rules/apple-answer.js';
import { type AppleUser, type Asset, type Assignment, assetKey } from '../rules/asset.js';
import type { Reading } from '../rules/diff.js';
import { isOurs } from '../rules/ownership.js';
import type { SyncStage } from '../rules/sync-report.js';
import type { Core } from './core.js';

/** Walks of a list without counts to compare with, when it keeps changing under the pages. */
const WALKS = 3;
/** Rounds of reading assets again whose rows and counts disagree. */
const SETTLING_ROUNDS = 3;
/** Assets read again in one round; a location where nothing ever agrees must not cost a request per asset. */
const SETTLING_WIDTH = 50;

const qualities = ['STDQ', 'PLUS'] as const;

export interface LocationReading {
  config: ClientConfig;
  /** By asset key. */
  assets: Map<string, Reading>;
  /** When the last walk of the assets started. */
  assetsReadAt: number;
  foreignUsers: number;
  /** When the walk of users started that shows removals; `null` when the list changed under every walk. */
  usersVerifiedAt: number | null;
  /** Rows read per asset key, ours and others'. */
  rows: Map<string, number>;
  /** Keys of assets whose rows and counts still disagree. */
  unsettled: readonly string[];
  readAgain: number;
  users: MirrorChange;
  assignments: MirrorChange;
}

export type ReadOutcome =
  | { result: 'read'; reading: LocationReading }
  | { result: 'trouble'; stage: SyncStage; trouble: Trouble };

/** Hears of each stage before it begins, and of the pages within it. */
export interface Listener {
  stage(stage: SyncStage): Promise<void>;
  pages(stage: SyncStage, progress: Progress): void;
}

class StageFailed extends Error {
  readonly code = 'stage-failed';
  readonly stage: SyncStage;
  readonly trouble: Trouble;
  constructor(stage: SyncStage, trouble: Trouble) {
    super(`sync stage ${stage} failed`);
    this.stage = stage;
    this.trouble = trouble;
  }
}

/**
 * One full reading of the location: client config → assets → users → assignments → settling. Pages are believed only
 * together with a delta from the first page's version and Apple's own counts. Other products' rows are counted while
 * they stream past and dropped (S12).
 */
export async function readLocation(
  core: Core,
  connection: LocationConnection,
  listener: Listener,
): Promise<ReadOutcome> {
  try {
    return { result: 'read', reading: await read(core, connection, listener) };
  } catch (fault) {
    if (fault instanceof StageFailed) return { result: 'trouble', stage: fault.stage, trouble: fault.trouble };
    throw fault;
  }
}

async function read(core: Core, connection: LocationConnection, listener: Listener): Promise<LocationReading> {
  await listener.stage('client-config');
  const config = expectOk('client-config', await connection.clientConfig());
  await core.onStep('sync.client-config-read');
  await listener.stage('assets');
  const { assets, assetsReadAt } = await readAssets(connection);
  await core.onStep('sync.assets-read');
  await listener.stage('users');
  const { foreignUsers, users, usersVerifiedAt } = await readUsers(core, connection, listener);
  await core.onStep('sync.users-read');
  await listener.stage('assignments');
  const { rows, doubtful, assignments } = await readAssignments(core, connection, listener);
  await core.onStep('sync.assignments-read');
  await listener.stage('settling');
  const settled = await settle(core, connection, assets, rows, doubtful);
  await core.onStep('sync.settled');
  return { config, assets, assetsReadAt, foreignUsers, usersVerifiedAt, rows, users, assignments, ...settled };
}

function expectOk<T>(stage: SyncStage, answer: Answer<T>): T {
  if (answer.result === 'ok') return answer.value;
  throw new StageFailed(stage, answer);
}

/** A product that one of several walks has shown is there: a list that changes under the pages may skip it in another. */
async function readAssets(
  connection: LocationConnection,
): Promise<{ assets: Map<string, Reading>; assetsReadAt: number }> {
  const assets = new Map<string, Reading>();
  for (let walk = 1; ; walk += 1) {
    const found: Asset[] = [];
    const answer = await connection.assets((page) => {
      for (const asset of page) found.push(asset);
    });
    if (answer.result !== 'ok') throw new StageFailed('assets', answer);
    for (const asset of found) assets.set(assetKey(asset), { asset, readAt: answer.readAt });
    if (!answer.value.changedDuringWalk || walk === WALKS) return { assets, assetsReadAt: answer.readAt };
  }
}

/** Apple tells no count of users, so a walk under which the list changed is walked again, and never removes anybody. */
async function readUsers(core: Core, connection: LocationConnection, listener: Listener) {
  for (let walk = 1; ; walk += 1) {
    const read = await walkUsers(core, connection, listener);
    if (read.usersVerifiedAt !== null || walk === WALKS) return read;
  }
}

async function walkUsers(core: Core, connection: LocationConnection, listener: Listener) {
  const walk = core.mirror.walkUsers();
  let foreignUsers = 0;
  const onProgress = (progress: Progress) => listener.pages('users', progress);
  const answer = await connection.users({ onProgress }, (page) => {
    walk.add(page.filter((user) => isOurs(user.clientUserId)));
    for (const user of page) {
      if (!isOurs(user.clientUserId) && (user.status === 'Registered' || user.status === 'Associated'))
        foreignUsers += 1;
    }
  });
  const whole = walkEnd('users', walk, answer);
  const delta: AppleUser[] = [];
  const since = await connection.users({ sinceVersionId: whole.versionId }, (page) => {
    for (const user of page) if (isOurs(user.clientUserId)) delta.push(user);
  });
  const changed = walkEnd('users', walk, since);
  const users = whole.changedDuringWalk ? walk.merge() : walk.complete();
  core.mirror.mergeUsers(changed.changedDuringWalk ? withLivingRow(delta) : delta);
  const still = !whole.changedDuringWalk && !changed.changedDuringWalk;
  return { foreignUsers, users, usersVerifiedAt: still ? whole.readAt : null };
}

/** Of pages that may have lost rows an ended row does not show that a person has no living one. */
function withLivingRow(rows: readonly AppleUser[]): AppleUser[] {
  const living = new Set(rows.filter(({ status }) => status === 'Registered' || status === 'Associated').map(personOf));
  return rows.filter((row) => living.has(personOf(row)));
}

const personOf = ({ clientUserId }: AppleUser): string => clientUserId;

/** Nothing is swept before both the walk and its delta are there. */
function walkEnd(stage: SyncStage, walk: { abandon(): void }, answer: Answer<WalkEnd>): WalkEnd & { readAt: number } {
  if (answer.result === 'ok') return { ...answer.value, readAt: answer.readAt };
  walk.abandon();
  throw new StageFailed(stage, answer);
}

/** `doubtful`: assets whose rows must be read again, whatever their number is. */
async function readAssignments(core: Core, connection: LocationConnection, listener: Listener) {
  const walk = core.mirror.walkAssignments();
  const rows = new Map<string, number>();
  const ours = new Map<string, number>();
  const onProgress = (progress: Progress) => listener.pages('assignments', progress);
  const answer = await connection.assignments({ onProgress }, (page) => {
    const own = page.filter((row) => isOurs(row.clientUserId));
    walk.add(own);
    for (const row of page) count(rows, row);
    for (const row of own) count(ours, row);
  });
  const whole = walkEnd('assignments', walk, answer);
  const doubtful = new Set<string>();
  const since = await connection.assignments({ sinceVersionId: whole.versionId }, (page) => {
    core.mirror.mergeAssignments(page.filter((row) => isOurs(row.clientUserId)));
    // Whether the walk has shown those rows already is not known.
    for (const row of page) doubtful.add(assetKey(row));
  });
  walkEnd('assignments', walk, since);
  if (!whole.changedDuringWalk) return { rows, doubtful, assignments: walk.complete() };
  const once = walk.countsByAsset();
  const assignments = walk.merge();
  for (const key of shownOtherwise(ours, once, core.mirror.countsByAsset())) doubtful.add(key);
  return { rows, doubtful, assignments };
}

/** Assets of which the walk showed one of our rows twice, or did not show one that we hold: equal numbers hide both. */
function shownOtherwise(
  shown: ReadonlyMap<string, number>,
  once: ReadonlyMap<string, number>,
  held: ReadonlyMap<string, number>,
): string[] {
  return [...new Set([...shown.keys(), ...held.keys()])].filter(
    (key) => shown.get(key) !== once.get(key) || once.get(key) !== held.get(key),
  );
}

function count(rows: Map<string, number>, row: Assignment): void {
  const key = assetKey(row);
  rows.set(key, (rows.get(key) ?? 0) + 1);
}

/** Reads the assets again whose rows and counts disagree until they agree; what stays unequal is said, not hidden. */
async function settle(
  core: Core,
  connection: LocationConnection,
  assets: Map<string, Reading>,
  rows: Map<string, number>,
  doubtful: Set<string>,
): Promise<{ unsettled: readonly string[]; readAgain: number }> {
  let readAgain = 0;
  for (let round = 0; round < SETTLING_ROUNDS; round += 1) {
    const unequal = disagreeing(assets, rows, doubtful);
    if (unequal.length === 0) break;
    const next = unequal.slice(0, SETTLING_WIDTH);
    const products = new Set(next.map((key) => assets.get(key)?.asset.adamId ?? key.split('.')[0] ?? key));
    for (const adamId of products) {
      await readProduct(core, connection, assets, rows, adamId);
      for (const pricingParam of qualities) doubtful.delete(assetKey({ adamId, pricingParam }));
    }
    readAgain += products.size;
  }
  return { unsettled: disagreeing(assets, rows, doubtful), readAgain };
}

function disagreeing(
  assets: ReadonlyMap<string, Reading>,
  rows: ReadonlyMap<string, number>,
  doubtful: ReadonlySet<string>,
): string[] {
  const keys = new Set([...assets.keys(), ...rows.keys(), ...doubtful]);
  return [...keys].filter(
    (key) => doubtful.has(key) || (assets.get(key)?.asset.assignedCount ?? 0) !== (rows.get(key) ?? 0),
  );
}

async function readProduct(
  core: Core,
  connection: LocationConnection,
  assets: Map<string, Reading>,
  rows: Map<string, number>,
  adamId: string,
): Promise<void> {
  const assignments = expectOk('settling', await connection.assignmentsOf(adamId));
  core.mirror.replaceAssignmentsOf(
    adamId,
    assignments.filter((row) => isOurs(row.clientUserId)),
  );
  for (const pricingParam of qualities) rows.delete(assetKey({ adamId, pricingParam }));
  for (const row of assignments) count(rows, row);
  const again = await connection.assetsOf(adamId);
  if (again.result !== 'ok') throw new StageFailed('settling', again);
  // Read ones go to the end of the map: those that never agree do not stand in the way of the others.
  for (const pricingParam of qualities) assets.delete(assetKey({ adamId, pricingParam }));
  for (const asset of again.value) assets.set(assetKey(asset), { asset, readAt: again.readAt });
}
