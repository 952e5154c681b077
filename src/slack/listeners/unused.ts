import { giveUnusedBack, keepUnused } from '../../licensing/flows/answer-unused.js';
import { type AskUnusedOutcome, askAllUnused, askUnused } from '../../licensing/flows/ask-unused.js';
import { exportUnused } from '../../licensing/flows/export-unused.js';
import { findApp } from '../../licensing/flows/list-apps.js';
import { listUnused, listUnusedApps, type UnusedFilter } from '../../licensing/flows/list-unused.js';
import { assetKey } from '../../licensing/rules/asset.js';
import { noAppMessage, severalAppsMessage } from '../blocks/apps.js';
import { noServerWords } from '../blocks/device-words.js';
import { appUnknownWords } from '../blocks/holders.js';
import {
  readAskAllUnusedValue,
  readAskUnusedValue,
  readUnusedListValue,
  unusedAppsMessage,
  unusedMessage,
} from '../blocks/unused.js';
import { askUnusedWords, exportUnusedWords, giveUnusedBackWords, keepUnusedWords } from '../blocks/unused-words.js';
import { wordsMessage } from '../blocks/words.js';
import { actionIds } from '../ids.js';
import type { Click, Interaction, Reply } from '../interaction.js';
import { type Conversation, contextOf } from './conversation.js';
import { refuse } from './refuse.js';

type Press = (conversation: Conversation, click: Click, reply: Reply) => Promise<void>;

/** `/vpp unused [app]`: licences held without use, of all apps or of one. */
export async function showUnused(
  conversation: Conversation,
  asked: Interaction,
  rest: string,
  reply: Reply,
): Promise<void> {
  if (rest === '') return showApps(conversation, asked, 0, reply);
  const found = await findApp(conversation.core, askedBy(asked), rest);
  if (found.result === 'not-allowed') return refuse(conversation, found, reply);
  if (found.result === 'several') return reply.privately(severalAppsMessage(found.apps));
  if (found.result === 'none') return reply.privately(noAppMessage(found.search));
  await showPeople(conversation, asked, { key: assetKey(found.app), filter: 'unused', page: 0 }, reply);
}

async function showApps(conversation: Conversation, asked: Interaction, page: number, reply: Reply): Promise<void> {
  const list = await listUnusedApps(conversation.core, askedBy(asked), page);
  if (list.result === 'not-allowed') return refuse(conversation, list, reply);
  if (list.result === 'no-device-server') return reply.privately(wordsMessage(noServerWords, asked.reference));
  await reply.privately(unusedAppsMessage(list, contextOf(conversation, asked.reference)));
}

async function showPeople(
  conversation: Conversation,
  asked: Interaction,
  { key, filter, page }: { key: string; filter: UnusedFilter; page: number },
  reply: Reply,
): Promise<void> {
  const list = await listUnused(conversation.core, askedBy(asked), key, filter, page);
  if (list.result === 'not-allowed') return refuse(conversation, list, reply);
  if (list.result === 'no-device-server') return reply.privately(wordsMessage(noServerWords, asked.reference));
  if (list.result === 'unknown-app') return reply.privately(wordsMessage(appUnknownWords, asked.reference));
  await reply.privately(unusedMessage(list, contextOf(conversation, asked.reference)));
}

const pressApps: Press = (conversation, click, reply) =>
  showApps(conversation, click, Number(/^\d{1,6}$/.exec(click.actionValue ?? '')?.[0] ?? 0), reply);

const pressPeople: Press = async (conversation, click, reply) => {
  const wanted = readUnusedListValue(click.actionValue ?? click.input.selected[0] ?? '');
  if (wanted === null) return reply.privately(wordsMessage(appUnknownWords, click.reference));
  await showPeople(conversation, click, wanted, reply);
};

const pressExport: Press = async (conversation, click, reply) => {
  const file = await exportUnused(conversation.core, askedBy(click), click.actionValue ?? '');
  if (file.result === 'not-allowed') return refuse(conversation, file, reply);
  if (file.result === 'file') await reply.sendFile({ name: file.name, text: file.text });
  await reply.privately(wordsMessage(exportUnusedWords(file), click.reference));
};

const pressAsk: Press = async (conversation, click, reply) => {
  const wanted = readAskUnusedValue(click.actionValue ?? '');
  if (wanted === null) return reply.privately(wordsMessage(appUnknownWords, click.reference));
  await tellAsked(
    conversation,
    click,
    await askUnused(conversation.core, askedBy(click), wanted.key, wanted.userId),
    reply,
  );
};

const pressAskAll: Press = async (conversation, click, reply) => {
  const wanted = readAskAllUnusedValue(click.actionValue ?? '');
  if (wanted === null) return reply.privately(wordsMessage(appUnknownWords, click.reference));
  await tellAsked(
    conversation,
    click,
    await askAllUnused(conversation.core, askedBy(click), wanted.key, wanted.shown),
    reply,
  );
};

async function tellAsked(
  conversation: Conversation,
  click: Click,
  outcome: AskUnusedOutcome,
  reply: Reply,
): Promise<void> {
  if (outcome.result === 'not-allowed') return refuse(conversation, outcome, reply);
  if (outcome.result === 'asked') conversation.background.work();
  await reply.privately(wordsMessage(askUnusedWords(outcome), click.reference));
}

/** “Keep it”, of the person whom it was asked. */
const pressKeep: Press = async (conversation, click, reply) => {
  const outcome = await keepUnused(conversation.core, askedBy(click), click.actionValue ?? '');
  if (outcome.result === 'not-allowed') return refuse(conversation, outcome, reply);
  await reply.privately(wordsMessage(keepUnusedWords(outcome), click.reference));
};

/** “Give it back”, of the same. */
const pressGiveBack: Press = async (conversation, click, reply) => {
  const outcome = await giveUnusedBack(conversation.core, askedBy(click), click.actionValue ?? '');
  if (outcome.result === 'not-allowed') return refuse(conversation, outcome, reply);
  if (outcome.result === 'removing' || outcome.result === 'returning') conversation.background.work();
  await reply.privately(wordsMessage(giveUnusedBackWords(outcome), click.reference));
  await reply.publishHome();
};

/** Buttons and selects about licences held without use. */
export const unusedPresses = {
  [actionIds.openUnused]: (conversation, click, reply) => showApps(conversation, click, 0, reply),
  [actionIds.unusedAppsPage]: pressApps,
  [actionIds.unusedAppsPageBack]: pressApps,
  [actionIds.showUnused]: pressPeople,
  [actionIds.unusedPage]: pressPeople,
  [actionIds.unusedPageBack]: pressPeople,
  [actionIds.filterUnused]: pressPeople,
  [actionIds.exportUnused]: pressExport,
  [actionIds.askUnused]: pressAsk,
  [actionIds.askAllUnused]: pressAskAll,
  [actionIds.keepUnused]: pressKeep,
  [actionIds.giveUnusedBack]: pressGiveBack,
} satisfies Record<string, Press>;

function askedBy({ userId, reference }: Interaction) {
  return { actor: userId, reference };
}
