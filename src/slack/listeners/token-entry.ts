import { downloadRefusalWords, serverFileRefusalWords, tokenFieldErrors } from '../blocks/binding-words.js';
import type { Words } from '../blocks/words.js';
import { actionIds, blockIds } from '../ids.js';
import { inputOf, type Submission, type UploadedFile } from '../interaction.js';
import type { Conversation } from './conversation.js';

/** What was entered in the dialogue that takes a token. */
export interface TokenEntry {
  pasted: string;
  file: UploadedFile | null;
  onServer: boolean;
  name: string;
  appleAccount: string;
}

export function text(submission: Submission, blockId: string): string {
  return inputOf(submission.values, blockId, actionIds.input).text?.trim() ?? '';
}

export function ticked(submission: Submission, blockId: string): boolean {
  return inputOf(submission.values, blockId, actionIds.input).selected.length > 0;
}

export function tokenEntry(submission: Submission): TokenEntry {
  return {
    pasted: text(submission, blockIds.tokenText),
    file: inputOf(submission.values, blockIds.tokenFile, actionIds.input).files[0] ?? null,
    onServer: ticked(submission, blockIds.tokenOnServer),
    name: text(submission, blockIds.tokenName),
    appleAccount: text(submission, blockIds.appleAccount),
  };
}

/** Faults that can be told at once, at their fields; empty when there is none. */
export function entryErrors({ pasted, file, onServer, name, appleAccount }: TokenEntry): Record<string, string> {
  const sources = [pasted !== '', file !== null, onServer].filter(Boolean).length;
  return tokenFieldErrors({ sources, name, appleAccount });
}

export type TokenSource = { result: 'text'; text: string } | { result: 'refused'; words: Words };

/** The text of the token, from wherever it was given. */
export async function readToken(conversation: Conversation, entry: TokenEntry): Promise<TokenSource> {
  if (entry.pasted !== '') return { result: 'text', text: entry.pasted };
  if (entry.file !== null) {
    const download = await conversation.download(entry.file);
    return download.result === 'text' ? download : { result: 'refused', words: downloadRefusalWords(download.result) };
  }
  const file = await conversation.readServerFile?.();
  if (file === undefined) return { result: 'refused', words: serverFileRefusalWords('VPP_TOKEN_FILE is not set') };
  return file.result === 'text' ? file : { result: 'refused', words: serverFileRefusalWords(file.reason) };
}
