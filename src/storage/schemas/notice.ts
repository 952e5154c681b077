import { z } from 'zod';
import type { Audience } from '../../licensing/rules/audience.js';
import type { ActionRequired, House, TokenFacts } from '../../licensing/rules/house.js';
import type { BindingCardStage, BindingEnd, Notice, NoticeFacts, NoticeKind } from '../../licensing/rules/notice.js';
import { interferenceFacts } from './alert.js';
import { count, instant, list, text } from './basics.js';
import {
  exportedFile,
  locationFacts,
  mdmInfo,
  proposalFacts,
  releaseAtApple,
  signInPerson,
  tokenState,
} from './binding.js';
import { checkLine } from './checkup.js';
import { cleanliness, cleanUpCount, cleanUpRun, cleanUpWaiver } from './clean-up.js';
import { deploymentCardFacts, deploymentNewsFacts, deploymentProgressFacts } from './deployment-notice.js';
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
import { handoverFacts, signInGap, signInQuestionEnd } from './sign-in.js';
import { appNeed, syncReport, syncStage } from './sync.js';
import { termsInvitation, termsList } from './terms.js';
import { troubleEnd, troubleProgress } from './token-trouble.js';
import { waitingListFacts } from './waiting-list.js';

const tokenTrouble = tokenState.exclude(['valid', 'expiring']);

const tokenFacts = z.strictObject({
  name: text,
  appleAccount: text,
  fingerprint: text,
  expires: instant,
  daysLeft: count,
  state: tokenState,
  importedBy: text,
  importedAt: instant,
}) satisfies z.ZodType<TokenFacts>;

const action = z.discriminatedUnion('kind', [
  z.strictObject({ kind: z.literal('token-expiring'), daysLeft: count }),
  z.strictObject({ kind: z.literal('token-state'), state: tokenTrouble }),
  z.strictObject({
    kind: z.literal('sign-in-too-few'),
    active: count,
    gaps: list(signInGap),
  }),
  z.strictObject({ kind: z.literal('token-owner-gone'), userId: text }),
  z.strictObject({ kind: z.literal('foreign-notifications'), host: text }),
  z.strictObject({ kind: z.literal('sync-failed'), since: instant }),
  z.strictObject({ kind: z.literal('apps-need-licences'), count }),
  z.strictObject({ kind: z.literal('clean-up-needed'), users: count, assignments: count, running: z.boolean() }),
]) satisfies z.ZodType<ActionRequired>;

export const decommissionReceipt = z.strictObject({
  facts: locationFacts,
  mdmInfo,
  boundAt: instant,
  confirmedBy: list(text),
  decommissionedAt: instant,
  atApple: releaseAtApple,
  heldBy: mdmInfo.nullable(),
  exported: exportedFile.nullable(),
});

const house = z.discriminatedUnion('state', [
  z.strictObject({
    state: z.literal('unbound'),
    proposal: z
      .strictObject({
        id: text,
        proposedBy: text,
        stage: z.enum(['counting', 'ready', 'awaiting-second', 'claiming']),
      })
      .nullable(),
    paused: z.boolean(),
  }),
  z.strictObject({
    state: z.literal('decommissioned'),
    receipt: decommissionReceipt,
    paused: z.boolean(),
  }),
  z.strictObject({
    state: z.literal('bound'),
    location: locationFacts.pick({ uId: true, locationName: true, countryISO2ACode: true, organizationName: true }),
    installationId: text,
    boundAt: instant,
    token: tokenFacts,
    signIn: list(signInPerson),
    lastSync: syncReport.nullable(),
    lastComplete: syncReport.nullable(),
    syncing: z.boolean(),
    nextSync: instant,
    needs: list(appNeed),
    cleanliness,
    waiver: cleanUpWaiver.nullable(),
    actions: list(action),
    paused: z.boolean(),
  }),
]) satisfies z.ZodType<House>;

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
]) satisfies z.ZodType<BindingEnd>;

const cardStage = z.discriminatedUnion('stage', [
  z.strictObject({ stage: z.literal('counting') }),
  z.strictObject({ stage: z.literal('ready') }),
  z.strictObject({ stage: z.literal('count-failed'), reason: text }),
  z.strictObject({ stage: z.literal('changed'), what: list(text) }),
  z.strictObject({ stage: z.literal('awaiting-second'), until: instant }),
  z.strictObject({ stage: z.literal('claiming') }),
  z.strictObject({ stage: z.literal('unsettled'), reason: text }),
  z.strictObject({ stage: z.literal('ended'), end: bindingEnd }),
]) satisfies z.ZodType<BindingCardStage>;

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
  'licence-alert': licenceAlertFacts,
  'licence-news': licenceNewsFacts,
  'licence-digest': licenceDigestFacts,
} satisfies { [K in NoticeKind]: z.ZodType<NoticeFacts[K]> };

export const audience = z.discriminatedUnion('to', [
  z.strictObject({ to: z.literal('person'), userId: text }),
  z.strictObject({ to: z.literal('channel') }),
  z.strictObject({ to: z.literal('approvers') }),
  z.strictObject({ to: z.literal('custodians'), except: list(text) }),
]) satisfies z.ZodType<Audience>;

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
  of('licence-alert'),
  of('licence-news'),
  of('licence-digest'),
]) satisfies z.ZodType<Notice>;
