import { countDraft, recountDraft } from '../../licensing/flows/count-draft.js';
import { keepDraft, leftOutTable, ownDraft } from '../../licensing/flows/drafts.js';
import { findApp } from '../../licensing/flows/list-apps.js';
import { draftOfDeployment, emptyEntries, mayDeploy } from '../../licensing/flows/open-draft.js';
import { requestDeployment } from '../../licensing/flows/request-deployment.js';
import { assetKey } from '../../licensing/rules/asset.js';
import { draftFaults, isDeployable } from '../../licensing/rules/draft-faults.js';
import { noAppMessage, severalAppsMessage } from '../blocks/apps.js';
import { requestOutcomeWords } from '../blocks/deploy-outcomes.js';
import { askingView, backView, countingView } from '../blocks/deploy-preview.js';
import { blockedWords, deployOverWords, listFileWords, notDeployableWords } from '../blocks/deploy-refusals.js';
import { deployFieldErrors } from '../blocks/deploy-words.js';
import { wordsMessage, wordsView } from '../blocks/words.js';
import type { Click, Interaction, Reply, Submission, ViewAnswer } from '../interaction.js';
import type { Conversation } from './conversation.js';
import { type DeployEntry, deployEntry, LIST_FILE_LIMIT, withFile, withFileToCome } from './deploy-entries.js';
import { countedView, deniedView, formOf } from './deploy-views.js';
import { refuse } from './refuse.js';

/** `/vpp deploy [app]`. */
export async function startDeploy(
  conversation: Conversation,
  asked: Interaction,
  rest: string,
  reply: Reply,
): Promise<void> {
  if (rest === '') return openForm(conversation, asked, '', reply);
  const found = await findApp(conversation.core, askedBy(asked), rest);
  if (found.result === 'not-allowed') return refuse(conversation, found, reply);
  if (found.result === 'several') return reply.privately(severalAppsMessage(found.apps));
  if (found.result === 'none') return reply.privately(noAppMessage(found.search));
  if (!isDeployable(found.app)) return reply.privately(wordsMessage(notDeployableWords(found.app), asked.reference));
  await openForm(conversation, asked, assetKey(found.app), reply);
}

/** “Deploy…” on an app. */
export async function pressDeploy(conversation: Conversation, click: Click, reply: Reply): Promise<void> {
  await openForm(conversation, click, click.actionValue ?? '', reply);
}

async function openForm(conversation: Conversation, asked: Interaction, key: string, reply: Reply): Promise<void> {
  if (!(await isPossible(conversation, asked, reply))) return;
  await reply.openView(await formOf(conversation, { ...emptyEntries, key }, ''));
}

/** The same form for a deployment that is to change; nothing but an answer when that is not possible. */
export async function openDeployForm(
  conversation: Conversation,
  click: Interaction,
  reply: Reply,
  { deploymentId }: { deploymentId: string },
): Promise<void> {
  if (!(await isPossible(conversation, click, reply))) return;
  const draft = await draftOfDeployment(conversation.core, askedBy(click), deploymentId);
  if (draft.result === 'not-allowed') return refuse(conversation, draft, reply);
  if (draft.result === 'over') return reply.privately(wordsMessage(deployOverWords, click.reference));
  await reply.openView(await formOf(conversation, draft.entries, draft.draftId));
}

async function isPossible(conversation: Conversation, asked: Interaction, reply: Reply): Promise<boolean> {
  const may = await mayDeploy(conversation.core, askedBy(asked));
  if (may.result === 'not-allowed') await refuse(conversation, may, reply);
  else if (may.result === 'blocked') await reply.privately(wordsMessage(blockedWords(may.blocked), asked.reference));
  return may.result === 'possible';
}

/** “Check”: local faults at their fields at once, everything else while “Counting” stands there. */
export async function submitDeploy(
  conversation: Conversation,
  submission: Submission,
  reply: Reply,
): Promise<ViewAnswer> {
  const { core } = conversation;
  const before = await ownDraft(core, askedBy(submission), submission.privateMetadata);
  if (before === null && submission.privateMetadata !== '')
    return { answer: 'update', view: wordsView(deployOverWords, submission.reference) };
  const entry = deployEntry(submission, before?.value ?? null);
  const faults = draftFaults(withFileToCome(entry), core.clock());
  if (faults.length > 0) return { answer: 'errors', errors: deployFieldErrors(faults, entry.entries) };
  return {
    answer: 'update',
    view: countingView(),
    after: async () => {
      const view = await check(conversation, submission, entry);
      await reply.updateView(view, { viewId: submission.viewId });
    },
  };
}

/** The entries are kept before anything can go wrong, so that Back finds them. */
async function check(conversation: Conversation, submission: Submission, entry: DeployEntry) {
  const { core } = conversation;
  const asked = askedBy(submission);
  const download = entry.upload === null ? null : await conversation.download(entry.upload, LIST_FILE_LIMIT);
  const entries = download?.result === 'text' ? withFile(entry, download.text) : entry.entries;
  const kept = await keepDraft(core, asked, entries, submission.privateMetadata || null);
  if (kept.result === 'not-allowed') return deniedView(conversation, kept, submission.reference);
  const { draftId } = kept;
  if (download !== null && download.result !== 'text')
    return backView(draftId, listFileWords(download.result), submission.reference);
  return countedView(conversation, submission.reference, await countDraft(core, asked, draftId));
}

/** “Ask for approval”, or “Deploy now”: everything is counted again, and shown again when it is worse than it was. */
export async function submitDeployPreview(
  conversation: Conversation,
  submission: Submission,
  reply: Reply,
): Promise<ViewAnswer> {
  return {
    answer: 'update',
    view: askingView(),
    after: async () => {
      const view = await ask(conversation, submission);
      await reply.updateView(view, { viewId: submission.viewId });
      await reply.publishHome();
    },
  };
}

async function ask(conversation: Conversation, submission: Submission) {
  const { core, background } = conversation;
  const { privateMetadata: draftId, reference } = submission;
  const asked = askedBy(submission);
  const counted = await recountDraft(core, asked, draftId);
  if (counted.result !== 'counted') return countedView(conversation, reference, counted);
  const outcome = await requestDeployment(core, asked, draftId);
  if (outcome.result === 'not-allowed') return deniedView(conversation, outcome, reference);
  const words = requestOutcomeWords(outcome);
  if (outcome.result === 'in-force') background.work();
  const done = outcome.result === 'asked' || outcome.result === 'in-force' || outcome.result === 'over';
  return done ? wordsView(words, reference) : backView(draftId, words, reference);
}

/** “Back” as the submit of a view that says why not. */
export async function backToDeploy(conversation: Conversation, submission: Submission): Promise<ViewAnswer> {
  return { answer: 'update', view: await formAgain(conversation, submission, submission.privateMetadata) };
}

/** “Back” as a button of the preview. */
export async function pressBackToDeploy(conversation: Conversation, click: Click, reply: Reply): Promise<void> {
  if (click.view === null) return;
  const view = await formAgain(conversation, click, click.actionValue ?? '');
  await reply.updateView(view, { viewId: click.view.viewId });
}

async function formAgain(conversation: Conversation, asked: Interaction, draftId: string) {
  const may = await mayDeploy(conversation.core, askedBy(asked));
  if (may.result === 'not-allowed') return deniedView(conversation, may, asked.reference);
  const draft = await ownDraft(conversation.core, askedBy(asked), draftId);
  if (draft === null) return wordsView(deployOverWords, asked.reference);
  return formOf(conversation, draft.value.entries, draftId);
}

/** “Send me the list” of those who are left out. */
export async function pressSendLeftOut(conversation: Conversation, click: Click, reply: Reply): Promise<void> {
  const table = await leftOutTable(conversation.core, askedBy(click), click.actionValue ?? '');
  if (table.result === 'not-allowed') return refuse(conversation, table, reply);
  if (table.result === 'over') return reply.privately(wordsMessage(deployOverWords, click.reference));
  await reply.sendFile({ name: 'left-out.csv', text: table.text });
}

function askedBy({ userId, reference }: Interaction) {
  return { actor: userId, reference };
}
