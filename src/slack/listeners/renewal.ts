import { acknowledgeWarning } from '../../licensing/flows/acknowledge-warning.js';
import { permit } from '../../licensing/flows/core.js';
import { discardRenewal } from '../../licensing/flows/end-renewal.js';
import { mayRenew, proposeRenewal } from '../../licensing/flows/propose-renewal.js';
import { renewToken } from '../../licensing/flows/renew-token.js';
import { readBinding } from '../../licensing/flows/state.js';
import { tokenRefusedView } from '../blocks/binding-views.js';
import { checkingRenewalView, renewalProposedView, renewalView } from '../blocks/renewal-view.js';
import {
  acknowledgeWords,
  discardOutcomeWords,
  renewalRefusalMessage,
  renewalRefusalWords,
  renewOutcomeWords,
} from '../blocks/renewal-words.js';
import { notAllowedWords } from '../blocks/role-words.js';
import { type Words, wordsMessage, wordsView } from '../blocks/words.js';
import { callbackIds } from '../ids.js';
import type { Click, Interaction, Reply, Submission, ViewAnswer } from '../interaction.js';
import { type Conversation, holdersOf } from './conversation.js';
import type { Draft } from './drafts.js';
import { refuse } from './refuse.js';
import { entryErrors, readToken, type TokenEntry, tokenEntry } from './token-entry.js';

/** “Renew the token”, by button or as `/vpp token renew`: opens the dialogue, or says what is in the way. */
export async function startRenewal(
  conversation: Conversation,
  asked: Interaction,
  _rest: string,
  reply: Reply,
): Promise<void> {
  const may = await mayRenew(conversation.core, askedBy(asked));
  if (may.result === 'not-allowed') return refuse(conversation, may, reply);
  if (may.result !== 'possible') return reply.privately(renewalRefusalMessage(may, asked.reference));
  await reply.openView(dialogue(conversation, may.bound.token));
}

/** “I take care of it”. */
export async function pressAcknowledge(conversation: Conversation, click: Click, reply: Reply): Promise<void> {
  const outcome = await acknowledgeWarning(conversation.core, askedBy(click), click.actionValue ?? '');
  if (outcome.result === 'not-allowed') return refuse(conversation, outcome, reply);
  await reply.privately(wordsMessage(acknowledgeWords(outcome), click.reference));
}

/** “Use the new token”. */
export async function pressUseNewToken(conversation: Conversation, click: Click, reply: Reply): Promise<void> {
  const outcome = await renewToken(conversation.core, askedBy(click), click.actionValue ?? '');
  if (outcome.result === 'not-allowed') return refuse(conversation, outcome, reply);
  if (outcome.result === 'renewed') conversation.background.sync();
  await reply.privately(wordsMessage(renewOutcomeWords(outcome), click.reference));
  await reply.publishHome();
}

/** “Discard”. */
export async function pressDiscard(conversation: Conversation, click: Click, reply: Reply): Promise<void> {
  const outcome = await discardRenewal(conversation.core, askedBy(click), click.actionValue ?? '');
  if (outcome.result === 'not-allowed') return refuse(conversation, outcome, reply);
  await reply.privately(wordsMessage(discardOutcomeWords(outcome), click.reference));
}

/** “Check” of the new token: local faults at their fields at once, everything else while “Checking…” stands there. */
export async function submitRenewal(
  conversation: Conversation,
  submission: Submission,
  reply: Reply,
): Promise<ViewAnswer> {
  const entry = tokenEntry(submission);
  const errors = entryErrors(entry);
  if (Object.keys(errors).length > 0) return { answer: 'errors', errors };
  return {
    answer: 'update',
    view: checkingRenewalView(),
    after: async () => {
      const words = await proposeFrom(conversation, submission, entry);
      const draft = { name: entry.name, appleAccount: entry.appleAccount };
      const view =
        words === null
          ? renewalProposedView()
          : tokenRefusedView(words, submission.reference, conversation.drafts.keep(draft), callbackIds.renewalRefused);
      await reply.updateView(view, { viewId: submission.viewId });
    },
  };
}

/** Why the new token was not taken; `null` when its card is on the way. */
async function proposeFrom(
  conversation: Conversation,
  submission: Submission,
  entry: TokenEntry,
): Promise<Words | null> {
  const asked = askedBy(submission);
  const may = await mayRenew(conversation.core, asked);
  if (may.result === 'not-allowed') return notAllowedWords(may, await holdersOf(conversation, may.needs));
  if (may.result !== 'possible') return renewalRefusalWords(may);
  const source = await readToken(conversation, entry);
  if (source.result === 'refused') return source.words;
  const outcome = await proposeRenewal(conversation.core, asked, {
    tokenText: source.text,
    name: entry.name,
    appleAccount: entry.appleAccount,
    uploaded: entry.file !== null,
  });
  if (outcome.result === 'proposed') return null;
  if (outcome.result === 'not-allowed') return notAllowedWords(outcome, await holdersOf(conversation, outcome.needs));
  return renewalRefusalWords(outcome);
}

/** “Back”: what was typed is filled in again, the token never. */
export async function backToRenewal(conversation: Conversation, submission: Submission): Promise<ViewAnswer> {
  const permission = await permit(conversation.core, submission.userId, 'renew');
  if (permission.result === 'not-allowed') {
    const words = notAllowedWords(permission, await holdersOf(conversation, permission.needs));
    return { answer: 'update', view: wordsView(words, submission.reference) };
  }
  const typed = conversation.drafts.find(submission.privateMetadata);
  const binding = (await readBinding(conversation.core)).value;
  const bound = binding.state === 'bound' ? binding.token : null;
  return { answer: 'update', view: dialogue(conversation, typed ?? bound) };
}

function dialogue({ readServerFile, portalUrl }: Conversation, draft: Draft | null) {
  return renewalView({ draft, serverFile: readServerFile !== null, portalUrl });
}

function askedBy(asked: Interaction) {
  return { actor: asked.userId, reference: asked.reference };
}
