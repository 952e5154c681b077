import type { ModalView } from '@slack/types';
import type {
  CleanUpCount,
  CleanUpRun,
  CleanUpRunState,
  ForeignHoldings,
} from '../../../src/licensing/rules/clean-up.js';
import type { RequestEnd, RequestOf } from '../../../src/licensing/rules/request.js';
import { cleanUpCountCard, cleanUpWaived } from '../../../src/slack/blocks/clean-up-card.js';
import { cleanUpRunCard } from '../../../src/slack/blocks/clean-up-run.js';
import { cleanUpView, waiverView } from '../../../src/slack/blocks/clean-up-views.js';
import {
  cleanUpWords,
  countWords,
  goOnWords,
  stopWords,
  waiveWords,
} from '../../../src/slack/blocks/clean-up-words.js';
import { requestCard, requestQuestion } from '../../../src/slack/blocks/requests.js';
import type { Words } from '../../../src/slack/blocks/words.js';
import type { Message } from '../../../src/slack/interaction.js';
import { context, day, now } from './facts.js';

const many: ForeignHoldings = { users: 1_200, userAssignments: 3_000, deviceAssignments: 34, keptAssignments: 12 };
const one: ForeignHoldings = { users: 1, userAssignments: 1, deviceAssignments: 1, keptAssignments: 1 };
const none: ForeignHoldings = { users: 0, userAssignments: 0, deviceAssignments: 0, keptAssignments: 0 };
const holds = ['not-bound', 'intent', 'not-ours', 'token', 'awaiting-reading'] as const;

function counts(text: string): CleanUpCount[] {
  const head = { id: 'count-1', startedBy: text, startedAt: now, locationName: text };
  return [
    { ...head, state: 'counting' },
    { ...head, state: 'failed', reason: text, failedAt: now },
    ...[many, one, none].map((found): CleanUpCount => ({ ...head, state: 'counted', found, countedAt: now })),
  ];
}

function states(text: string): CleanUpRunState[] {
  return [
    { state: 'running', waiting: null },
    { state: 'running', waiting: { for: 'resume' } },
    { state: 'running', waiting: { for: 'reading' } },
    { state: 'running', waiting: { for: 'apple', reason: text, until: now } },
    { state: 'stopped', by: text, at: now },
    ...holds.map((hold): CleanUpRunState => ({ state: 'failed', why: { kind: 'hold', hold }, at: now })),
    ...[9602, 4711, null].map(
      (errorNumber): CleanUpRunState => ({ state: 'failed', why: { kind: 'refused', errorNumber }, at: now }),
    ),
    { state: 'ended', end: 'clean', found: none, at: now },
    { state: 'ended', end: 'left', found: one, at: now },
    { state: 'ended', end: 'changed', found: many, at: now },
  ];
}

function runs(text: string): CleanUpRun[] {
  const failures = [9602, 4711, null].map((errorNumber) => ({ errorNumber, count: 3 }));
  return states(text).flatMap((progress) =>
    (['checking', 'users', 'devices', 'last-count'] as const).map((stage) => ({
      ...{ id: 'run-1', locationName: text, confirmedBy: ['UANNA1', text], confirmedAt: now, confirmed: many, stage },
      users: { total: 1_200, left: 300, failures },
      devices: { total: 34, left: 40, failures: [] },
      ...{ batch: null, lastBatchAt: stage === 'checking' ? null : now, attempts: 0, progress },
    })),
  );
}

function request(text: string): RequestOf<'clean-up'> {
  const { keptAssignments: _kept, ...found } = many;
  return {
    ...{ id: 'request-1', act: 'clean-up', requestedBy: text, requestedAt: now, deadline: now + day },
    facts: { locationName: text, uId: text, ...found, countedAt: now },
  };
}

/** Cards of counts, clean-ups, waivers and requests. */
export function cleanUpMessages(text: string): Message[] {
  const ends: (RequestEnd | null)[] = [null, { result: 'confirmed', by: text, at: now }, { result: 'withdrawn' }];
  return [
    ...counts(text).flatMap((count) => [true, false].map((over) => cleanUpCountCard({ count, over }, context))),
    ...runs(text).map((run) => cleanUpRunCard({ run }, context)),
    ...runs(text).map((run) => cleanUpRunCard({ run, over: true }, context)),
    cleanUpWaived({ waiver: { by: text, at: now, reason: text, found: many }, locationName: text }),
    ...ends.flatMap((end) => [
      requestCard({ request: request(text), end }, context),
      requestQuestion({ request: request(text), end }, context),
    ]),
  ];
}

export function cleanUpViews(text: string): Record<string, ModalView> {
  const views = counts(text).flatMap((count) =>
    count.state === 'counted' ? [cleanUpView(count), waiverView(count)] : [],
  );
  return Object.fromEntries(views.map((view, index) => [`clean-up ${index}`, view]));
}

export function cleanUpOutcomeWords(text: string): Words[] {
  return [
    ...holds.flatMap((hold) => [
      countWords({ result: 'not-now', hold }, 'UANNA1'),
      cleanUpWords({ result: 'not-now', hold }),
    ]),
    countWords({ result: 'running' }, 'UANNA1'),
    countWords({ result: 'counting', by: text }, 'UANNA1'),
    countWords({ result: 'counting', by: 'UANNA1' }, 'UANNA1'),
    cleanUpWords({ result: 'over' }),
    cleanUpWords({ result: 'too-old' }),
    cleanUpWords({ result: 'paused' }),
    cleanUpWords({ result: 'changed', what: [text] }),
    waiveWords({ result: 'waived' }),
    waiveWords({ result: 'no-reason' }),
    waiveWords({ result: 'too-old' }),
    stopWords({ result: 'stopped' }),
    stopWords({ result: 'over' }),
    goOnWords({ result: 'goes-on' }),
    goOnWords({ result: 'too-old' }),
    goOnWords({ result: 'over' }),
  ];
}
