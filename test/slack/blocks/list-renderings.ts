import type { HomeView } from '@slack/types';
import type { HomeLists } from '../../../src/licensing/flows/home-lists.js';
import type { AuditPage } from '../../../src/licensing/flows/list-audit.js';
import type { DeploymentRow, DeploymentsPage } from '../../../src/licensing/flows/list-deployments.js';
import type { DeploymentProgress } from '../../../src/licensing/flows/progress.js';
import type { DeploymentView, PersonRow } from '../../../src/licensing/flows/show-deployment.js';
import type { WhyOutcome } from '../../../src/licensing/flows/why.js';
import type { Arithmetic } from '../../../src/licensing/rules/arithmetic.js';
import type { Assignment, AssignmentReason } from '../../../src/licensing/rules/assignment.js';
import type {
  Decision,
  Deployment,
  DeploymentRevision,
  LeftOut,
  PendingApproval,
} from '../../../src/licensing/rules/deployment.js';
import type { Membership } from '../../../src/licensing/rules/membership.js';
import { licenceStates } from '../../../src/licensing/rules/people-filter.js';
import { termsStatuses } from '../../../src/licensing/rules/terms.js';
import { whyChain } from '../../../src/licensing/rules/why.js';
import type { WhyDeployment, WhyFacts } from '../../../src/licensing/rules/why-facts.js';
import { auditFilterMessage, auditMessage } from '../../../src/slack/blocks/audit.js';
import { deploymentsMessage } from '../../../src/slack/blocks/deployment-list.js';
import { deploymentMessage, noDeploymentMessage } from '../../../src/slack/blocks/deployment-page.js';
import { listSentWords, nothingToSendWords } from '../../../src/slack/blocks/export-words.js';
import { homeAdmin } from '../../../src/slack/blocks/home-admin.js';
import { whyMessage, whyNoAppMessage, whyUsageMessage, whyWhichMessage } from '../../../src/slack/blocks/why.js';
import type { Words } from '../../../src/slack/blocks/words.js';
import type { Message } from '../../../src/slack/interaction.js';
import { assets, context, day, now } from './facts.js';

export const arithmetic: Arithmetic = {
  ...{ people: 40, alreadyLicensed: 3, needed: 37, atMost: 37, free: 50, reservedByOthers: 2, awaitingApproval: 0 },
  ...{
    balanceAfter: 13,
    comingBack: 0,
    toInvite: 12,
    leftOut: 2,
    spentForEver: false,
    contradictions: [],
    readAt: now,
  },
};

export function revision(text: string, change: Partial<DeploymentRevision> = {}): DeploymentRevision {
  return {
    ...{ number: 1, action: 'required', audience: { kind: 'snapshot', from: ['people'] }, reason: text, startAt: null },
    ...{ writtenBy: ['UANNA1', text], writtenAt: now - day, people: 40, ...change },
  };
}

function pending(text: string): PendingApproval {
  return {
    ...{ revision: revision(text, { number: 2, action: 'uninstall' }), arithmetic, needed: 2 },
    ...{ approvedBy: [{ by: text, at: now }], requestedAt: now, expiresAt: now + day, reminders: 0 },
    nextReminderAt: null,
  };
}

export function deployment(text: string, change: Partial<Deployment> = {}): Deployment {
  return {
    ...{ key: '361285480.STDQ', state: 'active', requestedBy: text, requestedAt: now - 2 * day },
    ...{ inForce: revision(text), pending: null, endedAt: null, endedBy: null, stopped: null, applying: null },
    decided: { result: 'approved', by: ['UANNA1', text], at: now - day, revision: 1 },
    ...change,
  };
}

function deployments(text: string): Deployment[] {
  const denied: Decision = { result: 'denied', by: text, reason: text, at: now, revision: 1 };
  const expired: Decision = { result: 'expired', at: now, revision: 1 };
  const withdrawn: Decision = { result: 'withdrawn', by: text, at: now, revision: 1 };
  const follows = { kind: 'follows', groupIds: ['SSALES1', text, 'S3', 'S4'], ceiling: 60 } as const;
  const ended = { inForce: null, endedAt: now, endedBy: text, settled: pending(text) } as const;
  return [
    deployment(text),
    deployment(text, { state: 'awaiting-approval', inForce: null, pending: pending(text), decided: null }),
    deployment(text, { pending: pending(text), stopped: { by: text, at: now } }),
    deployment(text, { inForce: revision(text, { audience: follows, startAt: now + day }) }),
    deployment(text, { inForce: revision(text, { action: 'available' }), applying: { position: 10 } }),
    deployment(text, { state: 'closed', endedAt: now, endedBy: text }),
    deployment(text, { decided: { result: 'none-needed', at: now, revision: 1 } }),
    deployment(text, { ...ended, state: 'denied', decided: denied }),
    deployment(text, { ...ended, state: 'expired', decided: expired }),
    deployment(text, { ...ended, state: 'withdrawn', decided: withdrawn }),
    deployment(text, { state: 'expired', inForce: null, endedAt: now, endedBy: null, decided: null }),
  ];
}

export const progress: DeploymentProgress = {
  ...{ people: 40, leftOut: 2, remaining: 9, complete: false, licensed: 20, reserved: 1, invited: 2 },
  ...{ waitingForLicences: 3, licensing: 1, removing: 1, releasing: 1, released: 1, failed: 1, rejected: 1 },
  ...{ givenBack: 1, lost: 1, offered: 1, toApply: 4, passedOver: 1 },
};

export function rows(text: string): DeploymentRow[] {
  return deployments(text).map((one, index) => ({
    ...{ id: `D-${index + 1}`, deployment: one, appName: text },
    progress: one.inForce === null ? null : progress,
  }));
}

const groups = (text: string) => new Map([['SSALES1', text]]);

export function deploymentsPage(text: string, change: Partial<DeploymentsPage> = {}): DeploymentsPage {
  return {
    ...{ result: 'deployments', filter: { group: 'active', mine: false, app: text }, page: 1, pages: 3 },
    ...{ found: 20, all: 1_000, rows: rows(text).slice(0, 8), groups: groups(text), ...change },
  };
}

const reasons: readonly AssignmentReason[] = [
  ...(['uninstalled', 'removal-overridden', 'deployment-ended', 'left', 'terms-not-accepted'] as const),
  ...(['rejected-by-person', 'not-revocable', 'refused-by-apple', 'person-unknown-at-apple'] as const),
  ...(['lost-unknown', 'lost-retired', 'lost-refunded'] as const),
];

export function assignment(text: string, change: Partial<Assignment> = {}): Assignment {
  return {
    ...{ key: '361285480.STDQ', userId: 'UBO12345', clientUserId: text, state: 'licensed', since: now - day },
    ...{ reason: null, errorNumber: null, generation: 1, wantedBy: ['D-1'], removalBy: null, askedAt: null },
    ...{ writeId: null, licensedAt: now - day, eventId: text, tries: 0, nextTry: null, ...change },
  };
}

export function membership(text: string, change: Partial<Membership> = {}): Membership {
  return {
    ...{ clientUserId: text, state: 'associated', since: now - day, email: text, managedAppleAccount: null },
    ...{ idHash: null, invitation: null, problem: null, errorNumber: null, writeId: null, tries: 0, nextTry: null },
    ...change,
  };
}

function people(text: string): PersonRow[] {
  return Array.from({ length: 20 }, (_, index) => ({
    ...{ userId: `UBO${index}`, name: index === 0 ? null : text, email: text },
    state: licenceStates[index % licenceStates.length] ?? 'none',
    since: index % 3 === 0 ? null : now,
    terms: termsStatuses[index % termsStatuses.length] ?? 'invited',
    ...{ assignment: assignment(text), membership: membership(text), installs: null },
    next: index % 2 === 0 ? { step: 'buy-licences', missing: 12_345 } : { step: 'nothing' },
  }));
}

const leftOut = (text: string): LeftOut[] => [
  { who: text, reason: 'unknown-address', line: 12 },
  { who: 'UGUEST1', reason: 'guest', line: null },
];

export function deploymentView(row: DeploymentRow, text: string, change: Partial<DeploymentView> = {}): DeploymentView {
  return {
    ...{ ...row, result: 'deployment', filter: { state: 'licensed', terms: null }, page: 1, pages: 3, found: 50 },
    ...{ all: 60, people: people(text), leftOut: { leftOut: leftOut(text), leftOutCount: 12 }, groups: groups(text) },
    ...{ installations: null, may: { approve: true, change: true, withdraw: true, export: true }, ...change },
  };
}

const nothingMay = { approve: false, change: false, withdraw: false, export: false };

function whyDeployments(text: string): WhyDeployment[] {
  const base: WhyDeployment = {
    ...{ id: 'D-1', state: 'active', askedBy: text, reason: text, pending: null, leftOut: null, stopped: null },
    ended: null,
    inForce: {
      ...{ action: 'required', since: now, approval: { kind: 'approved', by: [text, 'UANNA1'], at: now } },
      ...{ groupIds: [text], startAt: now + day, applied: false },
    },
  };
  const waiting = { action: 'available', requestedAt: now, expiresAt: now + day, missingApprovals: 1 } as const;
  const uninstall = { action: 'uninstall', since: now, groupIds: null, startAt: null, applied: true } as const;
  return [
    { ...base, stopped: { by: text, at: now }, pending: waiting },
    { ...base, id: 'D-2', inForce: { ...uninstall, approval: { kind: 'none-needed' } } },
    { ...base, id: 'D-3', inForce: { ...uninstall, approval: { kind: 'unknown' } } },
    { ...base, id: 'D-4', inForce: null, pending: waiting },
    { ...base, id: 'D-5', inForce: null, leftOut: 'guest' },
    { ...base, id: 'D-6', inForce: null, state: 'denied', ended: { by: text, at: now } },
  ];
}

export function whyFacts(text: string, change: Partial<WhyFacts> = {}): WhyFacts {
  return {
    ...{ now, userId: 'UBO12345', person: { known: true, kind: 'guest', deactivated: false } },
    app: { key: '361285480.STDQ', name: text, gone: false, book: false, revocable: true, figures: null },
    ...{ deployments: whyDeployments(text), assignment: assignment(text), queue: { position: 3, length: 9 } },
    write: { act: 'associate', state: 'unknown', sentAt: now, eventId: text, nextLook: now },
    membership: membership(text, {
      ...{
        state: 'invited',
        invitation: { sentAt: now, reminders: 2, remindedAt: now, nextReminderAt: now, messages: 3, told: [] },
        errorNumber: 9641,
      },
      problem: 'other-account',
    }),
    ...{ membershipWrite: null, devices: null, lacksDevice: false },
    holds: {
      ...{ paused: { by: text, at: now }, writes: 'token', cleanliness: 'needed', interferenceSince: now },
    },
    ...change,
  };
}

type Why = Extract<WhyOutcome, { result: 'why' }>;

function whys(text: string): Why[] {
  const figures = {
    ...{ totalCount: 10, assignedOurs: 1, assignedForeign: 0, availableCount: 1, reserved: 1, inFlight: 0, waiting: 9 },
    ...{ free: -2, shortBy: 2, suspect: true, unlimited: false, readAt: now },
  };
  const app = { key: '361285480.STDQ', name: text, gone: false, book: false, revocable: true, figures };
  const facts = [
    ...licenceStates.flatMap((state) =>
      state === 'none'
        ? [whyFacts(text, { assignment: null })]
        : [whyFacts(text, { app, assignment: assignment(text, { state, removalBy: `person:${text}`, askedAt: now }) })],
    ),
    ...reasons.map((reason) =>
      whyFacts(text, { assignment: assignment(text, { state: 'failed', reason, errorNumber: 4711, tries: 3 }) }),
    ),
    whyFacts(text, {
      deployments: [],
      assignment: null,
      membership: null,
      person: { known: false, kind: 'member', deactivated: false },
    }),
  ];
  return facts.map((one, index) => ({
    ...{ result: 'why', facts: one, chain: whyChain(one), own: index % 2 === 0 },
    history: index % 2 === 0 ? [] : entries(text).slice(0, 5),
  }));
}

function entries(text: string): AuditPage['entries'] {
  const subjects = [
    'deployment:D-7',
    `assignment:361285480.STDQ/${text}`,
    `person:${text}`,
    'asset:361285480.STDQ',
    text,
  ];
  return Array.from({ length: 12 }, (_, index) => ({
    ...{ number: 1_000 - index, at: now, actor: index === 0 ? 'system' : text, act: 'approve-deployment' },
    ...{ subject: subjects[index % subjects.length] ?? text, outcome: text, reference: text },
    facts: { reason: text, at: now, by: 'UANNA12345', fresh: true, none: null, [text]: text, a: 1, b: 2, c: 3 },
  }));
}

export function auditPage(text: string, change: Partial<AuditPage> = {}): AuditPage {
  return {
    ...{ result: 'audit', typed: text, entries: entries(text), before: 988, newest: true },
    ...{ verdict: { result: 'intact', entries: 1_000, lastHash: 'ab' }, apps: new Map([['361285480.STDQ', text]]) },
    ...change,
  };
}

function named(prefix: string, list: readonly Message[]): Record<string, Message> {
  return Object.fromEntries(list.map((one, index) => [`${prefix} ${index}`, one]));
}

export function listMessages(text: string): Record<string, Message> {
  const all = { group: null, mine: false, app: '' } as const;
  const none = { rows: [], found: 0, pages: 1, page: 0 } as const;
  return {
    ...named('deployments', [
      deploymentsMessage(deploymentsPage(text), context, true),
      deploymentsMessage(
        deploymentsPage(text, { rows: rows(text).slice(8), page: 0, pages: 1, filter: all }),
        context,
        false,
      ),
      deploymentsMessage(deploymentsPage(text, { ...none, all: 0, filter: all }), context, true),
      deploymentsMessage(deploymentsPage(text, none), context, true),
    ]),
    ...named('deployment', [
      ...rows(text).map((row) => deploymentMessage(deploymentView(row, text), context)),
      ...rows(text)
        .slice(0, 2)
        .map((row) =>
          deploymentMessage(
            deploymentView(row, text, {
              ...{ people: [], may: nothingMay, leftOut: { leftOut: [], leftOutCount: 0 }, page: 0, pages: 1 },
              groups: new Map(),
            }),
            context,
          ),
        ),
      noDeploymentMessage(text, null),
      noDeploymentMessage('', 'D-12'),
      noDeploymentMessage('D-99', 'D-12'),
    ]),
    ...named('why', [
      ...whys(text).map((one) => whyMessage(one, context)),
      whyWhichMessage({ result: 'several', apps: assets(text) }, 'UBO12345'),
      whyNoAppMessage({ result: 'no-app', search: text, own: true }),
      whyNoAppMessage({ result: 'no-app', search: '', own: false }),
      whyUsageMessage(),
    ]),
    ...named('audit', [
      auditMessage(auditPage(text), context),
      auditMessage(auditPage(text, { newest: false, verdict: null, before: null, typed: '' }), context),
      auditMessage(auditPage(text, { verdict: { result: 'broken', line: 7, reason: text } }), context),
      auditMessage(auditPage(text, { entries: [], before: null }), context),
      auditMessage(auditPage(text, { entries: [] }), context),
      auditMessage(auditPage(text, { entries: [], before: null, typed: '' }), context),
      auditFilterMessage({ result: 'no-app', app: text }),
      auditFilterMessage({ result: 'not-understood', parts: [text, text, text, text] }),
    ]),
  };
}

export function listWords(text: string): Words[] {
  const file = { result: 'file', name: text, rows: 12, text, cutOff: false } as const;
  return [listSentWords(file), listSentWords({ ...file, cutOff: true }), nothingToSendWords()];
}

/** The lists of Home, full and with little in them. */
export function homeLists(text: string): HomeLists[] {
  const all = rows(text);
  const installations = {
    installed: 4_000,
    pending: 5,
    failed: 1,
    notInstalled: 2,
    notApplicable: 3,
    withoutDevice: 6,
  };
  const active = all.slice(0, 5).map((row, index) => ({ ...row, installations: index === 0 ? null : installations }));
  const full: HomeLists = {
    ...{ decide: all.slice(1, 3), decideCount: 12, active, activeCount: 200, awaitingCount: 12 },
    terms: termsStatuses.map((status, index) => ({ status, people: index * 1_000 + 1 })),
    waiting: Array.from({ length: 5 }, () => ({ key: '1.STDQ', name: text, people: 7 })),
    ...{ waitingApps: 9, groups: groups(text), installs: null },
  };
  const empty = { decide: [], decideCount: 0, active: [], activeCount: 0, awaitingCount: 0, terms: [] } as const;
  return [full, { ...full, ...empty }, { ...empty, waiting: [], waitingApps: 0, groups: new Map(), installs: null }];
}

/** What Home says of deployments and people, as views. */
export function listHomes(text: string): HomeView[] {
  return homeLists(text).map((lists) => ({ type: 'home', blocks: homeAdmin(lists, now) }));
}
