import type { Versioned } from '../ports/records.js';
import { appFacts } from '../rules/app-offer.js';
import { assignmentId } from '../rules/assignment.js';
import type { Notice } from '../rules/notice.js';
import { askerOf, type Removal, type RemovalFacts, type RemovalKey, type RemovalStage } from '../rules/removal.js';
import { readAssignment, type StoredAssignment } from './assignments.js';
import type { Core } from './core.js';
import { readDeployment } from './deployments.js';
import { installationLines } from './installation-lines.js';

/** One question with the assignment that it is about. */
export interface OpenRemoval {
  id: string;
  removal: Versioned<Removal>;
  assignment: StoredAssignment;
}

/** The question as it stands, while it can be answered; `null` = it is over. */
export async function openRemoval(core: Core, { key, userId, generation }: RemovalKey): Promise<OpenRemoval | null> {
  const id = assignmentId(key, userId);
  const removal = await core.records.get('removal', id);
  const assignment = await readAssignment(core, key, userId);
  if (removal === null || assignment === null) return null;
  const same = removal.value.generation === generation && assignment.value.generation === generation;
  return same && assignment.value.state === 'removing' ? { id, removal, assignment } : null;
}

/** Names the card of one removal; a later one of the same person and app is another card. */
export function removalSubject({ key, userId, generation }: RemovalKey): string {
  return `removal:${key}:${userId}:${generation}`;
}

/** The card of a question at a stage. */
export async function removalCard(
  core: Core,
  removal: Removal,
  stage: RemovalStage,
  reference: string,
): Promise<Notice> {
  return {
    kind: 'removal-question',
    subject: removalSubject(removal),
    audience: { to: 'person', userId: removal.userId },
    facts: await removalFacts(core, removal, stage),
    reference,
  };
}

/** The card of an open question as it stands, to be shown again because a device went on; `null`: there is none. */
export async function removalCardNow(
  core: Core,
  { key, userId, generation }: RemovalKey,
  reference: string,
): Promise<Notice | null> {
  const removal = (await core.records.get('removal', assignmentId(key, userId)))?.value ?? null;
  if (removal === null || removal.generation !== generation || removal.shown === null) return null;
  return removalCard(core, removal, removal.shown, reference);
}

/** What a question says. */
export async function removalFacts(core: Core, removal: Removal, stage: RemovalStage): Promise<RemovalFacts> {
  const { key, userId, generation, by, reason, overriddenBy } = removal;
  const app = await appOf(core, key);
  const devices = core.devices === null ? {} : { devices: await installationLines(core, removal) };
  return { app, assignmentId: assignmentId(key, userId), generation, by, reason, stage, overriddenBy, ...devices };
}

/** Somebody who left cannot answer, and is told nothing; the administrators have a card about them. */
export async function hasLeft(core: Core, userId: string): Promise<boolean> {
  return (await core.records.get('member', userId))?.value.deactivated ?? false;
}

/** What whoever asked is told of an objection; nobody is told who does not exist any more. */
export async function objectionCards(
  core: Core,
  removal: Removal,
  stage: 'open' | 'kept' | 'over',
  reference: string,
): Promise<Notice[]> {
  const { key, userId, generation, by, needed } = removal;
  const asker = askerOf(by);
  const target =
    asker.kind === 'person' ? asker.userId : (await readDeployment(core, asker.deploymentId))?.value.requestedBy;
  if (needed === null || target === undefined) return [];
  return [
    {
      kind: 'removal-objection',
      subject: `removal-objection:${key}:${userId}:${generation}`,
      audience: { to: 'person', userId: target },
      facts: {
        app: await appOf(core, key),
        assignmentId: assignmentId(key, userId),
        ...{ generation, by, userId, stage, note: needed.note },
      },
      reference,
    },
  ];
}

/** What cards show of an app; an app that nobody knows has no name. */
export async function appOf(core: Core, key: string) {
  const asset = await core.records.get('asset', key);
  return appFacts(key, asset?.value ?? { name: null, iconUrl: null });
}
