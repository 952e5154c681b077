import { permitMember } from '../../licensing/flows/core.js';
import { why as explain } from '../../licensing/flows/why.js';
import { whyMessage, whyNoAppMessage, whyUsageMessage, whyWhichMessage } from '../blocks/why.js';
import type { Click, Interaction, Reply } from '../interaction.js';
import { type Conversation, contextOf } from './conversation.js';
import { personArgument } from './person-argument.js';
import { refuse } from './refuse.js';

/** `/vpp why @person APP`, `/vpp why me APP`. */
export async function why(conversation: Conversation, asked: Interaction, rest: string, reply: Reply): Promise<void> {
  const named = personArgument(rest, asked.userId);
  if (named === null) {
    const permission = await permitMember(conversation.core, asked.userId);
    if (permission.result === 'not-allowed') return refuse(conversation, permission, reply);
    return reply.privately(whyUsageMessage());
  }
  await tell(conversation, asked, named.userId, named.rest, reply);
}

/** “Why” beside one of several apps. */
export async function pressShowWhy(conversation: Conversation, click: Click, reply: Reply): Promise<void> {
  const [userId = '', key = ''] = (click.actionValue ?? '').split(' ');
  await tell(conversation, click, userId, key, reply);
}

async function tell(
  conversation: Conversation,
  { userId: actor, reference }: Interaction,
  userId: string,
  search: string,
  reply: Reply,
): Promise<void> {
  const outcome = await explain(conversation.core, { actor, reference }, userId, search);
  if (outcome.result === 'not-allowed') return refuse(conversation, outcome, reply);
  if (outcome.result === 'no-app') return reply.privately(whyNoAppMessage(outcome));
  if (outcome.result === 'several') return reply.privately(whyWhichMessage(outcome, userId));
  await reply.privately(whyMessage(outcome, contextOf(conversation, reference)));
}
