import { expect, it } from 'vitest';
import { sameFacts } from '../../../src/licensing/rules/same-facts.js';

it.each([
  [1, 1, true],
  [1, 2, false],
  [null, null, true],
  [null, {}, false],
  ['a', 'a', true],
  [{ a: 1, b: [1, { c: null }] }, { b: [1, { c: null }], a: 1 }, true],
  [{ a: 1 }, { a: 1, b: 2 }, false],
  [{ a: 1, b: 2 }, { a: 1, c: 2 }, false],
  [[1, 2], [2, 1], false],
  [[], {}, false],
])('%j and %j: %s', (one, other, same) => {
  expect(sameFacts(one, other)).toBe(same);
  expect(sameFacts(other, one)).toBe(same);
});
