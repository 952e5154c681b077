import { expect, test } from 'vitest';
import { createClickBudget } from '../../src/slack/click-budget.js';

test('counts each person’s last minute, and says once that it is used up', () => {
  const budget = createClickBudget(2);
  expect([budget.spend('U1', 0), budget.spend('U1', 10), budget.spend('U1', 20), budget.spend('U1', 30)]).toEqual([
    'allowed',
    'allowed',
    'first-over',
    'over',
  ]);
  expect(budget.spend('U2', 30)).toBe('allowed');
  expect(budget.spend('U1', 59_999)).toBe('over');
  expect(budget.spend('U1', 60_000)).toBe('allowed');
  expect(budget.spend('U1', 60_001)).toBe('first-over');
});
