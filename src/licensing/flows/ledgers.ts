import type { Put, RecordRef } from '../ports/records.js';
import type { AssetRecord } from '../rules/asset.js';
import type { AssignmentState } from '../rules/assignment.js';
import { emptyLedger, type Ledger, type LedgerFigures, type LedgerInputs, ledgerFigures } from '../rules/ledger.js';
import type { Core } from './core.js';

/** All that is known of one asset's licences at this moment. */
export interface LedgerView {
  key: string;
  asset: AssetRecord;
  inputs: LedgerInputs;
  figures: LedgerFigures;
  /** To be named by every decision that reserves. */
  expect: RecordRef & { revision: number };
}

/** `null`: no such asset is known. */
export async function readLedger(core: Core, key: string): Promise<LedgerView | null> {
  const asset = (await core.records.get('asset', key))?.value;
  if (asset === undefined) return null;
  const stored = await core.records.get('ledger', key);
  const counts: Partial<Record<AssignmentState, number>> = {};
  for (const { value } of await core.records.list('assignment', `${key}/`)) {
    counts[value.state] = (counts[value.state] ?? 0) + 1;
  }
  const writes = await core.records.list('write');
  const inputs: LedgerInputs = {
    asset,
    ledger: stored?.value ?? emptyLedger,
    reserved: counts.reserved ?? 0,
    licensing: counts.licensing ?? 0,
    waiting: counts['waiting-for-licences'] ?? 0,
    openWrites: writes.filter(({ value: { task } }) => 'key' in task && task.key === key).length,
  };
  const expect = { kind: 'ledger', id: key, revision: stored?.revision ?? 0 } as const;
  return { key, asset, inputs, figures: ledgerFigures(inputs), expect };
}

/** The part of a commit that stores an asset’s ledger; goes with `LedgerView.expect`. */
export function ledgerPut(key: string, value: Ledger): Put {
  return { kind: 'ledger', id: key, value };
}
