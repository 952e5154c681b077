import type { Versioned } from '../ports/records.js';
import type { Assignment } from '../rules/assignment.js';
import { type Deployment, isInForce } from '../rules/deployment.js';
import { isLicenceWrite, type LicenceTask, type LicenceWrite, OPEN_PER_ASSET } from '../rules/licence-write.js';
import { movingAssignments, type StoredAssignment } from './assignments.js';
import type { Core } from './core.js';
import { readFleet } from './fleet.js';
import { type LedgerView, readLedger } from './ledgers.js';
import { hasDeviceFor } from './people-without-device.js';

/** People of one app for whom the same is to be asked of Apple. */
export interface LicenceWork {
  key: string;
  act: LicenceTask['act'];
  userIds: readonly string[];
}

/** What decides whether somebody's licence is to be given or taken now. */
export interface Circumstances {
  view: LedgerView;
  /** Of this asset, nobody has settled them. */
  open: readonly Versioned<LicenceWrite>[];
  deployments: ReadonlyMap<string, Versioned<Deployment>>;
  /** Of those who were asked about. */
  isAssociated(userId: string): boolean;
  /** Has a device that can have the app; where there is no device server everybody counts. */
  hasDevice(userId: string): boolean;
  now: number;
}

/** Everything that could be asked of Apple now, releases first; a pause and the like are asked for separately. */
export async function plannedWork(core: Core): Promise<readonly LicenceWork[]> {
  const now = core.clock();
  const byKey = new Map<string, Assignment[]>();
  for (const { value } of await core.records.list('assignment')) {
    if (isCandidate(value, now)) byKey.set(value.key, joined(byKey.get(value.key), value));
  }
  const full = fullOf(await openLicenceWrites(core));
  const planned: LicenceWork[] = [];
  for (const [key, candidates] of byKey) {
    if (full.has(key)) continue;
    const people = candidates.map(({ userId }) => userId);
    const circumstances = await circumstancesOf(core, key, people);
    if (circumstances === null) continue;
    for (const act of ['disassociate', 'associate'] as const) {
      const userIds = candidates
        .filter((one) => isDue(one, act, circumstances))
        .sort((one, other) => one.since - other.since)
        .map(({ userId }) => userId);
      if (userIds.length > 0) planned.push({ key, act, userIds });
    }
  }
  return planned;
}

function joined<T>(list: T[] | undefined, one: T): T[] {
  if (list === undefined) return [one];
  list.push(one);
  return list;
}

/** Assets of which as many writes are open as may be. */
function fullOf(open: readonly Versioned<LicenceWrite>[]): ReadonlySet<string> {
  const counts = new Map<string, number>();
  for (const { value } of open) counts.set(value.task.key, (counts.get(value.task.key) ?? 0) + 1);
  return new Set([...counts].flatMap(([key, count]) => (count >= OPEN_PER_ASSET ? [key] : [])));
}

/** About these people. `null`: no such asset is known. */
export async function circumstancesOf(
  core: Core,
  key: string,
  userIds: readonly string[],
): Promise<Circumstances | null> {
  const view = await readLedger(core, key);
  if (view === null) return null;
  const deployments = new Map((await core.records.list('deployment')).map((one) => [one.id, one]));
  const associated = new Set<string>();
  for (const userId of userIds) {
    const membership = (await core.records.get('membership', userId))?.value;
    if (membership?.state === 'associated' && membership.writeId === null) associated.add(userId);
  }
  const equipped = await equippedAmong(core, view, associated);
  return {
    view,
    open: (await openLicenceWrites(core)).filter(({ value }) => value.task.key === key),
    deployments,
    isAssociated: (userId) => associated.has(userId),
    hasDevice: (userId) => core.devices === null || equipped.has(userId),
    now: core.clock(),
  };
}

/** Those with a device that can have the app; nobody else gets a licence where there is a device server (S22). */
async function equippedAmong(
  core: Core,
  { asset }: LedgerView,
  people: ReadonlySet<string>,
): Promise<ReadonlySet<string>> {
  const equipped = new Set<string>();
  if (core.devices === null || people.size === 0) return equipped;
  const fleet = await readFleet(core);
  for (const userId of people) if (await hasDeviceFor(core, fleet, asset, userId)) equipped.add(userId);
  return equipped;
}

/** Oldest first. */
export async function openLicenceWrites(core: Core): Promise<readonly Versioned<LicenceWrite>[]> {
  const writes = await core.records.list('write');
  const licences = writes.flatMap((one) => (isLicenceWrite(one.value) ? [{ ...one, value: one.value }] : []));
  return licences.sort((one, other) => one.value.sentAt - other.value.sentAt);
}

/** Without looking at anything else. */
function isCandidate({ state, writeId, nextTry }: Assignment, now: number): boolean {
  const waits = nextTry !== null && nextTry > now;
  return writeId === null && !waits && (state === 'reserved' || state === 'releasing');
}

/** Whether Apple may be asked for this now. */
export function isDue(one: Assignment, act: LicenceTask['act'], circumstances: Circumstances): boolean {
  if (!isCandidate(one, circumstances.now)) return false;
  return act === 'associate' ? isToGive(one, circumstances) : isToTake(one, circumstances);
}

/** Nothing is given while the asset is short or in doubt: what is reserved is then more than Apple has. */
function isToGive(one: Assignment, circumstances: Circumstances): boolean {
  const { figures, asset } = circumstances.view;
  if (one.state !== 'reserved' || figures.suspect || figures.shortBy > 0 || asset.productType === 'Book') return false;
  const { userId } = one;
  if (!circumstances.isAssociated(userId) || !circumstances.hasDevice(userId)) return false;
  return wantersOf(one, circumstances).length > 0;
}

function isToTake(one: Assignment, circumstances: Circumstances): boolean {
  const { asset } = circumstances.view;
  if (one.state !== 'releasing' || asset.presence === 'gone' || !asset.revocable) return false;
  const removal = one.removalBy === null ? undefined : circumstances.deployments.get(one.removalBy);
  return (removal === undefined || removal.value.stopped === null) && wantersOf(one, circumstances).length === 0;
}

/** Deployments that want it now. */
export function wantersOf(one: Assignment, { deployments, now }: Circumstances): readonly Versioned<Deployment>[] {
  return one.wantedBy.flatMap((id) => {
    const deployment = deployments.get(id);
    const wants = deployment !== undefined && isInForce(deployment.value, now) && deployment.value.stopped === null;
    return wants && deployment.value.inForce?.action !== 'uninstall' ? [deployment] : [];
  });
}

/** Licences that are to be taken back and never can be. */
export async function irrevocable(core: Core): Promise<readonly StoredAssignment[]> {
  const assets = (await core.records.list('asset')).filter(({ value }) => !value.revocable);
  const moving = await Promise.all(assets.map(({ id }) => movingAssignments(core, id)));
  return moving.flat().filter(({ value }) => value.state === 'releasing' && value.writeId === null);
}
