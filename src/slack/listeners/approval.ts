import type { ModalView } from '@slack/types';
import { approveDeployment } from '../../licensing/flows/approve-deployment.js';
import { askAgain } from '../../licensing/flows/ask-again.js';
import { closeDeployment, goOnWithDeployment, stopDeployment } from '../../licensing/flows/change-deployment.js';
import { permit } from '../../licensing/flows/core.js';
import { appName, refused } from '../../licensing/flows/deployment-record.js';
import { editRequest, mayEdit } from '../../licensing/flows/edit-request.js';
import { denyDeployment, waiting, withdrawRequest } from '../../licensing/flows/end-request.js';
import type { DeploymentAction, DeploymentRevision } from '../../licensing/rules/deployment.js';
import type { NotAllowed } from '../../licensing/rules/policy.js';
import { workingView } from '../blocks/binding-views.js';
import {
  approveWords,
  askAgainWords,
  closeWords,
  denyWords,
  editWords,
  haltWords,
  withdrawWords,
} from '../blocks/deployment-answers.js';
import { parseDeploymentKey } from '../blocks/deployment-buttons.js';
import { type DialogueFacts, denyView, editView } from '../blocks/deployment-dialogues.js';
import { type Words, wordsMessage } from '../blocks/words.js';
import { actionIds, blockIds } from '../ids.js';
import { type Click, type Interaction, inputOf, type Reply, type Submission, type ViewAnswer } from '../interaction.js';
import type { Conversation } from './conversation.js';
import { openDeployForm } from './deploy.js';
import { refuse } from './refuse.js';
import { text } from './token-entry.js';
import { workInView } from './work-in-view.js';

type Press = (conversation: Conversation, click: Click, reply: Reply) => Promise<void>;

/** One that can not be read names no deployment, and is answered like one that nobody knows. */
function keyOf(value: string | null) {
  return parseDeploymentKey(value ?? '') ?? { deploymentId: 'D-0', revision: null, refreshed: 0 };
}

/** “Approve n licences”. */
export const pressApprove: Press = async (conversation, click, reply) => {
  const { deploymentId, revision, refreshed } = keyOf(click.actionValue);
  const shown = { revision: revision ?? 0, refreshed };
  const outcome = await approveDeployment(conversation.core, askedBy(click), deploymentId, shown);
  if (outcome.result === 'approved') conversation.background.work();
  await answer(conversation, click, reply, outcome, approveWords);
};

/** “Withdraw”, on the card of whoever asked and on the deployment's page. */
export const pressWithdraw: Press = async (conversation, click, reply) => {
  const { deploymentId, revision } = keyOf(click.actionValue);
  const outcome = await withdrawRequest(conversation.core, askedBy(click), deploymentId, revision);
  await answer(conversation, click, reply, outcome, withdrawWords);
};

/** “Ask again” on a card that expired. */
export const pressAskAgain: Press = async (conversation, click, reply) => {
  const outcome = await askAgain(conversation.core, askedBy(click), keyOf(click.actionValue).deploymentId);
  if (outcome.result === 'in-force') conversation.background.work();
  await answer(conversation, click, reply, outcome, askAgainWords);
};

/** “Close…”. */
export const pressClose: Press = async (conversation, click, reply) => {
  const outcome = await closeDeployment(conversation.core, askedBy(click), keyOf(click.actionValue).deploymentId);
  if (outcome.result === 'closed') conversation.background.work();
  await answer(conversation, click, reply, outcome, closeWords);
};

/** “Change…” on the deployment's page: the form with what it is now. */
export const pressChange: Press = (conversation, click, reply) =>
  openDeployForm(conversation, click, reply, { deploymentId: keyOf(click.actionValue).deploymentId });

/** “Stop”, between two batches. */
export const pressStop: Press = async (conversation, click, reply) => {
  const outcome = await stopDeployment(conversation.core, askedBy(click), keyOf(click.actionValue).deploymentId);
  await answer(conversation, click, reply, outcome, haltWords);
};

/** “Go on”. */
export const pressGoOn: Press = async (conversation, click, reply) => {
  const outcome = await goOnWithDeployment(conversation.core, askedBy(click), keyOf(click.actionValue).deploymentId);
  if (outcome.result === 'goes-on') conversation.background.work();
  await answer(conversation, click, reply, outcome, haltWords);
};

type MayOpen = (revision: DeploymentRevision) => Promise<{ result: 'allowed' } | NotAllowed>;

async function openDialogue(
  conversation: Conversation,
  click: Click,
  reply: Reply,
  mayOpen: MayOpen,
  view: (facts: DialogueFacts) => ModalView,
): Promise<void> {
  const { core } = conversation;
  const { deploymentId, revision } = keyOf(click.actionValue);
  const asked = askedBy(click);
  const found = await waiting(core, click.reference, deploymentId, revision);
  if (found.result !== 'waiting') {
    const over = await refused(core, asked, 'open-dialogue', deploymentId, found);
    return reply.privately(wordsMessage(denyWords(over), click.reference));
  }
  const permission = await mayOpen(found.revision);
  if (permission.result === 'not-allowed')
    return refuse(conversation, await refused(core, asked, 'open-dialogue', deploymentId, permission), reply);
  const { key } = found.stored.value;
  const asset = (await core.records.get('asset', key))?.value ?? null;
  const { number } = found.revision;
  const facts = { deploymentId, appName: appName(asset, key), revision: found.revision };
  await reply.openView(view({ ...facts, key: `${deploymentId}:${number}:0` }));
}

/** “Deny…”. */
export const pressDeny: Press = (conversation, click, reply) =>
  openDialogue(
    conversation,
    click,
    reply,
    () => permit(conversation.core, click.userId, 'approve-deployment'),
    denyView,
  );

/** “Edit…”. */
export const pressEdit: Press = (conversation, click, reply) =>
  openDialogue(
    conversation,
    click,
    reply,
    ({ writtenBy }) => mayEdit(conversation.core, click.userId, writtenBy),
    editView,
  );

/** “Deny it”. */
export async function submitDenial(
  conversation: Conversation,
  submission: Submission,
  reply: Reply,
): Promise<ViewAnswer> {
  const { deploymentId, revision } = keyOf(submission.privateMetadata);
  const reason = text(submission, blockIds.denialReason);
  return workInView(conversation, submission, reply, recording(), async () => {
    const outcome = await denyDeployment(conversation.core, askedBy(submission), deploymentId, revision ?? 0, reason);
    return outcome.result === 'not-allowed' ? outcome : denyWords(outcome);
  });
}

const actions: readonly DeploymentAction[] = ['required', 'available', 'uninstall'];

/** “Ask with this”. */
export async function submitEdit(
  conversation: Conversation,
  submission: Submission,
  reply: Reply,
): Promise<ViewAnswer> {
  const { deploymentId, revision } = keyOf(submission.privateMetadata);
  const [chosen] = inputOf(submission.values, blockIds.editAction, actionIds.input).selected;
  const action = actions.find((one) => one === chosen);
  if (action === undefined)
    return { answer: 'errors', errors: { [blockIds.editAction]: 'Choose what is to happen with the app.' } };
  const edit = {
    action,
    reason: text(submission, blockIds.editReason),
    exclude: inputOf(submission.values, blockIds.editExclude, actionIds.input).selected.slice(0, 100),
  };
  return workInView(conversation, submission, reply, recording(), async () => {
    const outcome = await editRequest(conversation.core, askedBy(submission), deploymentId, revision ?? 0, edit);
    return outcome.result === 'not-allowed' ? outcome : editWords(outcome);
  });
}

function recording(): ModalView {
  return workingView('Counting', 'Everything is counted again with your answer.');
}

async function answer<O extends { result: string }>(
  conversation: Conversation,
  click: Click,
  reply: Reply,
  outcome: O | NotAllowed,
  words: (outcome: O) => Words,
): Promise<void> {
  if (isNotAllowed(outcome)) return refuse(conversation, outcome, reply);
  await reply.privately(wordsMessage(words(outcome), click.reference));
  await reply.publishHome();
}

function isNotAllowed(outcome: { result: string }): outcome is NotAllowed {
  return outcome.result === 'not-allowed';
}

function askedBy({ userId, reference }: Interaction) {
  return { actor: userId, reference };
}
