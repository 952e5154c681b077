import { type AssetRecord, assetKey } from '../rules/asset.js';
import type { TokenState } from '../rules/binding.js';
import { applyAbsence, applyReading, type Reading } from '../rules/diff.js';
import { plainInputs } from '../rules/judged-app.js';
import { needOf } from '../rules/needs.js';
import { stateShownBy } from '../rules/token-trouble.js';
import { type Core, connect } from './core.js';
import { describeTrouble } from './describe-trouble.js';
import { judged } from './judged-apps.js';
import { noteTrouble } from './note-answer.js';
import { readHouse } from './read-house.js';
import { readBinding, readSync, SYNC } from './state.js';

/** A suspect reading is asked again after this long. */
const SECOND_READING_AFTER = 30_000;
const readable: readonly TokenState[] = ['valid', 'expiring'];
/** Products asked for in one ring, those in doubt longest first; an empty list must not cost a request for each at once. */
const PER_RING = 50;

/**
 * Reads assets again whose counts fell to zero or by more than half, or which were missing from the list; the second
 * reading is believed. Not while a sync runs: it reads them itself, and what one stores the other must not overwrite.
 */
export async function confirmSuspects(core: Core, reference: string): Promise<number> {
  const binding = (await readBinding(core)).value;
  if (binding.state !== 'bound' || !readable.includes(binding.tokenState)) return 0;
  const sync = await readSync(core);
  if (sync.value.running !== null) return 0;
  const due = (await core.records.list('asset'))
    .filter(({ value }) => value.suspectSince !== null && value.suspectSince <= core.clock() - SECOND_READING_AFTER)
    .sort((a, b) => (a.value.suspectSince ?? 0) - (b.value.suspectSince ?? 0))
    .slice(0, PER_RING);
  if (due.length === 0) return 0;
  const connection = connect(core, binding);
  let settled = 0;
  const inNeed: string[] = [];
  for (const { id, value, revision } of due) {
    const answer = await connection.assetsOf(value.adamId);
    if (answer.result !== 'ok') {
      core.onTrouble('suspect.not-read', { asset: id, trouble: describeTrouble(answer), reference });
      await noteTrouble(core, answer, reference, binding);
      if (answer.result === 'refused' && stateShownBy(answer) === null) continue;
      break;
    }
    const now = answer.value.find((asset) => assetKey(asset) === id);
    const reading = now === undefined ? null : { asset: now, readAt: answer.readAt };
    const after = believed(value, reading, answer.readAt);
    const result = await core.records.commit({
      expect: [
        { kind: 'sync', id: SYNC, revision: sync.revision },
        { kind: 'asset', id, revision },
      ],
      put: [{ kind: 'asset', id, value: after }],
    });
    if (result.result !== 'committed') continue;
    settled += 1;
    if (needOf(judged(core, { inputs: plainInputs(after), alert: null })) !== null) inNeed.push(id);
  }
  if (inNeed.length > 0) await tellChannel(core, reference);
  return settled;
}

/** The summary left these apps out while their fall was in doubt; now the channel gets it again, with them. */
async function tellChannel(core: Core, reference: string): Promise<void> {
  const { lastComplete: report } = (await readSync(core)).value;
  if (report === null) return;
  const house = await readHouse(core);
  await core.records.commit({
    outbox: [
      {
        kind: 'sync-summary',
        subject: `sync-summary:${report.id}:second-reading:${core.clock()}`,
        audience: { to: 'channel' },
        facts: { report, house, missedSlots: [] },
        reference,
      },
    ],
  });
}

function believed(before: AssetRecord, reading: Reading | null, readAt: number): AssetRecord {
  return reading === null ? applyAbsence(before, readAt) : applyReading(before, reading, before.ours, null);
}
