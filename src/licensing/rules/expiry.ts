import type { Audience } from './audience.js';
import type { BoundLocation, TokenRecord, TokenState } from './binding.js';
import type { TokenFacts } from './house.js';

/** That a step's warning went out or is covered by a later one, so that it goes out once. */
export interface WarningMemory {
  /** The token's fingerprint it was about. */
  fingerprint: string;
  /** Days before the expiry, of `warningDays`. */
  step: number;
  at: number;
  /** To whom it went; nobody when a later step covered it. */
  audiences: readonly Audience[];
  /** Who said “I take care of it”. */
  acknowledgedBy: string | null;
  acknowledgedAt: number | null;
}

const DAY = 86_400_000;

/** Days before the expiry at which people are warned, each once; the token is `expiring` from the first one on. */
export const warningDays = [60, 30, 14, 7, 3, 1, 0] as const;

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

/** The smallest warning step that has been reached; `null` while there are more than 60 days, and after the expiry. */
export function warningStep(expires: number, now: number): number | null {
  if (expires <= now) return null;
  const left = daysLeft(expires, now);
  return [...warningDays].reverse().find((step) => left <= step) ?? null;
}

/** Which warning of which token: what its buttons carry, and the end of its record's id. */
export function warningKey(fingerprint: string, step: number): string {
  return `${fingerprint}:${step}`;
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

/** States that have a card of their own, which says more than a date could. */
const pastWarning: readonly TokenState[] = ['expired', 'revoked', 'invalid'];

/** The warning that the bound token's date asks for, whatever else is the matter with the location. */
export function dueWarning(binding: BoundLocation, now: number): number | null {
  return pastWarning.includes(boundTokenState(binding, now)) ? null : warningStep(binding.token.expires, now);
}

/** The warnings of one token, as they stand in the store. */
type Warnings = readonly WarningMemory[];

/** Whoever takes care of it since the newest warning before this step went out, on whichever card they said so. */
export function carerBefore(step: number, warnings: Warnings): string | null {
  const earlier = warnings
    .filter((warning) => warning.audiences.length > 0 && warning.step > step)
    .sort((a, b) => a.step - b.step);
  const [newest] = earlier;
  if (newest === undefined) return null;
  const latest = earlier
    .filter(({ acknowledgedAt }) => acknowledgedAt !== null && acknowledgedAt >= newest.at)
    .sort((a, b) => (b.acknowledgedAt ?? 0) - (a.acknowledgedAt ?? 0))[0];
  return newest.acknowledgedBy ?? latest?.acknowledgedBy ?? null;
}

/** Whom a warning may go to. */
export interface WarningPeople {
  importedBy: string;
  /** Who holds the role now. */
  custodians: readonly string[];
  /** Of the newest warning before. */
  acknowledgedBy: string | null;
}

/**
 * Who is warned: first whoever imported the token; from 7 days on the channel too unless somebody takes care of it;
 * from 3 days on the channel always and every custodian unless somebody takes care of it; on the day everybody.
 * Who is no custodian any more neither imports nor takes care.
 */
export function warningAudiences(step: number, people: WarningPeople): readonly Audience[] {
  const { importedBy, acknowledgedBy, custodians } = people;
  const channel: Audience = { to: 'channel' };
  const everybody: Audience = { to: 'custodians', except: [] };
  const active = (userId: string | null): Audience | null =>
    userId !== null && custodians.includes(userId) ? { to: 'person', userId } : null;
  const carer = active(acknowledgedBy);
  const importer = active(importedBy) ?? everybody;
  if (step > 7) return [importer];
  if (step > 3) return carer === null ? [channel, importer] : [carer];
  return [channel, step > 0 && carer !== null ? carer : everybody];
}
