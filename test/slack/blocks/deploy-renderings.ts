import type { ModalView } from '@slack/types';
import type { CountedDraft, DraftRefusal } from '../../../src/licensing/flows/count-draft.js';
import { emptyEntries } from '../../../src/licensing/flows/open-draft.js';
import type { RequestDeploymentOutcome } from '../../../src/licensing/flows/request-deployment.js';
import type { Worsening } from '../../../src/licensing/rules/approval.js';
import type { Arithmetic } from '../../../src/licensing/rules/arithmetic.js';
import type { DeploymentAction, LeftOut } from '../../../src/licensing/rules/deployment.js';
import type { DraftEntries } from '../../../src/licensing/rules/draft.js';
import type { DraftFault } from '../../../src/licensing/rules/draft-faults.js';
import { deployFormView } from '../../../src/slack/blocks/deploy-form.js';
import { requestOutcomeWords } from '../../../src/slack/blocks/deploy-outcomes.js';
import {
  askingView,
  backView,
  countingView,
  deployPreviewView,
  deployRefusedView,
} from '../../../src/slack/blocks/deploy-preview.js';
import { deployOverWords, draftRefusalWords, listFileWords } from '../../../src/slack/blocks/deploy-refusals.js';
import type { Words } from '../../../src/slack/blocks/words.js';
import { asset, context, now } from './facts.js';

const key = '361285480.STDQ';
const many = Array.from({ length: 60 }, (_, index) => `U${index}`);

function fullEntries(text: string, given: Partial<DraftEntries> = {}): DraftEntries {
  return {
    ...emptyEntries,
    key,
    people: many,
    channelId: 'C1',
    addresses: text.repeat(60),
    file: { name: text, lines: [text, text] },
    exclusions: ['U1'],
    reason: text,
    startAt: now + 3_600_000,
    ...given,
  };
}

export function anArithmetic(given: Partial<Arithmetic> = {}): Arithmetic {
  return {
    ...{ people: 40, alreadyLicensed: 10, needed: 30, atMost: 30, free: 35, reservedByOthers: 4, awaitingApproval: 20 },
    ...{
      balanceAfter: 5,
      comingBack: 10,
      toInvite: 12,
      leftOut: 3,
      spentForEver: false,
      contradictions: [],
      readAt: now,
    },
    ...given,
  };
}

const reasons = [
  ...(['guest', 'bot', 'deactivated', 'stranger', 'other-team', 'unknown-address'] as const),
  ...(['unknown-person', 'ambiguous-address', 'unreadable-line', 'excluded'] as const),
];

const leftOutOf = (text: string): LeftOut[] =>
  reasons.map((reason, index) => ({
    who: index % 2 === 0 ? text : 'U9',
    reason,
    line: index % 3 === 0 ? null : index,
  }));

function counted(text: string, action: DeploymentAction, given: Partial<CountedDraft> = {}): CountedDraft {
  return {
    result: 'counted',
    draftId: 'draft-1',
    entries: fullEntries(text, { action }),
    app: asset(text),
    audience: { kind: 'snapshot', from: ['people', 'channel', 'addresses', 'file'] },
    arithmetic: anArithmetic(),
    leftOut: [],
    leftOutCount: 0,
    approvals: 1,
    ...given,
  };
}

const none: ReadonlyMap<string, string> = new Map();

const worse: readonly Worsening[] = [
  { kind: 'licences-missing', free: 1, needed: 2 },
  { kind: 'more-needed', was: 1, is: 2 },
  { kind: 'more-people', was: 1, is: 2 },
  { kind: 'more-left-out', was: 1, is: 2 },
  { kind: 'more-to-remove', was: 0, is: 1 },
  { kind: 'contradiction', deploymentId: 'D-7', people: 2 },
  { kind: 'spent-for-ever' },
];

function previews(text: string): ModalView[] {
  const contradictions = Array.from({ length: 20 }, (_, index) => {
    return { deploymentId: `D-${index}`, action: 'uninstall', people: 3, who: ['UANNA1', 'UBO1'] } as const;
  });
  const bad = anArithmetic({ contradictions, spentForEver: true, awaitingApproval: 900 });
  const unlimited = anArithmetic({ free: null, balanceAfter: null });
  const lines = Array.from({ length: 300 }, (_, line): LeftOut => ({ who: text, reason: 'unreadable-line', line }));
  const groupIds = Array.from({ length: 10 }, (_, index) => `S${index}`);
  const follows = { kind: 'follows', groupIds, ceiling: 60 } as const;
  return (['required', 'available', 'uninstall'] as const).flatMap((action) => [
    deployPreviewView(counted(text, action), none),
    deployPreviewView(
      counted(text, action, { arithmetic: bad, audience: follows, approvals: 2 }),
      new Map([['S1', text]]),
    ),
    deployPreviewView(counted(text, action, { arithmetic: unlimited, approvals: 0 }), none),
    deployPreviewView(counted(text, action, { arithmetic: anArithmetic({ byDevices: true }), approvals: 1 }), none),
    deployPreviewView(counted(text, action, { leftOut: lines, leftOutCount: 5_000 }), none),
    deployPreviewView(counted(text, action, { leftOut: leftOutOf(text), leftOutCount: 10 }), none),
    deployPreviewView(
      counted(text, action, { entries: fullEntries(text, { action, deploymentId: 'D-7', startAt: null }) }),
      none,
      { joined: 1, gone: 2, worse },
    ),
  ]);
}

export function deployRefusals(text: string): DraftRefusal[] {
  const faults: DraftFault[] = [
    { field: 'app', fault: 'missing' },
    { field: 'people', fault: 'nobody' },
    { field: 'groups', fault: 'mixed' },
    { field: 'addresses', fault: 'too-many', count: 91 },
    { field: 'file', fault: 'too-many-lines', count: 30_000 },
    { field: 'reason', fault: 'missing' },
    { field: 'reason', fault: 'too-long' },
    { field: 'start', fault: 'past' },
    { field: 'start', fault: 'too-far' },
  ];
  const short = { why: 'not-enough-licences', app: asset(text), missing: 3 } as const;
  const people = many.slice(0, 10).map((userId) => ({ userId, left: true }));
  return [
    { why: 'not-bound' },
    { why: 'clean-up-needed', cleanliness: 'needed' },
    { why: 'clean-up-needed', cleanliness: 'unknown' },
    { why: 'faults', faults },
    { why: 'unknown-app' },
    { why: 'not-deployable', app: asset(text, { productType: 'Book' }) },
    { why: 'not-deployable', app: asset(text, { presence: 'gone' }) },
    { why: 'group-unreadable', groupId: text },
    { why: 'group-unreadable', groupId: 'S1' },
    { why: 'channel-unreadable', channelId: text, because: 'not-found' },
    { why: 'channel-unreadable', channelId: 'C1', because: 'cannot-check' },
    { why: 'too-many-people', limit: 20_000 },
    { why: 'no-addresses', name: text },
    { why: 'not-changeable', deploymentId: text },
    { why: 'directory-unread' },
    { why: 'nobody', roster: { people: [], leftOut: leftOutOf(text), leftOutCount: 10 } },
    { why: 'nobody', roster: { people: [], leftOut: [], leftOutCount: 0 } },
    { ...short, fits: 0, arithmetic: anArithmetic({ free: 0 }), spared: { people: [], count: 0, leftCount: 0 } },
    { ...short, fits: 4, arithmetic: anArithmetic({ free: -3 }), spared: { people, count: 70, leftCount: 12 } },
    { ...short, fits: 1, arithmetic: anArithmetic({ free: 1, needed: 1 }), spared: { people, count: 1, leftCount: 1 } },
  ];
}

const outcomes: Exclude<RequestDeploymentOutcome, { result: 'not-allowed' }>[] = [
  { result: 'over' },
  { result: 'not-counted' },
  { result: 'not-changeable' },
  { result: 'unknown-app' },
  { result: 'nobody' },
  { result: 'no-licences-left', arithmetic: anArithmetic({ free: 0, balanceAfter: -30 }) },
  { result: 'nobody-could-approve', needed: 1 },
  { result: 'nobody-could-approve', needed: 2 },
  { result: 'not-now', hold: 'token' },
  { result: 'not-clean', cleanliness: 'needed' },
  { result: 'asked', deploymentId: 'D-7', needed: 1, until: now, approvers: [] },
  { result: 'asked', deploymentId: 'D-7', needed: 2, until: now, approvers: many },
  { result: 'in-force', deploymentId: 'D-7' },
];

export function deployWords(text: string): Words[] {
  const files = ['too-large', 'not-text', 'not-found', 'html-login-page', 'wrong-host', 'unreachable'] as const;
  return [
    ...deployRefusals(text).map(draftRefusalWords),
    ...outcomes.map(requestOutcomeWords),
    ...files.map(listFileWords),
    deployOverWords,
  ];
}

export function deployViews(text: string): ModalView[] {
  const app = { key, app: asset(text), free: 12 };
  const group = { id: 'S1', name: text, handle: text };
  const empty = { entries: emptyEntries, draftId: '', app: null, groups: [], keptPeople: 0, now };
  const change = fullEntries(text, { deploymentId: 'D-7', keepPeople: true });
  const past = fullEntries(text, { startAt: now - 1, groupIds: ['S1'], file: null });
  return [
    deployFormView(empty),
    deployFormView({ ...empty, entries: fullEntries(text), draftId: 'draft-1', app }),
    deployFormView({ ...empty, entries: past, app: { ...app, free: null }, groups: [group, { ...group, handle: '' }] }),
    deployFormView({ ...empty, entries: change, draftId: 'draft-1', app, keptPeople: 40 }),
    deployFormView({ ...empty, entries: change, draftId: 'draft-1', keptPeople: 0 }),
    countingView(),
    askingView(),
    ...previews(text),
    ...deployRefusals(text).map((refusal) => deployRefusedView('draft-1', refusal, context.portalUrl, text)),
    backView('draft-1', { ...deployOverWords, wrong: true }, text),
  ];
}
