import { z } from 'zod';
import type { Audience } from '../../licensing/rules/audience.js';
import type { BindingCardStage, BindingEnd, Notice, NoticeFacts, NoticeKind } from '../../licensing/rules/notice.js';
import { interferenceFacts } from './alert.js';
import { count, instant, list, text } from './basics.js';
import { mdmInfo, proposalFacts, signInPerson } from './binding.js';
import { checkLine } from './checkup.js';
import { cleanUpCount, cleanUpRun, cleanUpWaiver } from './clean-up.js';
import { deploymentCardFacts, deploymentNewsFacts, deploymentProgressFacts } from './deployment-notice.js';
import { claimFacts, ownerImportFacts, ownershipFacts } from './device-ownership.js';
import { decommissionReceipt, house, tokenFacts, tokenTrouble } from './house.js';
import { deviceNeedFacts, installationCardFacts, installationNewsFacts, installsState } from './installation-card.js';
import { licenceAlertFacts, licenceDigestFacts, licenceNewsFacts } from './licence-alert.js';
import {
  leaversFacts,
  licenceGiven,
  offerFacts,
  removalFacts,
  removalObjection,
  removalReminder,
  removals,
} from './people-side.js';
import { renewalFacts, renewalStage, renewedToken } from './renewal.js';
import { request, requestEnd } from './request.js';
import { handoverFacts, signInQuestionEnd } from './sign-in.js';
import { syncReport, syncStage } from './sync.js';
import { termsInvitation, termsList } from './terms.js';
import { troubleEnd, troubleProgress } from './token-trouble.js';
import { unusedFacts, unusedReminder, unusedWish } from './unused.js';
import { waitingListFacts } from './waiting-list.js';

const byAt = z.strictObject({ by: text, at: instant });

const bindingEnd = z.discriminatedUnion('result', [
  z.strictObject({
    result: z.literal('bound'),
    installationId: text,
    uId: text,
    confirmedBy: list(text),
    at: instant,
  }),
  z.strictObject({ result: z.literal('denied'), by: text }),
  z.strictObject({ result: z.literal('expired') }),
  z.strictObject({ result: z.literal('lost-race'), holder: mdmInfo }),
  z.strictObject({
    result: z.literal('refused-by-apple'),
    reason: text,
    errorNumber: count.nullable(),
    message: text,
  }),
  z.strictObject({ result: z.literal('dropped'), reason: text }),
]) satisfies z.core.$ZodType<BindingEnd>;

const cardStage = z.discriminatedUnion('stage', [
  z.strictObject({ stage: z.literal('counting') }),
  z.strictObject({ stage: z.literal('ready') }),
  z.strictObject({ stage: z.literal('count-failed'), reason: text }),
  z.strictObject({ stage: z.literal('changed'), what: list(text) }),
  z.strictObject({ stage: z.literal('awaiting-second'), until: instant }),
  z.strictObject({ stage: z.literal('claiming') }),
  z.strictObject({ stage: z.literal('unsettled'), reason: text }),
  z.strictObject({ stage: z.literal('ended'), end: bindingEnd }),
]) satisfies z.core.$ZodType<BindingCardStage>;

const facts = {
  'binding-card': z.strictObject({ proposal: proposalFacts, progress: cardStage }),
  'binding-question': z.strictObject({
    proposal: proposalFacts,
    open: z.boolean(),
    end: z.union([bindingEnd, z.strictObject({ result: z.literal('reissued') })]).nullable(),
  }),
  'binding-receipt': z.strictObject({
    proposal: proposalFacts,
    installationId: text,
    confirmedBy: list(text),
    at: instant,
    replaced: mdmInfo.nullable(),
    foreignNotificationHost: text.nullable(),
  }),
  'sign-in-question': z.strictObject({
    key: text,
    locationName: text,
    appleAccount: text,
    person: signInPerson,
    end: signInQuestionEnd.nullable(),
  }),
  'sign-in-handover-question': handoverFacts,
  'sign-in-handover-card': handoverFacts,
  'sync-card': z.discriminatedUnion('stage', [
    z.strictObject({
      stage: z.literal('running'),
      at: syncStage,
      pages: count,
      totalPages: count.nullable(),
      startedAt: instant,
    }),
    z.strictObject({ stage: z.literal('done'), report: syncReport, house }),
  ]),
  'sync-summary': z.strictObject({ report: syncReport, house, missedSlots: list(text) }),
  'token-warning': z.strictObject({
    token: tokenFacts,
    locationName: text,
    step: count,
    acknowledged: byAt.nullable(),
    renewed: byAt.nullable(),
    decommissionedAt: instant.nullable(),
  }),
  'token-trouble': z.strictObject({
    state: tokenTrouble,
    token: tokenFacts,
    locationName: text,
    heldBy: mdmInfo.nullable(),
    errorNumber: count.nullable(),
    reference: text,
    subject: text,
    since: instant,
    progress: troubleProgress.nullable(),
    ended: troubleEnd.nullable(),
  }),
  'renewal-card': z.strictObject({
    renewal: renewalFacts,
    present: renewedToken,
    locationName: text,
    stage: renewalStage,
  }),
  'token-renewed': z.strictObject({
    renewed: renewedToken,
    token: tokenFacts,
    locationName: text,
    by: text,
    at: instant,
  }),
  'request-card': z.strictObject({ request, end: requestEnd.nullable() }),
  'request-question': z.strictObject({ request, end: requestEnd.nullable() }),
  'clean-up-count': z.strictObject({ count: cleanUpCount, over: z.boolean() }),
  'clean-up-card': z.strictObject({ run: cleanUpRun, over: z.exactOptional(z.literal(true)) }),
  'clean-up-waived': z.strictObject({ waiver: cleanUpWaiver, locationName: text }),
  'decommission-receipt': decommissionReceipt,
  'doctor-report': z.strictObject({ at: instant, lines: list(checkLine) }),
  paused: z.strictObject({ paused: z.boolean(), by: text, at: instant }),
  interference: interferenceFacts,
  'waiting-list': waitingListFacts,
  'deployment-card': deploymentCardFacts,
  'deployment-request': deploymentCardFacts,
  'deployment-news': deploymentNewsFacts,
  'deployment-progress': deploymentProgressFacts,
  'terms-invitation': termsInvitation,
  'terms-list': termsList,
  'app-offer': offerFacts,
  'licence-given': licenceGiven,
  'removal-question': removalFacts,
  'removal-reminder': removalReminder,
  'removal-objection': removalObjection,
  'removals-card': removals,
  'leavers-card': leaversFacts,
  'unused-question': unusedFacts,
  'unused-reminder': unusedReminder,
  'unused-wish': unusedWish,
  'device-claim': claimFacts,
  'device-claim-answer': claimFacts,
  'device-ownership': ownershipFacts,
  'owner-import': ownerImportFacts,
  'installation-card': installationCardFacts,
  'installation-news': installationNewsFacts,
  'installs-card': installsState,
  'device-needed': deviceNeedFacts,
  'licence-alert': licenceAlertFacts,
  'licence-news': licenceNewsFacts,
  'licence-digest': licenceDigestFacts,
} satisfies { [K in NoticeKind]: z.core.$ZodType<NoticeFacts[K]> };

export const audience = z.discriminatedUnion('to', [
  z.strictObject({ to: z.literal('person'), userId: text }),
  z.strictObject({ to: z.literal('channel') }),
  z.strictObject({ to: z.literal('approvers') }),
  z.strictObject({ to: z.literal('custodians'), except: list(text) }),
]) satisfies z.core.$ZodType<Audience>;

const of = <K extends NoticeKind>(kind: K) =>
  z.strictObject({
    kind: z.literal(kind),
    subject: text,
    audience,
    facts: facts[kind],
    reference: text,
    thread: z.exactOptional(text),
  });

export const notice = z.discriminatedUnion('kind', [
  of('binding-card'),
  of('binding-question'),
  of('binding-receipt'),
  of('sign-in-question'),
  of('sign-in-handover-question'),
  of('sign-in-handover-card'),
  of('sync-card'),
  of('sync-summary'),
  of('token-warning'),
  of('token-trouble'),
  of('renewal-card'),
  of('token-renewed'),
  of('request-card'),
  of('request-question'),
  of('clean-up-count'),
  of('clean-up-card'),
  of('clean-up-waived'),
  of('decommission-receipt'),
  of('doctor-report'),
  of('paused'),
  of('interference'),
  of('waiting-list'),
  of('deployment-card'),
  of('deployment-request'),
  of('deployment-news'),
  of('deployment-progress'),
  of('terms-invitation'),
  of('terms-list'),
  of('app-offer'),
  of('licence-given'),
  of('removal-question'),
  of('removal-reminder'),
  of('removal-objection'),
  of('removals-card'),
  of('leavers-card'),
  of('device-claim'),
  of('device-claim-answer'),
  of('device-ownership'),
  of('owner-import'),
  of('unused-question'),
  of('unused-reminder'),
  of('unused-wish'),
  of('installation-card'),
  of('installation-news'),
  of('installs-card'),
  of('device-needed'),
  of('licence-alert'),
  of('licence-news'),
  of('licence-digest'),
]) satisfies z.core.$ZodType<Notice>;
