import { permit } from '../../licensing/flows/core.js';
import { confirmOwnerImport } from '../../licensing/flows/import-owners.js';
import { previewOwnerImport, wrongLinesTable } from '../../licensing/flows/preview-owner-import.js';
import { WRONG_LINES_SHOWN } from '../../licensing/rules/owner-import.js';
import { linesOf } from '../../licensing/rules/table-text.js';
import { noServerWords } from '../blocks/device-words.js';
import { importWords, ownerFileWords, previewRefusalWords } from '../blocks/owner-import.js';
import { importOwnersView, importPreviewView, readingListView } from '../blocks/owner-import-views.js';
import { wordsMessage, wordsView } from '../blocks/words.js';
import { actionIds, blockIds } from '../ids.js';
import {
  type Click,
  type Interaction,
  inputOf,
  type Reply,
  type Submission,
  type UploadedFile,
  type ViewAnswer,
} from '../interaction.js';
import type { Conversation } from './conversation.js';
import { LIST_FILE_LIMIT } from './deploy-entries.js';
import { deniedView } from './deploy-views.js';
import { refuse } from './refuse.js';
import { text, ticked } from './token-entry.js';
import { answerInView } from './work-in-view.js';

/** Characters of one line that are kept. */
const LINE_LENGTH = 1_000;

/** `/vpp devices import`: opens the dialogue. */
export async function startOwnerImport(conversation: Conversation, asked: Interaction, reply: Reply): Promise<void> {
  const permission = await permit(conversation.core, asked.userId, 'manage-devices');
  if (permission.result === 'not-allowed') return refuse(conversation, permission, reply);
  if (conversation.core.devices === null) return reply.privately(wordsMessage(noServerWords, asked.reference));
  await reply.openView(importOwnersView());
}

/** “Import owners…”. */
export async function pressImportOwners(conversation: Conversation, click: Click, reply: Reply): Promise<void> {
  return startOwnerImport(conversation, click, reply);
}

/** “Check”: the list is read while a view says so. */
export async function submitImportOwners(
  conversation: Conversation,
  submission: Submission,
  reply: Reply,
): Promise<ViewAnswer> {
  const pasted = text(submission, blockIds.ownerText);
  const [file = null] = inputOf(submission.values, blockIds.ownerFile, actionIds.input).files;
  if ((pasted === '') === (file === null)) {
    const error = file === null ? 'Paste the list, or choose a file.' : 'Paste the list or choose a file, not both.';
    return { answer: 'errors', errors: { [blockIds.ownerText]: error } };
  }
  return {
    answer: 'update',
    view: readingListView(),
    after: async () => {
      const view = await preview(conversation, submission, { pasted, file }, reply);
      await reply.updateView(view, { viewId: submission.viewId });
    },
  };
}

async function preview(
  conversation: Conversation,
  { userId, reference }: Submission,
  { pasted, file }: { pasted: string; file: UploadedFile | null },
  reply: Reply,
) {
  const download = file === null ? null : await conversation.download(file, LIST_FILE_LIMIT);
  if (download !== null && download.result !== 'text') return wordsView(ownerFileWords, reference);
  const lines = linesOf(download?.text ?? pasted).map((line) => line.slice(0, LINE_LENGTH));
  const outcome = await previewOwnerImport(conversation.core, { actor: userId, reference }, lines);
  if (outcome.result === 'not-allowed') return deniedView(conversation, outcome, reference);
  if (outcome.result !== 'shown') return wordsView(previewRefusalWords(outcome), reference);
  if (outcome.wrong.length > WRONG_LINES_SHOWN)
    await reply.sendFile({ name: 'wrong-lines.csv', text: wrongLinesTable(outcome.wrong) });
  return importPreviewView(outcome);
}

/** “Import” under the preview. */
export async function submitImportPreview(
  conversation: Conversation,
  submission: Submission,
  reply: Reply,
): Promise<ViewAnswer> {
  const { userId, reference, privateMetadata } = submission;
  const acknowledged = ticked(submission, blockIds.acknowledged);
  const outcome = await confirmOwnerImport(
    conversation.core,
    { actor: userId, reference },
    privateMetadata,
    acknowledged,
  );
  if (outcome.result === 'not-acknowledged')
    return {
      answer: 'errors',
      errors: { [blockIds.acknowledged]: 'Please tick this after you have read whose they are.' },
    };
  if (outcome.result === 'going') conversation.background.work();
  return answerInView(
    conversation,
    submission,
    reply,
    outcome.result === 'not-allowed' ? outcome : importWords(outcome),
  );
}
