import { requestSync, runSync } from '../../src/licensing/flows/sync.js';
import type { AssetRecord } from '../../src/licensing/rules/asset.js';
import type { SyncOutcome, SyncReport, SyncState } from '../../src/licensing/rules/sync-report.js';
import type { TestHouse } from './core.js';
import { MINUTE } from './core-samples.js';

/** A sync that OPERATOR asks for, done. */
export async function syncNow(house: TestHouse): Promise<SyncReport> {
  house.now += MINUTE;
  await requestSync(house.core, house.asked('OPERATOR'));
  const report = await runSync(house.core, house.core.ids.reference());
  if (report === null) throw new Error('no sync was recorded');
  return report;
}

export type Complete = Extract<SyncOutcome, { result: 'complete' }>;

export async function completeNow(house: TestHouse): Promise<Complete> {
  const { outcome } = await syncNow(house);
  if (outcome.result !== 'complete') throw new Error(`not complete: ${JSON.stringify(outcome)}`);
  return outcome;
}

export async function asset(house: TestHouse, key: string): Promise<AssetRecord> {
  const stored = await house.records.get('asset', key);
  if (stored === null) throw new Error(`no asset ${key}`);
  return stored.value;
}

/** Seven apps of twenty licences, two people of ours, and others. */
export const stock = (house: TestHouse) => {
  const { apple } = house;
  for (let index = 1; index <= 7; index += 1) {
    apple.buy(String(index), 20);
    apple.names.set(String(index), `App ${index}`);
  }
  apple.register('vb1.ada', { status: 'Associated' });
  apple.register('vb1.bo');
  apple.register('foreign-user', { status: 'Associated', email: 'x@contoso.example' });
  apple.register('foreign-retired', { status: 'Retired' });
  apple.assign('1', { clientUserId: 'vb1.ada' });
  apple.assign('1', { clientUserId: 'foreign-user' });
  apple.assign('2', { clientUserId: 'vb1.bo' });
  apple.assign('2', { serialNumber: 'C02XK1' });
};

export async function syncState(house: TestHouse): Promise<SyncState> {
  const stored = await house.records.get('sync', 'state');
  if (stored === null) throw new Error('no sync yet');
  return stored.value;
}
