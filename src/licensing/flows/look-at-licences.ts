import type { Put, RecordRef } from '../ports/records.js';
import type { Pace } from '../rules/alert.js';
import type { AssetRecord } from '../rules/asset.js';
import { judgeability, levelOf } from '../rules/exhaustion.js';
import { ledgerFigures } from '../rules/ledger.js';
import { type AlertStep, alertFigures, alertStep, type Look } from '../rules/licence-alert.js';
import { noPace, runwayOf, withSample } from '../rules/runway.js';
import type { Core } from './core.js';
import { allLedgers, type LedgerOfMany } from './judged-apps.js';
import { readBinding } from './state.js';

/** An app about which something is to be done. */
export interface FoundStep {
  key: string;
  of: LedgerOfMany;
  step: AlertStep;
}

/** What a look at all apps found. */
export interface Found {
  paces: readonly { expect: RecordRef & { revision: number }; put: Put }[];
  steps: readonly FoundStep[];
  /** Every app of which something was told. */
  alerted: readonly LedgerOfMany[];
}

/** Reads everything and stores nothing. Under a location that was handed over, what was told ends. */
export async function lookAtLicences(core: Core): Promise<Found> {
  const { state } = (await readBinding(core)).value;
  if (state !== 'bound' && state !== 'decommissioned') return { paces: [], steps: [], alerted: [] };
  const all = await allLedgers(core);
  const alerted = all.filter(({ alert }) => alert !== null);
  const now = core.clock();
  if (state === 'decommissioned') {
    return { paces: [], steps: alerted.flatMap(handedOver), alerted };
  }
  const stored = new Map((await core.records.list('pace')).map((one) => [one.id, one]));
  const paces: Found['paces'][number][] = [];
  const steps: FoundStep[] = [];
  for (const of of all) {
    const { id: key, value: asset } = of.asset;
    const before = stored.get(key);
    const pace = paceWith(before?.value ?? noPace, asset);
    if (pace !== (before?.value ?? noPace))
      paces.push({
        expect: { kind: 'pace', id: key, revision: before?.revision ?? 0 },
        put: { kind: 'pace', id: key, value: pace },
      });
    const step = alertStep(of.alert?.value ?? null, lookOf(core, of, pace), now);
    if (step !== null) steps.push({ key, of, step });
  }
  return { paces, steps, alerted };
}

function handedOver(of: LedgerOfMany): FoundStep[] {
  const { alert } = of;
  if (alert === null) return [];
  return [{ key: of.asset.id, of, step: { step: 'end', why: 'handed-over', figures: alert.value.told } }];
}

/** A reading in doubt says nothing about the pace. */
function paceWith(pace: Pace, asset: AssetRecord): Pace {
  if (judgeability(asset) !== 'judge') return pace;
  return withSample(pace, { at: asset.readAt, assigned: asset.assignedCount, total: asset.totalCount });
}

function lookOf(core: Core, { inputs, alert }: LedgerOfMany, pace: Pace): Look {
  const { asset } = inputs;
  const may = judgeability(asset);
  if (may === 'wait') return { result: 'wait' };
  const figures = ledgerFigures(inputs);
  if (may === 'never') {
    const why = asset.presence === 'gone' ? 'gone' : 'no-limit';
    return { result: 'over', why, figures: alertFigures(figures, null) };
  }
  const now = { at: asset.readAt, assigned: asset.assignedCount, total: asset.totalCount };
  const small = asset.totalCount < core.settings.alerts.minimumPool;
  const runway = small ? null : runwayOf(pace, figures.free, now);
  const level = levelOf({ figures, runway, thresholds: core.settings.alerts }, alert?.value.level ?? null);
  const told = alertFigures(figures, runway);
  return level === null
    ? { result: 'over', why: 'recovered', figures: told }
    : { result: 'level', level, figures: told };
}
