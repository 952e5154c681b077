import type { InputState } from '../slack/workspace.js';
import { type Json, number, text } from './read.js';

/** What Slack itself refuses before a dialog is sent, `null` when there is nothing to say. */
export function problemOf(element: Json, state: InputState, required: boolean): string | null {
  if (isEmpty(state)) return required ? 'Please complete this required field.' : null;
  const value = text(state, 'value');
  if (value === '') return null;
  const [least, most] = [number(element, 'min_length'), number(element, 'max_length')];
  if (least !== undefined && value.length < least) return `Please enter at least ${least} characters.`;
  if (most !== undefined && value.length > most) return `Please enter at most ${most} characters.`;
  return checks[text(element, 'type')]?.(value, element) ?? null;
}

/** Whether nothing was entered or chosen. */
export function isEmpty(state: InputState): boolean {
  return Object.entries(state).every(
    ([member, value]) =>
      member === 'type' || value === null || value === '' || (Array.isArray(value) && value.length === 0),
  );
}

const checks: Record<string, (value: string, element: Json) => string | null> = {
  email_text_input: (value) =>
    /^[^\s@]+@[^\s@]+\.[^\s@]+$/.test(value) ? null : 'Please enter a valid e-mail address.',
  url_text_input: (value) => (/^https?:\/\/\S+$/i.test(value) ? null : 'Please enter a valid URL.'),
  number_input: (value, element) => numberProblem(Number(value), element),
};

function numberProblem(value: number, element: Json): string | null {
  const [least, most] = [number(element, 'min_value'), number(element, 'max_value')];
  if (Number.isNaN(value)) return 'Please enter a number.';
  if (element.is_decimal_allowed !== true && !Number.isInteger(value)) return 'Please enter a whole number.';
  if (least !== undefined && value < least) return `Please enter ${least} or more.`;
  return most !== undefined && value > most ? `Please enter ${most} or less.` : null;
}
