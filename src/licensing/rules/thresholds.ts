/** When nobody or two people have to approve. Counted in licences, of an uninstall in people. */
export interface ApprovalThresholds {
  /** A deployment that takes fewer licences than this goes without approval; 0 = each one needs it. */
  noneBelow: number;
  /** From so many on two people approve; `null` = never. */
  twoFrom: number | null;
  twoForUninstallFrom: number | null;
}

/** When an app counts as running out. */
export interface AlertThresholds {
  /** Free share of the total in per cent, from mild to severe. */
  shares: readonly [low: number, veryLow: number];
  /** Free licences, from mild to severe; `null` = only shares count. */
  counts: readonly [low: number, veryLow: number] | null;
  /** Apps with fewer licences in total alert only at zero. */
  minimumPool: number;
  /** Days that licences must last, judged from the pace. */
  runwayDays: number;
}
