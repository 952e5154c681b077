import type { RefusalReason, Trouble } from './apple-answer.js';
import type { BoundLocation, MdmInfo, TokenState, TroubledState } from './binding.js';

/** How a troubled state ended. `back`: our claim stands again without us. `replaced`: by another trouble with its own card. */
export interface TroubleEnd {
  how: 'taken-back' | 'back' | 'renewed' | 'decommissioned' | 'recovered' | 'replaced';
  /** The people who did it; empty when it ended by itself. */
  by: readonly string[];
  at: number;
}

/** How far a take-back of the location is, or how the last one failed. */
export type TroubleProgress =
  | { stage: 'taking-back'; by: readonly string[]; at: number }
  /** Another product wrote its claim after ours. */
  | { stage: 'lost-race'; holder: MdmInfo; at: number }
  | { stage: 'refused'; errorNumber: number | null; message: string; at: number }
  | { stage: 'dropped'; reason: string; at: number };

const stateOfRefusal: Record<RefusalReason, TroubledState | null> = {
  expired: 'expired',
  revoked: 'revoked',
  invalid: 'invalid',
  'not-allowed': 'read-only',
  'managed-by-apple': 'read-only',
  'legacy-token': 'invalid',
  'service-removed': null,
  'stale-version': null,
  other: null,
};

/** The token's state that a failed request shows, and what belongs to it; `null` when it shows nothing of the token. */
export function stateShownBy(
  trouble: Trouble,
): { state: TroubledState; heldBy: MdmInfo | null; errorNumber: number | null } | null {
  if (trouble.result === 'in-use-elsewhere')
    return { state: 'in-use-elsewhere', heldBy: trouble.mdmInfo, errorNumber: null };
  if (trouble.result !== 'refused') return null;
  const state = stateOfRefusal[trouble.reason];
  return state === null ? null : { state, heldBy: null, errorNumber: trouble.errorNumber };
}

/** Apple's number for a token of its old kind, which may be refused for writes alone (Apple documents the number, not where it comes). */
const LEGACY_TOKEN = 9647;

/** Whether Apple refused a write by this token: a reading that succeeds shows nothing about that. */
export function isWriteRefused({ tokenState, trouble }: Pick<BoundLocation, 'tokenState' | 'trouble'>): boolean {
  return tokenState === 'read-only' || (tokenState === 'invalid' && trouble?.errorNumber === LEGACY_TOKEN);
}

/** States in which the location is not ours, whatever the token is worth. Both have the same two exits (S11). */
export const notOurs = ['in-use-elsewhere', 'claim-gone'] as const satisfies readonly TokenState[];

export function isNotOurs(state: TokenState): state is (typeof notOurs)[number] {
  return notOurs.some((one) => one === state);
}
