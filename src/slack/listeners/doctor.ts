import { requestCheckup } from '../../licensing/flows/checkup.js';
import { doctorMessage } from '../blocks/doctor.js';
import type { Interaction, Reply } from '../interaction.js';
import { type Conversation, contextOf } from './conversation.js';
import { refuse } from './refuse.js';

/** `/vpp doctor`: looks at everything and answers with every line. */
export async function doctor(
  conversation: Conversation,
  asked: Interaction,
  _rest: string,
  reply: Reply,
): Promise<void> {
  const outcome = await requestCheckup(conversation.core, { actor: asked.userId, reference: asked.reference });
  if (outcome.result === 'not-allowed') return refuse(conversation, outcome, reply);
  await reply.privately(doctorMessage(outcome.lines, contextOf(conversation, asked.reference)));
}
