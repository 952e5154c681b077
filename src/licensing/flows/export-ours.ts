import type { OurAssignment, OurUser } from '../ports/mirror.js';
import type { ExportedFile } from '../rules/binding.js';
import { csvLine } from '../rules/csv.js';
import { assetName } from '../rules/needs.js';
import type { Core } from './core.js';

const columns = [
  'adamId',
  'pricingParam',
  'app name',
  'clientUserId',
  'user status',
  'Slack user id',
  'assigned',
] as const;

/** Writes everything that was ours as CSV: a line for each given licence, and one for each person without any. */
export async function exportOurs(core: Core, name: string): Promise<ExportedFile> {
  const names = new Map((await core.records.list('asset')).map(({ id, value }) => [id, assetName(value)]));
  const { users, assignments } = core.mirror.totals();
  const { bytes } = await core.exports.write(name, pieces(core, names));
  return { name, users, assignments, bytes };
}

/** A piece for each slice of the mirror, so that nothing is held up. */
function* pieces(core: Core, names: ReadonlyMap<string, string>): Generator<string> {
  yield csvLine(columns);
  const holders = new Set<string>();
  for (const slice of core.mirror.assignments()) {
    for (const { clientUserId } of slice) holders.add(clientUserId);
    yield slice.map((row) => assignmentLine(row, names)).join('');
  }
  for (const slice of core.mirror.users()) {
    yield slice.map((user) => (holders.has(user.clientUserId) ? '' : userLine(user))).join('');
  }
}

function assignmentLine({ key, clientUserId, status }: OurAssignment, names: ReadonlyMap<string, string>): string {
  const [adamId = '', pricingParam = ''] = key.split('.');
  return csvLine([adamId, pricingParam, names.get(key) ?? '', clientUserId, status ?? '', '', 'yes']);
}

function userLine({ clientUserId, status }: OurUser): string {
  return csvLine(['', '', '', clientUserId, status, '', 'no']);
}
