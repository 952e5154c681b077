import type { Notice, NoticeFacts, NoticeKind } from '../../licensing/rules/notice.js';
import type { Message } from '../interaction.js';
import { appOffer, licenceGiven } from './app-offer.js';
import { bindingCard } from './binding-card.js';
import { bindingQuestion } from './binding-question.js';
import { bindingReceipt } from './binding-receipt.js';
import { cleanUpCountCard, cleanUpWaived } from './clean-up-card.js';
import { cleanUpRunCard } from './clean-up-run.js';
import { decommissionReceipt } from './decommission.js';
import { deploymentCard, deploymentRequest } from './deployment-card.js';
import { deploymentNews } from './deployment-news.js';
import { deploymentProgress } from './deployment-progress.js';
import { deviceClaimAnswer, deviceClaimCard, deviceOwnership } from './device-claim.js';
import { deviceNeeded } from './device-needed.js';
import { doctorReport } from './doctor.js';
import { installationCard, installationNews } from './installation-card.js';
import { installsCard } from './installs-card.js';
import { interferenceCard } from './interference.js';
import { leaversCard } from './leavers.js';
import { licenceAlert, licenceDigest, licenceNews } from './licence-alert.js';
import { ownerImportCard } from './owner-import.js';
import { pausedNotice } from './pause-notices.js';
import { removalQuestion, removalReminder } from './removal-question.js';
import { removalObjection, removalsCard } from './removals.js';
import type { RenderContext } from './render-context.js';
import { renewalCard, tokenRenewed } from './renewal-card.js';
import { requestCard, requestQuestion } from './requests.js';
import { signInHandoverCard, signInHandoverQuestion } from './sign-in-handover.js';
import { signInQuestion } from './sign-in-question.js';
import { syncCard, syncSummary } from './sync-notices.js';
import { termsInvitation, termsList } from './terms.js';
import { tokenTrouble } from './token-notices.js';
import { tokenWarning } from './token-warning.js';
import { unusedQuestion, unusedReminder, unusedWish } from './unused-question.js';
import { waitingList } from './waiting-list.js';

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
  'terms-invitation': termsInvitation,
  'terms-list': termsList,
  interference: interferenceCard,
  'deployment-card': deploymentCard,
  'deployment-request': deploymentRequest,
  'deployment-news': deploymentNews,
  'deployment-progress': deploymentProgress,
  'waiting-list': waitingList,
  'app-offer': appOffer,
  'licence-given': licenceGiven,
  'removal-question': removalQuestion,
  'removal-reminder': removalReminder,
  'removal-objection': removalObjection,
  'removals-card': removalsCard,
  'leavers-card': leaversCard,
  'device-claim': deviceClaimCard,
  'device-claim-answer': deviceClaimAnswer,
  'device-ownership': deviceOwnership,
  'owner-import': ownerImportCard,
  'unused-question': unusedQuestion,
  'unused-reminder': unusedReminder,
  'unused-wish': unusedWish,
  'installation-card': installationCard,
  'installation-news': installationNews,
  'installs-card': installsCard,
  'device-needed': deviceNeeded,
  'licence-alert': licenceAlert,
  'licence-news': licenceNews,
  'licence-digest': licenceDigest,
} satisfies NoticeTable;

/** The message of a notice; the reference shown is the notice's own. */
export function renderNotice(notice: Notice, context: RenderContext): Message {
  return messageOf(notice.kind, notice.facts, { ...context, reference: notice.reference });
}

function messageOf<K extends NoticeKind>(kind: K, facts: NoticeFacts[K], context: RenderContext): Message {
  const table: NoticeTable = noticeMessages;
  return table[kind](facts, context);
}
