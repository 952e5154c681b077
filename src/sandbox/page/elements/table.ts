import { el } from '../dom.js';
import { type Json, text } from '../read.js';
import { overflow, pushButton, workflowButton } from './buttons.js';
import type { Control, ElementEntry } from './control.js';
import { fileInput } from './file-input.js';
import { drawImage } from './image.js';
import { datePicker, dateTimePicker, timePicker } from './pickers.js';
import { externalSelect, multiExternalSelect, multiIdSelect, multiStaticSelect } from './searches.js';
import { idSelect, staticSelect } from './selects.js';
import { emailInput, numberInput, plainTextInput, richTextInput, urlInput } from './text-inputs.js';
import { checkboxes, radioButtons } from './ticks.js';

const people = (control: Control) => control.desk.people().map((person) => ({ id: person.id, name: person.name }));
const channels = (control: Control) =>
  control.desk.channels().map((channel) => ({ id: channel.id, name: `#${channel.name}` }));

const entries = {
  button: pushButton,
  icon_button: pushButton,
  workflow_button: workflowButton,
  overflow,
  image: { initial: null, draw: (control: Control) => drawImage(control.element, 'image-accessory') },
  plain_text_input: plainTextInput,
  rich_text_input: richTextInput,
  number_input: numberInput,
  email_text_input: emailInput,
  url_text_input: urlInput,
  checkboxes,
  radio_buttons: radioButtons,
  datepicker: datePicker,
  timepicker: timePicker,
  datetimepicker: dateTimePicker,
  file_input: fileInput,
  static_select: staticSelect,
  external_select: externalSelect,
  users_select: idSelect('users_select', 'selected_user', 'initial_user', people),
  channels_select: idSelect('channels_select', 'selected_channel', 'initial_channel', channels),
  conversations_select: idSelect('conversations_select', 'selected_conversation', 'initial_conversation', channels),
  multi_static_select: multiStaticSelect,
  multi_external_select: multiExternalSelect,
  multi_users_select: multiIdSelect('multi_users_select', 'selected_users', 'initial_users', people),
  multi_channels_select: multiIdSelect('multi_channels_select', 'selected_channels', 'initial_channels', channels),
  multi_conversations_select: multiIdSelect(
    'multi_conversations_select',
    'selected_conversations',
    'initial_conversations',
    channels,
  ),
} satisfies Record<string, ElementEntry>;

const table: Record<string, ElementEntry> = entries;

/** The entry of an element's type; unknown types are named in a note instead of drawn. */
export function elementEntry(element: Json): ElementEntry {
  const type = text(element, 'type');
  return Object.hasOwn(table, type) ? (table[type] ?? unknown) : unknown;
}

const unknown: ElementEntry = {
  initial: null,
  draw: (control) =>
    el('span', { class: 'unknown' }, `This page cannot show an element of type “${text(control.element, 'type')}”.`),
};
