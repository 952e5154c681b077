import { exportUsers, listUsers, type UsersFilter, usersFilter } from '../../licensing/flows/list-users.js';
import { readUser } from '../../licensing/flows/read-user.js';
import { resendInvitation, retireUser } from '../../licensing/flows/retire-user.js';
import { nobodyMessage, resendWords, retireWords, usersSentWords } from '../blocks/terms-answers.js';
import { userMessage } from '../blocks/user-page.js';
import { noStatusMessage, usersMessage } from '../blocks/users.js';
import { wordsMessage } from '../blocks/words.js';
import type { Click, Interaction, Reply } from '../interaction.js';
import { type Conversation, contextOf } from './conversation.js';
import { personArgument } from './person-argument.js';
import { refuse } from './refuse.js';

/** `/vpp users [status]`. */
export async function users(conversation: Conversation, asked: Interaction, rest: string, reply: Reply): Promise<void> {
  const filter = usersFilter(rest);
  if (filter === null) return reply.privately(noStatusMessage(rest));
  return showList(conversation, asked, filter, 0, reply);
}

/** Pages of the list, and the choice of its filter. */
export async function pressUsersPage(conversation: Conversation, click: Click, reply: Reply): Promise<void> {
  const [, typed = 'all', page = '0'] = /^([a-z-]{1,20}):(\d{1,6})$/.exec(chosenValue(click)) ?? [];
  return showList(conversation, click, usersFilter(typed) ?? 'all', Number(page), reply);
}

async function showList(
  conversation: Conversation,
  asked: Interaction,
  filter: UsersFilter,
  page: number,
  reply: Reply,
): Promise<void> {
  const list = await listUsers(conversation.core, askedBy(asked), filter, page);
  if (list.result === 'not-allowed') return refuse(conversation, list, reply);
  await reply.privately(usersMessage(list, contextOf(conversation, asked.reference)));
}

/** The list as a file, for the person who asked alone. */
export async function pressExportUsers(conversation: Conversation, click: Click, reply: Reply): Promise<void> {
  const outcome = await exportUsers(conversation.core, askedBy(click), usersFilter(click.actionValue ?? '') ?? 'all');
  if (outcome.result === 'not-allowed') return refuse(conversation, outcome, reply);
  await reply.sendFile({ name: outcome.name, text: outcome.text });
  await reply.privately(wordsMessage(usersSentWords(outcome), click.reference));
}

/** `/vpp user @person`. */
export async function user(conversation: Conversation, asked: Interaction, rest: string, reply: Reply): Promise<void> {
  const named = personArgument(rest, asked.userId);
  if (named === null) return reply.privately(nobodyMessage());
  return showOne(conversation, asked, named.userId, reply);
}

/** “Details” of a line. */
export async function pressShowUser(conversation: Conversation, click: Click, reply: Reply): Promise<void> {
  return showOne(conversation, click, click.actionValue ?? '', reply);
}

async function showOne(conversation: Conversation, asked: Interaction, userId: string, reply: Reply): Promise<void> {
  const facts = await readUser(conversation.core, askedBy(asked), userId);
  if (facts.result === 'not-allowed') return refuse(conversation, facts, reply);
  if (facts.result === 'nobody') return reply.privately(nobodyMessage());
  await reply.privately(userMessage(facts, contextOf(conversation, asked.reference)));
}

/** “Resend invitation”. */
export async function pressResendInvitation(conversation: Conversation, click: Click, reply: Reply): Promise<void> {
  const outcome = await resendInvitation(conversation.core, askedBy(click), click.actionValue ?? '');
  if (outcome.result === 'not-allowed') return refuse(conversation, outcome, reply);
  await reply.privately(wordsMessage(resendWords[outcome.result], click.reference));
}

/** “Retire and invite again”. */
export async function pressRetireUser(conversation: Conversation, click: Click, reply: Reply): Promise<void> {
  const outcome = await retireUser(conversation.core, askedBy(click), click.actionValue ?? '');
  if (outcome.result === 'not-allowed') return refuse(conversation, outcome, reply);
  conversation.background.work();
  await reply.privately(wordsMessage(retireWords(outcome), click.reference));
}

/** Of a button, or of what was chosen in a select. */
function chosenValue({ actionValue, input }: Click): string {
  return actionValue ?? input.selected[0] ?? '';
}

function askedBy({ userId, reference }: Interaction) {
  return { actor: userId, reference };
}
