import { type CsvCell, type CsvTable, CsvText, csvTime } from '../rules/csv.js';
import type { Deployment, LeftOut } from '../rules/deployment.js';
import { filterText, parseDeploymentFilter } from '../rules/deployment-filter.js';
import type { NotAllowed } from '../rules/policy.js';
import { readAppPicture } from './app-picture.js';
import { type Asked, type Core, permit } from './core.js';
import { readDeployment } from './deployments.js';
import { type DeploymentRow, deploymentRow, deploymentsFor } from './list-deployments.js';
import { refusing } from './refused-clicks.js';
import { type PersonRow, personRow, shownRoster, standsOf } from './show-deployment.js';

/** Rows after which other work goes on. */
const ROWS_AT_ONCE = 50;

export interface ExportedList extends CsvTable {
  result: 'file';
  name: string;
}

export type ExportOutcome = NotAllowed | { result: 'none' } | ExportedList;

const deploymentColumns = [
  ...['deployment', 'state', 'app', 'app key', 'action', 'audience', 'groups', 'ceiling', 'people', 'reason'],
  ...['asked by', 'asked at', 'written by', 'starts at', 'decision', 'decided by', 'decided at', 'decision reason'],
  ...['waits until', 'approved so far', 'stopped by', 'stopped at', 'ended by', 'ended at', 'licensed', 'reserved'],
  ...['invited', 'waiting for licences', 'licensing', 'removing', 'releasing', 'released', 'failed', 'rejected'],
  ...['given back', 'lost', 'offered', 'not written down yet', 'passed over', 'left out', 'remaining'],
] as const;

/** The list of deployments that was chosen, as a table. */
export async function exportDeployments(core: Core, asked: Asked, typed: string): Promise<ExportOutcome> {
  const permission = await permit(core, asked.actor, 'export-lists');
  if (permission.result === 'not-allowed') return refusing(core, asked, 'export-lists', 'deployments', permission);
  const filter = parseDeploymentFilter(typed);
  const { found } = await deploymentsFor(core, filter, asked.actor);
  const csv = new CsvText(deploymentColumns);
  for (const [index, one] of found.entries()) {
    if (!csv.add(deploymentCells(await deploymentRow(core, one)))) break;
    if (index % ROWS_AT_ONCE === ROWS_AT_ONCE - 1) await core.wait(0);
  }
  return sent(core, asked, 'deployments', fileName('deployments', core.clock()), csv.table, filterText(filter));
}

function deploymentCells({ id, deployment, appName, progress }: DeploymentRow): CsvCell[] {
  const { state, key, requestedBy, requestedAt, inForce, pending, stopped, endedBy, endedAt } = deployment;
  const revision = inForce ?? pending?.revision ?? deployment.settled?.revision ?? null;
  const audience = revision?.audience ?? null;
  const follows = audience?.kind === 'follows' ? audience : null;
  const people = audience?.kind === 'snapshot' ? audience.from.join(' ') : null;
  const figures = progress === null ? null : { ...progress };
  return [
    ...[id, state, appName, key, revision?.action ?? null, audience?.kind ?? null],
    ...[follows?.groupIds.join(' ') ?? people, follows?.ceiling ?? null, revision?.people ?? null],
    ...[revision?.reason ?? null, requestedBy, csvTime(requestedAt), revision?.writtenBy.join(' ') ?? null],
    ...[csvTime(revision?.startAt), ...decisionCells(deployment), csvTime(pending?.expiresAt)],
    ...[pending?.approvedBy.map(({ by }) => by).join(' ') ?? null],
    ...[stopped?.by ?? null, csvTime(stopped?.at), endedBy, csvTime(endedAt)],
    ...[figures?.licensed, figures?.reserved, figures?.invited, figures?.waitingForLicences].map((n) => n ?? null),
    ...[figures?.licensing, figures?.removing, figures?.releasing, figures?.released].map((n) => n ?? null),
    ...[figures?.failed, figures?.rejected, figures?.givenBack, figures?.lost].map((n) => n ?? null),
    ...[figures?.offered, figures?.toApply, figures?.passedOver].map((n) => n ?? null),
    ...[figures?.leftOut, figures?.remaining].map((n) => n ?? null),
  ];
}

function decisionCells({ decided }: Deployment): CsvCell[] {
  if (decided === null) return [null, null, null, null];
  const by = 'by' in decided ? decided.by : null;
  const who = typeof by === 'string' ? by : (by?.join(' ') ?? null);
  return [decided.result, who, csvTime(decided.at), decided.result === 'denied' ? decided.reason : null];
}

const peopleColumns = [
  ...['deployment', 'app', 'app key', 'person', 'name', 'e-mail', 'licence', 'since', 'reason', 'VPP terms status'],
  ...['terms since', 'terms problem', 'invited at', 'reminders', 'next reminder', 'what comes next', 'wanted by'],
  ...['removal by', 'asked at', 'licensed at', 'event id', 'Apple error', 'Apple error (person)', 'tries'],
  ...['next try', 'generation', 'open write', 'clientUserId', 'left out', 'line'],
] as const;

/** Only where there is an MDM server. */
const deviceColumns = ['devices', 'installations'] as const;

/** Everybody whom one deployment names, and everybody whom it leaves out, as a table. */
export async function exportPeople(core: Core, asked: Asked, deploymentId: string): Promise<ExportOutcome> {
  const permission = await permit(core, asked.actor, 'export-lists');
  if (permission.result === 'not-allowed')
    return refusing(core, asked, 'export-lists', `deployment:${deploymentId.slice(0, 40)}`, permission);
  const stored = await readDeployment(core, deploymentId);
  if (stored === null) return { result: 'none' };
  const { key } = stored.value;
  const head = [stored.id, (await deploymentRow(core, stored)).appName, key];
  const roster = await shownRoster(core, stored.id, stored.value);
  const stands = await standsOf(core, key);
  const picture = await readAppPicture(core, key);
  const csv = new CsvText(core.devices === null ? peopleColumns : [...peopleColumns, ...deviceColumns]);
  for (const [index, userId] of roster.people.entries()) {
    const row = await personRow(core, picture, userId, stands(userId));
    if (!csv.add([...head, ...personCells(row), null, null, ...deviceCells(row)])) break;
    if (index % ROWS_AT_ONCE === ROWS_AT_ONCE - 1) await core.wait(0);
  }
  for (const one of roster.leftOut)
    csv.add([...head, ...leftOutCells(one), ...(core.devices === null ? [] : deviceColumns.map(() => null))]);
  const name = fileName(stored.id, core.clock());
  return sent(core, asked, `deployment:${stored.id}`, name, csv.table, '');
}

function personCells({ userId, name, email, state, since, terms, assignment, membership, next }: PersonRow): CsvCell[] {
  const invitation = membership?.invitation ?? null;
  return [
    ...[userId, name, email ?? membership?.email ?? null, state, csvTime(since), assignment?.reason ?? null],
    ...[terms, csvTime(membership?.since), membership?.problem ?? null, csvTime(invitation?.sentAt)],
    ...[invitation?.reminders ?? null, csvTime(invitation?.nextReminderAt), next.step],
    ...[assignment?.wantedBy.join(' ') ?? null, assignment?.removalBy ?? null, csvTime(assignment?.askedAt)],
    ...[csvTime(assignment?.licensedAt), assignment?.eventId ?? null, assignment?.errorNumber ?? null],
    ...[membership?.errorNumber ?? null, assignment?.tries ?? null, csvTime(assignment?.nextTry)],
    ...[assignment?.generation ?? null, assignment?.writeId ?? null],
    assignment?.clientUserId ?? membership?.clientUserId ?? null,
  ];
}

function deviceCells({ installs }: PersonRow): CsvCell[] {
  if (installs === null) return [];
  const states = installs.flatMap(({ installation }) => installation?.state ?? []);
  return [installs.length, states.join(' ')];
}

function leftOutCells({ who, reason, line }: LeftOut): CsvCell[] {
  const [, , , _person, ...others] = peopleColumns;
  return [who, ...others.map((column) => (column === 'left out' ? reason : column === 'line' ? line : null))];
}

/** `deployments-2026-11-23-0600.csv`, in UTC. */
export function fileName(what: string, now: number): string {
  const [date = '', time = ''] = new Date(now).toISOString().split('T');
  return `${what}-${date}-${time.slice(0, 5).replace(':', '')}.csv`;
}

/** Writes down that the list left the house. */
export async function sent(
  core: Core,
  asked: Asked,
  subject: string,
  name: string,
  table: CsvTable,
  filter: string,
): Promise<ExportedList> {
  const facts = { file: name, rows: table.rows, cutOff: table.cutOff, filter };
  await core.records.commit({
    audit: [
      {
        ...{ at: core.clock(), actor: asked.actor, act: 'export-lists', subject, outcome: 'sent' },
        ...{ reference: asked.reference, facts },
      },
    ],
  });
  return { result: 'file', name, ...table };
}
