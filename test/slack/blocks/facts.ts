import type { AppsPage } from '../../../src/licensing/flows/list-apps.js';
import type { AssetRecord } from '../../../src/licensing/rules/asset.js';
import type { MdmInfo } from '../../../src/licensing/rules/binding.js';
import type { ActionRequired, House } from '../../../src/licensing/rules/house.js';
import { type JudgedApp, judgeApp, plainInputs } from '../../../src/licensing/rules/judged-app.js';
import type { ProposalFacts } from '../../../src/licensing/rules/notice.js';
import type { Role, Standing } from '../../../src/licensing/rules/policy.js';
import type { AssetLine, CountChange, SyncOutcome, SyncReport } from '../../../src/licensing/rules/sync-report.js';
import type { RenderContext } from '../../../src/slack/blocks/render-context.js';

/** A Monday morning in Stockholm: 2026-11-23 06:00 UTC. */
export const now = Date.UTC(2026, 10, 23, 6);
export const day = 86_400_000;

export const context: RenderContext = {
  timeZone: 'Europe/Stockholm',
  portalUrl: 'https://business.apple.com/',
  now,
  reference: 'ref-7',
};

export function holder(text: string): MdmInfo {
  return { id: text, name: text, metadata: text };
}

export function proposal(text: string, change: Partial<ProposalFacts> = {}): ProposalFacts {
  return {
    id: 'proposal-1',
    proposedBy: 'UANNA1',
    proposedAt: now,
    deadline: now + day,
    token: {
      name: text,
      appleAccount: text,
      fingerprint: 'a1b2c3d4',
      expires: now + 300 * day,
      importedBy: 'UANNA1',
      importedAt: now,
    },
    uploaded: false,
    facts: {
      uId: text,
      locationName: text,
      countryISO2ACode: 'SE',
      defaultPlatform: null,
      websiteURL: null,
      organizationName: text,
      mdmInfo: null,
      notificationHost: null,
      tokenExpires: now + 300 * day,
    },
    totals: { assets: 42, apps: 40, books: 2, totalCount: 1_200, assignedCount: 300 },
    foreign: { state: 'counted', users: 12, assignments: 20, countedAt: now },
    signIn: [
      { userId: 'UANNA1', confirmedAt: null, askedAt: now, handover: null },
      { userId: 'UBERTIL1', confirmedAt: now, askedAt: now, handover: null },
    ],
    first: null,
    ...change,
  };
}

/** A proposal for a location that another product manages, and that was uploaded. */
export function contested(text: string): ProposalFacts {
  const free = proposal(text, { uploaded: true, first: { by: 'UANNA1', at: now, takeOverFrom: text } });
  return { ...free, facts: { ...free.facts, mdmInfo: holder(text), notificationHost: text } };
}

export function asset(text: string, change: Partial<AssetRecord> = {}): AssetRecord {
  return {
    adamId: '361285480',
    pricingParam: 'STDQ',
    productType: 'App',
    assignedCount: 90,
    availableCount: 10,
    retiredCount: 0,
    totalCount: 100,
    deviceAssignable: true,
    revocable: true,
    unlimited: false,
    supportedPlatforms: ['iOS', text],
    name: text,
    bundleId: text,
    iconUrl: null,
    ours: 60,
    readAt: now,
    catalogueReadAt: now,
    presence: 'listed',
    suspectSince: null,
    ...change,
  };
}

export function assets(text: string): AssetRecord[] {
  return [
    asset(text, { availableCount: -3 }),
    asset(text, { availableCount: 0, assignedCount: 100 }),
    asset(text),
    asset(text, { availableCount: 80, assignedCount: 20, iconUrl: 'https://example.com/icon.png' }),
    asset(text, { unlimited: true, totalCount: 2_147_483_647 }),
    asset(text, { presence: 'gone' }),
    asset(text, { suspectSince: now }),
    asset(text, { productType: 'Book', revocable: false, name: null, bundleId: null, supportedPlatforms: [] }),
    asset(text, { pricingParam: 'PLUS', catalogueReadAt: null, iconUrl: text }),
  ];
}

/** By Apple's counts alone. */
export function judgedApp(one: AssetRecord): JudgedApp {
  const thresholds = { shares: [20, 10], counts: null, minimumPool: 10, runwayDays: 14 } as const;
  return judgeApp(plainInputs(one), thresholds, null, null);
}

export function appsPage(text: string, change: Partial<AppsPage> = {}): AppsPage {
  const apps = [...assets(text), ...assets(text)].slice(0, 15).map(judgedApp);
  return {
    result: 'apps',
    search: text,
    page: 1,
    pages: 3,
    found: 45,
    all: 60,
    apps,
    asOf: now,
    bound: true,
    ...change,
  };
}

function line(text: string): AssetLine {
  return { key: '361285480.STDQ', name: text, totalCount: 100, availableCount: 10 };
}

function change(text: string): CountChange {
  return { key: '361285480.STDQ', name: text, before: 100, after: 40 };
}

function many<T>(count: number, make: () => T): T[] {
  return Array.from({ length: count }, make);
}

export const quiet: Extract<SyncOutcome, { result: 'complete' }> = {
  result: 'complete',
  diff: {
    appeared: [],
    appearedCount: 0,
    gone: [],
    goneCount: 0,
    totals: [],
    totalsCount: 0,
    assigned: [],
    assignedCount: 0,
    location: [],
  },
  totals: {
    assets: 42,
    apps: 40,
    books: 2,
    totalCount: 1_200,
    assignedCount: 300,
    availableCount: 900,
    ourUsers: 250,
    ourAssignments: 280,
    foreignUsers: 12,
    foreignAssignments: 20,
    foreignRevocable: 18,
  },
  unsettled: [],
  readAgain: 0,
  removals: { verified: true, at: now },
  suspect: [],
  catalogueTrouble: null,
};

export function busy(text: string): SyncOutcome {
  return {
    ...quiet,
    diff: {
      appeared: many(12, () => line(text)),
      appearedCount: 40,
      gone: many(12, () => line(text)),
      goneCount: 12,
      totals: many(12, () => change(text)),
      totalsCount: 31,
      assigned: many(12, () => change(text)),
      assignedCount: 12,
      location: [{ attribute: 'Location name', before: text, after: text }],
    },
    unsettled: many(20, () => line(text)),
    readAgain: 3,
    removals: { verified: false, since: now - day },
    suspect: many(20, () => line(text)),
    catalogueTrouble: text,
  };
}

/** Every way in which a sync ends. */
export function outcomes(text: string): SyncOutcome[] {
  const refused = { result: 'refused', reason: 'other', httpStatus: 401, message: text } as const;
  const unreachable = { result: 'unreachable', retryAt: null, effect: 'none', detail: text } as const;
  const causes = ['network', 'timeout', 'server-error', 'throttled', 'bad-answer', 'address-not-allowed'] as const;
  return [
    quiet,
    busy(text),
    ...causes.map(
      (cause): SyncOutcome => ({
        result: 'failed',
        stage: 'assets',
        trouble: { ...unreachable, cause },
        nextTry: now + 900_000,
      }),
    ),
    { result: 'failed', stage: 'users', trouble: { result: 'own-fault', code: 'ENOSPC' }, nextTry: now + 900_000 },
    { result: 'failed', stage: 'users', trouble: { ...refused, errorNumber: 9622 }, nextTry: null },
    { result: 'failed', stage: 'users', trouble: { ...refused, errorNumber: 4711 }, nextTry: now },
    { result: 'failed', stage: 'users', trouble: { ...refused, errorNumber: null, reason: 'revoked' }, nextTry: null },
    { result: 'in-use-elsewhere', mdmInfo: holder(text) },
    { result: 'in-use-elsewhere', mdmInfo: null },
    { result: 'other-location', uId: text },
    { result: 'skipped', reason: 'paused' },
    { result: 'skipped', reason: 'not-bound' },
    { result: 'skipped', reason: 'in-use-elsewhere' },
  ];
}

export function report(outcome: SyncOutcome, change: Partial<SyncReport> = {}): SyncReport {
  return {
    id: 'sync-1',
    trigger: 'slot',
    slot: 'sync@2026-11-23T06:00[Europe/Stockholm]',
    startedBy: null,
    listeners: [],
    attempt: 1,
    startedAt: now - 12_000,
    finishedAt: now,
    outcome,
    reference: 'ref-7',
    ...change,
  };
}

export const allActions: readonly ActionRequired[] = [
  { kind: 'token-expiring', daysLeft: 12 },
  { kind: 'token-state', state: 'revoked' },
  { kind: 'clean-up-needed', users: 1_200, assignments: 1, running: false },
  { kind: 'clean-up-needed', users: 1, assignments: 3_034, running: true },
  {
    kind: 'sign-in-too-few',
    active: 1,
    gaps: [
      { userId: 'UANNA1', handingOverTo: null, why: 'never-confirmed' },
      { userId: 'UBERTIL1', handingOverTo: 'UCARL1', why: 'deactivated' },
    ],
  },
  {
    kind: 'sign-in-too-few',
    active: 2,
    gaps: [
      { userId: 'UANNA1', handingOverTo: null, why: 'not-answered', since: now - 100 * day, askedAt: now - 10 * day },
    ],
  },
  { kind: 'foreign-notifications', host: 'old.example.com' },
  { kind: 'sync-failed', since: now },
  { kind: 'apps-need-licences', count: 3 },
];

type Bound = Extract<House, { state: 'bound' }>;

export function bound(text: string, change: Partial<Bound> = {}): Bound {
  return {
    state: 'bound',
    location: { uId: text, locationName: text, countryISO2ACode: null, organizationName: text },
    installationId: 'installation-1',
    boundAt: now - 30 * day,
    token: {
      name: text,
      appleAccount: text,
      fingerprint: 'a1b2c3d4',
      expires: now + 12 * day,
      daysLeft: 12,
      state: 'valid',
      importedBy: 'UANNA1',
      importedAt: now - 30 * day,
    },
    signIn: [
      { userId: 'UANNA1', confirmedAt: now, askedAt: now, handover: null },
      { userId: 'UBERTIL1', confirmedAt: null, askedAt: now, handover: null },
    ],
    lastSync: report(quiet),
    lastComplete: report(quiet),
    syncing: false,
    nextSync: now + day / 2,
    needs: [],
    cleanliness: 'clean',
    waiver: null,
    actions: [],
    paused: false,
    ...change,
  };
}

/** A house in which everything is wrong at once. */
export function troubled(text: string): Bound {
  return bound(text, {
    actions: allActions.map((action) => (action.kind === 'foreign-notifications' ? { ...action, host: text } : action)),
    needs: many(14, () => ({ key: 'k', name: text, need: 'short', availableCount: -3, totalCount: 100 })),
    lastSync: report({ result: 'other-location', uId: text }),
    lastComplete: report(busy(text)),
    cleanliness: 'needed',
    paused: true,
  });
}

export const unbound: House = { state: 'unbound', proposal: null, paused: false };

export function underWay(stage: 'counting' | 'ready' | 'awaiting-second' | 'claiming'): House {
  return { state: 'unbound', proposal: { id: 'proposal-1', proposedBy: 'UANNA1', stage }, paused: false };
}

export function member(...roles: Role[]): Standing {
  return { result: 'member', userId: 'UANNA1', name: 'Anna', timeZone: null, roles };
}

export function excluded(reason: Extract<Standing, { result: 'excluded' }>['reason']): Standing {
  return { result: 'excluded', userId: 'UANNA1', reason };
}
