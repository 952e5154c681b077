import type { NotAllowed } from '../../licensing/rules/policy.js';
import { notAllowedMessage } from '../blocks/role-words.js';
import type { Reply } from '../interaction.js';
import { type Conversation, holdersOf } from './conversation.js';

/** Tells somebody that they may not, and whom to ask. */
export async function refuse(conversation: Conversation, refusal: NotAllowed, reply: Reply): Promise<void> {
  await reply.privately(notAllowedMessage(refusal, await holdersOf(conversation, refusal.needs)));
}
