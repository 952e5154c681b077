import type { AlertLevel, Runway } from './alert.js';
import type { AssetRecord } from './asset.js';
import { judgeability, levelOf } from './exhaustion.js';
import { emptyLedger, type LedgerFigures, type LedgerInputs, ledgerFigures } from './ledger.js';
import type { AlertThresholds } from './thresholds.js';

/** An app or book with its licences accounted for, and how far it has run out. */
export interface JudgedApp {
  asset: AssetRecord;
  figures: LedgerFigures;
  /** `null`: enough, or not to be judged (now). */
  level: AlertLevel | null;
}

/** `before`: the level that was told last. */
export function judgeApp(
  inputs: LedgerInputs,
  thresholds: AlertThresholds,
  before: AlertLevel | null,
  runway: Runway | null,
): JudgedApp {
  const { asset } = inputs;
  const figures = ledgerFigures(inputs);
  const level = judgeability(asset) === 'judge' ? levelOf({ figures, runway, thresholds }, before) : null;
  return { asset, figures, level };
}

/** Of an asset that nothing is planned with: what Apple's last reading says by itself. */
export function plainInputs(asset: AssetRecord): LedgerInputs {
  return { asset, ledger: emptyLedger, reserved: 0, licensing: 0, waiting: 0, openWrites: 0 };
}
