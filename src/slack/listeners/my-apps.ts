import { permitMember } from '../../licensing/flows/core.js';
import { giveBack } from '../../licensing/flows/give-back.js';
import { myApps } from '../../licensing/flows/my-apps.js';
import { takeAvailable } from '../../licensing/flows/take-available.js';
import { myAppsMessage } from '../blocks/home-employee.js';
import { giveBackWords, takeWords } from '../blocks/my-apps-words.js';
import { wordsMessage } from '../blocks/words.js';
import type { Click, Interaction, Reply } from '../interaction.js';
import type { Conversation } from './conversation.js';
import { refuse } from './refuse.js';

/** `/vpp my`, and “Show all”: what the person has, gets and may have. */
export async function showMyApps(
  conversation: Conversation,
  asked: Interaction,
  _rest: string,
  reply: Reply,
): Promise<void> {
  const { core } = conversation;
  const permission = await permitMember(core, asked.userId);
  if (permission.result === 'not-allowed') return refuse(conversation, permission, reply);
  await reply.privately(myAppsMessage(await myApps(core, asked.userId)));
}

/** “Install”: for whoever presses it. */
export async function pressInstall(conversation: Conversation, click: Click, reply: Reply): Promise<void> {
  const outcome = await takeAvailable(conversation.core, askedBy(click), click.actionValue ?? '');
  if (outcome.result === 'not-allowed') return refuse(conversation, outcome, reply);
  if (outcome.result === 'reserved' || outcome.result === 'waiting') conversation.background.work();
  await reply.privately(wordsMessage(takeWords(outcome, conversation.core.devices !== null), click.reference));
  await reply.publishHome();
}

const begins: readonly string[] = ['removing', 'returning', 'cancelled'];

/** “Give back”: for whoever presses it. */
export async function pressGiveBack(conversation: Conversation, click: Click, reply: Reply): Promise<void> {
  const outcome = await giveBack(conversation.core, askedBy(click), click.actionValue ?? '');
  if (outcome.result === 'not-allowed') return refuse(conversation, outcome, reply);
  if (begins.includes(outcome.result)) conversation.background.work();
  await reply.privately(wordsMessage(giveBackWords(outcome), click.reference));
  await reply.publishHome();
}

function askedBy({ userId, reference }: Interaction) {
  return { actor: userId, reference };
}
