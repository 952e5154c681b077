import { type JsonObject, listOf, objectsOf, textOf } from '../json.js';
import { isEmptyState } from '../state/form.js';
import type { FormValues } from '../state/records.js';
import type { InputState } from '../workspace.js';

const FILE_BYTES = 10 * 1024 * 1024;

type Check = (state: InputState, element: JsonObject) => string | null;

function lengths(state: InputState, element: JsonObject): string | null {
  const length = [...(textOf(state.value) ?? '')].length;
  const least = typeof element.min_length === 'number' ? element.min_length : 0;
  const most = typeof element.max_length === 'number' ? element.max_length : 3000;
  if (length < least) return `Enter at least ${least} characters.`;
  return length > most ? `Enter at most ${most} characters.` : null;
}

function number(state: InputState, element: JsonObject): string | null {
  const text = textOf(state.value) ?? '';
  const form = element.is_decimal_allowed === true ? /^-?\d+(\.\d+)?$/ : /^-?\d+$/;
  if (!form.test(text)) return 'Enter a number.';
  const least = textOf(element.min_value);
  const most = textOf(element.max_value);
  if (least !== null && Number(text) < Number(least)) return `Enter a number of at least ${least}.`;
  return most !== null && Number(text) > Number(most) ? `Enter a number of at most ${most}.` : null;
}

function files(state: InputState, element: JsonObject): string | null {
  const chosen = objectsOf(state.files);
  const most = typeof element.max_files === 'number' ? element.max_files : 10;
  const types = listOf(element.filetypes);
  if (chosen.length > most) return `Choose at most ${most} files.`;
  if (chosen.some((file) => Number(file.size) > FILE_BYTES)) return 'A file may have at most 10 MB.';
  const foreign = types.length > 0 && chosen.some((file) => !types.includes(file.filetype));
  return foreign ? `Choose a file of type ${types.join(', ')}.` : null;
}

const most =
  (key: string): Check =>
  (state, element) => {
    const limit = element.max_selected_items;
    return typeof limit === 'number' && listOf(state[key]).length > limit ? `Choose at most ${limit}.` : null;
  };

const matching =
  (shape: RegExp, problem: string): Check =>
  (state) =>
    shape.test(textOf(state.value) ?? '') ? null : problem;

const CHECKS: Record<string, Check> = {
  plain_text_input: lengths,
  number_input: number,
  email_text_input: matching(/^[^\s@]+@[^\s@]+\.[^\s@]+$/, 'Enter an e-mail address.'),
  url_text_input: matching(/^https?:\/\/\S+$/, 'Enter a web address.'),
  file_input: files,
  multi_static_select: most('selected_options'),
  multi_external_select: most('selected_options'),
  multi_users_select: most('selected_users'),
  multi_conversations_select: most('selected_conversations'),
  multi_channels_select: most('selected_channels'),
};

function problemOf(block: JsonObject, values: FormValues): string | null {
  const element = objectsOf([block.element])[0];
  const state = values[String(block.block_id)]?.[String(element?.action_id)];
  if (element === undefined || state === undefined) return null;
  if (isEmptyState(state)) return block.optional === true ? null : 'Please fill in this field.';
  return CHECKS[state.type]?.(state, element) ?? null;
}

/** What Slack's own client objects to before it sends a form, by block_id. */
export function clientErrors(blocks: readonly JsonObject[], values: FormValues): Record<string, string> {
  const errors: Record<string, string> = {};
  for (const block of blocks) {
    if (block.type !== 'input') continue;
    const problem = problemOf(block, values);
    if (problem !== null) errors[String(block.block_id)] = problem;
  }
  return errors;
}
