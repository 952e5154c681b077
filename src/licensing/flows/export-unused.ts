import { CsvText, csvTime } from '../rules/csv.js';
import type { NotAllowed } from '../rules/policy.js';
import { type Asked, type Core, permit } from './core.js';
import { lineOf, longestFirst } from './list-unused.js';
import { entryOf, refusing } from './refused-clicks.js';
import { type UnusedLicence, unusedLicences } from './unused-licences.js';

export type ExportUnusedOutcome =
  | NotAllowed
  | { result: 'no-device-server' }
  | { result: 'unknown-app' }
  | { result: 'file'; name: string; text: string; people: number; cutOff: boolean };

const columns = [
  ...['person', 'slack id', 'e-mail', 'held without use', 'why', 'since', 'known as of'],
  ...['question', 'asked or answered', 'reminders'],
];

/** Everybody whose licence of one app is on none of their devices, and those of whom nothing is known, as a file. */
export async function exportUnused(core: Core, asked: Asked, key: string): Promise<ExportUnusedOutcome> {
  const permission = await permit(core, asked.actor, 'export-lists');
  const subject = `asset:${key.slice(0, 60)}`;
  if (permission.result === 'not-allowed') return refusing(core, asked, 'export-lists', subject, permission);
  if (core.devices === null) return { result: 'no-device-server' };
  if ((await core.records.get('asset', key)) === null) return { result: 'unknown-app' };
  const csv = new CsvText(columns);
  for (const licence of longestFirst(await unusedLicences(core, key))) csv.add(await rowOf(core, licence));
  const { text, rows, cutOff } = csv.table;
  await core.records.commit({
    audit: [entryOf(core, asked, 'export-lists', subject, 'read', { list: 'unused', people: rows, cutOff })],
  });
  const day = new Date(core.clock()).toISOString().slice(0, 10);
  return { result: 'file', name: `held-without-use-${key}-${day}.csv`, text, people: rows, cutOff };
}

async function rowOf(core: Core, licence: UnusedLicence) {
  const { userId, use, asking } = lineOf(licence, false);
  const member = (await core.records.get('member', userId))?.value;
  const askedAt = asking.state === 'asked' ? asking.askedAt : asking.state === 'not-asked' ? null : asking.at;
  return [
    ...[member?.name ?? '', userId, member?.email ?? ''],
    ...[use.use === 'unused' ? 'yes' : 'not known', use.why],
    ...[use.use === 'unused' ? csvTime(use.since) : '', csvTime(use.asOf)],
    ...[asking.state, csvTime(askedAt), asking.state === 'asked' ? asking.reminders : ''],
  ];
}
