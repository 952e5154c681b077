import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { validateBlocks, validateView } from '../../../src/sandbox/slack/validator.js';
import { renderingsOf } from './renderings.js';
import { pings, textsOf } from './texts.js';

const thorough = process.env.VPP_TEST_FAULTS === 'all';

/** Texts that break careless cards. */
const nasty = [
  { name: 'nothing', text: '' },
  { name: 'nothing visible', text: '\u200b' },
  { name: 'a plain name', text: 'Keynote' },
  { name: 'mentions and a link', text: '<!channel> <@U123> <https://example.com|click>' },
  { name: 'formatting', text: '&amp; & &lt;b&gt; *bold* _italic_ ~strike~ `code` ```block``` javascript:alert(1)' },
  { name: 'right to left', text: 'تطبيق العربية \u202e drow' },
  { name: 'joined emoji', text: '👩‍👩‍👧‍👦'.repeat(100) },
  { name: 'combining accents', text: 'e\u0301'.repeat(500) },
  { name: 'one long word', text: 'x'.repeat(500) },
  { name: 'brackets only', text: '<'.repeat(5_000) },
  { name: 'ampersands only', text: '&'.repeat(5_000) },
  { name: 'line breaks', text: 'line\nbreak\r\n> quote' },
  { name: 'half a character', text: '\ud800 half a character' },
  { name: 'a loopback address', text: 'http://127.0.0.1/icon.png' },
];

/** What Slack would refuse, and every mention that is not meant. */
function problemsOf(text: string): string[] {
  const { messages, views } = renderingsOf(text);
  const refused = [
    ...Object.entries(messages).flatMap(([name, { blocks }]) => under(name, validateBlocks('message', blocks))),
    ...Object.entries(views).flatMap(([name, view]) => under(name, validateView(view))),
  ];
  const mentioned = [...Object.entries(messages), ...Object.entries(views)].flatMap(([name, rendering]) =>
    under(name, textsOf(rendering).flatMap(pings)),
  );
  const unsaid = Object.entries(messages).flatMap(([name, message]) => under(name, fallbackProblems(message.text)));
  return [...refused, ...mentioned, ...unsaid];
}

function under(name: string, problems: readonly string[]): string[] {
  return problems.map((problem) => `${name}: ${problem}`);
}

function fallbackProblems(text: string): string[] {
  const length = [...text].length;
  return text.trim() === '' || length > 3_000 ? [`a text of ${length} characters`] : [];
}

/** What these break, another of the texts breaks too: left to `VPP_TEST_FAULTS=all`. */
const alike = ['a plain name', 'right to left', 'one long word', 'brackets only', 'a loopback address'];
const chosen = nasty.filter(({ name }) => thorough || !alike.includes(name));

describe('every card and view', () => {
  it.each(chosen)('is taken by Slack and mentions nobody by accident: $name', ({ text }) => {
    expect(problemsOf(text)).toEqual([]);
  });

  it('holds for any text', () => {
    const pieces = fc.constantFrom('<', '>', '&', '!', '@', '*', '`', '|', '👍🏽', 'א', '\u202e', '\n', '\u200b');
    const units = fc.uint16Array({ maxLength: 200 }).map((list) => String.fromCharCode(...list));
    const text = fc.oneof(units, fc.string({ unit: pieces, maxLength: 200 }));
    fc.assert(
      fc.property(text, (one) => {
        expect(problemsOf(one)).toEqual([]);
      }),
      { numRuns: thorough ? 12 : 4 },
    );
  }, 30_000);
});
