import type { Assignment, AssignmentReason, AssignmentState } from '../rules/assignment.js';
import { assignmentTraits } from '../rules/assignment.js';
import { csvLine } from '../rules/csv.js';
import { assetName } from '../rules/needs.js';
import { mayAct, type NotAllowed } from '../rules/policy.js';
import { assignmentsOf } from './assignments.js';
import { type Asked, type Core, permit } from './core.js';
import { refusing } from './refused-clicks.js';
import { EXPORT_LIMIT } from './send-export.js';

export const HOLDERS_PER_PAGE = 15;

/** What of an app's people is shown. */
export type HolderFilter = 'holding' | 'coming' | 'leaving' | 'ended';

/** By filter, the states that belong to it. */
export const holderStates = {
  /** They have a licence, whatever becomes of it. */
  holding: ['licensed', 'removing', 'releasing'],
  coming: ['reserved', 'licensing', 'waiting-for-licences'],
  leaving: ['removing', 'releasing'],
  ended: ['released', 'failed', 'rejected', 'given-back', 'lost'],
} as const satisfies Record<HolderFilter, readonly AssignmentState[]>;

/** Whether a text from a button or a select is one of the filters. */
export function isHolderFilter(text: string): text is HolderFilter {
  return Object.hasOwn(holderStates, text);
}

/** One person and one app. */
export interface Holder {
  userId: string;
  state: AssignmentState;
  reason: AssignmentReason | null;
  since: number;
  /** Deployments that want it; empty when the person or a former deployment brought it. */
  wantedBy: readonly string[];
  /** A deployment's id, or `person:<user id>`. */
  removalBy: string | null;
}

export interface HoldersPage {
  result: 'holders';
  key: string;
  name: string;
  filter: HolderFilter;
  /** From 0. */
  page: number;
  pages: number;
  found: number;
  counts: Readonly<Record<HolderFilter, number>>;
  holders: readonly Holder[];
  /** Licences that this bot did not give out. */
  foreign: number;
  /** Start of the reading that `foreign` comes from. */
  readAt: number;
  mayExport: boolean;
  mayUninstall: boolean;
}

export type HoldersOutcome = HoldersPage | NotAllowed | { result: 'unknown-app' };

/** Who has a licence of one app, who is to get one, and who had one: newest change first. */
export async function listHolders(
  core: Core,
  asked: Asked,
  key: string,
  filter: HolderFilter,
  page: number,
): Promise<HoldersOutcome> {
  const permission = await permit(core, asked.actor, 'view-people');
  if (permission.result === 'not-allowed')
    return refusing(core, asked, 'list-holders', `asset:${key.slice(0, 60)}`, permission);
  const asset = (await core.records.get('asset', key))?.value;
  if (asset === undefined) return { result: 'unknown-app' };
  const all = (await assignmentsOf(core, key)).map(({ value }) => value);
  const found = newestFirst(all.filter(fits(filter)));
  const pages = Math.max(1, Math.ceil(found.length / HOLDERS_PER_PAGE));
  const current = Math.min(Math.max(0, page), pages - 1);
  const count = (of: HolderFilter) => all.filter(fits(of)).length;
  return {
    result: 'holders',
    key,
    name: assetName(asset),
    filter,
    page: current,
    pages,
    found: found.length,
    counts: { holding: count('holding'), coming: count('coming'), leaving: count('leaving'), ended: count('ended') },
    holders: found.slice(current * HOLDERS_PER_PAGE, (current + 1) * HOLDERS_PER_PAGE).map(holderOf),
    foreign: Math.max(0, asset.assignedCount - asset.ours),
    readAt: asset.readAt,
    mayExport: mayAct(permission.standing, 'export-lists').result === 'allowed',
    mayUninstall: asset.revocable && mayAct(permission.standing, 'release-licences').result === 'allowed',
  };
}

function fits(filter: HolderFilter): (assignment: Assignment) => boolean {
  const states: readonly AssignmentState[] = holderStates[filter];
  return ({ state }) => states.includes(state);
}

function newestFirst(assignments: readonly Assignment[]): Assignment[] {
  return [...assignments].sort((one, other) => other.since - one.since || (one.userId < other.userId ? -1 : 1));
}

function holderOf({ userId, state, reason, since, wantedBy, removalBy }: Assignment): Holder {
  return { userId, state, reason, since, wantedBy, removalBy };
}

export type ExportHoldersOutcome =
  | NotAllowed
  | { result: 'unknown-app' }
  | { result: 'too-large'; bytes: number }
  | { result: 'file'; name: string; text: string; people: number };

/** Everybody of the list, whatever the filter, as a file for whoever asks. */
export async function exportHolders(core: Core, asked: Asked, key: string): Promise<ExportHoldersOutcome> {
  const permission = await permit(core, asked.actor, 'export-lists');
  if (permission.result === 'not-allowed') {
    await noteExport(core, asked, key, `refused: ${permission.reason}`, 0);
    return permission;
  }
  const asset = (await core.records.get('asset', key))?.value;
  if (asset === undefined) return { result: 'unknown-app' };
  const all = newestFirst((await assignmentsOf(core, key)).map(({ value }) => value));
  const lines = [csvLine(columns)];
  for (const assignment of all) lines.push(await csvOf(core, assignment));
  const text = lines.join('');
  const bytes = new TextEncoder().encode(text).byteLength;
  if (bytes > EXPORT_LIMIT) return { result: 'too-large', bytes };
  await noteExport(core, asked, key, 'read', all.length);
  const day = new Date(core.clock()).toISOString().slice(0, 10);
  return { result: 'file', name: `holders-${key}-${day}.csv`, text, people: all.length };
}

const columns = ['person', 'slack id', 'e-mail', 'state', 'has a licence', 'reason', 'since', 'wanted by'];

async function csvOf(core: Core, assignment: Assignment): Promise<string> {
  const { userId, state, reason, since, wantedBy } = assignment;
  const member = (await core.records.get('member', userId))?.value;
  return csvLine([
    member?.name ?? '',
    userId,
    member?.email ?? '',
    state,
    assignmentTraits[state].licensed ? 'yes' : 'no',
    reason ?? '',
    new Date(since).toISOString(),
    wantedBy.join(' '),
  ]);
}

async function noteExport(core: Core, asked: Asked, key: string, outcome: string, people: number): Promise<void> {
  await core.records.commit({
    audit: [
      {
        at: core.clock(),
        actor: asked.actor,
        act: 'export-lists',
        subject: `asset:${key}`,
        outcome,
        reference: asked.reference,
        facts: { list: 'holders', people },
      },
    ],
  });
}
