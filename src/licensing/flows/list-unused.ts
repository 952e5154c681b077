import type { LicenceUse } from '../rules/licence-use.js';
import { assetName } from '../rules/needs.js';
import { mayAct, type NotAllowed, type Standing } from '../rules/policy.js';
import { KEPT_FOR } from '../rules/unused-question.js';
import { type Asked, type Core, permit } from './core.js';
import { readKnownDevices } from './licence-use.js';
import { refusing } from './refused-clicks.js';
import { isAskable, questionOf, type UnusedLicence, unusedLicences } from './unused-licences.js';

/** Lines of one page. */
export const UNUSED_PER_PAGE = 12;

/** Which licences of an app are shown. */
export type UnusedFilter = 'unused' | 'kept' | 'unknown';

const fits = {
  unused: ({ use, kept }) => use.use === 'unused' && !kept,
  /** Their holders said that they keep them. */
  kept: ({ use, kept }) => use.use === 'unused' && kept,
  /** Never called unused: no device of theirs says anything about the app. */
  unknown: ({ use }) => use.use === 'unknown',
} as const satisfies Record<UnusedFilter, (one: UnusedLicence) => boolean>;

/** Whether a text from a button or a select is one of the filters. */
export function isUnusedFilter(text: string): text is UnusedFilter {
  return Object.hasOwn(fits, text);
}

export type UnusedCounts = Readonly<Record<UnusedFilter, number>>;

/** One app in the overview. */
export interface UnusedApp {
  key: string;
  name: string;
  counts: UnusedCounts;
}

export type UnusedAppsOutcome =
  | NotAllowed
  | { result: 'no-device-server' }
  | {
      result: 'unused-apps';
      /** Of apps with any licence that lies idle or of which nobody knows: most idle ones first. */
      apps: readonly UnusedApp[];
      /** From 0. */
      page: number;
      pages: number;
      found: number;
      totals: UnusedCounts;
    };

const ACT = 'list-unused';

/** All apps of which licences are held without use. */
export async function listUnusedApps(core: Core, asked: Asked, page: number): Promise<UnusedAppsOutcome> {
  const permission = await permit(core, asked.actor, 'view-people');
  if (permission.result === 'not-allowed') return refusing(core, asked, ACT, 'apps', permission);
  if (core.devices === null) return { result: 'no-device-server' };
  const known = await readKnownDevices(core);
  const apps: UnusedApp[] = [];
  for (const { id, value } of await core.records.list('asset')) {
    if (value.productType !== 'App' || value.ours === 0) continue;
    // With very many people each app takes its time; everything else goes on in between.
    if ((await core.wait(0)) === 'closing') break;
    const counts = countsOf(await unusedLicences(core, id, known));
    if (counts.unused + counts.kept + counts.unknown > 0) apps.push({ key: id, name: assetName(value), counts });
  }
  apps.sort((one, other) => other.counts.unused - one.counts.unused || one.name.localeCompare(other.name, 'en'));
  const total = (filter: UnusedFilter) => apps.reduce((sum, { counts }) => sum + counts[filter], 0);
  const totals = { unused: total('unused'), kept: total('kept'), unknown: total('unknown') };
  const { shown, ...paging } = pageOf(apps, page);
  return { result: 'unused-apps', apps: shown, ...paging, found: apps.length, totals };
}

/** How far the question is whether somebody still needs it. */
export type UnusedAsking =
  | { state: 'not-asked' }
  /** `askedAt` `null`: the question is about to go out. */
  | { state: 'asked'; by: string; askedAt: number | null; reminders: number }
  | { state: 'kept'; at: number; until: number }
  /** They would give it back, but a required deployment wants them to have it. */
  | { state: 'wished'; at: number };

/** One person whose licence is on none of their devices, or of whom nobody knows. */
export interface UnusedLine {
  userId: string;
  use: Extract<LicenceUse, { use: 'unused' | 'unknown' }>;
  asking: UnusedAsking;
  left: boolean;
  mayAsk: boolean;
}

/** One page of the people of one app. */
export interface UnusedPage {
  result: 'unused';
  key: string;
  name: string;
  filter: UnusedFilter;
  /** From 0. */
  page: number;
  pages: number;
  counts: UnusedCounts;
  lines: readonly UnusedLine[];
  /** People who would be asked by “Ask all”; 0 also for whoever may not ask. */
  askable: number;
  mayExport: boolean;
  mayUninstall: boolean;
}

export type UnusedOutcome = UnusedPage | NotAllowed | { result: 'no-device-server' } | { result: 'unknown-app' };

/** Who has a licence of one app without using it, longest first; apart, of whom nothing is known. */
export async function listUnused(
  core: Core,
  asked: Asked,
  key: string,
  filter: UnusedFilter,
  page: number,
): Promise<UnusedOutcome> {
  const permission = await permit(core, asked.actor, 'view-people');
  if (permission.result === 'not-allowed') return refusing(core, asked, ACT, `asset:${key.slice(0, 60)}`, permission);
  if (core.devices === null) return { result: 'no-device-server' };
  const asset = (await core.records.get('asset', key))?.value;
  if (asset === undefined) return { result: 'unknown-app' };
  const all = await unusedLicences(core, key);
  const mayAsk = asset.revocable && may(permission.standing, 'release-licences');
  const { shown, ...paging } = pageOf(longestFirst(all.filter(fits[filter])), page);
  return {
    result: 'unused',
    ...{ key, name: assetName(asset), filter, ...paging, counts: countsOf(all) },
    lines: shown.map((one) => lineOf(one, mayAsk)),
    askable: mayAsk ? all.filter((one) => isAskable(one, 'all')).length : 0,
    mayExport: may(permission.standing, 'export-lists'),
    mayUninstall: mayAsk,
  };
}

function may(standing: Standing, act: 'release-licences' | 'export-lists'): boolean {
  return mayAct(standing, act).result === 'allowed';
}

function countsOf(all: readonly UnusedLicence[]): UnusedCounts {
  const count = (filter: UnusedFilter) => all.filter(fits[filter]).length;
  return { unused: count('unused'), kept: count('kept'), unknown: count('unknown') };
}

/** Idle for longest first; of those of whom nothing is known, the longest silent. */
export function longestFirst(licences: readonly UnusedLicence[]): UnusedLicence[] {
  const time = ({ use }: UnusedLicence) => (use.use === 'unused' ? use.since : (use.asOf ?? 0));
  return [...licences].sort(
    (one, other) => time(one) - time(other) || (one.assignment.userId < other.assignment.userId ? -1 : 1),
  );
}

/** What the list says of one licence. */
export function lineOf(licence: UnusedLicence, mayAsk: boolean): UnusedLine {
  const { assignment, use, left } = licence;
  return {
    userId: assignment.userId,
    use,
    left,
    asking: askingOf(licence),
    mayAsk: mayAsk && isAskable(licence, 'one'),
  };
}

function askingOf(licence: UnusedLicence): UnusedAsking {
  const question = questionOf(licence);
  if (question === null) return { state: 'not-asked' };
  const { answer, by, askedAt, reminders } = question;
  if (answer === null) return { state: 'asked', by, askedAt, reminders };
  if (answer.answer === 'give-back') return { state: 'wished', at: answer.at };
  return licence.kept ? { state: 'kept', at: answer.at, until: answer.at + KEPT_FOR } : { state: 'not-asked' };
}

function pageOf<T>(all: readonly T[], page: number): { shown: readonly T[]; page: number; pages: number } {
  const pages = Math.max(1, Math.ceil(all.length / UNUSED_PER_PAGE));
  const current = Math.min(Math.max(0, page), pages - 1);
  return { shown: all.slice(current * UNUSED_PER_PAGE, (current + 1) * UNUSED_PER_PAGE), page: current, pages };
}
