import type { Notice, NoticeFacts, NoticeKind } from '../../licensing/rules/notice.js';
import type { Message } from '../interaction.js';
import { bindingCard } from './binding-card.js';
import { bindingQuestion } from './binding-question.js';
import { bindingReceipt } from './binding-receipt.js';
import { pausedNotice } from './pause-notices.js';
import type { RenderContext } from './render-context.js';
import { requestCard, requestQuestion } from './requests.js';
import { signInQuestion } from './sign-in-question.js';
import { syncCard, syncSummary } from './sync-notices.js';
import { tokenTrouble, tokenWarning } from './token-notices.js';

type NoticeTable = { [K in NoticeKind]: (facts: NoticeFacts[K], context: RenderContext) => Message };

/** How each kind of notice is put into words. */
export const noticeMessages = {
  'binding-card': bindingCard,
  'binding-question': bindingQuestion,
  'binding-receipt': bindingReceipt,
  'sign-in-question': signInQuestion,
  'sync-card': syncCard,
  'sync-summary': syncSummary,
  'token-warning': tokenWarning,
  'token-trouble': tokenTrouble,
  'request-card': requestCard,
  'request-question': requestQuestion,
  paused: pausedNotice,
} satisfies NoticeTable;

/** The message of a notice; the reference shown is the notice's own. */
export function renderNotice(notice: Notice, context: RenderContext): Message {
  return messageOf(notice.kind, notice.facts, { ...context, reference: notice.reference });
}

function messageOf<K extends NoticeKind>(kind: K, facts: NoticeFacts[K], context: RenderContext): Message {
  const table: NoticeTable = noticeMessages;
  return table[kind](facts, context);
}
