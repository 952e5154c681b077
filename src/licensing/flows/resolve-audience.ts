import { addressesOfFile, pastedAddresses } from '../rules/address-list.js';
import { knownPeople, type Meant, resolvePeople } from '../rules/audience-resolution.js';
import type {
  AudienceSource,
  Deployment,
  DeploymentAudience,
  DeploymentRevision,
  Roster,
} from '../rules/deployment.js';
import type { DraftEntries } from '../rules/draft.js';
import { MOST_PEOPLE } from '../rules/draft-faults.js';
import { ceilingFor } from '../rules/followed-groups.js';
import type { Core } from './core.js';
import { readDeployment, readRoster } from './deployments.js';

/** Why nobody can say who is meant. */
export type AudienceRefusal =
  /** Slack did not say who is in it; nobody is taken for an empty group. */
  | { why: 'group-unreadable'; groupId: string }
  | { why: 'channel-unreadable'; channelId: string; because: 'not-found' | 'cannot-check' }
  | { why: 'too-many-people'; limit: number }
  /** The file is no list with e-mail addresses. */
  | { why: 'no-addresses'; name: string }
  /** The deployment whose people are to be kept is not there, or came to its end. */
  | { why: 'not-changeable'; deploymentId: string }
  /** No one of the workspace is known yet. */
  | { why: 'directory-unread' }
  | { why: 'nobody'; roster: Roster };

export type ResolvedAudience =
  | { result: 'resolved'; audience: DeploymentAudience; roster: Roster }
  | { result: 'unresolvable'; refusal: AudienceRefusal };

/** Everybody named by the entries, as the directory has them now. `askedBy`: a member of the organisation's own team. */
export async function resolveAudience(core: Core, entries: DraftEntries, askedBy: string): Promise<ResolvedAudience> {
  const gathered =
    entries.groupIds.length > 0 ? await ofGroups(core, entries.groupIds) : await ofSources(core, entries);
  if ('why' in gathered) return { result: 'unresolvable', refusal: gathered };
  const members = (await core.records.list('member')).map(({ value }) => value);
  if (members.length === 0) return { result: 'unresolvable', refusal: { why: 'directory-unread' } };
  const known = knownPeople(members);
  const ownTeam = known.byId.get(askedBy)?.teamId ?? null;
  const roster = resolvePeople(gathered.meant, entries.exclusions, known, ownTeam);
  if (roster.people.length === 0) return { result: 'unresolvable', refusal: { why: 'nobody', roster } };
  if (roster.people.length > MOST_PEOPLE)
    return { result: 'unresolvable', refusal: { why: 'too-many-people', limit: MOST_PEOPLE } };
  const audience: DeploymentAudience =
    gathered.from === 'groups'
      ? { kind: 'follows', groupIds: [...new Set(entries.groupIds)], ceiling: ceilingFor(roster.people.length) }
      : { kind: 'snapshot', from: gathered.from };
  return { result: 'resolved', audience, roster };
}

interface Gathered {
  meant: readonly Meant[];
  from: readonly AudienceSource[] | 'groups';
}

async function ofGroups(core: Core, groupIds: readonly string[]): Promise<Gathered | AudienceRefusal> {
  const members = await readGroups(core, groupIds);
  if (members.result === 'unreadable') return { why: 'group-unreadable', groupId: members.groupId };
  return { meant: members.userIds.map((userId) => ({ userId })), from: 'groups' };
}

/** Everybody in these user groups, each once, or the first group that Slack did not tell of. */
export async function readGroups(
  core: Core,
  groupIds: readonly string[],
): Promise<{ result: 'members'; userIds: readonly string[] } | { result: 'unreadable'; groupId: string }> {
  const all = new Set<string>();
  for (const groupId of groupIds) {
    const members = await core.people.groupMembers(groupId);
    if (members === null) return { result: 'unreadable', groupId };
    for (const userId of members) all.add(userId);
  }
  return { result: 'members', userIds: [...all] };
}

async function ofSources(core: Core, entries: DraftEntries): Promise<Gathered | AudienceRefusal> {
  const kept = await keptPeople(core, entries);
  const channel = await ofChannel(core, entries.channelId);
  const file = ofFile(entries.file);
  if ('why' in kept) return kept;
  if ('why' in channel) return channel;
  if ('why' in file) return file;
  const people = entries.people.map((userId) => ({ userId }));
  const addresses = pastedAddresses(entries.addresses);
  const from = new Set<AudienceSource>(kept.from);
  if (people.length > 0) from.add('people');
  if (entries.channelId !== null) from.add('channel');
  if (addresses.length > 0) from.add('addresses');
  if (entries.file !== null) from.add('file');
  return { meant: [...kept.meant, ...people, ...channel.meant, ...addresses, ...file.meant], from: [...from] };
}

interface Part {
  meant: readonly Meant[];
}

async function keptPeople(
  core: Core,
  { deploymentId, keepPeople }: DraftEntries,
): Promise<(Part & { from: readonly AudienceSource[] }) | AudienceRefusal> {
  if (!keepPeople || deploymentId === null) return { meant: [], from: [] };
  const revision = presentRevision((await readDeployment(core, deploymentId))?.value ?? null);
  if (revision === null) return { why: 'not-changeable', deploymentId };
  const { people } = await readRoster(core, deploymentId, revision.number);
  const from = revision.audience.kind === 'snapshot' ? revision.audience.from : (['people'] as const);
  return { meant: people.map((userId) => ({ userId })), from };
}

/** What a change of a deployment begins with: the revision in force, or the one that waits. `null`: it is over. */
export function presentRevision(deployment: Deployment | null): DeploymentRevision | null {
  if (deployment === null) return null;
  if (deployment.state !== 'active' && deployment.state !== 'awaiting-approval') return null;
  return deployment.inForce ?? deployment.pending?.revision ?? null;
}

async function ofChannel(core: Core, channelId: string | null): Promise<Part | AudienceRefusal> {
  if (channelId === null) return { meant: [] };
  const members = await core.people.channelMembers(channelId);
  if (members.result === 'too-many') return { why: 'too-many-people', limit: members.limit };
  if (members.result !== 'members') return { why: 'channel-unreadable', channelId, because: members.result };
  return { meant: members.userIds.map((userId) => ({ userId })) };
}

function ofFile(file: DraftEntries['file']): Part | AudienceRefusal {
  if (file === null) return { meant: [] };
  const read = addressesOfFile(file.lines);
  return read.result === 'read' ? { meant: read.lines } : { why: 'no-addresses', name: file.name };
}
