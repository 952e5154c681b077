import { ActFailed } from '../act-failed.js';
import { isObject, type JsonObject, listOf, objectsOf, textOf } from '../json.js';
import type { User } from '../state/records.js';
import type { Store } from '../state/store.js';
import { fileObject } from '../web-api/objects.js';
import type { InputState } from '../workspace.js';

export interface ChoiceContext {
  store: Store;
  user: User;
  /** Without a slash at the end. */
  baseUrl: string;
}

type Settle = (state: InputState, element: JsonObject, context: ChoiceContext) => JsonObject;

function refuse(reason: string): never {
  throw new ActFailed('invalid_value', reason);
}

/** Every option of a static element, groups included. */
export function optionsOf(element: JsonObject): JsonObject[] {
  return [
    ...objectsOf(element.options),
    ...objectsOf(element.option_groups).flatMap((group) => objectsOf(group.options)),
  ];
}

function offered(choice: unknown, element: JsonObject): JsonObject {
  const value = isObject(choice) ? choice.value : undefined;
  return (
    optionsOf(element).find((option) => option.value === value) ?? refuse('the element does not offer this option')
  );
}

function option(choice: unknown, element: JsonObject): JsonObject {
  if (!String(element.type).includes('external')) return offered(choice, element);
  const sound = isObject(choice) && isObject(choice.text) && typeof choice.value === 'string';
  return sound ? choice : refuse('an option needs a text and a value');
}

function id(choice: unknown, known: { has(id: string): boolean }): string {
  const value = textOf(choice) ?? '';
  return known.has(value) ? value : refuse('there is nobody and nothing of this id');
}

const oneText =
  (key: string, shape: RegExp): Settle =>
  (state) => {
    const value = textOf(state[key]);
    if (value !== null && value !== '' && !shape.test(value)) refuse(`${key} is not of the form that the client sends`);
    return { [key]: value === '' ? null : value };
  };

const oneOption: Settle = (state, element) => ({
  selected_option: state.selected_option ? option(state.selected_option, element) : null,
});

const manyOptions: Settle = (state, element) => ({
  selected_options: listOf(state.selected_options).map((choice) => option(choice, element)),
});

const oneId =
  (key: string, table: 'users' | 'channels'): Settle =>
  (state, _element, { store }) => ({ [key]: state[key] ? id(state[key], store[table]) : null });

const manyIds =
  (key: string, table: 'users' | 'channels'): Settle =>
  (state, _element, { store }) => ({ [key]: listOf(state[key]).map((choice) => id(choice, store[table])) });

const files: Settle = (state, _element, { store, user, baseUrl }) => ({
  files: objectsOf(state.files).map((choice) => {
    const file = store.files.get(textOf(choice.id) ?? '');
    if (file === undefined || file.ownerId !== user.id) return refuse('this person has no such file');
    return fileObject(store, file, baseUrl);
  }),
});

const anyText = oneText('value', /^[\s\S]*$/);

/** How the state that a client sends is checked and completed, by the type of the element. */
const SETTLE: Record<string, Settle> = {
  plain_text_input: anyText,
  email_text_input: anyText,
  url_text_input: anyText,
  number_input: anyText,
  rich_text_input: (state) => ({ rich_text_value: isObject(state.rich_text_value) ? state.rich_text_value : null }),
  static_select: oneOption,
  external_select: oneOption,
  radio_buttons: oneOption,
  overflow: oneOption,
  checkboxes: manyOptions,
  multi_static_select: manyOptions,
  multi_external_select: manyOptions,
  users_select: oneId('selected_user', 'users'),
  conversations_select: oneId('selected_conversation', 'channels'),
  channels_select: oneId('selected_channel', 'channels'),
  multi_users_select: manyIds('selected_users', 'users'),
  multi_conversations_select: manyIds('selected_conversations', 'channels'),
  multi_channels_select: manyIds('selected_channels', 'channels'),
  datepicker: oneText('selected_date', /^\d{4}-\d\d-\d\d$/),
  timepicker: oneText('selected_time', /^([01]\d|2[0-3]):[0-5]\d$/),
  datetimepicker: (state) => ({
    selected_date_time: Number.isInteger(state.selected_date_time) ? state.selected_date_time : null,
  }),
  file_input: files,
};

/** The state as Slack would send it; throws `ActFailed` for what no client could have chosen. */
export function settledState(element: JsonObject, state: InputState, context: ChoiceContext): InputState {
  const settle = SETTLE[state.type];
  if (settle === undefined || state.type !== element.type)
    refuse(`a ${element.type} has no state of type ${state.type}`);
  return { ...settle(state, element, context), type: state.type };
}
