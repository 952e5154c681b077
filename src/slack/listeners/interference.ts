import { answerInterference } from '../../licensing/flows/interference.js';
import { interferenceAnswerWords } from '../blocks/interference.js';
import { wordsMessage } from '../blocks/words.js';
import type { Click, Reply } from '../interaction.js';
import type { Conversation } from './conversation.js';
import { refuse } from './refuse.js';

/** A custodian's “Go on” after somebody else changed the location. */
export async function pressAnswerInterference(conversation: Conversation, click: Click, reply: Reply): Promise<void> {
  const asked = { actor: click.userId, reference: click.reference };
  const value = click.actionValue ?? '';
  const since = /^\d{1,16}$/.test(value) ? Number(value) : Number.NaN;
  const outcome = await answerInterference(conversation.core, asked, since);
  if (outcome.result === 'not-allowed') return refuse(conversation, outcome, reply);
  if (outcome.result === 'answered') conversation.background.work();
  await reply.privately(wordsMessage(interferenceAnswerWords(outcome), click.reference));
}
