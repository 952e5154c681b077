import type { AlertLevel } from '../../licensing/rules/alert.js';
import type { AssetRecord } from '../../licensing/rules/asset.js';
import type { JudgedApp } from '../../licensing/rules/judged-app.js';
import { needOf } from '../../licensing/rules/needs.js';
import type { AppNeed } from '../../licensing/rules/sync-report.js';
import { counted, dateToken, external, formatNumber, listed } from './format.js';

type Counts = Pick<AppNeed, 'availableCount' | 'totalCount'>;

/** How far an app has run out, in two or three words. */
export const levelWords = {
  runway: 'Lasts a short time',
  low: 'Few left',
  'very-low': 'Very few left',
  'none-left': 'None left',
} as const satisfies Record<AlertLevel, string>;

/** What is said of a level: zero is held a little longer, so that it is told once, but what is free is never called none. */
export function shownLevel<L extends AppNeed['need']>(level: L, free: number | null): L | 'very-low' {
  return level === 'none-left' && free !== null && free > 0 ? 'very-low' : level;
}

const needWords = {
  ...levelWords,
  short: ({ availableCount }: Counts) =>
    availableCount < 0 ? `Short by ${formatNumber(-availableCount)}` : 'More given than bought',
} satisfies Record<AppNeed['need'], string | ((counts: Counts) => string)>;

/** What an app lacks, in two words. */
export function needLabel(need: AppNeed): string {
  const words = needWords[shownLevel(need.need, need.availableCount)];
  return typeof words === 'string' ? words : words(need);
}

/** One line of a list of apps in need. */
export function needLine(need: AppNeed): string {
  return `• ${external(need.name, 80)}: ${needLabel(need).toLowerCase()}, ${freeOf(need)}`;
}

function freeOf(counts: Counts): string {
  return `${formatNumber(Math.max(0, counts.availableCount))} free of ${formatNumber(counts.totalCount)}`;
}

/** The state of one app in a few words. */
export function appState(app: JudgedApp): string {
  const need = needOf(app);
  return need === null ? (heldState(app.asset) ?? 'Enough') : needLabel(need);
}

/** As `appState`, where only Apple’s counts are known. */
export function assetState(asset: AssetRecord): string {
  return heldState(asset) ?? freeOf(asset);
}

function heldState({ presence, suspectSince, unlimited }: AssetRecord): string | null {
  if (presence === 'gone') return 'Gone from Apple';
  if (suspectSince !== null) return 'Being checked';
  return unlimited ? 'No limit' : null;
}

const inGoodTime = 'Buy more licences in Apple’s portal in good time. They appear here with the next sync.';
const atOnce = 'Nobody else can get it. Buy more licences in Apple’s portal; they appear here with the next sync.';

const advice = {
  short: atOnce,
  'none-left': atOnce,
  'very-low': inGoodTime,
  low: inGoodTime,
  runway: inGoodTime,
} as const satisfies Record<AppNeed['need'], string>;

/** What that state means and what to do about it. */
export function appAdvice(app: JudgedApp): string {
  const { asset } = app;
  if (asset.presence === 'gone')
    return 'Apple no longer lists it. The figures are the last ones known; nothing is deleted here.';
  if (asset.suspectSince !== null)
    return `The total fell sharply, or the list left it out (seen ${dateToken(asset.suspectSince)}). The bot asks Apple again before it believes that.`;
  if (asset.productType === 'Book')
    return 'Books are listed, but not given out by this bot. A book that was given stays given.';
  if (asset.unlimited) return 'Apple sets no limit, so it cannot run out.';
  const need = needOf(app);
  return need === null ? 'Nothing to do.' : advice[shownLevel(need.need, need.availableCount)];
}

/** `iOS, macOS`, or a dash where Apple names none. */
export function platformWords(asset: Pick<AssetRecord, 'supportedPlatforms'>): string {
  return asset.supportedPlatforms.length === 0 ? '–' : asset.supportedPlatforms.join(', ');
}

/** `1,200 licences: 300 given out (280 by this bot, 20 not), 900 free`. */
export function totalsWords(totals: {
  totalCount: number;
  assignedCount: number;
  availableCount: number;
  ourAssignments: number;
  foreignAssignments: number;
}): string {
  const ours = `${formatNumber(totals.ourAssignments)} by this bot`;
  const others = `${formatNumber(totals.foreignAssignments)} not`;
  return `${counted(totals.totalCount, 'licence')}, ${formatNumber(totals.availableCount)} free; with the apps that have no limit, ${formatNumber(totals.assignedCount)} are given out (${ours}, ${others})`;
}

/** `40 apps and 2 books`. */
export function kindsWords(totals: { apps: number; books: number }): string {
  return listed([counted(totals.apps, 'app'), ...(totals.books === 0 ? [] : [counted(totals.books, 'book')])]);
}
