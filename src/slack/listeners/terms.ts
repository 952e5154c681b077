import { askWhetherAccepted, openInvitation } from '../../licensing/flows/accept-terms.js';
import { notAllowedWords } from '../blocks/role-words.js';
import { acceptedWords, askingAppleView, invitationLinkView, openInvitationWords } from '../blocks/terms-answers.js';
import { wordsMessage, wordsView } from '../blocks/words.js';
import type { Click, Reply } from '../interaction.js';
import { type Conversation, holdersOf } from './conversation.js';
import { refuse } from './refuse.js';

/** “Open Apple's invitation…”: the link is read fresh and stands in a view that only this person sees. */
export async function pressOpenInvitation(conversation: Conversation, click: Click, reply: Reply): Promise<void> {
  const { viewId } = await reply.openView(askingAppleView());
  const outcome = await openInvitation(conversation.core, askedBy(click), ownerOf(click));
  if (outcome.result === 'link') {
    await reply.updateView(invitationLinkView(outcome.url), { viewId });
    return;
  }
  const words =
    outcome.result === 'not-allowed'
      ? notAllowedWords(outcome, await holdersOf(conversation, outcome.needs))
      : openInvitationWords[outcome.result];
  await reply.updateView(wordsView(words, click.reference), { viewId });
  if (outcome.result === 'accepted') conversation.background.work();
}

/** “I have accepted”: Apple is asked at once. */
export async function pressTermsAccepted(conversation: Conversation, click: Click, reply: Reply): Promise<void> {
  const { outcome, moved } = await askWhetherAccepted(conversation.core, askedBy(click), ownerOf(click));
  if (outcome.result === 'not-allowed') return refuse(conversation, outcome, reply);
  if (moved) conversation.background.work();
  await reply.privately(wordsMessage(acceptedWords[outcome.result], click.reference));
  await reply.publishHome();
}

/** The buttons carry the key of a message, which begins with whose it is. */
function ownerOf({ actionValue }: Click): string {
  return (actionValue ?? '').split(':')[0] ?? '';
}

function askedBy({ userId, reference }: Click) {
  return { actor: userId, reference };
}
