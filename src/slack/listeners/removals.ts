import { confirmRemoved, keepApp, needApp, openNeedApp } from '../../licensing/flows/answer-removal.js';
import { releaseLeavers } from '../../licensing/flows/leavers.js';
import { listRemovals } from '../../licensing/flows/open-removals.js';
import { openOverride, overrideRemoval } from '../../licensing/flows/override-removal.js';
import { type OpenRemoval, removalFacts } from '../../licensing/flows/removal-record.js';
import { needAppView, overrideView } from '../blocks/removal-views.js';
import { confirmRemovedWords, keepWords, needAppWords, overrideWords, releaseWords } from '../blocks/removal-words.js';
import { removalsMessage } from '../blocks/removals.js';
import { notAllowedWords } from '../blocks/role-words.js';
import { type Words, wordsMessage, wordsView } from '../blocks/words.js';
import { blockIds } from '../ids.js';
import type { Click, Interaction, Reply, Submission, ViewAnswer } from '../interaction.js';
import { type Conversation, holdersOf } from './conversation.js';
import { refuse } from './refuse.js';
import { text, ticked } from './token-entry.js';

/** “It is gone”, of the person whom it was asked. */
export async function pressAppGone(conversation: Conversation, click: Click, reply: Reply): Promise<void> {
  const outcome = await confirmRemoved(conversation.core, askedBy(click), click.actionValue ?? '');
  if (outcome.result === 'not-allowed') return refuse(conversation, outcome, reply);
  if (outcome.result === 'returning') conversation.background.work();
  await tell(confirmRemovedWords(outcome), click, reply);
}

/** “I need it…”: opens the dialogue. */
export async function pressNeedApp(conversation: Conversation, click: Click, reply: Reply): Promise<void> {
  const found = await openNeedApp(conversation.core, askedBy(click), click.actionValue ?? '');
  if (found.result === 'not-allowed') return refuse(conversation, found, reply);
  if (found.result === 'open') return void (await reply.openView(needAppView(await factsOf(conversation, found.open))));
  await tell(needAppWords(found), click, reply);
}

/** “I need it” in the dialogue. */
export async function submitNeedApp(
  conversation: Conversation,
  submission: Submission,
  reply: Reply,
): Promise<ViewAnswer> {
  const note = text(submission, blockIds.needNote);
  const outcome = await needApp(conversation.core, askedBy(submission), submission.privateMetadata, note);
  const words =
    outcome.result === 'not-allowed'
      ? notAllowedWords(outcome, await holdersOf(conversation, outcome.needs))
      : needAppWords(outcome);
  if (outcome.result === 'noted') conversation.background.work();
  return noted(words, submission, reply);
}

/** “Let them keep it”, of somebody who may take licences back. */
export async function pressKeepApp(conversation: Conversation, click: Click, reply: Reply): Promise<void> {
  const outcome = await keepApp(conversation.core, askedBy(click), click.actionValue ?? '');
  if (outcome.result === 'not-allowed') return refuse(conversation, outcome, reply);
  if (outcome.result === 'kept') conversation.background.work();
  await tell(keepWords(outcome), click, reply);
}

/** “Override…”: opens the dialogue for a custodian. */
export async function pressOverride(conversation: Conversation, click: Click, reply: Reply): Promise<void> {
  const found = await openOverride(conversation.core, askedBy(click), click.actionValue ?? '');
  if (found.result === 'not-allowed') return refuse(conversation, found, reply);
  if (found.result !== 'open') return tell(overrideWords(found), click, reply);
  const { userId } = found.open.removal.value;
  await reply.openView(overrideView(await factsOf(conversation, found.open), userId));
}

/** “Take it back” in the dialogue. */
export async function submitOverride(
  conversation: Conversation,
  submission: Submission,
  reply: Reply,
): Promise<ViewAnswer> {
  const acknowledged = ticked(submission, blockIds.acknowledged);
  const value = submission.privateMetadata;
  const outcome = await overrideRemoval(conversation.core, askedBy(submission), value, acknowledged);
  if (outcome.result === 'not-acknowledged') {
    return { answer: 'errors', errors: { [blockIds.acknowledged]: 'Please tick this after you have read it.' } };
  }
  if (outcome.result === 'returning') conversation.background.work();
  const words =
    outcome.result === 'not-allowed'
      ? notAllowedWords(outcome, await holdersOf(conversation, outcome.needs))
      : overrideWords(outcome);
  return noted(words, submission, reply);
}

/** `/vpp removals`: questions that nobody answers, or to which somebody objects. */
export async function showRemovals(
  conversation: Conversation,
  asked: Interaction,
  _rest: string,
  reply: Reply,
): Promise<void> {
  const list = await listRemovals(conversation.core, askedBy(asked));
  if (list.result === 'not-allowed') return refuse(conversation, list, reply);
  await reply.privately(removalsMessage(list));
}

/** “Release n licences” of people who left. */
export async function pressReleaseLeavers(conversation: Conversation, click: Click, reply: Reply): Promise<void> {
  const outcome = await releaseLeavers(conversation.core, askedBy(click), click.actionValue ?? '');
  if (outcome.result === 'not-allowed') return refuse(conversation, outcome, reply);
  if (outcome.result === 'going') conversation.background.work();
  await tell(releaseWords(outcome), click, reply);
}

async function factsOf({ core }: Conversation, { removal }: OpenRemoval) {
  return removalFacts(core, removal.value, removal.value.needed === null ? 'asked' : 'needed');
}

async function tell(words: Words, click: Click, reply: Reply): Promise<void> {
  await reply.privately(wordsMessage(words, click.reference));
  await reply.publishHome();
}

function noted(words: Words, { reference }: Submission, reply: Reply): ViewAnswer {
  return { answer: 'update', view: wordsView(words, reference), after: () => reply.publishHome() };
}

function askedBy({ userId, reference }: Interaction) {
  return { actor: userId, reference };
}
