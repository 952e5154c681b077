import type { ModalView } from '@slack/types';
import type { AppPage } from '../../../src/licensing/flows/app-page.js';
import type { Holder, HoldersPage } from '../../../src/licensing/flows/holders.js';
import type { AlertFigures, AlertLevel } from '../../../src/licensing/rules/alert.js';
import type { AssetRecord } from '../../../src/licensing/rules/asset.js';
import {
  type AssignmentReason,
  type AssignmentState,
  assignmentTraits,
} from '../../../src/licensing/rules/assignment.js';
import type { AlertEnd, LicenceAlertFacts } from '../../../src/licensing/rules/licence-alert.js';
import { appPageMessage } from '../../../src/slack/blocks/app-page.js';
import { appUnknownWords, exportHoldersWords, holdersMessage } from '../../../src/slack/blocks/holders.js';
import { snoozeView, snoozeWords } from '../../../src/slack/blocks/licence-alert-views.js';
import { noticeMessages } from '../../../src/slack/blocks/notices.js';
import { askedRemovalWords, uninstallView } from '../../../src/slack/blocks/uninstall-view.js';
import type { Words } from '../../../src/slack/blocks/words.js';
import type { Message } from '../../../src/slack/interaction.js';
import { asset, assets, context, day, judgedApp, now } from './facts.js';

const levels = ['runway', 'low', 'very-low', 'none-left'] as const satisfies readonly AlertLevel[];
const ends = [
  'recovered',
  'gone',
  'no-limit',
  'handed-over',
  'shown-again',
] as const satisfies readonly AlertEnd['result'][];
const key = '361285480.STDQ';
const runway = { days: 9, plusMinus: 3, perWeek: 12 };

export function someFigures(change: Partial<AlertFigures> = {}): AlertFigures {
  return {
    free: 9,
    totalCount: 100,
    assignedOurs: 60,
    assignedForeign: 30,
    reserved: 1,
    inFlight: 0,
    waiting: 0,
    shortBy: 0,
    runway,
    readAt: now,
    ...change,
  };
}

export function anAlertCard(text: string, change: Partial<LicenceAlertFacts> = {}): LicenceAlertFacts {
  return {
    key,
    name: text,
    subject: `licence-alert:${key}:${now}`,
    level: 'low',
    since: now - day,
    figures: someFigures(),
    revocable: true,
    snoozed: null,
    ended: null,
    ...change,
  };
}

const snoozed = (reason: string) => ({ by: 'UANNA1', at: now, until: now + 3 * day, reason });

function alertMessages(text: string): Message[] {
  const { 'licence-alert': card, 'licence-news': news, 'licence-digest': digest } = noticeMessages;
  const figures = [
    someFigures(),
    someFigures({ free: 0, runway: null, waiting: 3 }),
    someFigures({ free: -4, shortBy: 4, waiting: 1, runway: null, assignedOurs: 0 }),
    someFigures({ free: 1, totalCount: 1, runway: { days: 0, plusMinus: 0, perWeek: 20 } }),
    someFigures({ free: null, runway: null }),
  ];
  const lines = levels.map((level) => ({ key, name: text, level, free: 3, totalCount: 40 }));
  return [
    ...levels.map((level) => card(anAlertCard(text, { level }), context)),
    ...figures.map((one) => card(anAlertCard(text, { level: 'none-left', figures: one }), context)),
    card(anAlertCard(text, { snoozed: snoozed(text) }), context),
    ...ends.map((result) => card(anAlertCard(text, { ended: { result, at: now } }), context)),
    ...figures.map((one) =>
      news({ key, name: text, before: 'runway', level: 'none-left', figures: one, broken: snoozed(text) }, context),
    ),
    news({ key, name: text, before: 'low', level: 'very-low', figures: someFigures(), broken: null }, context),
    digest({ since: now, lines, count: 4 }, context),
    digest(
      { since: now, lines: Array.from({ length: 20 }, () => lines[0]).flatMap((one) => one ?? []), count: 300 },
      context,
    ),
    digest({ since: now, lines: lines.slice(0, 1), count: 1 }, context),
    digest({ since: now, lines: [], count: 0 }, context),
  ];
}

export function anAppPage(one: AssetRecord, change: Partial<AppPage> = {}): AppPage {
  return {
    result: 'app',
    key,
    app: judgedApp(one),
    runway: null,
    alert: null,
    deployments: [],
    deploymentCount: 0,
    awaitingApproval: 0,
    unused: null,
    may: { deploy: true, seeHolders: true, uninstall: true, snooze: true, sync: true },
    ...change,
  };
}

function pageMessages(text: string): Message[] {
  const may = { deploy: false, seeHolders: false, uninstall: false, snooze: false, sync: false };
  const alert = {
    level: 'low',
    since: now,
    subject: `licence-alert:${key}:${now}`,
    card: true,
    digest: null,
    snoozed: snoozed(text),
    told: someFigures(),
  } as const;
  const actions = ['required', 'available', 'uninstall'] as const;
  const deployments = actions.map((action, index) => ({
    id: `D-${index}`,
    action,
    people: 12,
    startAt: index === 0 ? now + day : null,
  }));
  const busy = anAppPage(asset(text), { runway, alert, deployments, deploymentCount: 12, awaitingApproval: 1 });
  const figures = { ...busy.app.figures, reserved: 4, waiting: 2, free: -3, shortBy: 3, readAt: now - day };
  return [
    ...assets(text).map((one) => anAppPage(one)),
    anAppPage(asset(text), { may }),
    busy,
    { ...busy, app: { ...busy.app, figures } },
    anAppPage(asset(text), { awaitingApproval: 2 }),
    anAppPage(asset(text), { unused: 7 }),
  ].map((page) => appPageMessage(page, context));
}

const states = Object.keys(assignmentTraits).filter((state): state is AssignmentState =>
  Object.hasOwn(assignmentTraits, state),
);
const reasons = [
  null,
  'uninstalled',
  'left',
  'refused-by-apple',
  'lost-refunded',
] as const satisfies readonly (AssignmentReason | null)[];

function someHolders(): Holder[] {
  return states.map((state, index) => ({
    userId: `UADA${index}`,
    state,
    reason: reasons[index % reasons.length] ?? null,
    since: now - index * day,
    wantedBy: index % 2 === 0 ? ['D-7', 'D-12'] : [],
    removalBy: state === 'removing' ? 'person:UANNA1' : state === 'releasing' ? 'D-9' : null,
  }));
}

export function aHoldersPage(text: string, change: Partial<HoldersPage> = {}): HoldersPage {
  return {
    result: 'holders',
    key,
    name: text,
    filter: 'holding',
    page: 1,
    pages: 3,
    found: 40,
    counts: { holding: 40, coming: 3, leaving: 1, ended: 0 },
    holders: someHolders(),
    foreign: 30,
    readAt: now,
    mayExport: true,
    mayUninstall: true,
    ...change,
  };
}

/** Everything about one app's licences. */
export function licenceMessages(text: string): Message[] {
  const nobody = { holding: 0, coming: 0, leaving: 0, ended: 0 };
  const lists = [
    aHoldersPage(text),
    aHoldersPage(text, {
      filter: 'ended',
      page: 0,
      pages: 1,
      found: 1,
      foreign: 1,
      mayExport: false,
      mayUninstall: false,
    }),
    aHoldersPage(text, { page: 0, pages: 1, found: 0, holders: [], counts: nobody, foreign: 0 }),
  ];
  return [...alertMessages(text), ...pageMessages(text), ...lists.map((list) => holdersMessage(list, context))];
}

export function licenceViews(text: string): ModalView[] {
  return [
    ...levels.map((level) => snoozeView({ subject: `licence-alert:${key}:${now}`, name: text, level })),
    uninstallView({ key, name: text }),
  ];
}

export function licenceWords(text: string): Words[] {
  return [
    snoozeWords({ result: 'over' }),
    snoozeWords({ result: 'snoozed', name: text, until: now + day }),
    appUnknownWords,
    exportHoldersWords({ result: 'too-large', bytes: 30_000_000 }),
    exportHoldersWords({ result: 'file', name: 'holders-361285480.STDQ-2026-11-23.csv', text, people: 1 }),
    askedRemovalWords({ result: 'asked', people: ['UANNA1'], notAsked: [] }),
    askedRemovalWords({
      result: 'asked',
      people: [],
      notAsked: [
        { userId: 'U1', why: 'no-licence' },
        { userId: 'U2', why: 'already' },
        { userId: 'U3', why: 'not-revocable' },
        { userId: 'U4', why: 'required', deployments: ['D-7', 'D-8'] },
      ],
    }),
  ];
}
