import type { AuditEntry } from '../ports/audit.js';
import type { Put, RecordRef, Versioned } from '../ports/records.js';
import { isSupplied } from '../rules/assignment.js';
import { knownPeople, resolvePeople } from '../rules/audience-resolution.js';
import { type Deployment, type DeploymentRevision, type Roster, rosterId } from '../rules/deployment.js';
import { type GroupChange, groupChange } from '../rules/followed-groups.js';
import { holdFor } from '../rules/ledger.js';
import { type AskForMoreOutcome, askForMore } from './ask-for-more.js';
import { readAssignment } from './assignments.js';
import type { Core } from './core.js';
import { listDeployments, readDeployment } from './deployments.js';
import { ledgerPut, readLedger } from './ledgers.js';
import { LOOK_AGAIN, type LongWork } from './long-work.js';
import { readGroups } from './resolve-audience.js';
import { readSync } from './state.js';

/** Counter: when the sync ended after which the groups were read last, milliseconds. */
const FOLLOWED = 'followed-groups';

/** Once after each complete sync the people of followed groups are read again. */
export const followedGroupsWork: LongWork = {
  async due(core) {
    const ended = (await readSync(core)).value.lastComplete?.finishedAt ?? null;
    if (ended === null || ended === (await followedUntil(core)).last) return false;
    return (await listDeployments(core)).some(({ value }) => followed(value) !== null);
  },
  async run(core, reference) {
    const ended = (await readSync(core)).value.lastComplete?.finishedAt ?? null;
    if (ended === null) return null;
    let changed = false;
    for (const { id } of await listDeployments(core)) changed = (await follow(core, id, reference)) || changed;
    const { last, expect } = await followedUntil(core);
    if (last !== ended)
      await core.records.commit({ expect: [expect], put: [{ kind: 'counter', id: FOLLOWED, value: { last: ended } }] });
    return changed ? LOOK_AGAIN : null;
  },
};

async function followedUntil(core: Core) {
  const stored = await core.records.get('counter', FOLLOWED);
  const expect: RecordRef & { revision: number } = { kind: 'counter', id: FOLLOWED, revision: stored?.revision ?? 0 };
  return { last: stored?.value.last ?? 0, expect };
}

type Followed = DeploymentRevision & { audience: { kind: 'follows' } };

/** The revision in force, if it follows groups. */
function followed({ state, inForce }: Deployment): Followed | null {
  if (state !== 'active' || inForce?.audience.kind !== 'follows') return null;
  return { ...inForce, audience: inForce.audience };
}

/** Everything that a change of one deployment rests on. */
interface Following {
  id: string;
  deployment: Versioned<Deployment>;
  revision: Followed;
  roster: Versioned<Roster>;
  change: GroupChange;
}

/** Brings the people of one deployment into step with its groups. A group that cannot be read changes nothing. */
async function follow(core: Core, id: string, reference: string): Promise<boolean> {
  const following = await compare(core, id, reference);
  if (following === null) return false;
  const { change } = following;
  const changes = change.joined.length + change.left.length > 0;
  if (changes) {
    const { result } = await core.records.commit(await changeOf(core, following, reference));
    if (result === 'conflict') return follow(core, id, reference);
  }
  if (change.beyond.length > 0) {
    const { result } = await askForMore(core, id, [...change.people, ...change.beyond], reference);
    if (!quiet.includes(result))
      core.onTrouble('followed-groups.not-asked', { deploymentId: id, why: result, reference });
  }
  return changes;
}

/** What came of asking for more people and needs no look of anybody. */
const quiet: readonly AskForMoreOutcome['result'][] = ['asked', 'already-asked', 'declined-before', 'over'];

/** `null`: it follows nothing, nobody joined or left, or that cannot be known now. */
async function compare(core: Core, id: string, reference: string): Promise<Following | null> {
  const deployment = await readDeployment(core, id);
  const revision = deployment === null ? null : followed(deployment.value);
  if (deployment === null || revision === null) return null;
  const roster = await core.records.get('roster', rosterId(id, revision.number));
  if (roster === null) return null;
  const read = await readGroups(core, revision.audience.groupIds);
  if (read.result === 'unreadable') {
    core.onTrouble('followed-groups.unreadable', { deploymentId: id, groupId: read.groupId, reference });
    return null;
  }
  const members = (await core.records.list('member')).map(({ value }) => value);
  // Before the directory is read nobody is known, which does not mean that everybody left.
  if (members.length === 0) return null;
  const known = knownPeople(members);
  const meant = read.userIds.map((userId) => ({ userId }));
  const ownTeam = known.byId.get(deployment.value.requestedBy)?.teamId ?? null;
  const { people } = resolvePeople(meant, exclusionsOf(roster.value), known, ownTeam);
  const change = groupChange(roster.value.people, people, revision.audience.ceiling);
  return change === null ? null : { id, deployment, revision, roster, change };
}

/** Whoever was taken out by hand stays out. */
function exclusionsOf({ leftOut }: Roster): string[] {
  return leftOut.flatMap(({ who, reason }) => (reason === 'excluded' ? [who] : []));
}

/** Licences of joiners are held in the same commit; where they are too few the rest of them waits. */
async function changeOf(core: Core, { id, deployment, revision, roster, change }: Following, reference: string) {
  const { value } = deployment;
  const held = revision.action === 'required' ? await holdForJoiners(core, value.key, id, change.joined) : null;
  const inForce = { ...revision, people: change.people.length };
  // Joiners stand at the end; whoever is told already is not told again.
  const fresh = change.people.length - change.joined.length;
  const position = value.applying === null ? fresh : Math.max(0, value.applying.position - change.left.length);
  return {
    expect: [
      { kind: 'deployment', id, revision: deployment.revision },
      { kind: 'roster', id: roster.id, revision: roster.revision },
      ...(held?.expect ?? []),
    ] as const,
    put: [
      { kind: 'deployment', id, value: { ...value, inForce, applying: { ...value.applying, position } } },
      { kind: 'roster', id: roster.id, value: { ...roster.value, people: change.people } },
      ...(held?.put ?? []),
    ] satisfies Put[],
    audit: [entry(core, id, change, held?.count ?? 0, reference)],
  };
}

async function holdForJoiners(core: Core, key: string, id: string, joined: readonly string[]) {
  const view = await readLedger(core, key);
  if (view === null) return null;
  const theirs = await Promise.all(joined.map((userId) => readAssignment(core, key, userId)));
  const needed = theirs.filter((one) => one === null || !isSupplied(one.value)).length;
  const { free } = view.figures;
  const count = free === null ? needed : Math.min(needed, Math.max(0, free));
  const holding = holdFor(view.inputs, id, count);
  if (holding.result !== 'reserved') return null;
  return { expect: [view.expect], put: [ledgerPut(key, holding.ledger)], count };
}

function entry(core: Core, id: string, change: GroupChange, held: number, reference: string): AuditEntry {
  const { joined, left, beyond, people } = change;
  return {
    at: core.clock(),
    actor: 'system',
    act: 'follow-groups',
    subject: `deployment:${id}`,
    outcome: 'changed',
    reference,
    facts: {
      joined: joined.length,
      left: left.length,
      beyond: beyond.length,
      people: people.length,
      held,
      whoJoined: joined.slice(0, 50).join(' '),
      whoLeft: left.slice(0, 50).join(' '),
    },
  };
}
