import { appPage } from '../../licensing/flows/app-page.js';
import { exportHolders, type HolderFilter, listHolders } from '../../licensing/flows/holders.js';
import { findAlert, snoozeAlert } from '../../licensing/flows/snooze-alert.js';
import { uninstallForm, uninstallFrom } from '../../licensing/flows/uninstall-from.js';
import type { NotAllowed } from '../../licensing/rules/policy.js';
import { appPageMessage } from '../blocks/app-page.js';
import { externalPlain } from '../blocks/format.js';
import { appUnknownWords, exportHoldersWords, holdersMessage, readHoldersValue } from '../blocks/holders.js';
import { snoozeFieldErrors, snoozeView, snoozeWords } from '../blocks/licence-alert-views.js';
import { notAllowedWords } from '../blocks/role-words.js';
import {
  askedRemovalWords,
  tooManyToUninstall,
  uninstallFieldErrors,
  uninstallView,
} from '../blocks/uninstall-view.js';
import { type Words, wordsMessage, wordsView } from '../blocks/words.js';
import { actionIds, blockIds } from '../ids.js';
import { type Click, type Interaction, inputOf, type Reply, type Submission, type ViewAnswer } from '../interaction.js';
import { type Conversation, contextOf, holdersOf } from './conversation.js';
import { refuse } from './refuse.js';
import { text } from './token-entry.js';

/** The page of one app, by its asset key. */
export async function showAppPage(
  conversation: Conversation,
  asked: Interaction,
  key: string,
  reply: Reply,
): Promise<void> {
  const page = await appPage(conversation.core, askedBy(asked), key);
  if (page.result === 'not-allowed') return refuse(conversation, page, reply);
  if (page.result === 'unknown-app') return reply.privately(wordsMessage(appUnknownWords, asked.reference));
  await reply.privately(appPageMessage(page, contextOf(conversation, asked.reference)));
}

/** “See holders”, its pages, and the choice of whom to show. */
export async function pressHolders(conversation: Conversation, click: Click, reply: Reply): Promise<void> {
  const wanted = readHoldersValue(click.actionValue ?? click.input.selected[0] ?? '');
  if (wanted === null) return reply.privately(wordsMessage(appUnknownWords, click.reference));
  await showHolders(conversation, click, wanted, reply);
}

async function showHolders(
  conversation: Conversation,
  click: Click,
  { key, filter, page }: { key: string; filter: HolderFilter; page: number },
  reply: Reply,
): Promise<void> {
  const list = await listHolders(conversation.core, askedBy(click), key, filter, page);
  if (list.result === 'not-allowed') return refuse(conversation, list, reply);
  if (list.result === 'unknown-app') return reply.privately(wordsMessage(appUnknownWords, click.reference));
  await reply.privately(holdersMessage(list, contextOf(conversation, click.reference)));
}

/** “Send me the list”: into the asker's own conversation, wherever it was pressed. */
export async function pressExportHolders(conversation: Conversation, click: Click, reply: Reply): Promise<void> {
  const file = await exportHolders(conversation.core, askedBy(click), click.actionValue ?? '');
  if (file.result === 'not-allowed') return refuse(conversation, file, reply);
  if (file.result === 'unknown-app') return reply.privately(wordsMessage(appUnknownWords, click.reference));
  if (file.result === 'file') await reply.sendFile({ name: file.name, text: file.text });
  await reply.privately(wordsMessage(exportHoldersWords(file), click.reference));
}

/** “Snooze…” on the card and on the page of the app. */
export async function pressSnooze(conversation: Conversation, click: Click, reply: Reply): Promise<void> {
  const subject = click.actionValue ?? '';
  const found = await findAlert(conversation.core, askedBy(click), subject);
  if (found.result === 'not-allowed') return refuse(conversation, found, reply);
  if (found.result === 'over') return reply.privately(wordsMessage(snoozeWords(found), click.reference));
  await reply.openView(snoozeView({ subject, name: found.name, level: found.alert.level }));
}

/** “Snooze”: silences the card of an app until the chosen day. */
export async function submitSnooze(conversation: Conversation, submission: Submission): Promise<ViewAnswer> {
  const days = Number(inputOf(submission.values, blockIds.snoozeDays, actionIds.input).selected[0] ?? 0);
  const form = { days, reason: text(submission, blockIds.snoozeReason) };
  const outcome = await snoozeAlert(conversation.core, askedBy(submission), submission.privateMetadata, form);
  if (outcome.result === 'fields') return { answer: 'errors', errors: snoozeFieldErrors(outcome.fields) };
  if (outcome.result === 'not-allowed') return refused(conversation, outcome, submission);
  return noted(snoozeWords(outcome), submission);
}

/** “Uninstall from somebody…”. */
export async function pressUninstallFrom(conversation: Conversation, click: Click, reply: Reply): Promise<void> {
  const form = await uninstallForm(conversation.core, askedBy(click), click.actionValue ?? '');
  if (form.result === 'not-allowed') return refuse(conversation, form, reply);
  if (form.result === 'unknown-app') return reply.privately(wordsMessage(appUnknownWords, click.reference));
  await reply.openView(uninstallView(form));
}

/** “Ask them”: only people who hold the app are taken; others are named at the field. */
export async function submitUninstallFrom(conversation: Conversation, submission: Submission): Promise<ViewAnswer> {
  const people = inputOf(submission.values, blockIds.uninstallPeople, actionIds.input).selected;
  const reason = text(submission, blockIds.uninstallReason);
  const errors = uninstallFieldErrors([], people.length, reason);
  if (Object.keys(errors).length > 0) return { answer: 'errors', errors };
  const key = submission.privateMetadata;
  const outcome = await uninstallFrom(conversation.core, askedBy(submission), key, people, reason);
  if (outcome.result === 'not-allowed') return refused(conversation, outcome, submission);
  if (outcome.result === 'no-holders') {
    const names = outcome.names.map((name) => externalPlain(name, 60));
    return { answer: 'errors', errors: uninstallFieldErrors(names, people.length, reason) };
  }
  if (outcome.result === 'needs-approvals') return { answer: 'errors', errors: tooManyToUninstall(outcome.from) };
  if (outcome.people.length > 0) conversation.background.work();
  return noted(askedRemovalWords(outcome), submission);
}

async function refused(conversation: Conversation, refusal: NotAllowed, submission: Submission): Promise<ViewAnswer> {
  return noted(notAllowedWords(refusal, await holdersOf(conversation, refusal.needs)), submission);
}

function noted(words: Words, { reference }: Submission): ViewAnswer {
  return { answer: 'update', view: wordsView(words, reference) };
}

function askedBy({ userId, reference }: Interaction) {
  return { actor: userId, reference };
}
