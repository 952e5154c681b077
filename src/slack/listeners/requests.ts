import { beginnings } from '../../licensing/flows/beginnings.js';
import { confirmRequest } from '../../licensing/flows/confirm-request.js';
import { denyRequest } from '../../licensing/flows/requests.js';
import { confirmRequestWords, denyRequestWords } from '../blocks/request-answers.js';
import { wordsMessage } from '../blocks/words.js';
import type { Click, Reply } from '../interaction.js';
import type { Conversation } from './conversation.js';
import { refuse } from './refuse.js';

/** The second custodian's “Yes”. */
export async function pressConfirmRequest(conversation: Conversation, click: Click, reply: Reply): Promise<void> {
  const asked = { actor: click.userId, reference: click.reference };
  const outcome = await confirmRequest(conversation.core, asked, click.actionValue ?? '', beginnings);
  if (outcome.result === 'not-allowed') return refuse(conversation, outcome, reply);
  if (outcome.result === 'begun') conversation.background.work();
  await reply.privately(wordsMessage(confirmRequestWords(outcome), click.reference));
  await reply.publishHome();
}

/** “Deny” of another custodian, “Withdraw” of whoever asked. */
export async function pressDenyRequest(conversation: Conversation, click: Click, reply: Reply): Promise<void> {
  const asked = { actor: click.userId, reference: click.reference };
  const outcome = await denyRequest(conversation.core, asked, click.actionValue ?? '');
  if (outcome.result === 'not-allowed') return refuse(conversation, outcome, reply);
  await reply.privately(wordsMessage(denyRequestWords(outcome), click.reference));
}
