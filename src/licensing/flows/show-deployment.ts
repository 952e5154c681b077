import type { Assignment } from '../rules/assignment.js';
import { deploymentIdOf } from '../rules/audit-filter.js';
import { type Deployment, type Roster, wrote } from '../rules/deployment.js';
import type { InstallationCounts } from '../rules/installation-counts.js';
import type { Membership } from '../rules/membership.js';
import { type NextStep, nextStep } from '../rules/next-step.js';
import type { LicenceState, PeopleFilter, PeoplePlace } from '../rules/people-filter.js';
import { mayAct, type NotAllowed } from '../rules/policy.js';
import { type TermsStatus, termsStatus } from '../rules/terms.js';
import { groupHandles } from './app-names.js';
import { type AppPicture, readAppPicture, whyFactsOf } from './app-picture.js';
import { assignmentsOf } from './assignments.js';
import { type Asked, type Core, permit } from './core.js';
import { readDeployment, readRoster } from './deployments.js';
import { installationCounts } from './installation-counts.js';
import { type DeploymentRow, deploymentRow } from './list-deployments.js';
import { installsByPerson, type PersonInstall } from './person-installs.js';
import { refusing } from './refused-clicks.js';

/** People of one page. */
export const PEOPLE_PER_PAGE = 20;
/** Left-out people that are named; all of them stand in the CSV. */
const LEFT_OUT_NAMED = 10;

/** How one person of a deployment stands. */
export interface PersonRow {
  userId: string;
  name: string | null;
  email: string | null;
  state: LicenceState;
  /** In that state; `null` = nothing was written down. */
  since: number | null;
  terms: TermsStatus;
  assignment: Assignment | null;
  membership: Membership | null;
  next: NextStep;
  /** Of each device of the person; `null` without an MDM server. */
  installs: readonly PersonInstall[] | null;
}

/** What the person who looks may do with the deployment now. */
export interface DeploymentRights {
  approve: boolean;
  change: boolean;
  withdraw: boolean;
  export: boolean;
}

export interface DeploymentView extends DeploymentRow {
  result: 'deployment';
  filter: PeopleFilter;
  /** From 0. */
  page: number;
  pages: number;
  found: number;
  all: number;
  /** People of the revision in force, else of the one that waits or was decided last. */
  people: readonly PersonRow[];
  leftOut: Pick<Roster, 'leftOut' | 'leftOutCount'>;
  groups: ReadonlyMap<string, string>;
  /** `null` without an MDM server, and before anything is in force. */
  installations: InstallationCounts | null;
  may: DeploymentRights;
}

export type ShowDeploymentOutcome =
  | NotAllowed
  | { result: 'none'; typed: string; newest: string | null }
  | DeploymentView;

/** One deployment with a page of its people. The id is read as people type it. */
export async function showDeployment(core: Core, asked: Asked, place: PeoplePlace): Promise<ShowDeploymentOutcome> {
  const permission = await permit(core, asked.actor, 'view-deployments');
  if (permission.result === 'not-allowed')
    return refusing(core, asked, 'show-deployment', `deployment:${place.deploymentId.slice(0, 40)}`, permission);
  const id = deploymentIdOf(place.deploymentId);
  const stored = id === null ? null : await readDeployment(core, id);
  if (stored === null) return { result: 'none', typed: place.deploymentId, newest: await newestId(core) };
  const { value } = stored;
  const roster = await shownRoster(core, stored.id, value);
  const stands = await standsOf(core, value.key);
  const found = roster.people.filter((userId) => fits(stands(userId), place.filter));
  const pages = Math.max(1, Math.ceil(found.length / PEOPLE_PER_PAGE));
  const page = Math.min(Math.max(0, place.page), pages - 1);
  const shown = found.slice(page * PEOPLE_PER_PAGE, (page + 1) * PEOPLE_PER_PAGE);
  const picture = await readAppPicture(core, value.key);
  const people: PersonRow[] = [];
  for (const userId of shown) people.push(await personRow(core, picture, userId, stands(userId)));
  const may = (act: Parameters<typeof mayAct>[1]) => mayAct(permission.standing, act).result === 'allowed';
  return {
    ...(await deploymentRow(core, stored)),
    ...{ result: 'deployment', filter: place.filter, page, pages, found: found.length, all: roster.people.length },
    people,
    leftOut: { leftOut: roster.leftOut.slice(0, LEFT_OUT_NAMED), leftOutCount: roster.leftOutCount },
    groups: await groupHandles(core, [value]),
    installations: await installationCounts(core, stored.id),
    may: {
      approve: may('approve-deployment') && value.pending !== null && !wrote(value.pending, asked.actor),
      change: may('change-deployment'),
      withdraw: value.requestedBy === asked.actor || (value.pending !== null && wrote(value.pending, asked.actor)),
      export: may('export-lists'),
    },
  };
}

/** The highest id that was given; `null`: nothing was ever asked for. */
async function newestId(core: Core): Promise<string | null> {
  const counter = await core.records.get('counter', 'deployment');
  return counter === null ? null : `D-${counter.value.last}`;
}

/** The people of the revision that the page shows: the one in force, else the one that waits or was decided last. */
export async function shownRoster(core: Core, id: string, { inForce, pending, decided }: Deployment): Promise<Roster> {
  return readRoster(core, id, inForce?.number ?? pending?.revision.number ?? decided?.revision ?? 1);
}

interface Stand {
  assignment: Assignment | null;
  membership: Membership | null;
  installs: readonly PersonInstall[] | null;
}

/** Licences of one app, memberships and devices, read once for everybody. */
export async function standsOf(core: Core, key: string): Promise<(userId: string) => Stand> {
  const assignments = new Map((await assignmentsOf(core, key)).map(({ value }) => [value.userId, value]));
  const memberships = new Map((await core.records.list('membership')).map(({ id, value }) => [id, value]));
  const installs = await installsByPerson(core, key);
  return (userId) => ({
    installs: installs?.(userId) ?? null,
    assignment: assignments.get(userId) ?? null,
    membership: memberships.get(userId) ?? null,
  });
}

function fits({ assignment, membership }: Stand, { state, terms }: PeopleFilter): boolean {
  return (
    (state === null || (assignment?.state ?? 'none') === state) && (terms === null || termsStatus(membership) === terms)
  );
}

/** One person of a deployment as a row of its table. */
export async function personRow(
  core: Core,
  picture: AppPicture | null,
  userId: string,
  { assignment, membership, installs }: Stand,
): Promise<PersonRow> {
  const member = (await core.records.get('member', userId))?.value;
  return {
    userId,
    name: member?.name ?? null,
    email: member?.email ?? null,
    state: assignment?.state ?? 'none',
    since: assignment?.since ?? null,
    terms: termsStatus(membership),
    assignment,
    membership,
    installs,
    next: picture === null ? { step: 'nothing' } : nextStep(await whyFactsOf(core, picture, userId)),
  };
}
