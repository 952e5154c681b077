import type { Assignment } from '../rules/assignment.js';
import { assignmentId } from '../rules/assignment.js';
import { type Deployment, isInForce } from '../rules/deployment.js';
import { LEAVER_APPS_SHOWN, LEAVER_GRACE, LEAVERS_SHOWN, type Leaver, type LeaversFacts } from '../rules/leavers.js';
import { assignmentsOf, assignmentsOfPerson } from './assignments.js';
import type { Core } from './core.js';
import { listDeployments } from './deployments.js';
import { readFleet } from './fleet.js';
import { type LeaverStep, leaverStep } from './leaver-step.js';

/** Everybody who left and has licences, at one moment. */
export interface FoundLeavers {
  leavers: readonly Leaver[];
  /** Assignments (ids) that are taken back without asking. */
  release: readonly string[];
  /** Of them, those whose app a device removes first. */
  toRemove: number;
  /** Assignments (ids) whose holders are asked. */
  ask: readonly string[];
  /** On their way back. */
  returning: number;
}

/** `before`: what the card says, so that the day on which somebody was noticed stays. */
export async function findLeavers(core: Core, before: LeaversFacts | null): Promise<FoundLeavers> {
  const assets = new Map((await core.records.list('asset')).map(({ id, value }) => [id, value]));
  const known = new Map((before?.leavers ?? []).map((one) => [one.userId, one.since]));
  const isOpen = ({ key, state, writeId }: Assignment) =>
    (state === 'licensed' || state === 'removing') && writeId === null && assets.get(key)?.revocable === true;
  const app = ({ key }: Assignment) => ({ key, name: assets.get(key)?.name ?? null });
  const left = (await core.records.list('membership')).filter(({ value }) => value.state === 'left');
  const gone = new Set(left.map(({ id }) => id));
  const leavers: Leaver[] = [];
  const release: string[] = [];
  const fleet = await readFleet(core);
  let [returning, toRemove] = [0, 0];
  for (const { id: userId, value } of left) {
    const theirs = (await assignmentsOfPerson(core, userId)).map((one) => one.value);
    const steps = new Map<Assignment, LeaverStep>();
    for (const one of theirs) steps.set(one, await leaverStep(core, one, fleet));
    returning += theirs.filter((one) => steps.get(one) === 'under-way').length;
    const open = theirs.filter((one) => steps.get(one) !== 'under-way' && isOpen(one));
    if (open.length === 0 || value.since > core.clock() - LEAVER_GRACE) continue;
    leavers.push({ userId, left: 'organisation', since: value.since, apps: open.map(app) });
    release.push(...open.map(idOf));
    toRemove += open.filter((one) => steps.get(one) === 'remove').length;
  }
  const unwanted = (await unwantedInFollowed(core)).filter((one) => isOpen(one) && !gone.has(one.userId));
  for (const userId of new Set(unwanted.map((one) => one.userId))) {
    const theirs = unwanted.filter((one) => one.userId === userId);
    leavers.push({ userId, left: 'group', since: known.get(userId) ?? core.clock(), apps: theirs.map(app) });
  }
  return { leavers, release, toRemove, ask: unwanted.map(idOf), returning };
}

/** Licences that nobody wants, of apps that a followed group gets. */
async function unwantedInFollowed(core: Core): Promise<readonly Assignment[]> {
  const keys = new Set(
    (await listDeployments(core)).filter(({ value }) => follows(value, core.clock())).map(({ value }) => value.key),
  );
  const all = await Promise.all([...keys].map((key) => assignmentsOf(core, key)));
  return all
    .flat()
    .map(({ value }) => value)
    .filter(({ state, wantedBy }) => state === 'licensed' && wantedBy.length === 0);
}

function follows(deployment: Deployment, now: number): boolean {
  const { inForce } = deployment;
  return isInForce(deployment, now) && inForce?.audience.kind === 'follows' && inForce.action !== 'uninstall';
}

function idOf({ key, userId }: Assignment): string {
  return assignmentId(key, userId);
}

/** What the card says of them. */
export function leaversFacts(
  { leavers, release, toRemove, ask, returning }: FoundLeavers,
  subject: string,
  releasedBy: LeaversFacts['releasedBy'],
): LeaversFacts {
  const shown = [...leavers]
    .sort((one, other) => one.since - other.since || one.userId.localeCompare(other.userId))
    .slice(0, LEAVERS_SHOWN)
    .map((one) => ({ ...one, apps: one.apps.slice(0, LEAVER_APPS_SHOWN) }));
  return {
    ...{ subject, leavers: shown, people: leavers.length, returning, releasedBy },
    toRelease: release.length,
    ...(toRemove === 0 ? {} : { toRemove }),
    toAsk: ask.length,
  };
}
