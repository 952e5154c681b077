import { assetKey } from '../rules/asset.js';
import type { Device } from '../rules/device.js';
import { folded } from '../rules/folded.js';
import { type Installation, installationTraits } from '../rules/installation.js';
import { byTrouble, fitsDevice, fitsInstallation, fitsPerson, isTrouble } from '../rules/installation-filter.js';
import { type InstallationQuery, installationQueryText, parseInstallationQuery } from '../rules/installation-query.js';
import { matchesSearch } from '../rules/needs.js';
import { mayAct, type NotAllowed } from '../rules/policy.js';
import { appNameOf } from './app-names.js';
import { type Asked, type Core, permit } from './core.js';
import { readDeployment } from './deployments.js';
import { installationsOf, type StoredInstallation } from './installations.js';
import { type PersonWithoutDevice, peopleWithoutDevice } from './people-without-device.js';
import { refusing } from './refused-clicks.js';
import { shownRoster } from './show-deployment.js';

/** Rows of one page. */
export const INSTALLS_PER_PAGE = 10;

/** One app on one device, with the names that people know. */
export interface InstallRow {
  id: string;
  installation: Installation;
  /** `null`: it is not known any more. */
  device: Device | null;
  personName: string;
  appName: string;
}

/** Somebody who is to have an app and has no device that can take it. */
export interface WithoutDeviceRow {
  userId: string;
  personName: string;
  key: string;
  appName: string;
  /** Since when the licence is reserved, or waited for. */
  since: number;
  /** Why their devices cannot have it; empty = no device in management. */
  reasons: PersonWithoutDevice['reasons'];
}

/** By how deployments count them. */
export type InstallTotals = Readonly<Record<(typeof installationTraits)[Installation['state']]['counts'], number>>;

/** One page of `/vpp installs`. */
export interface InstallsPage {
  result: 'installs';
  query: InstallationQuery;
  /** The query as it is typed. */
  typed: string;
  /** From 0. */
  page: number;
  pages: number;
  found: number;
  all: number;
  rows: readonly InstallRow[];
  /** Instead of rows, where people without a device are asked for. */
  withoutDevice: readonly WithoutDeviceRow[];
  /** Of all that were found. */
  totals: InstallTotals;
  /** How many of those found can be tried again. */
  retryable: number;
  may: { retry: boolean; export: boolean };
}

/** What was typed leads to nothing that is known. */
export type UnknownInstalls =
  /** The configuration names no MDM server. */
  | { result: 'no-server' }
  | { result: 'not-understood'; parts: readonly string[] }
  | { result: 'no-app'; app: string }
  | { result: 'no-deployment'; deploymentId: string };

export type ListInstallsOutcome = NotAllowed | UnknownInstalls | InstallsPage;

/** The state of every installation that fits what was typed (S26), what needs somebody first. */
export async function listInstalls(
  core: Core,
  asked: Asked,
  typed: string,
  page: number,
): Promise<ListInstallsOutcome> {
  const permission = await permit(core, asked.actor, 'view-devices');
  if (permission.result === 'not-allowed') return refusing(core, asked, 'list-installs', 'installs', permission);
  const chosen = await chosenInstalls(core, typed);
  if (chosen.result !== 'chosen') return chosen;
  const { query, found, all, devices, withoutDevice } = chosen;
  const count = query.choice === 'no-device' ? withoutDevice.length : found.length;
  const pages = Math.max(1, Math.ceil(count / INSTALLS_PER_PAGE));
  const current = Math.min(Math.max(0, Math.floor(page)), pages - 1);
  const shown = <T>(every: readonly T[]) => every.slice(current * INSTALLS_PER_PAGE, (current + 1) * INSTALLS_PER_PAGE);
  const may = (act: 'retry-install' | 'export-lists') => mayAct(permission.standing, act).result === 'allowed';
  return {
    ...{ result: 'installs', query, typed: installationQueryText(query), page: current, pages, found: count, all },
    rows: await Promise.all(shown(found).map((one) => installRow(core, one, devices))),
    withoutDevice: await Promise.all(shown(withoutDevice).map((one) => withoutDeviceRow(core, one))),
    totals: totalsOf(found),
    retryable: found.filter(({ value }) => isTriedWithAll(value)).length,
    may: { retry: may('retry-install'), export: may('export-lists') },
  };
}

/** Whether “Try again”, or “Take over the copy”, makes sense for it. */
export function mayBeRetried(installation: Installation): boolean {
  return isTrouble(installation) && installation.state !== 'removing';
}

/** As `mayBeRetried`, but copies of people's own are taken over one by one only. */
export function isTriedWithAll(installation: Installation): boolean {
  return mayBeRetried(installation) && installation.state !== 'unmanaged';
}

/** Everything that fits what was typed. */
export interface ChosenInstalls {
  result: 'chosen';
  query: InstallationQuery;
  /** In the order of the list. */
  found: readonly StoredInstallation[];
  all: number;
  /** By enrolment id. */
  devices: ReadonlyMap<string, Device>;
  /** Instead of installations, where they are asked for. */
  withoutDevice: readonly PersonWithoutDevice[];
}

/** Everything that fits what was typed. Nothing is rendered or looked up for what does not fit. */
export async function chosenInstalls(core: Core, typed: string): Promise<UnknownInstalls | ChosenInstalls> {
  if (core.devices === null) return { result: 'no-server' };
  const parsed = parseInstallationQuery(typed);
  if (parsed.result === 'not-understood') return parsed;
  const { query } = parsed;
  const keys = await keysFor(core, query.app);
  if (keys?.size === 0) return { result: 'no-app', app: query.app };
  const meant = await meantBy(core, query.deploymentId);
  if (meant?.result === 'no-deployment') return meant;
  const isMeant = ({ key, userId }: { key: string; userId: string }) =>
    (keys === null || keys.has(key)) && (meant === null || (meant.key === key && meant.people.has(userId)));
  const devices = new Map((await core.records.list('device')).map(({ id, value }) => [id, value]));
  const named = devicesNamed(devices, query.device);
  const everything = await installationsOf(core, '');
  const now = core.clock();
  const found = everything.filter(
    ({ value }) =>
      fitsInstallation(value, query, now) && isMeant(value) && (named === null || named.has(value.enrolmentId)),
  );
  found.sort((one, other) => byTrouble(one.value, other.value));
  const people = query.choice === 'no-device' && named === null ? await peopleWithoutDevice(core) : [];
  const withoutDevice = people.filter((one) => fitsPerson(one, query, now) && isMeant(one));
  return { result: 'chosen', query, found, all: everything.length, devices, withoutDevice };
}

/** `null`: any app. Somebody who types a key, an App Store id or a whole name means that one alone. */
async function keysFor(core: Core, app: string): Promise<ReadonlySet<string> | null> {
  if (app === '') return null;
  const assets = (await core.records.list('asset')).map(({ value }) => value);
  const wanted = folded(app);
  const exact = assets.filter((asset) =>
    [assetKey(asset), asset.adamId, asset.name].some((one) => one !== null && folded(one) === wanted),
  );
  const fitting = exact.length > 0 ? exact : assets.filter((asset) => matchesSearch(asset, app));
  return new Set(fitting.map(assetKey));
}

type Meant = { result: 'deployment'; key: string; people: ReadonlySet<string> };

/** `null`: no deployment was named. */
async function meantBy(
  core: Core,
  deploymentId: string | null,
): Promise<Meant | { result: 'no-deployment'; deploymentId: string } | null> {
  if (deploymentId === null) return null;
  const stored = await readDeployment(core, deploymentId);
  if (stored === null) return { result: 'no-deployment', deploymentId };
  const { people } = await shownRoster(core, stored.id, stored.value);
  return { result: 'deployment', key: stored.value.key, people: new Set(people) };
}

/** `null`: any device. */
function devicesNamed(devices: ReadonlyMap<string, Device>, typed: string): ReadonlySet<string> | null {
  if (typed === '') return null;
  return new Set([...devices].flatMap(([id, device]) => (fitsDevice(device, typed) ? [id] : [])));
}

function totalsOf(found: readonly StoredInstallation[]): InstallTotals {
  const totals = { failed: 0, pending: 0, installed: 0, 'not-installed': 0, 'not-applicable': 0 };
  for (const { value } of found) totals[installationTraits[value.state].counts] += 1;
  return totals;
}

/** With the names of person, app and device. */
export async function installRow(
  core: Core,
  { id, value }: StoredInstallation,
  devices: ReadonlyMap<string, Device>,
): Promise<InstallRow> {
  return {
    ...{ id, installation: value, device: devices.get(value.enrolmentId) ?? null },
    personName: (await core.records.get('member', value.userId))?.value.name ?? value.userId,
    appName: await appNameOf(core, value.key),
  };
}

async function withoutDeviceRow(
  core: Core,
  { userId, key, since, reasons }: PersonWithoutDevice,
): Promise<WithoutDeviceRow> {
  return {
    ...{ userId, key, since, reasons, appName: await appNameOf(core, key) },
    personName: (await core.records.get('member', userId))?.value.name ?? userId,
  };
}
