import type { JsonObject } from '../json.js';
import {
  anything,
  byType,
  type Check,
  flag,
  integer,
  list,
  matching,
  object,
  oneOf,
  optional,
  type Report,
  required,
  type Shape,
  text,
} from './checks.js';
import {
  actionable,
  confirmable,
  consistentOptions,
  dispatchable,
  eitherOptionsOrGroups,
  focusable,
  option,
  optionGroup,
  overflowOption,
  placeholdable,
  plainText,
  richOption,
  styled,
  webAddress,
} from './composition.js';
import { richText } from './rich-text.js';

function element(type: string, members: Shape, also?: (value: JsonObject, at: string, report: Report) => void): Check {
  return object({ type: required(oneOf(type)), ...members }, also);
}

const picked: Shape = { ...confirmable, ...focusable };
const select: Shape = { ...picked, ...placeholdable };
const multi: Shape = { ...select, max_selected_items: optional(integer(1, 10_000)) };
const input: Shape = { ...actionable, ...dispatchable, ...focusable, ...placeholdable };
const ids = list(text(255), 1, 10_000);
const queryLength = optional(integer(0, 75));
const staticOptions: Shape = {
  options: optional(list(option, 1, 100)),
  option_groups: optional(list(optionGroup, 1, 100)),
};
const conversations: Shape = {
  default_to_current_conversation: optional(flag),
  filter: optional(
    object({
      include: optional(list(oneOf('im', 'mpim', 'private', 'public'), 1, 4)),
      exclude_external_shared_channels: optional(flag),
      exclude_bot_users: optional(flag),
    }),
  ),
};

function lengthBounds(value: JsonObject, at: string, report: Report): void {
  if (
    typeof value.min_length === 'number' &&
    typeof value.max_length === 'number' &&
    value.min_length > value.max_length
  ) {
    report.problem(at, 'min_length must not be more than max_length');
  }
}

const feedback = object({
  text: required(plainText(75)),
  value: required(text(2000)),
  accessibility_label: optional(text(75)),
});

/** An image with an address of its own or a file of the workspace. */
export function imageShape(extra: Shape): [Shape, (value: JsonObject, at: string, report: Report) => void] {
  const shape: Shape = {
    alt_text: required(text(2000)),
    image_url: optional(webAddress),
    slack_file: optional(object({ id: optional(text(255)), url: optional(text(3000)) })),
    ...extra,
  };
  return [
    shape,
    (value, at, report) => {
      if ((value.image_url === undefined) === (value.slack_file === undefined)) {
        report.problem(at, 'must have either image_url or slack_file');
      }
    },
  ];
}

const date = matching(/^\d{4}-\d\d-\d\d$/, 'a date as YYYY-MM-DD');
const number = matching(/^-?\d+(\.\d+)?$/, 'a number as text');

/** Every element that Slack knows, by type; what @slack/types 3.2.0 does not know is refused. */
export const elements: Record<string, Check> = {
  button: element('button', {
    ...confirmable,
    ...styled,
    text: required(plainText(75)),
    value: optional(text(2000)),
    url: optional(text(3000)),
    accessibility_label: optional(text(75)),
  }),
  checkboxes: element(
    'checkboxes',
    { ...picked, options: required(list(richOption, 1, 10)), initial_options: optional(list(richOption, 1, 10)) },
    consistentOptions,
  ),
  radio_buttons: element(
    'radio_buttons',
    { ...picked, options: required(list(richOption, 1, 10)), initial_option: optional(richOption) },
    consistentOptions,
  ),
  overflow: element('overflow', { ...confirmable, options: required(list(overflowOption, 1, 5)) }, consistentOptions),
  datepicker: element('datepicker', { ...select, initial_date: optional(date) }),
  timepicker: element('timepicker', {
    ...select,
    initial_time: optional(matching(/^([01]\d|2[0-3]):[0-5]\d$/, 'a time as HH:mm')),
    timezone: optional(text(255)),
  }),
  datetimepicker: element('datetimepicker', {
    ...picked,
    initial_date_time: optional(integer(1_000_000_000, 9_999_999_999)),
  }),
  static_select: element(
    'static_select',
    { ...select, ...staticOptions, initial_option: optional(option) },
    eitherOptionsOrGroups,
  ),
  multi_static_select: element(
    'multi_static_select',
    { ...multi, ...staticOptions, initial_options: optional(list(option, 1, 100)) },
    eitherOptionsOrGroups,
  ),
  external_select: element('external_select', {
    ...select,
    initial_option: optional(option),
    min_query_length: queryLength,
  }),
  multi_external_select: element('multi_external_select', {
    ...multi,
    initial_options: optional(list(option, 1, 100)),
    min_query_length: queryLength,
  }),
  users_select: element('users_select', { ...select, initial_user: optional(text(255)) }),
  multi_users_select: element('multi_users_select', { ...multi, initial_users: optional(ids) }),
  conversations_select: element('conversations_select', {
    ...select,
    ...conversations,
    initial_conversation: optional(text(255)),
    response_url_enabled: optional(flag),
  }),
  multi_conversations_select: element('multi_conversations_select', {
    ...multi,
    ...conversations,
    initial_conversations: optional(ids),
  }),
  channels_select: element('channels_select', {
    ...select,
    initial_channel: optional(text(255)),
    response_url_enabled: optional(flag),
  }),
  multi_channels_select: element('multi_channels_select', { ...multi, initial_channels: optional(ids) }),
  plain_text_input: element(
    'plain_text_input',
    {
      ...input,
      initial_value: optional(text(3000, 0)),
      multiline: optional(flag),
      min_length: optional(integer(0, 3000)),
      max_length: optional(integer(1, 3000)),
    },
    lengthBounds,
  ),
  email_text_input: element('email_text_input', { ...input, initial_value: optional(text(3000)) }),
  url_text_input: element('url_text_input', { ...input, initial_value: optional(text(3000)) }),
  number_input: element('number_input', {
    ...input,
    is_decimal_allowed: required(flag),
    initial_value: optional(number),
    min_value: optional(number),
    max_value: optional(number),
  }),
  rich_text_input: element('rich_text_input', {
    ...input,
    initial_value: optional(richText),
    min_lines: optional(integer(1, 100)),
    max_lines: optional(integer(1, 100)),
  }),
  file_input: element('file_input', {
    ...actionable,
    filetypes: optional(list(text(50), 1, 100)),
    max_files: optional(integer(1, 10)),
  }),
  image: element('image', ...imageShape({})),
  icon_button: element('icon_button', {
    ...confirmable,
    icon: required(oneOf('trash')),
    text: required(plainText(75)),
    value: optional(text(2000)),
    accessibility_label: optional(text(75)),
    visible_to_user_ids: optional(list(text(255), 1, 1000)),
  }),
  feedback_buttons: element('feedback_buttons', {
    ...actionable,
    positive_button: required(feedback),
    negative_button: required(feedback),
  }),
  workflow_button: element('workflow_button', {
    ...confirmable,
    ...styled,
    text: required(plainText(75)),
    accessibility_label: optional(text(75)),
    workflow: required(anything),
  }),
};

/** One of these elements. */
export function oneElement(types: readonly string[], also: Record<string, Check> = {}): Check {
  const table = Object.fromEntries(types.map((type) => [type, elements[type] ?? anything]));
  return byType({ ...table, ...also }, 'element');
}
