import { isObject, listOf, objectsOf } from '../json.js';
import {
  byType,
  type Check,
  flag,
  list,
  matching,
  object,
  oneOf,
  optional,
  refuseRepeats,
  required,
  type Shape,
  text,
  visibleText,
} from './checks.js';

export const webAddress = matching(/^https?:\/\//, 'a web address');

/** Text without formatting. */
export function plainText(most: number): Check {
  const shape = { type: required(oneOf('plain_text')), text: required(visibleText(most)), emoji: optional(flag) };
  return object(shape);
}

function markdownText(most: number): Check {
  const shape = { type: required(oneOf('mrkdwn')), text: required(visibleText(most)), verbatim: optional(flag) };
  return object(shape);
}

/** Text with or without formatting. */
export function anyText(most: number): Check {
  return byType({ plain_text: plainText(most), mrkdwn: markdownText(most) }, 'text');
}

export { markdownText };

const styles = optional(oneOf('primary', 'danger'));

/** The question that a client asks before it sends an action. */
export const confirmation: Check = object({
  title: optional(plainText(100)),
  text: required(anyText(300)),
  confirm: optional(plainText(30)),
  deny: optional(plainText(30)),
  style: styles,
});

function optionShape(label: Check, description: Check): Shape {
  return {
    text: required(label),
    value: required(text(150)),
    description: optional(description),
  };
}

/** An option of a select, in text without formatting. */
export const option: Check = object(optionShape(plainText(75), plainText(75)));

/** An option of check boxes and radio buttons, which may be formatted. */
export const richOption: Check = object(optionShape(anyText(75), anyText(75)));

/** An option of an overflow menu, which may open an address. */
export const overflowOption: Check = object({
  ...optionShape(plainText(75), plainText(75)),
  url: optional(text(3000)),
});

export const optionGroup: Check = object({ label: required(plainText(75)), options: required(list(option, 1, 100)) });

/** What an external select is answered with: options or groups of them. */
export const suggestions: Check = object(
  { options: optional(list(option, 0, 100)), option_groups: optional(list(optionGroup, 0, 100)) },
  (value, at, report) => {
    if ((value.options === undefined) === (value.option_groups === undefined)) {
      report.problem(at, 'must have either options or option_groups');
    }
  },
);

/** The members that every interactive element may have. */
export const actionable: Shape = { action_id: optional(text(255)) };

export const confirmable: Shape = { ...actionable, confirm: optional(confirmation) };

export const focusable: Shape = { focus_on_load: optional(flag) };

export const placeholdable: Shape = { placeholder: optional(plainText(150)) };

export const dispatchable: Shape = {
  dispatch_action_config: optional(
    object({ trigger_actions_on: optional(list(oneOf('on_enter_pressed', 'on_character_entered'), 1, 2)) }),
  ),
};

export const styled: Shape = { style: styles };

const optionKey = (value: unknown): string | undefined => (isObject(value) ? JSON.stringify([value.value]) : undefined);

/** Refuses an option that comes twice, and a chosen one that is not offered. */
export const consistentOptions: Parameters<typeof object>[1] = (value, at, report) => {
  const offered = [
    ...listOf(value.options),
    ...objectsOf(value.option_groups).flatMap((group) => listOf(group.options)),
  ].map(optionKey);
  refuseRepeats(offered, at, 'option value', report);
  const chosen = [...listOf(value.initial_options), ...(isObject(value.initial_option) ? [value.initial_option] : [])];
  if (chosen.some((initial) => !offered.includes(optionKey(initial)))) {
    report.problem(at, 'the initial option must be one of the options');
  }
};

/** Refuses a static select that has neither options nor groups, or both. */
export const eitherOptionsOrGroups: Parameters<typeof object>[1] = (value, at, report) => {
  if ((value.options === undefined) === (value.option_groups === undefined)) {
    report.problem(at, 'must have either options or option_groups');
  }
  consistentOptions?.(value, at, report);
};
