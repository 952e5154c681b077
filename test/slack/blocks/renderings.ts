import type { HomeView, ModalView } from '@slack/types';
import type { ProposeOutcome } from '../../../src/licensing/flows/propose-binding.js';
import type { TokenState } from '../../../src/licensing/rules/binding.js';
import type { BindingCardStage, BindingEnd } from '../../../src/licensing/rules/notice.js';
import type { NotAllowed } from '../../../src/licensing/rules/policy.js';
import { pauseMessage, secretInCommandMessage, syncRequestMessage } from '../../../src/slack/blocks/answers.js';
import { appSearchView, appsMessage, noAppMessage, severalAppsMessage } from '../../../src/slack/blocks/apps.js';
import {
  checkingView,
  confirmationView,
  noteView,
  proposedView,
  tokenRefusedView,
  tokenView,
  workingView,
} from '../../../src/slack/blocks/binding-views.js';
import {
  confirmOutcomeWords,
  denyOutcomeWords,
  downloadRefusalWords,
  proposeRefusalWords,
  serverFileRefusalWords,
} from '../../../src/slack/blocks/binding-words.js';
import { helpMessage } from '../../../src/slack/blocks/help.js';
import { homeView } from '../../../src/slack/blocks/home.js';
import { noticeMessages } from '../../../src/slack/blocks/notices.js';
import { notAllowedMessage } from '../../../src/slack/blocks/role-words.js';
import { tokenMessage } from '../../../src/slack/blocks/token-page.js';
import { type Words, wordsMessage, wordsView } from '../../../src/slack/blocks/words.js';
import type { Message } from '../../../src/slack/interaction.js';
import { approvalMessages, approvalViews, approvalWords } from './approval-renderings.js';
import { cleanUpMessages, cleanUpOutcomeWords, cleanUpViews } from './clean-up-renderings.js';
import { deployViews, deployWords } from './deploy-renderings.js';
import {
  deviceOwnerHomes,
  deviceOwnerMessages,
  deviceOwnerViews,
  deviceOwnerWords,
} from './device-owner-renderings.js';
import { deviceSideMessages, deviceSideWords } from './device-side-renderings.js';
import { doctorMessages } from './doctor-renderings.js';
import { exitHomes, exitMessages, exitViews, exitWords } from './exit-renderings.js';
import {
  appsPage,
  asset,
  assets,
  bound,
  contested,
  context,
  excluded,
  holder,
  judgedApp,
  member,
  now,
  outcomes,
  proposal,
  report,
  troubled,
  unbound,
  underWay,
} from './facts.js';
import { installHomes, installMessages, installOutcomeWords } from './install-renderings.js';
import { interferenceMessages, interferenceWords } from './interference-renderings.js';
import { licenceMessages, licenceViews, licenceWords } from './licence-renderings.js';
import { homeLists, listHomes, listMessages, listWords } from './list-renderings.js';
import { peopleSideHomes, peopleSideMessages, peopleSideViews, peopleSideWords } from './people-side-renderings.js';
import { renewalMessages, renewalViews, renewalWords, troubleEnds, warningMessages } from './renewal-renderings.js';
import { signInMessages, signInViews, signInWords } from './sign-in-renderings.js';
import { termsMessages, termsViews, termsWords } from './terms-renderings.js';
import { unusedMessages, unusedWords } from './unused-renderings.js';
import { waitingListMessages } from './waiting-list-renderings.js';

/** Everything that the builders make of one text from outside, by name. */
export interface Renderings {
  messages: Record<string, Message>;
  views: Record<string, ModalView | HomeView>;
}

const roles = ['viewer', 'operator', 'approver', 'custodian'] as const;
const exclusions = ['unknown', 'deactivated', 'bot', 'guest', 'stranger', 'other-team', 'cannot-check'] as const;
const states = [
  'expired',
  'revoked',
  'invalid',
  'in-use-elsewhere',
  'claim-gone',
  'read-only',
  'unreachable',
] as const satisfies readonly TokenState[];
const custodians = ['UANNA1', 'UBERTIL1', 'W12345', 'U4', 'U5', 'U6', 'U7'];

export function renderingsOf(text: string): Renderings {
  return {
    messages: {
      ...bindingMessages(text),
      ...syncMessages(text),
      ...tokenMessages(text),
      ...pages(text),
      ...wordMessages(text),
      ...listMessages(text),
      ...installMessages(text),
    },
    views: {
      ...modals(text),
      ...homes(text),
      ...named('own home', peopleSideHomes(text)),
      ...named('device home', deviceOwnerHomes(text)),
      ...named('exit home', exitHomes(text)),
      ...named('list home', listHomes(text)),
      ...named('install home', installHomes(text)),
    },
  };
}

export function ends(text: string): BindingEnd[] {
  return [
    { result: 'bound', installationId: text, uId: text, confirmedBy: ['UANNA1', text], at: now },
    { result: 'denied', by: 'UANNA1' },
    { result: 'expired' },
    { result: 'lost-race', holder: holder(text) },
    { result: 'refused-by-apple', reason: 'not-allowed', errorNumber: 9637, message: text },
    { result: 'refused-by-apple', reason: text, errorNumber: null, message: text },
    { result: 'dropped', reason: text },
  ];
}

export function stages(text: string): BindingCardStage[] {
  return [
    { stage: 'counting' },
    { stage: 'ready' },
    { stage: 'count-failed', reason: text },
    { stage: 'changed', what: Array.from({ length: 7 }, () => text) },
    { stage: 'awaiting-second', until: now + 3_600_000 },
    { stage: 'claiming' },
    { stage: 'unsettled', reason: text },
    ...ends(text).map((end): BindingCardStage => ({ stage: 'ended', end })),
  ];
}

function named<T>(prefix: string, list: readonly T[]): Record<string, T> {
  return Object.fromEntries(list.map((one, index) => [`${prefix} ${index}`, one]));
}

function bindingMessages(text: string): Record<string, Message> {
  const { 'binding-card': card, 'binding-question': question, 'binding-receipt': receipt } = noticeMessages;
  const proposals = [
    proposal(text),
    proposal(text, { foreign: { state: 'counting', startedAt: now } }),
    proposal(text, { foreign: { state: 'failed', reason: text, failedAt: now } }),
    contested(text),
  ];
  const cards = proposals.flatMap((one) => stages(text).map((progress) => card({ proposal: one, progress }, context)));
  const questions = proposals.flatMap((one) => [
    question({ proposal: one, open: true, end: null }, context),
    question({ proposal: one, open: false, end: null }, context),
    question({ proposal: one, open: false, end: { result: 'reissued' } }, context),
    ...ends(text).map((end) => question({ proposal: one, open: false, end }, context)),
  ]);
  const receipts = proposals.flatMap((one) =>
    [null, holder(text), holder('installation-1')].map((replaced) =>
      receipt(
        {
          proposal: one,
          installationId: 'installation-1',
          confirmedBy: ['UANNA1', 'UBERTIL1'],
          at: now,
          replaced,
          foreignNotificationHost: text,
        },
        context,
      ),
    ),
  );
  return { ...named('card', cards), ...named('question', questions), ...named('receipt', receipts) };
}

function syncMessages(text: string): Record<string, Message> {
  const houses = [bound(text), troubled(text), bound(text, { lastComplete: null }), unbound];
  const missedSlots = ['sync@2026-11-22T18:00[Europe/Stockholm]', text, text, text, text, text];
  const done = outcomes(text).flatMap((outcome, index) =>
    [houses[0], houses[1], houses[index % 4]].flatMap((house = unbound) => [
      noticeMessages['sync-summary']({ report: report(outcome), house, missedSlots }, context),
      noticeMessages['sync-card']({ stage: 'done', report: report(outcome, { trigger: 'person' }), house }, context),
    ]),
  );
  const running = [null, 300].map((totalPages) =>
    noticeMessages['sync-card']({ stage: 'running', at: 'users', pages: 25, totalPages, startedAt: now }, context),
  );
  return { ...named('sync', done), ...named('running', running) };
}

function tokenMessages(text: string): Record<string, Message> {
  const { token } = bound(text);
  return {
    ...named('warning', warningMessages(text)),
    ...named('renewal', renewalMessages(text)),
    ...named(
      'trouble',
      states.flatMap((state) =>
        [9625, 4711, null].map((errorNumber) =>
          noticeMessages['token-trouble'](
            {
              ...{ state, token, locationName: text, heldBy: holder(text), errorNumber, reference: text },
              ...{ subject: 'token-trouble:1', since: now, progress: null, ended: null },
            },
            context,
          ),
        ),
      ),
    ),
    ...named(
      'ended trouble',
      troubleEnds.map((ended) =>
        noticeMessages['token-trouble'](
          {
            ...{ state: 'revoked', token, locationName: text, heldBy: null, errorNumber: 9625, reference: text },
            ...{ subject: 'token-trouble:1', since: now, progress: null, ended },
          },
          context,
        ),
      ),
    ),
    ...named('sign-in', signInMessages(text)),
    ...named('doctor', doctorMessages(text)),
    ...named('clean-up', cleanUpMessages(text)),
    ...named('interference', interferenceMessages(text)),
    ...named('approval', approvalMessages(text)),
    ...named('people side', peopleSideMessages(text)),
    ...named('device side', deviceSideMessages(text)),
    ...named('device owner', deviceOwnerMessages(text)),
    ...named('terms', termsMessages(text)),
    ...named('exit', exitMessages(text)),
    ...named('waiting-list', waitingListMessages(text)),
    ...named('unused', unusedMessages(text)),
    ...named(
      'paused',
      [true, false].map((paused) => noticeMessages.paused({ paused, by: text, at: now }, context)),
    ),
  };
}

function pages(text: string): Record<string, Message> {
  const standings = [...roles.map((role) => member(role)), member(), member(...roles), ...exclusions.map(excluded)];
  const houses = [
    bound(text),
    troubled(text),
    bound(text, { lastComplete: null, lastSync: null, syncing: true }),
    unbound,
    underWay('counting'),
    underWay('awaiting-second'),
  ];
  const help = standings.flatMap((standing, index) =>
    [houses[1], houses[3], houses[index % 6]].flatMap((house = unbound) => [
      helpMessage({ standing, house, suggestion: null, unknown: null, custodians }),
      helpMessage({ standing, house, suggestion: text, unknown: text, custodians: [] }),
    ]),
  );
  const token = houses.flatMap((house) =>
    [true, false].map((mayBind) => tokenMessage({ house, context, mayBind, maySync: mayBind, custodians })),
  );
  const apps = [
    appsPage(text),
    appsPage(text, { page: 0, pages: 1, search: '' }),
    appsPage(text, { page: 2 }),
    appsPage(text, { apps: [] }),
    appsPage(text, { apps: [], search: '' }),
    appsPage(text, { apps: [], asOf: null }),
    appsPage(text, { apps: [], bound: false }),
  ].map((page) => appsMessage(page, context));
  return {
    ...named('help', help),
    ...named('token', token),
    ...named('apps', apps),
    ...named('licences', licenceMessages(text)),
    several: severalAppsMessage([...assets(text), ...assets(text)]),
    none: noAppMessage(text),
    ...named('refused', [
      notAllowedMessage({ result: 'not-allowed', reason: 'no-role', needs: roles }, custodians),
      ...exclusions.map((reason) => notAllowedMessage({ result: 'not-allowed', reason, needs: [] }, [])),
    ]),
    ...named('answer', [
      pauseMessage({ result: 'paused' }),
      pauseMessage({ result: 'resumed' }),
      pauseMessage({ result: 'already', paused: true, by: text, at: now }),
      pauseMessage({ result: 'already', paused: false, by: text, at: now }),
      syncRequestMessage({ result: 'started', syncId: text }),
      syncRequestMessage({ result: 'joined', syncId: text }),
      syncRequestMessage({ result: 'not-bound' }),
      secretInCommandMessage(context.portalUrl),
    ]),
  };
}

export function refusals(text: string): Exclude<ProposeOutcome, NotAllowed | { result: 'proposed' }>[] {
  const location = { uId: text, locationName: text };
  const flaws = [
    'empty',
    'too-long',
    'html-page',
    'not-base64',
    'not-json',
    'missing-token',
    'missing-expiry',
    'missing-organization',
    'bad-expiry',
  ] as const;
  const reasons = [
    'expired',
    'revoked',
    'invalid',
    'not-allowed',
    'managed-by-apple',
    'legacy-token',
    'service-removed',
    'stale-version',
    'other',
  ] as const;
  return [
    ...flaws.map((flaw) => ({ result: 'flawed', flaw }) as const),
    { result: 'expired', expires: now - 1 },
    { result: 'no-uid' },
    { result: 'other-account', bound: location, offered: location },
    { result: 'already-bound', bound: location },
    { result: 'decommissioned', bound: location },
    { result: 'proposal-open', proposedBy: 'UANNA1', deadline: now, mine: true },
    { result: 'proposal-open', proposedBy: text, deadline: now, mine: false },
    ...reasons.map(
      (reason) =>
        ({
          result: 'trouble',
          trouble: { result: 'refused', reason, errorNumber: null, httpStatus: 401, message: text },
        }) as const,
    ),
    { result: 'trouble', trouble: { result: 'in-use-elsewhere', mdmInfo: holder(text) } },
    { result: 'trouble', trouble: { result: 'other-location', uId: text } },
  ];
}

export function allWords(text: string): Words[] {
  const trouble = { result: 'unreachable', cause: 'timeout', retryAt: null, effect: 'none', detail: text } as const;
  const refusal = { result: 'refused', reason: 'other', errorNumber: 9637, httpStatus: 403, message: text } as const;
  const downloads = ['too-large', 'html-login-page', 'wrong-host', 'not-text', 'not-found', 'unreachable'] as const;
  return [
    ...refusals(text).map(proposeRefusalWords),
    ...renewalWords(text),
    ...unusedWords(text),
    ...cleanUpOutcomeWords(text),
    ...interferenceWords(text),
    ...approvalWords(text),
    ...deployWords(text),
    ...exitWords(text),
    ...downloads.map(downloadRefusalWords),
    serverFileRefusalWords(text),
    confirmOutcomeWords({ result: 'not-ready' }),
    confirmOutcomeWords({ result: 'fields', fields: ['locationName'] }),
    confirmOutcomeWords({ result: 'no-second-custodian' }),
    confirmOutcomeWords({ result: 'awaiting-second', until: now, asked: [] }),
    confirmOutcomeWords({ result: 'awaiting-second', until: now, asked: custodians }),
    confirmOutcomeWords({ result: 'over' }),
    confirmOutcomeWords({ result: 'same-person' }),
    confirmOutcomeWords({ result: 'changed', what: [text, text] }),
    confirmOutcomeWords({ result: 'trouble', trouble }),
    confirmOutcomeWords({ result: 'bound', installationId: text, uId: text }),
    confirmOutcomeWords({ result: 'refused-by-apple', refusal }),
    confirmOutcomeWords({ result: 'lost-race', holder: holder(text) }),
    confirmOutcomeWords({ result: 'unsettled', reason: text }),
    denyOutcomeWords({ result: 'over' }),
    denyOutcomeWords({ result: 'denied', own: true }),
    denyOutcomeWords({ result: 'denied', own: false }),
    ...signInWords(),
    ...peopleSideWords(),
    ...deviceSideWords(),
    ...deviceOwnerWords(text),
    ...listWords(text),
    ...installOutcomeWords(),
    ...termsWords(text),
    ...licenceWords(text),
  ];
}

function wordMessages(text: string): Record<string, Message> {
  return named(
    'words',
    allWords(text).map((words) => wordsMessage(words, text)),
  );
}

function modals(text: string): Record<string, ModalView> {
  const { portalUrl } = context;
  return {
    token: tokenView({ draft: null, serverFile: false, portalUrl }),
    'token with draft': tokenView({ draft: { name: text, appleAccount: text }, serverFile: true, portalUrl }),
    ...renewalViews(text),
    ...cleanUpViews(text),
    ...peopleSideViews(text),
    ...deviceOwnerViews(text),
    ...named('terms', termsViews()),
    ...named('exit', exitViews(text)),
    checking: checkingView(),
    proposed: proposedView(),
    working: workingView('Confirming', 'Your confirmation is being recorded.'),
    note: noteView('A title that is longer than Slack takes', 'Text.'),
    search: appSearchView(text),
    ...named('hand over', signInViews(text)),
    ...named('licence', licenceViews(text)),
    ...named('deploy', deployViews(text)),
    ...named('approval', approvalViews(text)),
    'empty search': appSearchView(''),
    confirmation: confirmationView(proposal(text), 'installation-1'),
    'confirmation with take-over': confirmationView(contested(text), 'installation-1'),
    ...named(
      'refused',
      allWords(text).map((words) => tokenRefusedView(words, text, 'draft-1')),
    ),
    ...named(
      'words',
      allWords(text).map((words) => wordsView(words, text)),
    ),
  };
}

function homes(text: string): Record<string, HomeView> {
  const standings = [...roles.map((role) => member(role)), member(), ...exclusions.map(excluded)];
  const houses = [
    bound(text),
    troubled(text),
    bound(text, { lastComplete: null, lastSync: null }),
    unbound,
    underWay('ready'),
  ];
  const apps = [...assets(text), asset(text), asset(text), asset(text)].map(judgedApp);
  return named(
    'home',
    standings.flatMap((standing) =>
      houses.map((house) =>
        homeView({ standing, house, apps, context, custodians, lists: homeLists(text)[0] ?? null }),
      ),
    ),
  );
}
