import type { HomeView, ModalView } from '@slack/types';
import type { DecommissionBlocker } from '../../../src/licensing/rules/decommission.js';
import type { DecommissionReceipt, House } from '../../../src/licensing/rules/house.js';
import type { CustodianRequest, RequestEnd } from '../../../src/licensing/rules/request.js';
import type { TroubleProgress } from '../../../src/licensing/rules/token-trouble.js';
import { syncRequestMessage } from '../../../src/slack/blocks/answers.js';
import { decommissionView } from '../../../src/slack/blocks/decommission-views.js';
import { decommissionWords, exportSentWords, exportWords } from '../../../src/slack/blocks/decommission-words.js';
import { helpMessage } from '../../../src/slack/blocks/help.js';
import { homeView } from '../../../src/slack/blocks/home.js';
import { noticeMessages } from '../../../src/slack/blocks/notices.js';
import { askWordsOf, confirmRequestWords, denyRequestWords } from '../../../src/slack/blocks/request-answers.js';
import { takeBackView } from '../../../src/slack/blocks/take-back-views.js';
import { takeBackWords } from '../../../src/slack/blocks/take-back-words.js';
import { tokenMessage } from '../../../src/slack/blocks/token-page.js';
import type { Words } from '../../../src/slack/blocks/words.js';
import type { Message } from '../../../src/slack/interaction.js';
import { bound, context, holder, member, now } from './facts.js';

const people = ['UANNA1', 'UBERTIL1'];

function requests(text: string): CustodianRequest[] {
  const head = { id: 'request-1', requestedBy: 'UANNA1', requestedAt: now, deadline: now + 3_600_000 };
  const location = { locationName: text, uId: text };
  const ours = {
    installationId: text,
    ourUsers: 2,
    ourAssignments: 1_200,
    deployments: { active: 3, awaitingApproval: 1 },
  };
  return [
    { ...head, act: 'take-back', facts: { ...location, heldBy: holder(text), since: now } },
    { ...head, act: 'take-back', facts: { ...location, heldBy: null, since: now } },
    { ...head, act: 'decommission', facts: { ...location, ...ours, claimStands: true } },
    { ...head, act: 'decommission', facts: { ...location, ...ours, claimStands: false } },
  ];
}

function requestEnds(text: string): (RequestEnd | null)[] {
  return [
    null,
    { result: 'confirmed', by: 'UBERTIL1', at: now },
    { result: 'denied', by: 'UBERTIL1' },
    { result: 'withdrawn' },
    { result: 'expired' },
    { result: 'changed', what: [text, text] },
  ];
}

function progresses(text: string): TroubleProgress[] {
  return [
    { stage: 'taking-back', by: people, at: now },
    { stage: 'lost-race', holder: holder(text), at: now },
    { stage: 'refused', errorNumber: 9637, message: text, at: now },
    { stage: 'refused', errorNumber: 4711, message: text, at: now },
    { stage: 'refused', errorNumber: null, message: text, at: now },
    { stage: 'dropped', reason: text, at: now },
  ];
}

function receipts(text: string): DecommissionReceipt[] {
  const base: DecommissionReceipt = {
    facts: {
      ...{ uId: text, locationName: text, countryISO2ACode: null, defaultPlatform: null, websiteURL: null },
      ...{ organizationName: text, mdmInfo: null, notificationHost: null, tokenExpires: now },
    },
    mdmInfo: holder(text),
    boundAt: now,
    confirmedBy: people,
    decommissionedAt: now,
    atApple: 'released',
    heldBy: null,
    exported: { name: 'apple-licences-1-2026-11-23.csv', users: 1, assignments: 1_200, bytes: 90_000, asOf: now },
  };
  const outcomes = ['released', 'was-not-ours', 'still-named', 'refused', 'not-reached'] as const;
  return outcomes.flatMap((atApple) => [
    { ...base, atApple },
    { ...base, atApple, heldBy: holder(text), exported: null },
  ]);
}

function closedHouses(text: string): House[] {
  return receipts(text).map((receipt, index) => ({ state: 'decommissioned', receipt, paused: index % 2 === 0 }));
}

function heldHouses(text: string): House[] {
  const { token } = bound(text);
  return (['in-use-elsewhere', 'claim-gone'] as const).map((state) => bound(text, { token: { ...token, state } }));
}

const inputOf = (house: House) => ({ house, context, mayBind: true, maySync: true, custodians: people });

/** Cards, pages and answers of take-back, decommission and their requests. */
export function exitMessages(text: string): Message[] {
  const { 'token-trouble': trouble, 'request-card': card, 'request-question': question } = noticeMessages;
  const { token } = bound(text);
  const standings = [member('viewer'), member('custodian')];
  const houses = [...closedHouses(text).slice(0, 2), ...heldHouses(text)];
  return [
    ...progresses(text).flatMap((progress) =>
      (['in-use-elsewhere', 'claim-gone'] as const).map((state) =>
        trouble(
          {
            ...{ state, token, locationName: text, heldBy: holder(text), errorNumber: null, reference: text },
            ...{ subject: 'token-trouble:1', since: now, progress, ended: null },
          },
          context,
        ),
      ),
    ),
    ...requests(text).flatMap((request) =>
      requestEnds(text).flatMap((end) => [card({ request, end }, context), question({ request, end }, context)]),
    ),
    ...receipts(text).map((receipt) => noticeMessages['decommission-receipt'](receipt, context)),
    ...houses.map((house) => tokenMessage(inputOf(house))),
    ...houses.flatMap((house) =>
      standings.map((standing) =>
        helpMessage({ standing, house, suggestion: null, unknown: null, custodians: people }),
      ),
    ),
    noticeMessages['token-warning'](
      { token, locationName: text, step: 7, acknowledged: null, renewed: null, decommissionedAt: now },
      context,
    ),
    syncRequestMessage({ result: 'handed-over' }),
  ];
}

export function exitHomes(text: string): HomeView[] {
  return [...closedHouses(text).slice(0, 2), ...heldHouses(text)].flatMap((house) =>
    [member('viewer'), member('custodian')].map((standing) =>
      homeView({ standing, house, apps: [], context, custodians: people }),
    ),
  );
}

export function exitViews(text: string): ModalView[] {
  return requests(text).flatMap((request) => {
    if (request.act === 'take-back') return [takeBackView(request.facts)];
    return request.act === 'decommission' ? [decommissionView(request.facts)] : [];
  });
}

const blockers: readonly DecommissionBlocker[] = [
  { kind: 'sync' },
  { kind: 'clean-up' },
  { kind: 'renewal', by: 'UANNA1' },
  { kind: 'take-back' },
  { kind: 'decommission' },
  { kind: 'request', act: 'take-back', by: 'UANNA1' },
  { kind: 'request', act: 'clean-up', by: 'UANNA1' },
];

/** Every answer to a press or a submitted dialogue. */
export function exitWords(text: string): Words[] {
  const trouble = { result: 'unreachable', cause: 'timeout', retryAt: null, effect: 'none', detail: text } as const;
  return [
    takeBackWords({ result: 'not-needed' }),
    takeBackWords({ result: 'under-way' }),
    takeBackWords({ result: 'asked', until: now, others: people }),
    takeBackWords({ result: 'begun' }),
    askWordsOf({ result: 'paused' }),
    askWordsOf({ result: 'already-asked', by: 'UANNA1', until: now }),
    askWordsOf({ result: 'no-second-custodian' }),
    decommissionWords({ result: 'not-bound' }),
    decommissionWords({ result: 'handed-over' }),
    decommissionWords({ result: 'blocked', by: blockers }),
    decommissionWords({ result: 'asked', until: now, others: people }),
    confirmRequestWords({ result: 'begun', act: 'decommission' }),
    confirmRequestWords({ result: 'over' }),
    confirmRequestWords({ result: 'paused' }),
    confirmRequestWords({ result: 'same-person' }),
    confirmRequestWords({ result: 'asker-without-role' }),
    confirmRequestWords({ result: 'changed', what: [text, text] }),
    confirmRequestWords({ result: 'trouble', trouble }),
    denyRequestWords({ result: 'over' }),
    denyRequestWords({ result: 'denied' }),
    denyRequestWords({ result: 'withdrawn' }),
    exportWords({ result: 'nothing' }),
    exportWords({ result: 'missing', name: 'apple-licences-1-2026-11-23.csv' }),
    exportWords({ result: 'too-large', name: 'apple-licences-1-2026-11-23.csv', bytes: 30_000_000 }),
    exportSentWords('apple-licences-1-2026-11-23.csv'),
  ];
}
