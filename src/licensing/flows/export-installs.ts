import { type CsvCell, CsvText, csvTime } from '../rules/csv.js';
import { type Device, deviceLabel } from '../rules/device.js';
import { type Installation, installationTraits } from '../rules/installation.js';
import { installationQueryText } from '../rules/installation-query.js';
import type { NotAllowed } from '../rules/policy.js';
import { appNameOf } from './app-names.js';
import { type Asked, type Core, permit } from './core.js';
import { type ExportedList, fileName, sent } from './export-lists.js';
import { type ChosenInstalls, chosenInstalls, type UnknownInstalls } from './list-installs.js';
import { refusing } from './refused-clicks.js';

/** Rows after which other work goes on. */
const ROWS_AT_ONCE = 200;

export type ExportInstallsOutcome = NotAllowed | UnknownInstalls | ExportedList;

const installColumns = [
  ...[
    'person',
    'name',
    'e-mail',
    'app',
    'app key',
    'device',
    'serial number',
    'enrolment id',
    'platform',
    'OS version',
  ],
  ...['device state', 'counts as', 'state', 'since', 'reason', 'error code', 'error domain', 'error text'],
  ...['Apple status', 'installs sent', 'tries', 'next try', 'times asked', 'next look', 'last heard of'],
  ...['locked or busy since', 'generation', 'open command'],
] as const;

const peopleColumns = ['person', 'name', 'e-mail', 'app', 'app key', 'waits since', 'why no device'] as const;

/** The installations that were chosen, or the people without a device, as a table. */
export async function exportInstalls(core: Core, asked: Asked, typed: string): Promise<ExportInstallsOutcome> {
  const permission = await permit(core, asked.actor, 'export-lists');
  if (permission.result === 'not-allowed') return refusing(core, asked, 'export-lists', 'installs', permission);
  const chosen = await chosenInstalls(core, typed);
  if (chosen.result !== 'chosen') return chosen;
  const people = chosen.query.choice === 'no-device';
  const csv = new CsvText(people ? peopleColumns : installColumns);
  let rows = 0;
  for await (const cells of people ? peopleRows(core, chosen) : installRows(core, chosen)) {
    if (!csv.add(cells)) break;
    rows += 1;
    if (rows % ROWS_AT_ONCE === 0) await core.wait(0);
  }
  const name = fileName(people ? 'people-without-device' : 'installs', core.clock());
  return sent(core, asked, 'installs', name, csv.table, installationQueryText(chosen.query));
}

async function* installRows(core: Core, { found, devices }: ChosenInstalls): AsyncGenerator<CsvCell[]> {
  const head = headOf(core);
  for (const { value } of found) {
    const device = devices.get(value.enrolmentId) ?? null;
    yield [...(await head(value)), ...deviceCells(value, device), ...installCells(value)];
  }
}

async function* peopleRows(core: Core, { withoutDevice }: ChosenInstalls): AsyncGenerator<CsvCell[]> {
  const head = headOf(core);
  for (const one of withoutDevice) {
    const reasons = one.reasons.length === 0 ? 'no device in management' : one.reasons.join(' ');
    yield [...(await head(one)), csvTime(one.since), reasons];
  }
}

/** Person and app of a row; names of apps are looked up once. */
function headOf(core: Core): (row: { userId: string; key: string }) => Promise<CsvCell[]> {
  const names = new Map<string, string>();
  return async ({ userId, key }) => {
    const member = (await core.records.get('member', userId))?.value;
    const appName = names.get(key) ?? (await appNameOf(core, key));
    names.set(key, appName);
    return [userId, member?.name ?? null, member?.email ?? null, appName, key];
  };
}

function deviceCells({ enrolmentId }: Installation, device: Device | null): CsvCell[] {
  if (device === null) return [null, null, enrolmentId, null, null, null];
  const { serialNumber, platform, osVersion, state } = device;
  return [deviceLabel(device), serialNumber, enrolmentId, platform, osVersion, state];
}

function installCells(installation: Installation): CsvCell[] {
  const { state, since, reason, error, appleStatus, rounds, tries, nextTry } = installation;
  const { looks, nextLook, seenAt, notNowSince, generation, commandId } = installation;
  return [
    ...[installationTraits[state].counts, state, csvTime(since), reason],
    ...[error?.code ?? null, error?.domain ?? null, error?.text ?? null, appleStatus],
    ...[rounds, tries, csvTime(nextTry), looks, csvTime(nextLook), csvTime(seenAt), csvTime(notNowSince)],
    ...[generation, commandId],
  ];
}
