import { confirmationFaults, confirmFirst } from '../../licensing/flows/confirm-binding.js';
import { permit } from '../../licensing/flows/core.js';
import { listApps } from '../../licensing/flows/list-apps.js';
import { type ProposeOutcome, proposeBinding } from '../../licensing/flows/propose-binding.js';
import { firstSync } from '../../licensing/flows/ring.js';
import { readBinding } from '../../licensing/flows/state.js';
import type { ConfirmationForm } from '../../licensing/rules/binding-checks.js';
import { appsMessage } from '../blocks/apps.js';
import { checkingView, proposedView, tokenRefusedView, tokenView, workingView } from '../blocks/binding-views.js';
import { confirmationFieldErrors, confirmOutcomeWords, proposeRefusalWords } from '../blocks/binding-words.js';
import { notAllowedWords } from '../blocks/role-words.js';
import type { Words } from '../blocks/words.js';
import { actionIds, blockIds, callbackIds } from '../ids.js';
import { inputOf, type Reply, type Submission, type ViewAnswer, type ViewHandler } from '../interaction.js';
import { submitDenial, submitEdit } from './approval.js';
import { submitCleanUp, submitWaiver } from './clean-up.js';
import { type Conversation, contextOf, holdersOf } from './conversation.js';
import { submitDecommission } from './decommission.js';
import { backToDeploy, submitDeploy, submitDeployPreview } from './deploy.js';
import { submitRetireDevice, submitSetDeviceOwner } from './devices.js';
import { submitSnooze, submitUninstallFrom } from './licences.js';
import { submitClaimDevice } from './my-devices.js';
import { submitImportOwners, submitImportPreview } from './owner-import.js';
import { refuse } from './refuse.js';
import { submitNeedApp, submitOverride } from './removals.js';
import { backToRenewal, submitRenewal } from './renewal.js';
import { submitHandOver } from './sign-in.js';
import { submitTakeBack } from './take-back.js';
import { entryErrors, readToken, type TokenEntry, text, ticked, tokenEntry } from './token-entry.js';
import { workInView } from './work-in-view.js';

type Submit = (conversation: Conversation, submission: Submission, reply: Reply) => Promise<ViewAnswer>;

/** View 1, “Check”: local faults at their fields at once, everything else while “Checking…” stands there. */
const submitToken: Submit = async (conversation, submission, reply) => {
  const entry = tokenEntry(submission);
  const errors = entryErrors(entry);
  if (Object.keys(errors).length > 0) return { answer: 'errors', errors };
  const { viewId } = submission;
  return {
    answer: 'update',
    view: checkingView(),
    after: async () => {
      const view = await checkToken(conversation, submission, entry);
      await reply.updateView(view, { viewId });
      await reply.publishHome();
    },
  };
};

async function checkToken(conversation: Conversation, submission: Submission, entry: TokenEntry) {
  const { reference } = submission;
  const refused = (words: Words) => {
    const draftKey = conversation.drafts.keep({ name: entry.name, appleAccount: entry.appleAccount });
    return tokenRefusedView(words, reference, draftKey);
  };
  const permission = await permit(conversation.core, submission.userId, 'bind');
  if (permission.result === 'not-allowed') return refused(await refusalWords(conversation, permission));
  const source = await readToken(conversation, entry);
  if (source.result === 'refused') return refused(source.words);
  const asked = { actor: submission.userId, reference };
  const outcome: ProposeOutcome = await proposeBinding(conversation.core, asked, {
    tokenText: source.text,
    name: entry.name,
    appleAccount: entry.appleAccount,
    uploaded: entry.file !== null,
  });
  if (outcome.result === 'not-allowed') return refused(await refusalWords(conversation, outcome));
  if (outcome.result !== 'proposed') return refused(proposeRefusalWords(outcome));
  conversation.background.count(outcome.proposalId);
  return proposedView();
}

async function refusalWords(
  conversation: Conversation,
  refusal: Parameters<typeof notAllowedWords>[0],
): Promise<Words> {
  return notAllowedWords(refusal, await holdersOf(conversation, refusal.needs));
}

/** “Back”: the token is never filled in again, the name and the Apple ID are. */
const backToToken: Submit = async (conversation, submission) => ({
  answer: 'update',
  view: tokenView({
    draft: conversation.drafts.find(submission.privateMetadata),
    serverFile: conversation.readServerFile !== null,
    portalUrl: conversation.portalUrl,
  }),
});

/** View 2, “Yes, bind”. */
const submitConfirmation: Submit = async (conversation, submission, reply) => {
  const { core } = conversation;
  const form: ConfirmationForm = {
    locationName: text(submission, blockIds.locationName),
    acknowledgedForGood: ticked(submission, blockIds.acknowledged),
    newlyGenerated: ticked(submission, blockIds.newlyGenerated),
    signIn: inputOf(submission.values, blockIds.signIn, actionIds.input).selected,
    takeOverFrom: text(submission, blockIds.takeOver) || null,
  };
  const proposalId = submission.privateMetadata;
  const binding = (await readBinding(core)).value;
  if (binding.state === 'proposed' && binding.proposal.id === proposalId) {
    const fields = await confirmationFaults(core, binding.proposal, form);
    if (fields.length > 0) return { answer: 'errors', errors: confirmationFieldErrors(fields) };
  }
  const asked = { actor: submission.userId, reference: submission.reference };
  const waiting = workingView('Confirming', 'Your confirmation is being recorded.');
  return workInView(conversation, submission, reply, waiting, async () => {
    const outcome = await confirmFirst(core, asked, proposalId, form);
    if (outcome.result === 'not-allowed') return outcome;
    if (outcome.result === 'bound') await firstSync(core, conversation.background, asked.reference);
    return confirmOutcomeWords(outcome);
  });
};

const submitSearch: Submit = async (conversation, submission, reply) => ({
  answer: 'close',
  after: async () => {
    const asked = { actor: submission.userId, reference: submission.reference };
    const page = await listApps(conversation.core, asked, text(submission, blockIds.search), 0);
    if (page.result === 'not-allowed') return refuse(conversation, page, reply);
    await reply.privately(appsMessage(page, contextOf(conversation, submission.reference)));
  },
});

const submits = {
  [callbackIds.token]: submitToken,
  [callbackIds.tokenRefused]: backToToken,
  [callbackIds.renewToken]: submitRenewal,
  [callbackIds.renewalRefused]: backToRenewal,
  [callbackIds.confirmBinding]: submitConfirmation,
  [callbackIds.searchApps]: submitSearch,
  [callbackIds.deploy]: submitDeploy,
  [callbackIds.deployPreview]: submitDeployPreview,
  [callbackIds.deployRefused]: backToDeploy,
  [callbackIds.cleanUp]: submitCleanUp,
  [callbackIds.waiveCleanUp]: submitWaiver,
  [callbackIds.denyDeployment]: submitDenial,
  [callbackIds.editDeployment]: submitEdit,
  [callbackIds.takeBack]: submitTakeBack,
  [callbackIds.decommission]: submitDecommission,
  [callbackIds.handOverSignIn]: submitHandOver,
  [callbackIds.snoozeAlert]: submitSnooze,
  [callbackIds.uninstallFrom]: submitUninstallFrom,
  [callbackIds.needApp]: submitNeedApp,
  [callbackIds.overrideRemoval]: submitOverride,
  [callbackIds.claimDevice]: submitClaimDevice,
  [callbackIds.setDeviceOwner]: submitSetDeviceOwner,
  [callbackIds.retireDevice]: submitRetireDevice,
  [callbackIds.importOwners]: submitImportOwners,
  [callbackIds.importOwnersPreview]: submitImportPreview,
  [callbackIds.note]: async () => ({ answer: 'close' }),
} satisfies Record<(typeof callbackIds)[keyof typeof callbackIds], Submit>;

/** What each modal's submit does, by `callback_id`. */
export function viewHandlers(conversation: Conversation): Record<string, ViewHandler> {
  return Object.fromEntries(
    Object.entries(submits).map(([id, submit]: [string, Submit]): [string, ViewHandler] => [
      id,
      (submission, reply) => submit(conversation, submission, reply),
    ]),
  );
}
