import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  ageWords,
  counted,
  dateToken,
  durationWords,
  escapeText,
  external,
  mention,
  mentions,
  shorten,
  shortenMarkup,
} from '../../../src/slack/blocks/format.js';
import { now } from './facts.js';

describe('shorten', () => {
  it('leaves what fits, and cuts by characters', () => {
    expect(shorten('😀😀😀', 3)).toBe('😀😀😀');
    expect(shorten('😀😀😀😀', 3)).toBe('😀😀…');
  });

  it('never cuts inside a grapheme', () => {
    expect(shorten('a👩‍👩‍👧‍👦bcdefgh', 5)).toBe('a…');
  });

  it('keeps every limit for any text', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary', maxLength: 60 }), fc.integer({ min: 1, max: 40 }), (text, limit) => {
        const short = shorten(text, limit);
        expect([...short].length).toBeLessThanOrEqual(limit);
        if ([...text].length <= limit) expect(short).toBe(text);
      }),
    );
  });

  it('leaves no half token or entity behind in mrkdwn', () => {
    expect(shortenMarkup('ask <@U12345678> now', 10)).toBe('ask…');
    expect(shortenMarkup('salt &amp; pepper', 9)).toBe('salt…');
  });
});

describe('text from outside', () => {
  it('can neither mention, link nor open code', () => {
    expect(escapeText('<!channel> & `x`')).toBe("&lt;!channel&gt; &amp; 'x'");
  });

  it('stays on one line, in our reading direction', () => {
    expect(escapeText(' a\n\r\tb\u202ec ')).toBe('a b c');
  });

  it.each(['', '  ', '\u200b', '\u202e'])('is said to be missing when nothing shows: %j', (text) => {
    expect(external(text)).toBe('not given');
  });
});

describe('times', () => {
  it('are drawn in the reader’s zone, with UTC to fall back on', () => {
    expect(dateToken(now)).toBe(`<!date^${now / 1_000}^{date_short_pretty} {time}|2026-11-23 06:00 UTC>`);
  });

  it.each([Number.NaN, Number.POSITIVE_INFINITY, 1e17])('are said to be unknown when they are none: %d', (ms) => {
    expect(dateToken(ms)).toBe('an unknown time');
  });

  it('are told as ages and durations', () => {
    expect(ageWords(now - 20_000, now)).toBe('just now');
    expect(ageWords(now - 3 * 3_600_000, now)).toBe('3 hours ago');
    expect(ageWords(now + 60_000, now)).toBe('just now');
    expect(durationWords(1_000)).toBe('1 second');
    expect(durationWords(5 * 86_400_000)).toBe('5 days');
  });
});

describe('people and numbers', () => {
  it('mentions Slack users only', () => {
    expect(mention('U12345')).toBe('<@U12345>');
    expect(mention('system')).toBe('this bot');
    expect(mention('U1> <!here')).toBe('U1&gt; &lt;!here');
  });

  it('names a few and counts the rest', () => {
    expect(mentions(['U1', 'U2', 'U3'], 2)).toBe('<@U1>, <@U2> and 1 more');
  });

  it('counts in British English', () => {
    expect(counted(1, 'licence')).toBe('1 licence');
    expect(counted(1_200, 'licence')).toBe('1,200 licences');
  });
});
