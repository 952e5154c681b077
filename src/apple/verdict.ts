import { z } from 'zod';
import type { Culprits, Refused, Unreachable } from '../licensing/rules/apple-answer.js';
import { bounded } from './bounded-text.js';
import { errorMeaning } from './error-numbers.js';
import type { WireAnswer } from './wire.js';

/** What an answer means before its members are looked at. `again`: a read may be sent once more. */
export type Verdict =
  | { verdict: 'body'; body: unknown }
  | { verdict: 'final'; trouble: Refused | Unreachable }
  | { verdict: 'again'; trouble: Unreachable; throttled: boolean };

const MAX_MESSAGE_CHARACTERS = 500;

interface WireError {
  errorNumber?: number | null | undefined;
  errorMessage?: string | null | undefined;
  errorInfo?: WireErrorInfo | null | undefined;
}

/** What an error names of the request; assets are left out because nothing asks for them. */
export interface WireErrorInfo {
  clientUserIds?: string[] | null | undefined;
  serialNumbers?: string[] | null | undefined;
}

const named = z.array(z.string().min(1).max(500)).max(10_000).nullish().catch(null);

/** An `errorInfo` of another shape is none: the number decides. */
export const errorInfoSchema: z.ZodType<WireErrorInfo | null | undefined> = z
  .object({ clientUserIds: named, serialNumbers: named })
  .nullish()
  .catch(null);

const errorSchema: z.ZodType<WireError> = z.object({
  errorNumber: z.int().nullish(),
  errorMessage: z.string().nullish().catch(null),
  errorInfo: errorInfoSchema,
});

/** Apple's error number decides whatever the HTTP status is: 9622 was seen with 200 (Fleet). */
export function judge(answer: WireAnswer): Verdict {
  if (answer.result === 'lost') return lost(answer);
  if (answer.result === 'unreadable') return withoutError(answer.status, answer.detail);
  const { status } = answer;
  const error = errorSchema.safeParse(answer.body);
  if (!error.success) return withoutError(status >= 400 ? status : 0, 'no object, or an error number of another type');
  const { errorNumber } = error.data;
  if (errorNumber !== undefined && errorNumber !== null && errorNumber !== 0)
    return withError(errorNumber, error.data, status);
  if (status >= 200 && status < 300) return { verdict: 'body', body: answer.body };
  if (status >= 400 && status < 500 && status !== 429) return refusedWithoutNumber(status);
  return withoutError(status, `status ${status} without an error number`);
}

/** The error number of an answer, for the log. */
export function errorNumberOf(answer: WireAnswer): number | null {
  return answer.result === 'answered' ? (errorSchema.safeParse(answer.body).data?.errorNumber ?? null) : null;
}

function lost(answer: Extract<WireAnswer, { result: 'lost' }>): Verdict {
  const { cause, effect, detail } = answer;
  const trouble: Unreachable = { result: 'unreachable', cause, retryAt: null, effect, detail };
  return cause === 'bad-answer' ? { verdict: 'final', trouble } : { verdict: 'again', trouble, throttled: false };
}

export function culpritsOf(info: WireErrorInfo | null | undefined): Culprits {
  return { clientUserIds: info?.clientUserIds ?? [], serialNumbers: info?.serialNumbers ?? [] };
}

function withError(errorNumber: number, { errorMessage, errorInfo }: WireError, httpStatus: number): Verdict {
  const { reason, retry } = errorMeaning(errorNumber, httpStatus);
  const message = bounded(errorMessage ?? '', MAX_MESSAGE_CHARACTERS);
  if (retry === 'never') {
    const culprits = culpritsOf(errorInfo);
    const named = culprits.clientUserIds.length + culprits.serialNumbers.length > 0 ? { culprits } : {};
    return { verdict: 'final', trouble: { result: 'refused', reason, errorNumber, httpStatus, message, ...named } };
  }
  const throttled = retry === 'throttled';
  return { verdict: 'again', throttled, trouble: unanswered(throttled, 'none', `error number ${errorNumber}`) };
}

function refusedWithoutNumber(httpStatus: number): Verdict {
  return {
    verdict: 'final',
    trouble: { result: 'refused', reason: 'other', errorNumber: null, httpStatus, message: '' },
  };
}

/** Without Apple's own error nobody knows who answered: a proxy, a portal, or Apple after doing the work. */
function withoutError(status: number, detail: string): Verdict {
  if (status === 429) return { verdict: 'again', throttled: true, trouble: unanswered(true, 'none', detail) };
  if (status >= 500) return { verdict: 'again', throttled: false, trouble: unanswered(false, 'unknown', detail) };
  return { verdict: 'final', trouble: badAnswer(detail) };
}

function unanswered(throttled: boolean, effect: Unreachable['effect'], detail: string): Unreachable {
  return { result: 'unreachable', cause: throttled ? 'throttled' : 'server-error', retryAt: null, effect, detail };
}

/** An answer that cannot be used; a write may have been done all the same. */
export function badAnswer(detail: string): Unreachable {
  return { result: 'unreachable', cause: 'bad-answer', retryAt: null, effect: 'unknown', detail };
}
