import { type Assignment, assignmentTraits, isOver } from '../rules/assignment.js';
import { csvLine } from '../rules/csv.js';
import type { Membership, MembershipProblem } from '../rules/membership.js';
import type { NotAllowed } from '../rules/policy.js';
import { type TermsStatus, termsStatus, termsStatuses } from '../rules/terms.js';
import { type Asked, type Core, permit } from './core.js';
import { listDeployments, readRoster } from './deployments.js';
import { entryOf, refusing } from './refused-clicks.js';

/** Rows of one page. */
export const USERS_PER_PAGE = 15;

/** Everybody, or one VPP terms status. */
export type UsersFilter = TermsStatus | 'all';

/** One person for whom apps were deployed, or who was made at Apple (S23). */
export interface UserLine {
  userId: string;
  name: string;
  status: TermsStatus;
  problem: MembershipProblem | null;
  /** Of the status; `null` = nothing was done about the person yet. */
  since: number | null;
  invitation: { sentAt: number; reminders: number; nextReminderAt: number | null } | null;
  /** Licences that the person has. */
  licences: number;
  /** Apps that wait for the person or for a licence. */
  waiting: number;
}

export interface UsersPage {
  result: 'users';
  filter: UsersFilter;
  /** From 0. */
  page: number;
  pages: number;
  found: number;
  all: number;
  users: readonly UserLine[];
  /** By status, of all. */
  counts: Readonly<Record<TermsStatus, number>>;
  mayExport: boolean;
}

/** A word of `/vpp users …`; `null`: no such status. */
export function usersFilter(word: string): UsersFilter | null {
  const known = word.trim().toLowerCase().replace(/\s+/gu, '-');
  if (known === '' || known === 'all') return 'all';
  return termsStatuses.find((status) => status === known) ?? null;
}

/** People with apps, by name, filtered by VPP terms status and paged. */
export async function listUsers(
  core: Core,
  asked: Asked,
  filter: UsersFilter,
  page: number,
): Promise<UsersPage | NotAllowed> {
  const permission = await permit(core, asked.actor, 'view-people');
  if (permission.result === 'not-allowed') return refusing(core, asked, 'list-users', 'people', permission);
  const lines = await userLines(core);
  const found = filtered(lines, filter);
  const pages = Math.max(1, Math.ceil(found.length / USERS_PER_PAGE));
  const current = Math.min(Math.max(0, page), pages - 1);
  const count = (status: TermsStatus) => lines.filter((line) => line.status === status).length;
  return {
    result: 'users',
    filter,
    page: current,
    pages,
    found: found.length,
    all: lines.length,
    users: found.slice(current * USERS_PER_PAGE, (current + 1) * USERS_PER_PAGE),
    counts: {
      'not-invited': count('not-invited'),
      'asked-apple': count('asked-apple'),
      invited: count('invited'),
      accepted: count('accepted'),
      left: count('left'),
      retired: count('retired'),
      problem: count('problem'),
    },
    mayExport: (await permit(core, asked.actor, 'export-lists')).result === 'allowed',
  };
}

function filtered(lines: readonly UserLine[], filter: UsersFilter): readonly UserLine[] {
  return filter === 'all' ? lines : lines.filter(({ status }) => status === filter);
}

/** Everybody, by name. */
async function userLines(core: Core): Promise<UserLine[]> {
  const memberships = new Map((await core.records.list('membership')).map(({ id, value }) => [id, value]));
  const held = new Map<string, { licences: number; waiting: number }>();
  const counts = (userId: string) => held.get(userId) ?? { licences: 0, waiting: 0 };
  for (const kind of ['assignment', 'holding'] as const) {
    for (const { value } of await core.records.list(kind)) {
      const { licences, waiting } = counts(value.userId);
      const { licensed, waits } = countsOf(value);
      held.set(value.userId, { licences: licences + licensed, waiting: waiting + waits });
    }
  }
  const userIds = [...new Set([...memberships.keys(), ...held.keys(), ...(await deployedTo(core))])];
  const lines = await Promise.all(
    userIds.map(async (userId) => lineOf(core, userId, memberships.get(userId) ?? null, counts(userId))),
  );
  return lines.sort((one, other) => one.name.localeCompare(other.name, 'en') || (one.userId < other.userId ? -1 : 1));
}

/** Whom deployments in force name, whether anything was made for them yet or not. */
async function deployedTo(core: Core): Promise<string[]> {
  const rosters = (await listDeployments(core)).map(async ({ id, value }) => {
    const { state, inForce } = value;
    if (state !== 'active' || inForce === null || inForce.action === 'uninstall') return [];
    return (await readRoster(core, id, inForce.number)).people;
  });
  return (await Promise.all(rosters)).flat();
}

function countsOf(one: Assignment): { licensed: number; waits: number } {
  const { licensed } = assignmentTraits[one.state];
  const waits = !licensed && (!isOver(one) || one.reason === 'terms-not-accepted');
  return { licensed: licensed ? 1 : 0, waits: waits ? 1 : 0 };
}

async function lineOf(
  core: Core,
  userId: string,
  membership: Membership | null,
  counts: { licences: number; waiting: number },
): Promise<UserLine> {
  const member = (await core.records.get('member', userId))?.value ?? null;
  const invitation = membership?.invitation ?? null;
  return {
    userId,
    name: member?.name ?? userId,
    status: termsStatus(membership),
    problem: membership?.problem ?? null,
    since: membership?.since ?? null,
    invitation:
      invitation === null
        ? null
        : {
            sentAt: invitation.sentAt,
            reminders: invitation.reminders,
            nextReminderAt: invitation.nextReminderAt,
          },
    ...counts,
  };
}

export type UsersExport = NotAllowed | { result: 'exported'; name: string; text: string; people: number };

/** The same list as a table. */
export async function exportUsers(core: Core, asked: Asked, filter: UsersFilter): Promise<UsersExport> {
  const permission = await permit(core, asked.actor, 'export-lists');
  if (permission.result === 'not-allowed') return refusing(core, asked, 'export-users', 'people', permission);
  const lines = filtered(await userLines(core), filter);
  await core.records.commit({
    audit: [entryOf(core, asked, 'export-users', 'people', 'exported', { filter, people: lines.length })],
  });
  const at = new Date(core.clock()).toISOString();
  const text = [headings, ...lines.map(cellsOf)].map(csvLine).join('');
  return { result: 'exported', name: `vpp-users-${filter}-${at.slice(0, 10)}.csv`, text, people: lines.length };
}

const headings = [
  'Slack user id',
  'Name',
  'VPP terms status',
  'Problem',
  'Since (UTC)',
  'Invited (UTC)',
  'Reminders',
  'Next reminder (UTC)',
  'Licences',
  'Apps waiting',
];

function cellsOf(line: UserLine): string[] {
  const { invitation } = line;
  return [
    line.userId,
    line.name,
    line.status,
    line.problem ?? '',
    utc(line.since),
    utc(invitation?.sentAt ?? null),
    invitation === null ? '' : String(invitation.reminders),
    utc(invitation?.nextReminderAt ?? null),
    String(line.licences),
    String(line.waiting),
  ];
}

function utc(instant: number | null): string {
  return instant === null ? '' : new Date(instant).toISOString();
}
