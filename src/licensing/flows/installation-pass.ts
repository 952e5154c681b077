import type { Assignment } from '../rules/assignment.js';
import { type Deployment, isInForce } from '../rules/deployment.js';
import type { Device } from '../rules/device.js';
import { type Eligibility, eligibilityOfDevices } from '../rules/eligibility.js';
import type { Installation } from '../rules/installation.js';
import { plannedInstallation } from '../rules/installation-plan.js';
import type { Wanted } from '../rules/installation-step.js';
import type { Core } from './core.js';
import { type Fleet, readFleet } from './fleet.js';
import {
  changeInstallation,
  type InstallationChange,
  installationsOfPerson,
  type StoredInstallation,
} from './installations.js';
import { hasManagedAccount } from './managed-account.js';

/** What is read once for a pass over many installations. */
export interface InstallationPass {
  core: Core;
  fleet: Fleet;
  deployments: ReadonlyMap<string, Deployment>;
  now: number;
}

/** Reads what a pass over installations needs. */
export async function installationPass(core: Core): Promise<InstallationPass> {
  const deployments = (await core.records.list('deployment')).map(({ id, value }): [string, Deployment] => [id, value]);
  return { core, fleet: await readFleet(core), deployments: new Map(deployments), now: core.clock() };
}

/** Whether a deployment wants the app on the person's devices; an offer wants it only once it is taken. */
export function wantedBy(
  { deployments, now }: Pick<InstallationPass, 'deployments' | 'now'>,
  assignment: Pick<Assignment, 'wantedBy'>,
): Wanted {
  const wanting = assignment.wantedBy.flatMap((id) => deployments.get(id) ?? []).filter(isInstalling);
  if (wanting.some((one) => isInForce(one, now) && one.stopped === null)) return 'now';
  return wanting.length > 0 ? 'later' : 'never';
}

function isInstalling({ state, inForce }: Deployment): boolean {
  return state === 'active' && inForce !== null && inForce.action !== 'uninstall';
}

/** Whether the person said that they need an app that is to go, and nobody has decided. */
export async function isNeeded(core: Core, { key, userId, generation }: Assignment): Promise<boolean> {
  const removal = await core.records.get('removal', `${key}/${userId}`);
  return removal?.value.generation === generation && removal.value.needed !== null;
}

/** Whether nothing is taken off devices now: the person needs the app, or the deployment that wants it gone was stopped. */
export async function isRemovalHeld(
  { core, deployments }: Pick<InstallationPass, 'core' | 'deployments'>,
  assignment: Assignment,
): Promise<boolean> {
  const { removalBy } = assignment;
  const isStopped = removalBy !== null && (deployments.get(removalBy)?.stopped ?? null) !== null;
  return isStopped || (await isNeeded(core, assignment));
}

/** What is to begin or end on the devices of one person because of one assignment, as parts of a commit. */
export async function plannedInstallations(
  pass: InstallationPass,
  assignment: Assignment,
): Promise<readonly InstallationChange[]> {
  const { core, now } = pass;
  const known = await knownOf(core, assignment);
  const devices = (pass.fleet.get(assignment.userId) ?? []).map(({ value }) => value);
  const eligible = await eligibilities(pass, assignment, known);
  const shared = { assignment, wanted: wantedBy(pass, assignment), needed: await isRemovalHeld(pass, assignment), now };
  const ids = new Set([...devices.map(({ enrolmentId }) => enrolmentId), ...known.keys()]);
  const changes: InstallationChange[] = [];
  for (const enrolmentId of ids) {
    const before = known.get(enrolmentId) ?? null;
    const device = devices.find((one) => one.enrolmentId === enrolmentId) ?? null;
    const stored = device ?? (await core.records.get('device', enrolmentId))?.value ?? null;
    const after = plannedInstallation({
      ...shared,
      enrolmentId,
      installation: before?.value ?? null,
      device,
      otherOwner: isAnothers(stored, assignment.userId),
      eligibility: eligible.get(enrolmentId) ?? null,
    });
    if (after !== null) changes.push(changeInstallation(before, after));
  }
  return changes;
}

/** Whether a device is in use, and not this person's any more. */
export function isAnothers(device: Device | null, userId: string): boolean {
  return device !== null && device.state !== 'retired' && device.owner?.userId !== userId;
}

type Known = ReadonlyMap<string, StoredInstallation>;

/** By enrolment id. */
async function knownOf(core: Core, { key, userId }: Assignment): Promise<Known> {
  return new Map((await installationsOfPerson(core, key, userId)).map((one) => [one.value.enrolmentId, one]));
}

async function eligibilities({ core, fleet }: InstallationPass, assignment: Assignment, known: Known) {
  const { key, userId } = assignment;
  return eligibilityOfDevices({
    devices: (fleet.get(userId) ?? []).map(({ value }) => value),
    supportedPlatforms: (await core.records.get('asset', key))?.value.supportedPlatforms ?? [],
    managedAccount: await hasManagedAccount(core, userId),
    using: new Set([...known.values()].flatMap(({ value }) => (isUsing(value, assignment) ? [value.enrolmentId] : []))),
  });
}

/** Whether one device can have the app of an assignment; `null`: it is not in management, or not the person's. */
export async function eligibilityOn(
  pass: InstallationPass,
  assignment: Assignment,
  enrolmentId: string,
): Promise<Eligibility | null> {
  return (await eligibilities(pass, assignment, await knownOf(pass.core, assignment))).get(enrolmentId) ?? null;
}

function isUsing({ state, generation }: Installation, assignment: Assignment): boolean {
  return generation === assignment.generation && !['not-applicable', 'retired', 'gone'].includes(state);
}
