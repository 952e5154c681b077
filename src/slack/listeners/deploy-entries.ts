import type { DeploymentAction } from '../../licensing/rules/deployment.js';
import type { Draft, DraftEntries } from '../../licensing/rules/draft.js';
import { linesOf } from '../../licensing/rules/table-text.js';
import { actionIds, blockIds, selectIds } from '../ids.js';
import { inputOf, type Submission, type UploadedFile } from '../interaction.js';
import { text, ticked } from './token-entry.js';

/** Bytes of a CSV file: 20,000 lines of two hundred. */
export const LIST_FILE_LIMIT = 4 * 1_024 * 1_024;
/** Characters of one line that are kept; nobody's address is longer. */
const LINE_LENGTH = 2_000;
/** More than are taken, so that the form can say how many there are. */
const LINES_KEPT = 50_000;

const actions: Readonly<Record<string, DeploymentAction>> = {
  required: 'required',
  available: 'available',
  uninstall: 'uninstall',
};

/** What the form holds, and the file that is still to be fetched. */
export interface DeployEntry {
  entries: DraftEntries;
  upload: UploadedFile | null;
}

/** The form as it was submitted; `before`: the draft that it was drawn from, with what a form cannot hold. */
export function deployEntry(submission: Submission, before: Draft | null): DeployEntry {
  const chosen = (blockId: string, actionId: string = actionIds.input) =>
    inputOf(submission.values, blockId, actionId).selected;
  const [upload = null] = inputOf(submission.values, blockIds.deployFile, actionIds.input).files;
  const [action = ''] = chosen(blockIds.deployAction);
  const changed = before?.entries.deploymentId ?? null;
  const [key = ''] = changed === null ? chosen(blockIds.deployApp, selectIds.deployApp) : [before?.entries.key];
  return {
    entries: {
      key,
      action: Object.hasOwn(actions, action) ? (actions[action] ?? 'required') : 'required',
      people: chosen(blockIds.deployPeople),
      channelId: chosen(blockIds.deployChannel)[0] ?? null,
      groupIds: chosen(blockIds.deployGroups, selectIds.deployGroups),
      addresses: text(submission, blockIds.deployAddresses),
      file: ticked(submission, blockIds.deployKeepFile) ? (before?.entries.file ?? null) : null,
      exclusions: chosen(blockIds.deployExclusions),
      reason: text(submission, blockIds.deployReason),
      startAt: instantOf(text(submission, blockIds.deployStart)),
      deploymentId: changed,
      keepPeople: ticked(submission, blockIds.deployKeep),
    },
    upload,
  };
}

/** As it will be once the file is fetched: for what can be said before that. */
export function withFileToCome({ entries, upload }: DeployEntry): DraftEntries {
  return upload === null ? entries : { ...entries, file: { name: upload.name, lines: [] } };
}

/** The entries with what the file held. */
export function withFile({ entries, upload }: DeployEntry, content: string): DraftEntries {
  const lines = linesOf(content, LINES_KEPT).map((line) => line.slice(0, LINE_LENGTH));
  return { ...entries, file: { name: (upload?.name ?? '').slice(0, 200), lines } };
}

/** Slack gives seconds. */
function instantOf(seconds: string): number | null {
  return /^\d{1,11}$/.test(seconds) ? Number(seconds) * 1_000 : null;
}
