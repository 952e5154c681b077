import { changeAssignment } from '../../src/licensing/flows/assignments.js';
import type { AssetRecord } from '../../src/licensing/rules/asset.js';
import type { Assignment } from '../../src/licensing/rules/assignment.js';
import { type JudgedApp, judgeApp, plainInputs } from '../../src/licensing/rules/judged-app.js';
import type { AlertThresholds } from '../../src/licensing/rules/thresholds.js';
import type { TestHouse } from './core.js';
import { anAssetRecord, NOON } from './core-samples.js';

export const thresholds: AlertThresholds = { shares: [20, 10], counts: null, minimumPool: 10, runwayDays: 14 };

/** An app by Apple's counts alone. */
export function judged(given: Partial<AssetRecord>): JudgedApp {
  return judgeApp(plainInputs(anAssetRecord(given)), thresholds, null, null);
}

export function anAssignment(given: Partial<Assignment> = {}): Assignment {
  return {
    key: '1.STDQ',
    userId: 'UADA',
    clientUserId: 'vb1.ada',
    state: 'licensed',
    since: NOON,
    reason: null,
    errorNumber: null,
    generation: 1,
    wantedBy: [],
    removalBy: null,
    askedAt: null,
    writeId: null,
    licensedAt: null,
    eventId: null,
    tries: 0,
    nextTry: null,
    ...given,
  };
}

/** Stored as if the deployment had been carried out. */
export async function assigned(house: TestHouse, ...given: readonly Partial<Assignment>[]): Promise<void> {
  for (const one of given) await house.records.commit(changeAssignment(null, anAssignment(one)));
}
