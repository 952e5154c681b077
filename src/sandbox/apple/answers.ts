import { type ErrorNumber, errorNumberEntry } from './error-numbers.js';
import type { AppleSwitches } from './switches.js';

/** One product and quality as requests and answers name it. */
export interface AssetName {
  adamId: string;
  pricingParam: 'STDQ' | 'PLUS';
}

/** What of a request failed, as Apple's ErrorResponse carries it. */
export interface ErrorInfo {
  assets?: AssetName[];
  clientUserIds?: string[];
  serialNumbers?: string[];
}

/** A synchronous refusal: nothing of the request was done. */
export interface Refusal {
  result: 'refused';
  errorNumber: ErrorNumber;
  errorInfo?: ErrorInfo;
}

export type Answer = { result: 'answered'; body: Record<string, unknown> } | Refusal;

/** What goes over the wire. */
export interface WireAnswer {
  status: number;
  headers: Record<string, string>;
  body: string | Buffer;
}

export const answered = (body: Record<string, unknown>): Answer => ({ result: 'answered', body });

export function refused(errorNumber: ErrorNumber, errorInfo?: ErrorInfo): Refusal {
  return errorInfo === undefined ? { result: 'refused', errorNumber } : { result: 'refused', errorNumber, errorInfo };
}

/** The first refusal of the checks in their order, or null. A check runs only when all before it passed. */
export function firstRefusal(checks: Iterable<() => Refusal | null>): Refusal | null {
  for (const check of checks) {
    const refusal = check();
    if (refusal !== null) return refusal;
  }
  return null;
}

const json = { 'content-type': 'application/json;charset=UTF-8' };

export function jsonAnswer(status: number, body: unknown): WireAnswer {
  return { status, headers: json, body: JSON.stringify(body) };
}

/** An ErrorResponse with the status that the switches ask for. */
export function refusalAnswer(refusal: Refusal, switches: AppleSwitches): WireAnswer {
  const { errorNumber } = refusal;
  const entry = errorNumberEntry(errorNumber);
  const status = errorNumber === 9622 ? switches.invalidTokenStatus : (entry.status ?? 400);
  const errorInfo = switches.synchronousErrorInfo ? refusal.errorInfo : undefined;
  const answer = jsonAnswer(status, { errorNumber, errorMessage: entry.message, errorInfo });
  if (errorNumber === 9646 && switches.rateLimitRetryAfter !== null)
    return { ...answer, headers: { ...json, 'retry-after': String(switches.rateLimitRetryAfter) } };
  return answer;
}
