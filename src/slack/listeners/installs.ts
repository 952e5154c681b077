import { checkInstallationNow } from '../../licensing/flows/check-installation-now.js';
import { exportInstalls } from '../../licensing/flows/export-installs.js';
import { listInstalls } from '../../licensing/flows/list-installs.js';
import { retryInstallation } from '../../licensing/flows/retry-installation.js';
import { retryInstalls } from '../../licensing/flows/retry-installs.js';
import { showInstall } from '../../licensing/flows/show-install.js';
import { checkNowWords } from '../blocks/check-now-words.js';
import { listSentWords } from '../blocks/export-words.js';
import { installGoneMessage, unknownInstallsMessage } from '../blocks/install-answers.js';
import { installMessage } from '../blocks/install-page.js';
import { installsMessage } from '../blocks/installs.js';
import { retryAllWords, retryWords } from '../blocks/retry-words.js';
import { wordsMessage } from '../blocks/words.js';
import { actionIds } from '../ids.js';
import type { Click, Interaction, Reply } from '../interaction.js';
import { type Conversation, contextOf } from './conversation.js';
import { refuse } from './refuse.js';

/** `/vpp installs [filter]`. */
export async function installs(
  conversation: Conversation,
  asked: Interaction,
  rest: string,
  reply: Reply,
): Promise<void> {
  return showList(conversation, asked, rest, 0, reply);
}

/** Pages of the list, and the choice of its filter. */
async function pressInstallsPage(conversation: Conversation, click: Click, reply: Reply): Promise<void> {
  const chosen = click.actionValue ?? click.input.selected[0] ?? '';
  const [, page = '0', typed = ''] = /^(\d{1,6}) (.*)$/s.exec(chosen) ?? [];
  return showList(conversation, click, typed, Number(page), reply);
}

async function showList(
  conversation: Conversation,
  asked: Interaction,
  typed: string,
  page: number,
  reply: Reply,
): Promise<void> {
  const list = await listInstalls(conversation.core, askedBy(asked), typed, page);
  if (list.result === 'not-allowed') return refuse(conversation, list, reply);
  await reply.privately(
    list.result === 'installs'
      ? installsMessage(list, contextOf(conversation, asked.reference))
      : unknownInstallsMessage(list),
  );
}

/** “Open” of a line. */
async function pressShowInstall(conversation: Conversation, click: Click, reply: Reply): Promise<void> {
  const view = await showInstall(conversation.core, askedBy(click), click.actionValue ?? '');
  if (view.result === 'not-allowed') return refuse(conversation, view, reply);
  if (view.result === 'no-server') return reply.privately(unknownInstallsMessage({ result: 'no-server' }));
  if (view.result === 'gone') return reply.privately(installGoneMessage());
  await reply.privately(installMessage(view, contextOf(conversation, click.reference)));
}

/** “Try again”, or “Take over the copy”, of one installation. */
function pressRetry(takeOver: boolean) {
  return async (conversation: Conversation, click: Click, reply: Reply): Promise<void> => {
    const id = click.actionValue ?? '';
    const outcome = await retryInstallation(conversation.core, askedBy(click), id, { takeOver });
    if (outcome.result === 'not-allowed') return refuse(conversation, outcome, reply);
    if (outcome.result === 'retried') conversation.background.work();
    const [, whose] = id.split('/');
    const reader = whose === click.userId ? 'person' : 'administrator';
    await reply.privately(wordsMessage(retryWords(outcome, reader), click.reference));
  };
}

/** “Check now”. */
async function pressCheckNow(conversation: Conversation, click: Click, reply: Reply): Promise<void> {
  const outcome = await checkInstallationNow(conversation.core, askedBy(click), click.actionValue ?? '');
  if (outcome.result === 'not-allowed') return refuse(conversation, outcome, reply);
  if (outcome.result === 'asked' || outcome.result === 'woken') conversation.background.work();
  await reply.privately(wordsMessage(checkNowWords(outcome), click.reference));
}

/** “Try again for all n”. */
async function pressRetryAll(conversation: Conversation, click: Click, reply: Reply): Promise<void> {
  const outcome = await retryInstalls(conversation.core, askedBy(click), click.actionValue ?? '');
  if (outcome.result === 'not-allowed') return refuse(conversation, outcome, reply);
  if (outcome.result !== 'retried-all') return reply.privately(unknownInstallsMessage(outcome));
  if (outcome.count > 0) conversation.background.work();
  await reply.privately(wordsMessage(retryAllWords(outcome), click.reference));
}

/** The list as a file, for the person who asked alone. */
async function pressExportInstalls(conversation: Conversation, click: Click, reply: Reply): Promise<void> {
  const outcome = await exportInstalls(conversation.core, askedBy(click), click.actionValue ?? '');
  if (outcome.result === 'not-allowed') return refuse(conversation, outcome, reply);
  if (outcome.result !== 'file') return reply.privately(unknownInstallsMessage(outcome));
  await reply.sendFile({ name: outcome.name, text: outcome.text });
  await reply.privately(wordsMessage(listSentWords(outcome), click.reference));
}

type Press = (conversation: Conversation, click: Click, reply: Reply) => Promise<void>;

/** Buttons and selects of installations. */
export const installPresses = {
  [actionIds.openInstalls]: (conversation, click, reply) =>
    showList(conversation, click, click.actionValue ?? '', 0, reply),
  [actionIds.installsPage]: pressInstallsPage,
  [actionIds.installsPageBack]: pressInstallsPage,
  [actionIds.chooseInstalls]: pressInstallsPage,
  [actionIds.installsTrouble]: pressInstallsPage,
  [actionIds.showInstall]: pressShowInstall,
  [actionIds.checkInstall]: pressCheckNow,
  [actionIds.retryInstall]: pressRetry(false),
  [actionIds.takeOverInstall]: pressRetry(true),
  [actionIds.retryInstalls]: pressRetryAll,
  [actionIds.exportInstalls]: pressExportInstalls,
} satisfies Record<string, Press>;

function askedBy({ userId, reference }: Interaction) {
  return { actor: userId, reference };
}
