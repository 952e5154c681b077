import type { ModalView } from '@slack/types';
import type { Worsening } from '../../../src/licensing/rules/approval.js';
import type { Arithmetic } from '../../../src/licensing/rules/arithmetic.js';
import type {
  Decision,
  Deployment,
  DeploymentRevision,
  PendingApproval,
} from '../../../src/licensing/rules/deployment.js';
import {
  type DeploymentCardFacts,
  type DeploymentProgressFacts,
  type DeploymentTurn,
  progressPlaces,
} from '../../../src/licensing/rules/deployment-notice.js';
import {
  approveWords,
  askAgainWords,
  closeWords,
  denyWords,
  editWords,
  haltWords,
  withdrawWords,
} from '../../../src/slack/blocks/deployment-answers.js';
import { deploymentCard, deploymentRequest } from '../../../src/slack/blocks/deployment-card.js';
import { denyView, editView } from '../../../src/slack/blocks/deployment-dialogues.js';
import { deploymentNews } from '../../../src/slack/blocks/deployment-news.js';
import { deploymentProgress } from '../../../src/slack/blocks/deployment-progress.js';
import type { Words } from '../../../src/slack/blocks/words.js';
import type { Message } from '../../../src/slack/interaction.js';
import { aDeployment, aRevision } from '../../support/core-deployments.js';
import { context, day, now } from './facts.js';

const plain: Arithmetic = {
  ...{ people: 40, alreadyLicensed: 10, needed: 30, atMost: 30, free: 100, reservedByOthers: 5, awaitingApproval: 0 },
  ...{ balanceAfter: 70, comingBack: 0, toInvite: 0, leftOut: 0, spentForEver: false, contradictions: [], readAt: now },
};
const tight: Arithmetic = {
  ...plain,
  ...{ free: 20, balanceAfter: -10, awaitingApproval: 7, toInvite: 12, leftOut: 1_200, spentForEver: true },
  contradictions: Array.from({ length: 7 }, (_, index) => ({
    deploymentId: `D-${index + 1}`,
    action: 'uninstall',
    people: index + 1,
    who: Array.from({ length: Math.min(5, index + 1) }, (_one, person) => `UPERSON${person}`),
  })),
};
const unlimited: Arithmetic = { ...plain, free: null, balanceAfter: null, people: 1, needed: 1, atMost: 1 };
const short: Arithmetic = { ...plain, needed: 0, free: -3, balanceAfter: -3, comingBack: 1 };

function revisions(text: string): DeploymentRevision[] {
  const revision = aRevision({ reason: text, writtenBy: ['UANNA1'], people: 40 });
  return [
    revision,
    { ...revision, action: 'available', startAt: now + day, writtenBy: ['UANNA1', 'UBERTIL1'] },
    {
      ...revision,
      action: 'uninstall',
      audience: { kind: 'snapshot', from: ['people', 'channel', 'addresses', 'file'] },
    },
    {
      ...revision,
      audience: { kind: 'follows', groupIds: ['S1', text], ceiling: 60 },
      writtenBy: ['system', 'U0000ADA'],
      people: 1,
    },
    { ...revision, audience: { kind: 'snapshot', from: [] }, writtenBy: [text] },
  ];
}

/** Every revision and every arithmetic once, with the approvals in turn. */
function waiting(text: string): PendingApproval[] {
  const figures = [plain, tight, short, unlimited, plain];
  return revisions(text).map((revision, index): PendingApproval => {
    const arithmetic = figures[index] ?? plain;
    const head = {
      revision,
      arithmetic,
      requestedAt: now,
      expiresAt: now + 3 * day,
      reminders: 0,
      nextReminderAt: null,
    };
    if (index === 1) return { ...head, needed: 2, approvedBy: [{ by: text, at: now }], refreshed: 2 };
    return { ...head, needed: index === 2 ? 2 : 1, approvedBy: [] };
  });
}

function decisions(text: string): Decision[] {
  const at = { at: now, revision: 1 };
  return [
    { result: 'approved', by: ['UANNA1', text], ...at },
    { result: 'none-needed', ...at },
    { result: 'denied', by: text, reason: text, ...at },
    { result: 'expired', ...at },
    { result: 'withdrawn', by: 'system', ...at },
  ];
}

function worse(): Worsening[] {
  return [
    { kind: 'licences-missing', free: 0, needed: 3 },
    { kind: 'more-needed', was: 1, is: 2 },
    { kind: 'more-people', was: 1, is: 2 },
    { kind: 'more-left-out', was: 0, is: 1 },
    { kind: 'more-to-remove', was: 1, is: 2 },
    { kind: 'contradiction', deploymentId: 'D-2', people: 1 },
    { kind: 'spent-for-ever' },
  ];
}

function ended(text: string): Deployment[] {
  const [settled] = waiting(text);
  const also = settled === undefined ? {} : { settled };
  const requestedBy = text;
  return decisions(text).flatMap((decided): Deployment[] => {
    const active = aDeployment({ requestedBy, decided, applying: null, inForce: settled?.revision ?? null, ...also });
    if (decided.result === 'none-needed') return [active];
    if (decided.result === 'approved')
      return [
        active,
        { ...active, stopped: { by: text, at: now } },
        { ...active, state: 'closed', endedAt: now, endedBy: text },
        { ...active, state: 'closed', endedAt: null, endedBy: null },
      ];
    const over: Deployment = { ...active, state: decided.result, inForce: null, endedAt: now };
    if (decided.result === 'expired') return [active, over, { ...over, askedAgainAs: 'D-8' }];
    return [over];
  });
}

function cards(text: string): DeploymentCardFacts[] {
  const leftOut = [
    { who: text, reason: 'unreadable-line', line: 3 } as const,
    { who: 'UANNA1', reason: 'guest', line: null } as const,
  ];
  const head = { deploymentId: 'D-7', appName: text, requesterGone: false, groupNames: [], leftOut: [], worse: [] };
  const full = { ...head, requesterGone: true, groupNames: [text, 'Sales'], leftOut, worse: worse() };
  return [
    ...waiting(text).flatMap((pending, index) => [
      { ...head, deployment: aDeployment({ pending }) },
      ...(index === 1 ? [{ ...full, deployment: fresh(pending) }] : [{ ...head, deployment: fresh(pending) }]),
    ]),
    ...ended(text).map((deployment) => ({ ...head, deployment })),
  ];
}

function fresh(pending: PendingApproval): Deployment {
  return aDeployment({ state: 'awaiting-approval', inForce: null, decided: null, applying: null, pending });
}

function turns(text: string): DeploymentTurn[] {
  return [
    { turn: 'asked', by: text, revision: 1 },
    { turn: 'refreshed', by: 'UANNA1', worse: worse() },
    { turn: 'first-approval', by: 'UANNA1' },
    { turn: 'edited', by: 'UANNA1', revision: 2, people: 1, action: 'available' },
    ...decisions(text).map((decision): DeploymentTurn => ({ turn: 'decided', decision })),
    { turn: 'reminder', approvers: ['UANNA1', text], until: now },
    { turn: 'reminder', approvers: [], until: now },
    { turn: 'closed', by: 'system' },
    { turn: 'stopped', by: text },
    { turn: 'goes-on', by: text },
  ];
}

function progress(text: string): DeploymentProgressFacts[] {
  const none = Object.fromEntries(progressPlaces.map((place) => [place, 0]));
  const counts = {
    ...{ licensed: 0, reserved: 0, invited: 0, waitingForLicences: 0, licensing: 0, removing: 0, releasing: 0 },
    ...{ released: 0, failed: 0, rejected: 0, givenBack: 0, lost: 0, offered: 0, toApply: 0, passedOver: 0 },
    ...none,
  };
  const head: DeploymentProgressFacts = {
    ...{ deploymentId: 'D-7', appName: text, action: 'required', state: 'active', startAt: null, stopped: null },
    ...{ people: 500, counts: { ...counts, licensed: 312, invited: 40 }, complete: false, doneAt: now + day, at: now },
  };
  const everywhere = Object.fromEntries(progressPlaces.map((place, index) => [place, index + 1]));
  return [
    head,
    { ...head, counts, people: 0, complete: true, doneAt: null },
    { ...head, counts: { ...counts, ...everywhere }, doneAt: null },
    { ...head, action: 'available' },
    { ...head, action: 'uninstall', people: 1 },
    { ...head, startAt: now + day },
    { ...head, stopped: { by: text, at: now } },
    { ...head, state: 'closed' },
  ];
}

/** Cards, lines and progress of deployments, in every state. */
export function approvalMessages(text: string): Message[] {
  return [
    ...cards(text).flatMap((facts) => [deploymentCard(facts, context), deploymentRequest(facts, context)]),
    ...turns(text).flatMap((turn) =>
      [true, false].map((toRequester) =>
        deploymentNews({ deploymentId: 'D-7', appName: text, action: 'required', turn, toRequester }, context),
      ),
    ),
    ...progress(text).map((facts) => deploymentProgress(facts, context)),
  ];
}

export function approvalViews(text: string): ModalView[] {
  return [...revisions(text), aRevision({ reason: '' })].flatMap((revision) => {
    const facts = { key: 'D-7:1:0', deploymentId: 'D-7', appName: text, revision };
    return [denyView(facts), editView(facts)];
  });
}

/** Everything that a click on a deployment may be answered with. */
export function approvalWords(text: string): Words[] {
  const [replaced] = waiting(text);
  const deployments = [...ended(text), aDeployment({ pending: replaced ?? null }), aDeployment({ decided: null })];
  const over = [
    { result: 'unknown' } as const,
    ...deployments.map((deployment) => ({ result: 'over', deployment }) as const),
  ];
  const holds = ['not-bound', 'intent', 'not-ours', 'token', 'awaiting-reading'] as const;
  const gates = [
    ...holds.map((hold) => ({ result: 'not-now', hold }) as const),
    { result: 'not-clean', cleanliness: 'needed' } as const,
    { result: 'not-clean', cleanliness: 'unknown' } as const,
  ];
  const asked = [1, 2].map(
    (needed) =>
      ({ deploymentId: 'D-7', needed: needed === 1 ? 1 : 2, until: now, approvers: ['UANNA1', text] }) as const,
  );
  const notPlaced = [
    ...gates,
    { result: 'unknown-app' } as const,
    { result: 'nobody' } as const,
    { result: 'no-licences-left', arithmetic: tight } as const,
    { result: 'nobody-could-approve', needed: 1 } as const,
    { result: 'nobody-could-approve', needed: 2 } as const,
  ];
  return [
    ...over.map(approveWords),
    ...over.slice(0, 1).flatMap((one) => [denyWords(one), withdrawWords(one), editWords(one), haltWords(one)]),
    ...over.slice(0, 1).flatMap((one) => [closeWords(one), askAgainWords(one)]),
    ...gates.map(approveWords),
    approveWords({ result: 'own' }),
    approveWords({ result: 'already-approved', at: now, needed: 2 }),
    approveWords({ result: 'already-approved', at: now, needed: 1 }),
    approveWords({ result: 'worse', worse: worse() }),
    approveWords({ result: 'redrawn' }),
    approveWords({ result: 'unknown-app' }),
    approveWords({ result: 'first-approval', approvers: [text] }),
    approveWords({ result: 'first-approval', approvers: [] }),
    approveWords({ result: 'approved', deploymentId: 'D-7', licences: 0 }),
    approveWords({ result: 'approved', deploymentId: 'D-7', licences: 1 }),
    denyWords({ result: 'denied' }),
    denyWords({ result: 'no-reason' }),
    withdrawWords({ result: 'not-yours', requestedBy: text }),
    withdrawWords({ result: 'withdrawn' }),
    ...notPlaced.map(editWords),
    askAgainWords({ result: 'nobody' }),
    editWords({ result: 'no-reason' }),
    editWords({ result: 'same' }),
    ...asked.map((one) => editWords({ result: 'edited', ...one })),
    ...asked.map((one) => askAgainWords({ result: 'asked', ...one })),
    askAgainWords({ result: 'in-force', deploymentId: 'D-7' }),
    askAgainWords({ result: 'not-yours', requestedBy: text }),
    closeWords({ result: 'closed' }),
    haltWords({ result: 'already', stopped: null }),
    haltWords({ result: 'already', stopped: { by: text, at: now } }),
    haltWords({ result: 'stopped' }),
    haltWords({ result: 'goes-on' }),
  ];
}
