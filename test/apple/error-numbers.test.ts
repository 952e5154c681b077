import { describe, expect, it } from 'vitest';
import { errorMeaning, errorMeanings } from '../../src/apple/error-numbers.js';
import { backoff, retryAfterInstant } from '../../src/apple/retry-after.js';
import { appleErrors, explainErrorNumber } from '../../src/licensing/rules/apple-errors.js';

/** The numbers that Apple's table gives version 2, without subscriptions, and 9622, which is only seen. */
const documented = [
  9601, 9602, 9603, 9609, 9621, 9622, 9623, 9625, 9634, 9635, 9637, 9641, 9644, 9646, 9647, 9650, 9700, 9701, 9702,
  9703, 9704, 9705, 9706, 9707, 9708, 9709, 9710, 9711, 9712, 9713, 9714, 9715, 9716, 9717, 9718, 9719, 9720, 9721,
  9722, 9723, 9724, 9725, 9726, 9727, 9728, 9729,
];

describe('error numbers', () => {
  it('of version 2 all have an explanation and a meaning', () => {
    const known = Object.keys(appleErrors).map(Number);
    expect(known).toEqual(expect.arrayContaining(documented));
    expect(Object.keys(errorMeanings).map(Number)).toEqual(known);
    for (const number of known) {
      const explanation = explainErrorNumber(number);
      expect(explanation?.meaning).toMatch(/^[A-Z].*\.$/);
      expect(explanation?.remedy).toMatch(/^[A-Z].*\.$/);
    }
  });

  it('that Apple added since are explained by nobody, and judged by the HTTP status', () => {
    expect(explainErrorNumber(9999)).toBeNull();
    expect(explainErrorNumber(Number.NaN)).toBeNull();
    expect(errorMeaning(9999, 400)).toEqual({ reason: 'other', retry: 'never' });
    expect(errorMeaning(9999, 429)).toEqual({ reason: 'other', retry: 'throttled' });
    expect(errorMeaning(9999, 503)).toEqual({ reason: 'other', retry: 'temporary' });
  });
});

describe('Retry-After', () => {
  const now = Date.UTC(2026, 10, 22, 12);
  it.each([
    ['120', now + 120_000],
    [' 5 ', now + 5_000],
    ['0', now],
    ['Sun, 22 Nov 2026 12:00:30 GMT', now + 30_000],
    ['Sunday, 22-Nov-26 12:00:30 GMT', now + 30_000],
    ['Sat, 21 Nov 2026 12:00:00 GMT', now],
    ['-5', null],
    ['1.5', null],
    ['5 minutes', null],
    ['soon', null],
    ['', null],
    [null, null],
    ['9'.repeat(40), null],
  ])('%j is the instant %j', (value, instant) => {
    expect(retryAfterInstant(value, now)).toBe(instant);
  });
});

describe('backoff', () => {
  it('doubles up to the most, with half of it left to chance', () => {
    const gaps = (random: number) => [1, 2, 3, 9].map((attempt) => backoff(attempt, () => random, 500, 20_000));
    expect(gaps(1)).toEqual([500, 1000, 2000, 20_000]);
    expect(gaps(0)).toEqual([250, 500, 1000, 10_000]);
  });
});
