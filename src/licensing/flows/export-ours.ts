import type { OurAssignment, OurUser } from '../ports/mirror.js';
import type { BoundLocation, ExportedFile } from '../rules/binding.js';
import { csvLine } from '../rules/csv.js';
import { assetName } from '../rules/needs.js';
import { type Core, connect } from './core.js';
import { describeTrouble } from './describe-trouble.js';
import { readLocation } from './read-location.js';
import { readSync } from './state.js';

const columns = ['adamId', 'pricingParam', 'app name', 'clientUserId', 'user status', 'assigned'] as const;

/**
 * Writes everything that was ours as CSV: a line for each given licence, and one for each person without any. Apple is
 * read once more before, if it answers and nobody else holds the location; otherwise the last reading has to do.
 */
export async function exportOurs(
  core: Core,
  bound: BoundLocation,
  name: string,
  reference: string,
): Promise<ExportedFile> {
  const asOf = await readOnceMore(core, bound, reference);
  const names = new Map((await core.records.list('asset')).map(({ id, value }) => [id, assetName(value)]));
  const { users, assignments } = core.mirror.totals();
  const { bytes } = await core.exports.write(name, pieces(core, names));
  return { name, users, assignments, bytes, asOf };
}

/** When the figures were read, milliseconds since the epoch; `null` = never completely. */
async function readOnceMore(core: Core, bound: BoundLocation, reference: string): Promise<number | null> {
  if (bound.tokenState === 'valid') {
    const outcome = await readLocation(core, connect(core, bound), { stage: async () => {}, pages: () => {} });
    if (outcome.result === 'read') return outcome.reading.assetsReadAt;
    core.onTrouble('export.not-read', { trouble: describeTrouble(outcome.trouble), reference });
  }
  return (await readSync(core)).value.lastComplete?.startedAt ?? null;
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
  return csvLine([adamId, pricingParam, names.get(key) ?? '', clientUserId, status ?? '', 'yes']);
}

function userLine({ clientUserId, status }: OurUser): string {
  return csvLine(['', '', '', clientUserId, status, 'no']);
}
