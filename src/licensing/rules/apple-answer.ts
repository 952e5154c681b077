import type { MdmInfo } from './binding.js';

/** Why Apple said no, from the error number in the body whatever the HTTP status was. */
export type RefusalReason =
  | 'expired'
  | 'revoked'
  | 'invalid'
  | 'not-allowed'
  | 'managed-by-apple'
  | 'legacy-token'
  | 'service-removed'
  | 'stale-version'
  | 'other';

/** Whom or what of a write Apple named as the cause of an error. Ids of others may be among them: never stored, never logged. */
export interface Culprits {
  clientUserIds: readonly string[];
  serialNumbers: readonly string[];
}

/** Apple answered no; nothing was done. */
export interface Refused {
  result: 'refused';
  reason: RefusalReason;
  errorNumber: number | null;
  httpStatus: number;
  /** Apple's own text, bounded. */
  message: string;
  /** Of a refused write, when Apple named any in `errorInfo`. */
  culprits?: Culprits;
}

/** No usable answer came. `effect` is `unknown` when a write may have been done all the same. */
export interface Unreachable {
  result: 'unreachable';
  cause: 'network' | 'timeout' | 'server-error' | 'throttled' | 'bad-answer' | 'address-not-allowed';
  /** Apple's Retry-After, milliseconds since the epoch on the wire's clock. */
  retryAt: number | null;
  effect: 'none' | 'unknown';
  detail: string;
}

/** The answer came from another location than the bound one. */
export interface OtherLocation {
  result: 'other-location';
  uId: string;
}

/** The answer's `mdmInfo` names another product (S11). */
export interface InUseElsewhere {
  result: 'in-use-elsewhere';
  mdmInfo: MdmInfo;
}

export type Trouble = Refused | Unreachable | OtherLocation | InUseElsewhere;

/** `readAt`: when the request started, business time in milliseconds since the epoch. */
export type Answer<T> = { result: 'ok'; value: T; readAt: number } | Trouble;
