import { el } from '../dom.js';
import { isRecord, type Json, record, records, text } from '../read.js';
import { type Control, type ElementEntry, words } from './control.js';

/** One of the options that the app listed, drawn as the browser's own select. */
export const staticSelect: ElementEntry = {
  initial: (element) => ({
    type: 'static_select',
    selected_option: isRecord(element.initial_option) ? element.initial_option : null,
  }),
  draw: (control) => {
    const options = allOptions(control.element);
    const select = shell(control);
    const groups = records(control.element, 'option_groups');
    if (groups.length === 0) select.append(...options.map(drawOption));
    for (const group of groups) {
      const made = el('optgroup', { label: words(group, 'label') });
      made.append(...records(group, 'options').map(drawOption));
      select.append(made);
    }
    select.value = text(record(control.state, 'selected_option'), 'value');
    select.addEventListener('change', () => {
      const chosen = options.find((option) => text(option, 'value') === select.value);
      control.change({ type: 'static_select', selected_option: chosen ?? null });
    });
    return select;
  },
};

/** A select over ids that the workspace knows, such as people or channels. */
export function idSelect(
  type: string,
  member: string,
  initial: string,
  choices: (control: Control) => { id: string; name: string }[],
): ElementEntry {
  return {
    initial: (element) => ({ type, [member]: text(element, initial) || null }),
    draw: (control) => {
      const select = shell(control);
      select.append(...choices(control).map((choice) => el('option', { value: choice.id }, choice.name)));
      select.value = text(control.state, member);
      select.addEventListener('change', () => control.change({ type, [member]: select.value || null }));
      return select;
    },
  };
}

/** Every option of an element, whether it stands in groups or not. */
export function allOptions(element: Json): Json[] {
  return [
    ...records(element, 'options'),
    ...records(element, 'option_groups').flatMap((group) => records(group, 'options')),
  ];
}

function shell(control: Control): HTMLSelectElement {
  const hint = words(control.element, 'placeholder') || 'Choose an option';
  const attributes = {
    id: control.id,
    class: 'field-input select',
    'aria-label': control.name,
    'data-key': control.id,
  };
  return el('select', attributes, el('option', { value: '' }, hint));
}

function drawOption(option: Json): HTMLOptionElement {
  const description = words(option, 'description');
  return el(
    'option',
    { value: text(option, 'value') },
    description ? `${words(option, 'text')} (${description})` : words(option, 'text'),
  );
}
