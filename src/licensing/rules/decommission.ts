import { folded } from './folded.js';
import type { RequestedAct } from './request.js';

/** Something open that has to end before the location can be handed over for good. */
export type DecommissionBlocker =
  | { kind: 'sync' }
  /** Writes at Apple that nobody has settled. */
  | { kind: 'writes'; open: number }
  | { kind: 'clean-up' }
  | { kind: 'renewal'; by: string }
  | { kind: 'take-back' }
  | { kind: 'decommission' }
  | { kind: 'request'; act: RequestedAct; by: string };

/** What a custodian entered in the dialogue. */
export interface DecommissionForm {
  locationName: string;
  /** "I know that this cannot be undone." */
  acknowledged: boolean;
}

export type DecommissionField = keyof DecommissionForm;

/** Fields that are not as they must be. */
export function decommissionFaults(locationName: string, form: DecommissionForm): DecommissionField[] {
  return [
    ...(folded(form.locationName) === folded(locationName) ? [] : ['locationName' as const]),
    ...(form.acknowledged ? [] : ['acknowledged' as const]),
  ];
}
