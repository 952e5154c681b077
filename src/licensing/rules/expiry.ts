import type { BoundLocation, TokenRecord, TokenState } from './binding.js';
import type { TokenFacts } from './house.js';

const DAY = 86_400_000;

/** Days before the expiry at which the channel is warned, each once. */
export const warningDays = [30, 14, 7, 3, 1, 0] as const;

/** Whole days until the expiry, rounded down; negative once it has passed. */
export function daysLeft(expires: number, now: number): number {
  return Math.floor((expires - now) / DAY);
}

/** States that Apple's answers set; a date cannot lift them. */
const setByApple: readonly TokenState[] = ['revoked', 'invalid', 'in-use-elsewhere', 'claim-gone', 'read-only'];

/** The token's state now: Apple's word first, then the date. */
export function tokenStateAt(known: TokenState, expires: number, now: number): TokenState {
  if (setByApple.includes(known)) return known;
  if (expires <= now) return 'expired';
  if (known === 'expired' || known === 'unreachable') return known;
  return daysLeft(expires, now) <= warningDays[0] ? 'expiring' : 'valid';
}

/** The smallest warning step that has been reached, `null` while there are more than 30 days. */
export function warningStep(expires: number, now: number): number | null {
  const left = daysLeft(expires, now);
  return [...warningDays].reverse().find((step) => left <= step) ?? null;
}

/** Steps that need no warning any more once `step` has gone out. */
export function coveredSteps(step: number): readonly number[] {
  return warningDays.filter((day) => day >= step);
}

export function tokenFacts(token: TokenRecord, state: TokenState, now: number): TokenFacts {
  return {
    name: token.name,
    appleAccount: token.appleAccount,
    fingerprint: token.fingerprint,
    expires: token.expires,
    daysLeft: daysLeft(token.expires, now),
    state: tokenStateAt(state, token.expires, now),
    importedBy: token.importedBy,
    importedAt: token.importedAt,
  };
}

/** The bound token's state now. */
export function boundTokenState(binding: BoundLocation, now: number): TokenState {
  return tokenStateAt(binding.tokenState, binding.token.expires, now);
}
