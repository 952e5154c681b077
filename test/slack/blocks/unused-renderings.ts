import type {
  UnusedAppsOutcome,
  UnusedAsking,
  UnusedLine,
  UnusedPage,
} from '../../../src/licensing/flows/list-unused.js';
import type { UnknownWhy, UnusedWhy } from '../../../src/licensing/rules/licence-use.js';
import type { UnusedStage } from '../../../src/licensing/rules/unused-question.js';
import { noticeMessages } from '../../../src/slack/blocks/notices.js';
import { unusedAppsMessage, unusedMessage } from '../../../src/slack/blocks/unused.js';
import {
  askUnusedWords,
  exportUnusedWords,
  giveUnusedBackWords,
  keepUnusedWords,
} from '../../../src/slack/blocks/unused-words.js';
import type { Words } from '../../../src/slack/blocks/words.js';
import type { Message } from '../../../src/slack/interaction.js';
import { context, day, now } from './facts.js';

const key = '361285480.STDQ';
const stages = [
  'asked',
  'kept',
  'wished',
  'removing',
  'returning',
  'stays',
  'in-use',
  'gone',
] as const satisfies UnusedStage[];
const whys = ['deleted', 'rejected', 'failed', 'not-installed', 'not-applicable'] as const satisfies UnusedWhy[];
const unknowns = ['no-device', 'never-heard', 'silent'] as const satisfies UnknownWhy[];
const askings: readonly UnusedAsking[] = [
  { state: 'not-asked' },
  { state: 'asked', by: 'UANNA1', askedAt: null, reminders: 0 },
  { state: 'asked', by: 'UANNA1', askedAt: now - 3 * day, reminders: 2 },
  { state: 'kept', at: now - day, until: now + 89 * day },
  { state: 'wished', at: now - day },
];

const unusedLines = whys.flatMap((why) =>
  askings.map(
    (asking, index): UnusedLine => ({
      use: { use: 'unused', why, since: now - 40 * day, asOf: now - day },
      ...{ userId: 'UANNA1', asking, left: index === 0, mayAsk: index % 2 === 0 },
    }),
  ),
);
const unknownLines = unknowns.map(
  (why): UnusedLine => ({
    use: { use: 'unknown', why, asOf: why === 'silent' ? now - 9 * day : null },
    ...{ userId: 'UANNA1', asking: { state: 'not-asked' }, left: false, mayAsk: false },
  }),
);

function page(text: string, change: Partial<UnusedPage> = {}): UnusedPage {
  return {
    ...{ result: 'unused', key, name: text, filter: 'unused', page: 0, pages: 1 },
    counts: { unused: 25, kept: 1, unknown: 3 },
    ...{ lines: unusedLines.slice(0, 12), askable: 12, mayExport: true, mayUninstall: true },
    ...change,
  };
}

type Apps = Extract<UnusedAppsOutcome, { result: 'unused-apps' }>;

function apps(text: string, count: number): Apps {
  const counts = { unused: 12_000, kept: 1, unknown: 3 };
  const one = { key, name: text, counts };
  return {
    ...{ result: 'unused-apps', page: count === 0 ? 0 : 1, pages: count === 0 ? 1 : 3, found: count, totals: counts },
    apps: Array.from({ length: count }, () => one),
  };
}

/** Every card and answer about licences held without use. */
export function unusedMessages(text: string): Message[] {
  const app = { key, name: text, iconUrl: 'https://example.com/icon.png' };
  const facts = { app, assignmentId: `${key}/UANNA1`, generation: 2, at: now, by: 'UBERTIL1' };
  return [
    ...stages.flatMap((stage) =>
      [[], ['D-7'], ['D-7', 'D-8']].map((deployments) =>
        noticeMessages['unused-question']({ ...facts, stage, deployments }, context),
      ),
    ),
    ...[false, true].map((last) => noticeMessages['unused-reminder']({ app, number: 1, last }, context)),
    ...(['open', 'over'] as const).map((stage) =>
      noticeMessages['unused-wish']({ app, userId: 'UANNA1', deployments: ['D-7', text], stage }, context),
    ),
    ...[0, 12].map((count) => unusedAppsMessage(apps(text, count), context)),
    ...[0, 12].map((from) => unusedMessage(page(text, { lines: unusedLines.slice(from, from + 12) }), context)),
    unusedMessage(page(text, { filter: 'unknown', lines: unknownLines, page: 1, pages: 3 }), context),
    unusedMessage(
      page(text, { filter: 'kept', lines: [], askable: 0, mayExport: false, mayUninstall: false }),
      context,
    ),
  ];
}

/** Every outcome in words. */
export function unusedWords(text: string): Words[] {
  const notYours = { result: 'not-yours', userId: 'UANNA1' } as const;
  const over = { result: 'over' } as const;
  return [
    ...(['no-device-server', 'unknown-app', 'not-revocable', 'not-unused'] as const).map((result) =>
      askUnusedWords({ result }),
    ),
    askUnusedWords({ result: 'changed', before: 3, now: 4 }),
    ...[1, 12].map((people) => askUnusedWords({ result: 'asked', people })),
    ...[notYours, over, { result: 'kept', until: now } as const].map(keepUnusedWords),
    ...[notYours, over, { result: 'under-way' } as const, { result: 'not-revocable' } as const].map(
      giveUnusedBackWords,
    ),
    ...([null, 'paused', 'not-bound', 'trouble', 'not-clean'] as const).map((hold) =>
      giveUnusedBackWords({ result: 'returning', hold }),
    ),
    giveUnusedBackWords({
      result: 'removing',
      devices: [{ enrolmentId: 'DEVICE-1', name: text, model: null, serialNumber: null }],
      hold: 'paused',
    }),
    giveUnusedBackWords({ result: 'wished', deployments: ['D-7'], by: 'UANNA1' }),
    ...(['no-device-server', 'unknown-app'] as const).map((result) => exportUnusedWords({ result })),
    ...[false, true].map((cutOff) =>
      exportUnusedWords({ result: 'file', name: `held-without-use-${text}.csv`, text, people: 3, cutOff }),
    ),
  ];
}
