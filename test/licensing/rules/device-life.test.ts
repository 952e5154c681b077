import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { DeviceMarks } from '../../../src/licensing/rules/device.js';
import { afterSign, eventTime, noMarks, type Sign } from '../../../src/licensing/rules/device-life.js';

interface Said {
  sign: Sign;
  at: number;
}

/** Lives one after another as they happen: each begins, is heard of and may end. */
const anyLives = fc
  .array(fc.record({ talks: fc.integer({ min: 0, max: 3 }), leaves: fc.boolean(), hasToken: fc.boolean() }), {
    minLength: 1,
    maxLength: 4,
  })
  .map((lives) => {
    const signs = lives.flatMap(({ talks, leaves, hasToken }): Sign[] => [
      'authenticate',
      ...(hasToken ? (['first-token'] as const) : []),
      ...Array.from({ length: talks }, () => 'contact' as const),
      ...(leaves ? (['check-out'] as const) : []),
    ]);
    return signs.map((sign, index): Said => ({ sign, at: 1_000 + index }));
  });

const anyDelivery = anyLives.chain((said) =>
  fc.record({
    said: fc.constant(said),
    delivered: fc.shuffledSubarray([...said, ...said], { minLength: 2 * said.length }),
  }),
);

function lived(said: readonly Said[]) {
  let marks: DeviceMarks = noMarks;
  let state: ReturnType<typeof afterSign>['state'] | null = null;
  let begun = 0;
  for (const { sign, at } of said) {
    const life = afterSign(marks, sign, at);
    marks = life.marks;
    state = life.state;
    begun += life.begins ? 1 : 0;
  }
  return { marks, state, begun };
}

describe('the life of a device', () => {
  it('comes to the same in any order, and told twice', () => {
    fc.assert(
      fc.property(anyDelivery, ({ said, delivered }) => {
        const inOrder = lived(said);
        const shuffled = lived(delivered);
        expect({ marks: shuffled.marks, state: shuffled.state }).toEqual({
          marks: inOrder.marks,
          state: inOrder.state,
        });
      }),
    );
  });

  it('begins once with each enrolment that is told in order', () => {
    fc.assert(
      fc.property(anyLives, (said) => {
        expect(lived(said).begun).toBe(said.filter(({ sign }) => sign === 'authenticate').length);
      }),
    );
  });

  it.each([
    ['without its Authenticate', ['contact', 'first-token', 'contact'], 1],
    ['with its first token before it', ['first-token'], 1],
  ] as const)('begins %s', (_what, signs, begun) => {
    const known = afterSign(afterSign(noMarks, 'authenticate', 10).marks, 'first-token', 11);
    const said = signs.map((sign, index) => ({ sign, at: 20 + index }));
    let marks = known.marks;
    let count = 0;
    for (const { sign, at } of said) {
      const life = afterSign(marks, sign, at);
      marks = life.marks;
      count += life.begins ? 1 : 0;
    }
    expect(count).toBe(begun);
  });
});

describe('the time of an event', () => {
  const HOUR = 3_600_000;

  it('is the server’s, as long as that can be', () => {
    expect(eventTime(5 * HOUR - 7, 5 * HOUR, noMarks)).toBe(5 * HOUR - 7);
    expect(eventTime(9 * HOUR, 5 * HOUR, noMarks)).toBe(6 * HOUR);
    expect(eventTime(0, 5 * HOUR, noMarks)).toBe(4 * HOUR);
  });

  it('follows everything before it, where the server does not say', () => {
    expect(eventTime(null, 50, noMarks)).toBe(50);
    expect(eventTime(null, 50, { ...noMarks, contact: 60, left: 55 })).toBe(61);
  });
});
