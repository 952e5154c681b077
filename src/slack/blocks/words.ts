import type { KnownBlock, ModalView } from '@slack/types';
import { callbackIds } from '../ids.js';
import type { Message } from '../interaction.js';
import { context, header, message, modal, section } from './elements.js';
import { code } from './format.js';

/** An outcome in words. `title` is plain text; `text` and `next` are finished mrkdwn. */
export interface Words {
  title: string;
  /** What happened, and whether anything changed at Apple. */
  text: string;
  /** What comes next. */
  next: string;
  /** Something went wrong, so the reference is shown with it. */
  wrong?: true;
}

/** `Next: …`, as it goes on in a sentence. */
export function nextWords(step: string): string {
  const lower = /^(Apple|Slack)/.test(step) ? step : `${step.charAt(0).toLowerCase()}${step.slice(1)}`;
  return `Next: ${lower}`;
}

/** Said wherever it is true. */
export const nothingChanged = 'Nothing was changed at Apple.';

/** Words as a message of their own. */
export function wordsMessage(words: Words, reference: string): Message {
  return message(`${words.title}. ${words.text} ${words.next}`, wordsBlocks(words, reference));
}

/** Words as a modal with nothing to submit. */
export function wordsView(words: Words, reference: string): ModalView {
  return modal({ callbackId: callbackIds.note, close: 'Close', blocks: wordsBlocks(words, reference) });
}

function wordsBlocks(words: Words, reference: string): KnownBlock[] {
  return [
    header(words.title),
    section([words.text, words.next]),
    ...(words.wrong === true ? [context([referenceLine(reference)])] : []),
  ];
}

/** Small print that leads to the log. */
export function referenceLine(reference: string): string {
  return `Reference for an administrator: ${code(reference)}`;
}
