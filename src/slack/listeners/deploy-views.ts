import type { ModalView } from '@slack/types';
import type { CountedDraft, recountDraft } from '../../licensing/flows/count-draft.js';
import { deployableApp } from '../../licensing/flows/deployable-apps.js';
import { readDeployment, readRoster } from '../../licensing/flows/deployments.js';
import { presentRevision } from '../../licensing/flows/resolve-audience.js';
import type { UserGroup } from '../../licensing/ports/people.js';
import type { DraftEntries } from '../../licensing/rules/draft.js';
import type { NotAllowed } from '../../licensing/rules/policy.js';
import { deployFormView } from '../blocks/deploy-form.js';
import { deployPreviewView, deployRefusedView } from '../blocks/deploy-preview.js';
import { deployOverWords } from '../blocks/deploy-refusals.js';
import { notAllowedWords } from '../blocks/role-words.js';
import { wordsView } from '../blocks/words.js';
import { type Conversation, holdersOf } from './conversation.js';

/** The form with everything that was entered, and the names that belong to it. */
export async function formOf({ core }: Conversation, entries: DraftEntries, draftId: string): Promise<ModalView> {
  return deployFormView({
    entries,
    draftId,
    app: entries.key === '' ? null : await deployableApp(core, entries.key),
    groups: await groupsOf({ core }, entries.groupIds),
    keptPeople: entries.deploymentId === null ? 0 : await peopleOf({ core }, entries.deploymentId),
    now: core.clock(),
  });
}

/** A group that Slack does not tell of now keeps its place under its id. */
async function groupsOf({ core }: Pick<Conversation, 'core'>, ids: readonly string[]): Promise<UserGroup[]> {
  if (ids.length === 0) return [];
  const all = new Map(((await core.people.groups()) ?? []).map((group) => [group.id, group]));
  return ids.map((id) => all.get(id) ?? { id, name: id, handle: '' });
}

async function peopleOf({ core }: Pick<Conversation, 'core'>, deploymentId: string): Promise<number> {
  const revision = presentRevision((await readDeployment(core, deploymentId))?.value ?? null);
  return revision === null ? 0 : (await readRoster(core, deploymentId, revision.number)).people.length;
}

/** What came of counting: the preview, or why not with the way back. */
export async function countedView(
  conversation: Conversation,
  reference: string,
  outcome: Awaited<ReturnType<typeof recountDraft>>,
): Promise<ModalView> {
  switch (outcome.result) {
    case 'not-allowed':
      return deniedView(conversation, outcome, reference);
    case 'over':
      return wordsView(deployOverWords, reference);
    case 'refused':
      return deployRefusedView(outcome.draftId, outcome.refusal, conversation.portalUrl, reference);
    case 'changed':
      return deployPreviewView(outcome.counted, await handlesOf(conversation, outcome.counted), outcome.change);
    case 'counted':
      return deployPreviewView(outcome, await handlesOf(conversation, outcome));
  }
}

async function handlesOf(conversation: Conversation, { audience }: CountedDraft): Promise<ReadonlyMap<string, string>> {
  const groups = audience.kind === 'follows' ? await groupsOf(conversation, audience.groupIds) : [];
  return new Map(groups.flatMap(({ id, handle }) => (handle === '' ? [] : [[id, handle] as const])));
}

/** The dialogue in place of one that somebody may not use. */
export async function deniedView(
  conversation: Conversation,
  refusal: NotAllowed,
  reference: string,
): Promise<ModalView> {
  return wordsView(notAllowedWords(refusal, await holdersOf(conversation, refusal.needs)), reference);
}
