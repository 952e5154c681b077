import type { Binding, TokenState } from './binding.js';
import { isNotOurs } from './token-trouble.js';

/** Why nothing may be written at Apple now. Each ends by itself or by a custodian. */
export type WriteHold =
  /** Nothing is bound, or the location was handed over for good. */
  | 'not-bound'
  /** A take-back or a decommission is not settled. */
  | 'intent'
  /** Another product manages the location, or nobody does. */
  | 'not-ours'
  /** Apple does not accept the token, or lets it only read. */
  | 'token'
  /** Taken back, but not read from start to end since. */
  | 'awaiting-reading';

export type MayWrite = { result: 'yes' } | { result: 'no'; why: WriteHold };

const useless: readonly TokenState[] = ['expired', 'revoked', 'invalid', 'read-only'];

/** Whether users and licences may be written at Apple. A pause is asked for separately. */
export function mayWrite(binding: Binding): MayWrite {
  if (binding.state !== 'bound') return { result: 'no', why: 'not-bound' };
  if (binding.intent !== null) return { result: 'no', why: 'intent' };
  if (isNotOurs(binding.tokenState)) return { result: 'no', why: 'not-ours' };
  if (useless.includes(binding.tokenState)) return { result: 'no', why: 'token' };
  if (binding.writesAwaitReadingAfter !== null) return { result: 'no', why: 'awaiting-reading' };
  return { result: 'yes' };
}
