import type { Notice, NoticeFacts, NoticeKind } from '../../licensing/rules/notice.js';
import type { Message } from '../interaction.js';
import { bindingCard } from './binding-card.js';
import { bindingQuestion } from './binding-question.js';
import { bindingReceipt } from './binding-receipt.js';
import { cleanUpCountCard, cleanUpWaived } from './clean-up-card.js';
import { cleanUpRunCard } from './clean-up-run.js';
import { decommissionReceipt } from './decommission.js';
import { doctorReport } from './doctor.js';
import { pausedNotice } from './pause-notices.js';
import type { RenderContext } from './render-context.js';
import { renewalCard, tokenRenewed } from './renewal-card.js';
import { requestCard, requestQuestion } from './requests.js';
import { signInHandoverCard, signInHandoverQuestion } from './sign-in-handover.js';
import { signInQuestion } from './sign-in-question.js';
import { syncCard, syncSummary } from './sync-notices.js';
import { tokenTrouble } from './token-notices.js';
import { tokenWarning } from './token-warning.js';

type NoticeTable = { [K in NoticeKind]: (facts: NoticeFacts[K], context: RenderContext) => Message };

/** How each kind of notice is put into words. */
export const noticeMessages = {
  'binding-card': bindingCard,
  'binding-question': bindingQuestion,
  'binding-receipt': bindingReceipt,
  'sign-in-question': signInQuestion,
  'sign-in-handover-question': signInHandoverQuestion,
  'sign-in-handover-card': signInHandoverCard,
  'sync-card': syncCard,
  'sync-summary': syncSummary,
  'token-warning': tokenWarning,
  'token-trouble': tokenTrouble,
  'renewal-card': renewalCard,
  'token-renewed': tokenRenewed,
  'request-card': requestCard,
  'request-question': requestQuestion,
  'clean-up-count': cleanUpCountCard,
  'clean-up-card': cleanUpRunCard,
  'clean-up-waived': cleanUpWaived,
  'doctor-report': doctorReport,
  'decommission-receipt': decommissionReceipt,
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
