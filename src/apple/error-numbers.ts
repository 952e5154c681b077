import type { RefusalReason } from '../licensing/rules/apple-answer.js';
import { type AppleErrorNumber, isAppleErrorNumber } from '../licensing/rules/apple-errors.js';

/** What the client does about an error number. Sentences for people are in `licensing/rules/apple-errors`. */
export interface ErrorMeaning {
  reason: RefusalReason;
  /** `temporary`: the same read may be sent again later. `throttled`: the same, and the whole location slows down. */
  retry: 'never' | 'temporary' | 'throttled';
}

const refused = { reason: 'other', retry: 'never' } as const satisfies ErrorMeaning;
const temporary = { reason: 'other', retry: 'temporary' } as const satisfies ErrorMeaning;

/** Every number that we know; the table of explanations has the same keys. */
export const errorMeanings = {
  9601: { reason: 'invalid', retry: 'never' },
  9602: refused,
  9603: temporary,
  9609: refused,
  9616: refused,
  9618: refused,
  9619: refused,
  9621: { reason: 'expired', retry: 'never' },
  9622: { reason: 'invalid', retry: 'never' },
  9623: refused,
  9625: { reason: 'revoked', retry: 'never' },
  9627: refused,
  9634: { reason: 'service-removed', retry: 'never' },
  9635: refused,
  9637: { reason: 'not-allowed', retry: 'never' },
  9641: refused,
  9643: refused,
  9644: temporary,
  9645: { reason: 'managed-by-apple', retry: 'never' },
  9646: { reason: 'other', retry: 'throttled' },
  9647: { reason: 'legacy-token', retry: 'never' },
  9650: refused,
  9700: refused,
  9701: refused,
  9702: refused,
  9703: refused,
  9704: refused,
  9705: refused,
  9706: refused,
  9707: refused,
  9708: refused,
  9709: refused,
  9710: refused,
  9711: refused,
  9712: refused,
  9713: refused,
  9714: refused,
  9715: refused,
  9716: refused,
  9717: refused,
  9718: refused,
  9719: refused,
  9720: refused,
  9721: { reason: 'stale-version', retry: 'never' },
  9722: { reason: 'invalid', retry: 'never' },
  9723: refused,
  9724: refused,
  9725: refused,
  9726: refused,
  9727: refused,
  9728: refused,
  9729: temporary,
} as const satisfies Record<AppleErrorNumber, ErrorMeaning>;

/** Apple's number for a page that the list does not have (any more). */
export const PAGE_OUT_OF_RANGE: AppleErrorNumber = 9650;

/** A number we do not know says nothing by itself, so the HTTP status decides whether it is worth another try. */
export function errorMeaning(errorNumber: number, httpStatus: number): ErrorMeaning {
  if (isAppleErrorNumber(errorNumber)) return errorMeanings[errorNumber];
  if (httpStatus === 429) return { reason: 'other', retry: 'throttled' };
  return httpStatus >= 500 ? temporary : refused;
}
