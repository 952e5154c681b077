import type { ModalView } from '@slack/types';
import { askForCleanUp, findCleanUpCount, goOnWithCleanUp, stopCleanUp } from '../../licensing/flows/clean-up.js';
import { requestCleanUpCount } from '../../licensing/flows/count-clean-up.js';
import { waiveCleanUp } from '../../licensing/flows/waive-clean-up.js';
import type { CleanUpCount } from '../../licensing/rules/clean-up.js';
import { cleanUpView, waiverView } from '../blocks/clean-up-views.js';
import {
  cleanUpFieldErrors,
  cleanUpWords,
  countWords,
  goOnWords,
  reasonRule,
  stopWords,
  waiveWords,
} from '../blocks/clean-up-words.js';
import { notAllowedWords } from '../blocks/role-words.js';
import { type Words, wordsMessage, wordsView } from '../blocks/words.js';
import { blockIds } from '../ids.js';
import type { Click, Interaction, Reply, Submission, ViewAnswer } from '../interaction.js';
import { type Conversation, holdersOf } from './conversation.js';
import { refuse } from './refuse.js';
import { text, ticked } from './token-entry.js';

/** `/vpp token clean-up`, and every “Count again”: the card goes on from there. */
export async function startCleanUp(
  conversation: Conversation,
  asked: Interaction,
  _rest: string,
  reply: Reply,
): Promise<void> {
  const outcome = await requestCleanUpCount(conversation.core, askedBy(asked));
  if (outcome.result === 'not-allowed') return refuse(conversation, outcome, reply);
  if (outcome.result === 'counting') conversation.background.work();
  await reply.privately(wordsMessage(countWords(outcome, asked.userId), asked.reference));
}

const opens =
  (view: (count: Extract<CleanUpCount, { state: 'counted' }>) => ModalView) =>
  async (conversation: Conversation, click: Click, reply: Reply): Promise<void> => {
    const found = await findCleanUpCount(conversation.core, askedBy(click), click.actionValue ?? '');
    if (found.result === 'not-allowed') return refuse(conversation, found, reply);
    if (found.result === 'found') return void (await reply.openView(view(found.count)));
    await reply.privately(wordsMessage(cleanUpWords(found), click.reference));
  };

/** “Continue” on the card of the count. */
export const pressContinueCleanUp = opens(cleanUpView);

/** “Leave them (waiver)…”. */
export const pressWaiveCleanUp = opens(waiverView);

/** “Ask for it”. */
export async function submitCleanUp(conversation: Conversation, submission: Submission): Promise<ViewAnswer> {
  const { core } = conversation;
  const form = {
    typed: text(submission, blockIds.cleanUpFigure),
    acknowledged: ticked(submission, blockIds.acknowledged),
  };
  const outcome = await askForCleanUp(core, askedBy(submission), submission.privateMetadata, form);
  if (outcome.result === 'fields') return { answer: 'errors', errors: cleanUpFieldErrors(outcome.fields) };
  if (outcome.result === 'begun') conversation.background.work();
  if (outcome.result === 'not-allowed')
    return noted(notAllowedWords(outcome, await holdersOf(conversation, outcome.needs)), submission);
  return noted(cleanUpWords(outcome), submission);
}

/** “Leave them”. */
export async function submitWaiver(
  conversation: Conversation,
  submission: Submission,
  reply: Reply,
): Promise<ViewAnswer> {
  const reason = text(submission, blockIds.waiverReason);
  const outcome = await waiveCleanUp(conversation.core, askedBy(submission), submission.privateMetadata, reason);
  if (outcome.result === 'no-reason') return { answer: 'errors', errors: { [blockIds.waiverReason]: reasonRule } };
  if (outcome.result === 'not-allowed')
    return noted(notAllowedWords(outcome, await holdersOf(conversation, outcome.needs)), submission);
  return { ...noted(waiveWords(outcome), submission), after: () => reply.publishHome() };
}

/** “Stop” on the card of the clean-up. */
export async function pressStopCleanUp(conversation: Conversation, click: Click, reply: Reply): Promise<void> {
  const outcome = await stopCleanUp(conversation.core, askedBy(click), click.actionValue ?? '');
  if (outcome.result === 'not-allowed') return refuse(conversation, outcome, reply);
  await reply.privately(wordsMessage(stopWords(outcome), click.reference));
}

/** “Go on” on the card of the clean-up. */
export async function pressGoOnCleanUp(conversation: Conversation, click: Click, reply: Reply): Promise<void> {
  const outcome = await goOnWithCleanUp(conversation.core, askedBy(click), click.actionValue ?? '');
  if (outcome.result === 'not-allowed') return refuse(conversation, outcome, reply);
  if (outcome.result === 'goes-on') conversation.background.work();
  await reply.privately(wordsMessage(goOnWords(outcome), click.reference));
}

function noted(words: Words, { reference }: Submission): ViewAnswer {
  return { answer: 'update', view: wordsView(words, reference) };
}

function askedBy({ userId, reference }: Interaction) {
  return { actor: userId, reference };
}
