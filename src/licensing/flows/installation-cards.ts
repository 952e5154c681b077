import type { Change, Put, RecordRef, Versioned } from '../ports/records.js';
import { type Assignment, assignmentId } from '../rules/assignment.js';
import {
  askedAs,
  asksThePerson,
  deservesCard,
  type InstallationCard,
  type InstallationCardFacts,
  type InstallationLine,
  isSpent,
  mayRetry,
  shownAs,
} from '../rules/installation-card.js';
import type { InstallationNews } from '../rules/installation-check.js';
import { troubleAtRest } from '../rules/installs-card.js';
import type { Notice } from '../rules/notice.js';
import { sameFacts } from '../rules/same-facts.js';
import { readAssignment } from './assignments.js';
import type { Core } from './core.js';
import { progressNotices } from './deployment-progress.js';
import { installationLines } from './installation-lines.js';
import { readInstallation } from './installations.js';
import { installsCardChange, refreshInstallsCard } from './installs-card.js';
import { deploymentsOf } from './licence-outcomes.js';
import { LOOK_AGAIN, type LongWork } from './long-work.js';
import { activeMember } from './membership-plan.js';
import { joined } from './membership-record.js';
import { givesBackFreely } from './my-apps.js';
import { appOf, removalCardNow } from './removal-record.js';

/** People and apps told at once, so that a pause or an end of the bot is not kept waiting. */
const AT_ONCE = 500;

/** Tells people how far their apps are on their devices, and administrators of what does not go on by itself. */
export const installationCardWork: LongWork = {
  async due(core) {
    return (await core.records.list('installationNews')).length > 0 || (await installsCardChange(core)) !== null;
  },
  async run(core, reference) {
    const news = newsByAssignment(await core.records.list('installationNews'));
    const counted = new Set<string>();
    for (const one of news.slice(0, AT_ONCE)) {
      if ((await core.wait(0)) === 'closing') return;
      const deployments = (await wantedBy(core, one)).filter((id) => !counted.has(id));
      const progress = { outbox: await progressNotices(core, deployments, reference) };
      const { result } = await core.records.commit(joined(await telling(core, one, reference), progress));
      if (result !== 'committed') continue;
      await core.onStep('installation.told');
      for (const id of deployments) counted.add(id);
    }
    await refreshInstallsCard(core, reference);
    return news.length > AT_ONCE ? LOOK_AGAIN : undefined;
  },
};

interface AssignmentNews {
  key: string;
  userId: string;
  markers: readonly Versioned<InstallationNews>[];
}

/** Quick changes of several devices of one person and app are told as one. */
function newsByAssignment(markers: readonly Versioned<InstallationNews>[]): readonly AssignmentNews[] {
  const found = new Map<string, AssignmentNews & { markers: Versioned<InstallationNews>[] }>();
  for (const marker of markers) {
    const [key = '', userId = ''] = marker.id.split('/', 2);
    const known = found.get(assignmentId(key, userId));
    if (known === undefined) found.set(assignmentId(key, userId), { key, userId, markers: [marker] });
    else known.markers.push(marker);
  }
  return [...found.values()];
}

/** Deployments whose figures it changes: those of one pass are counted once, as all its news is in what is stored. */
async function wantedBy(core: Core, { key, userId }: AssignmentNews): Promise<readonly string[]> {
  const assignment = (await readAssignment(core, key, userId))?.value;
  return assignment === undefined ? [] : deploymentsOf([assignment]);
}

/** What is told of one person and app: the card, the removal that waits for it, and what it is to administrators. */
async function telling(core: Core, { key, userId, markers }: AssignmentNews, reference: string): Promise<Change> {
  const settled: Change = {
    expect: markers.map(({ id, revision }) => ({ kind: 'installationNews', id, revision })),
    remove: markers.map(({ id }) => ({ kind: 'installationNews', id })),
  };
  const assignment = (await readAssignment(core, key, userId))?.value ?? null;
  const listed = await Promise.all(markers.map(({ id }) => troubleOf(core, id)));
  if (assignment === null) return joined(settled, ...listed);
  const isTold = (await activeMember(core, userId)) !== null;
  const removal = isTold ? await removalCardNow(core, assignment, reference) : null;
  return joined(settled, ...listed, await cardChange(core, assignment, isTold, reference), {
    outbox: removal === null ? [] : [removal],
  });
}

/** Keeps the failed ones where administrators find them among many. */
async function troubleOf(core: Core, id: string): Promise<Change> {
  const one = (await readInstallation(core, id))?.value ?? null;
  const ref = { kind: 'installationTrouble', id } as const;
  const known = await core.records.get('installationTrouble', id);
  const isTrouble = one !== null && troubleAtRest(one) !== null;
  if (one !== null && isTrouble) return { put: [{ ...ref, value: { since: one.since } }] };
  return known === null ? {} : { remove: [ref] };
}

async function cardChange(core: Core, assignment: Assignment, isTold: boolean, reference: string): Promise<Change> {
  const { key, userId, generation } = assignment;
  const id = assignmentId(key, userId);
  const stored = await core.records.get('installationCard', id);
  const known = stored?.value.generation === generation ? stored.value : null;
  const lines = await installationLines(core, assignment);
  const ref = { kind: 'installationCard', id } as const;
  const expect = [{ ...ref, revision: stored?.revision ?? 0 }];
  if (!isTold || (known === null && !lines.some(deservesCard))) return { expect, ...removing(stored, ref) };
  const fresh = lines.filter(
    (line) => assignment.state === 'licensed' && asksThePerson(line) && known?.asked.includes(askedAs(line)) !== true,
  );
  const shown = lines.map(shownAs);
  const facts = await factsOf(core, assignment, lines);
  // A card that comes now says it all by itself.
  const messages = fresh.length > 0 && known !== null ? known.messages + 1 : (known?.messages ?? 0);
  const asked = [...(known?.asked ?? []).filter((word) => isStillAsked(word, lines)), ...fresh.map(askedAs)];
  const card: InstallationCard = { generation, shown, asked, messages };
  const put: Put[] = [{ ...ref, value: card }];
  return {
    expect,
    ...(lines.every(isSpent) ? removing(stored, ref) : { put }),
    outbox: [
      ...(sameFacts(shown, known?.shown) ? [] : [cardNotice(facts, userId, reference)]),
      ...(messages > (known?.messages ?? 0)
        ? [newsNotice({ ...facts, lines: fresh }, userId, messages, reference)]
        : []),
    ],
  };
}

function removing(stored: Versioned<InstallationCard> | null, ref: RecordRef): Change {
  return stored === null ? {} : { remove: [ref] };
}

/** What somebody was told once is not told again by the same round of tries; a new beginning may end the same way. */
function isStillAsked(word: string, lines: readonly InstallationLine[]): boolean {
  const line = lines.find(({ installationId: id }) => word.startsWith(`${id} `));
  if (line === undefined) return false;
  const { state, tries } = line.installation;
  return state !== 'managed' && state !== 'gone' && !(state === 'wanted' && tries === 0);
}

async function factsOf(
  core: Core,
  assignment: Assignment,
  lines: readonly InstallationLine[],
): Promise<InstallationCardFacts> {
  const { key, userId, generation } = assignment;
  const given = { app: await appOf(core, key), assignmentId: assignmentId(key, userId), generation, lines };
  return { ...given, mayGiveBack: lines.some(mayRetry) && (await givesBackFreely(core, assignment)) };
}

/** Names the card of one person and app; the next licence of it has another card. */
export function installationCardSubject({
  assignmentId: id,
  generation,
}: Pick<InstallationCardFacts, 'assignmentId' | 'generation'>): string {
  return `installation:${id}:${generation}`;
}

function cardNotice(facts: InstallationCardFacts, userId: string, reference: string): Notice {
  const audience = { to: 'person', userId } as const;
  return { kind: 'installation-card', subject: installationCardSubject(facts), audience, facts, reference };
}

function newsNotice(card: InstallationCardFacts, userId: string, number: number, reference: string): Notice {
  const thread = installationCardSubject(card);
  return {
    kind: 'installation-news',
    subject: `${thread}:news:${number}`,
    audience: { to: 'person', userId },
    facts: { app: card.app, lines: card.lines },
    reference,
    thread,
  };
}
