import { permit } from '../../licensing/flows/core.js';
import { type ExportOutcome, exportDeployments, exportPeople } from '../../licensing/flows/export-lists.js';
import { deploymentsPage } from '../../licensing/flows/list-deployments.js';
import { showDeployment } from '../../licensing/flows/show-deployment.js';
import { everybody, parsePlace } from '../../licensing/rules/people-filter.js';
import { deploymentsMessage } from '../blocks/deployment-list.js';
import { deploymentMessage, noDeploymentMessage } from '../blocks/deployment-page.js';
import { listSentWords, nothingToSendWords } from '../blocks/export-words.js';
import { wordsMessage } from '../blocks/words.js';
import type { Click, Interaction, Reply } from '../interaction.js';
import { type Conversation, contextOf } from './conversation.js';
import { refuse } from './refuse.js';

/** `/vpp deployments [filter]`. */
export async function deployments(
  conversation: Conversation,
  asked: Interaction,
  rest: string,
  reply: Reply,
): Promise<void> {
  return showList(conversation, asked, rest, 0, reply);
}

/** Pages of the list, and the choice of its filter. */
export async function pressDeploymentsPage(conversation: Conversation, click: Click, reply: Reply): Promise<void> {
  const [, page = '0', typed = ''] = /^(\d{1,5}):(.*)$/s.exec(chosenValue(click)) ?? [];
  return showList(conversation, click, typed, Number(page), reply);
}

async function showList(
  conversation: Conversation,
  asked: Interaction,
  typed: string,
  page: number,
  reply: Reply,
): Promise<void> {
  const list = await deploymentsPage(conversation.core, askedBy(asked), typed, page);
  if (list.result === 'not-allowed') return refuse(conversation, list, reply);
  const mayExport = (await permit(conversation.core, asked.userId, 'export-lists')).result === 'allowed';
  await reply.privately(deploymentsMessage(list, contextOf(conversation, asked.reference), mayExport));
}

/** `/vpp deployment ID`; without an id the list. */
export async function deployment(
  conversation: Conversation,
  asked: Interaction,
  rest: string,
  reply: Reply,
): Promise<void> {
  if (rest.trim() === '') return deployments(conversation, asked, '', reply);
  return showOne(conversation, asked, { deploymentId: rest.trim().slice(0, 40), page: 0, filter: everybody }, reply);
}

/** “Open”, pages of the people, and the choice of their filters. */
export async function pressShowDeployment(conversation: Conversation, click: Click, reply: Reply): Promise<void> {
  return showOne(conversation, click, parsePlace(chosenValue(click)), reply);
}

async function showOne(
  conversation: Conversation,
  asked: Interaction,
  place: ReturnType<typeof parsePlace>,
  reply: Reply,
): Promise<void> {
  const view = await showDeployment(conversation.core, askedBy(asked), place);
  if (view.result === 'not-allowed') return refuse(conversation, view, reply);
  await reply.privately(
    view.result === 'none'
      ? noDeploymentMessage(view.typed, view.newest)
      : deploymentMessage(view, contextOf(conversation, asked.reference)),
  );
}

/** The list as a file, for the person who asked alone. */
export async function pressExportDeployments(conversation: Conversation, click: Click, reply: Reply): Promise<void> {
  await send(
    conversation,
    click,
    await exportDeployments(conversation.core, askedBy(click), click.actionValue ?? ''),
    reply,
  );
}

/** The people of one deployment as a file, for the person who asked alone. */
export async function pressExportPeople(conversation: Conversation, click: Click, reply: Reply): Promise<void> {
  await send(
    conversation,
    click,
    await exportPeople(conversation.core, askedBy(click), click.actionValue ?? ''),
    reply,
  );
}

async function send(conversation: Conversation, click: Click, outcome: ExportOutcome, reply: Reply): Promise<void> {
  if (outcome.result === 'not-allowed') return refuse(conversation, outcome, reply);
  if (outcome.result === 'file') await reply.sendFile({ name: outcome.name, text: outcome.text });
  const words = outcome.result === 'file' ? listSentWords(outcome) : nothingToSendWords();
  await reply.privately(wordsMessage(words, click.reference));
}

/** Of a button, or of what was chosen in a select. */
function chosenValue({ actionValue, input }: Click): string {
  return actionValue ?? input.selected[0] ?? '';
}

function askedBy({ userId, reference }: Interaction) {
  return { actor: userId, reference };
}
