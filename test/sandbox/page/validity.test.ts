import { describe, expect, it } from 'vitest';
import { explain } from '../../../src/sandbox/page/plain-words.js';
import { Refused } from '../../../src/sandbox/page/refused.js';
import { problemOf } from '../../../src/sandbox/page/validity.js';

const state = (value: string | null) => ({ type: 'plain_text_input', value });

describe('problemOf', () => {
  it.each([
    [{ type: 'plain_text_input' }, state(null), true, 'Please complete this required field.'],
    [{ type: 'plain_text_input' }, state(null), false, null],
    [{ type: 'plain_text_input', min_length: 3 }, state('ab'), true, 'Please enter at least 3 characters.'],
    [{ type: 'email_text_input' }, state('nobody'), false, 'Please enter a valid e-mail address.'],
    [{ type: 'number_input' }, state('1.5'), true, 'Please enter a whole number.'],
    [{ type: 'number_input', is_decimal_allowed: true, max_value: '1' }, state('1.5'), true, 'Please enter 1 or less.'],
    [{ type: 'number_input', min_value: '1' }, state('1'), true, null],
    [
      { type: 'checkboxes' },
      { type: 'checkboxes', selected_options: [] },
      true,
      'Please complete this required field.',
    ],
    [{ type: 'checkboxes' }, { type: 'checkboxes', selected_options: [{ value: 'x' }] }, true, null],
  ])('judges %j with %j, required: %s', (element, entered, required, problem) => {
    expect(problemOf(element, entered, required)).toBe(problem);
  });
});

describe('explain', () => {
  it('says a Slack error in plain words and leaves an unknown one as it was told', () => {
    expect(explain(new Refused('operation_timeout', 'raw'))).toMatch(/did not answer within three seconds/);
    expect(explain(new Refused('invalid_value', 'the element does not offer this option'))).toBe(
      'the element does not offer this option',
    );
    expect(explain(new TypeError('x'))).toMatch(/Reload/);
  });
});
