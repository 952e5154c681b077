import type { Put } from '../ports/records.js';
import { assetKey } from '../rules/asset.js';
import { applyReading } from '../rules/diff.js';
import { type Core, connect } from './core.js';
import { describeTrouble } from './describe-trouble.js';
import { readBinding } from './state.js';

/** A suspect fall is asked again after this long. */
const SECOND_READING_AFTER = 30_000;

/** Reads assets again whose counts fell to zero or by more than half; the second reading is believed. */
export async function confirmSuspects(core: Core, reference: string): Promise<number> {
  const binding = (await readBinding(core)).value;
  if (binding.state !== 'bound' || binding.tokenState !== 'valid') return 0;
  const due = (await core.records.list('asset')).filter(
    ({ value }) => value.suspectSince !== null && value.suspectSince <= core.clock() - SECOND_READING_AFTER,
  );
  if (due.length === 0) return 0;
  const connection = connect(core, binding);
  let settled = 0;
  for (const { id, value, revision } of due) {
    const answer = await connection.assetsOf(value.adamId);
    if (answer.result !== 'ok') {
      core.onTrouble('suspect.not-read', { asset: id, trouble: describeTrouble(answer), reference });
      continue;
    }
    const now = answer.value.find((asset) => assetKey(asset) === id);
    const put: Put = {
      kind: 'asset',
      id,
      value:
        now === undefined
          ? { ...value, presence: 'gone', suspectSince: null }
          : applyReading(value, { asset: now, readAt: answer.readAt }, value.ours, null),
    };
    const result = await core.records.commit({ expect: [{ kind: 'asset', id, revision }], put: [put] });
    if (result.result === 'committed') settled += 1;
  }
  return settled;
}
