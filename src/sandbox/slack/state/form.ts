import { isObject, type JsonObject, listOf } from '../json.js';
import type { InputState } from '../workspace.js';
import { elementsOf, flatBlocks } from './blocks.js';
import type { FormValues } from './records.js';

/** How one kind of input starts, and how its state says that nothing is chosen. */
interface StatefulElement {
  initial(element: JsonObject): JsonObject;
  empty(state: InputState): boolean;
}

function single(key: string, initialKey: string): StatefulElement {
  return {
    initial: (element) => ({ [key]: element[initialKey] ?? null }),
    empty: (state) => state[key] === null || state[key] === undefined || state[key] === '',
  };
}

function several(key: string, initialKey: string): StatefulElement {
  return {
    initial: (element) => ({ [key]: listOf(element[initialKey]) }),
    empty: (state) => listOf(state[key]).length === 0,
  };
}

const STATEFUL: Record<string, StatefulElement> = {
  plain_text_input: single('value', 'initial_value'),
  email_text_input: single('value', 'initial_value'),
  url_text_input: single('value', 'initial_value'),
  number_input: single('value', 'initial_value'),
  rich_text_input: single('rich_text_value', 'initial_value'),
  static_select: single('selected_option', 'initial_option'),
  external_select: single('selected_option', 'initial_option'),
  radio_buttons: single('selected_option', 'initial_option'),
  users_select: single('selected_user', 'initial_user'),
  conversations_select: single('selected_conversation', 'initial_conversation'),
  channels_select: single('selected_channel', 'initial_channel'),
  datepicker: single('selected_date', 'initial_date'),
  timepicker: single('selected_time', 'initial_time'),
  datetimepicker: single('selected_date_time', 'initial_date_time'),
  checkboxes: several('selected_options', 'initial_options'),
  multi_static_select: several('selected_options', 'initial_options'),
  multi_external_select: several('selected_options', 'initial_options'),
  multi_users_select: several('selected_users', 'initial_users'),
  multi_conversations_select: several('selected_conversations', 'initial_conversations'),
  multi_channels_select: several('selected_channels', 'initial_channels'),
  file_input: several('files', 'initial_files'),
};

/** Whether an element keeps a state that a form sends. */
export function isStateful(element: JsonObject): boolean {
  return typeof element.type === 'string' && Object.hasOwn(STATEFUL, element.type);
}

/** Whether a state holds no choice and no text. */
export function isEmptyState(state: InputState): boolean {
  return STATEFUL[state.type]?.empty(state) ?? false;
}

/** The values of every input of a surface: what was chosen, else what the element starts with. */
export function currentValues(blocks: readonly JsonObject[], chosen: FormValues): FormValues {
  const values: FormValues = {};
  for (const block of flatBlocks(blocks)) {
    const blockId = String(block.block_id ?? '');
    for (const element of elementsOf(block)) {
      const kind = typeof element.type === 'string' ? STATEFUL[element.type] : undefined;
      if (kind === undefined) continue;
      const type = String(element.type);
      const actionId = String(element.action_id ?? '');
      const kept = chosen[blockId]?.[actionId];
      const state: InputState = kept?.type === type ? kept : { ...kind.initial(element), type };
      values[blockId] = { ...values[blockId], [actionId]: state };
    }
  }
  return values;
}

/** What of the chosen values still has an element of the same ids and type, as after an update of a view. */
export function keptValues(blocks: readonly JsonObject[], chosen: FormValues): FormValues {
  const current = currentValues(blocks, chosen);
  const kept: FormValues = {};
  for (const [blockId, states] of Object.entries(chosen)) {
    const still = Object.entries(states).filter(([actionId, state]) => current[blockId]?.[actionId] === state);
    if (still.length > 0) kept[blockId] = Object.fromEntries(still);
  }
  return kept;
}

/** `values` with one more state in it. */
export function withValue(values: FormValues, blockId: string, actionId: string, state: InputState): FormValues {
  return { ...values, [blockId]: { ...values[blockId], [actionId]: state } };
}

/** Whether a value is a form's `values` as a client sends them. */
export function isInputState(value: unknown): value is InputState {
  return isObject(value) && typeof value.type === 'string';
}
