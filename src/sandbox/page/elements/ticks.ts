import { el } from '../dom.js';
import { has, isRecord, type Json, record, records, text } from '../read.js';
import { type Control, drawTextObject, type ElementEntry } from './control.js';

export const checkboxes: ElementEntry = {
  initial: (element) => ({ type: 'checkboxes', selected_options: records(element, 'initial_options') }),
  draw: (control) => {
    const chosen = () => records(control.state, 'selected_options').map((option) => text(option, 'value'));
    const options = records(control.element, 'options');
    return group(control, 'checkbox', options, chosen(), (option, on) => {
      const value = text(option, 'value');
      const values = on ? [...chosen(), value] : chosen().filter((other) => other !== value);
      control.change({
        type: 'checkboxes',
        selected_options: options.filter((other) => values.includes(text(other, 'value'))),
      });
    });
  },
};

export const radioButtons: ElementEntry = {
  initial: (element) => ({
    type: 'radio_buttons',
    selected_option: isRecord(element.initial_option) ? element.initial_option : null,
  }),
  draw: (control) => {
    const chosen = text(record(control.state, 'selected_option'), 'value');
    return group(control, 'radio', records(control.element, 'options'), chosen === '' ? [] : [chosen], (option) =>
      control.change({ type: 'radio_buttons', selected_option: option }),
    );
  },
};

function group(
  control: Control,
  type: 'checkbox' | 'radio',
  options: Json[],
  chosen: string[],
  changed: (option: Json, on: boolean) => void,
): HTMLElement {
  const role = type === 'radio' ? 'radiogroup' : 'group';
  const made = el('div', { class: 'ticks', role, id: control.id, 'aria-label': control.name });
  options.forEach((option, index) => {
    const id = `${control.id}-${index}`;
    const value = text(option, 'value');
    const described = has(option, 'description') ? `${id}-about` : null;
    const input = el('input', { type, id, name: control.id, value, 'aria-describedby': described, 'data-key': id });
    input.checked = chosen.includes(value);
    input.addEventListener('change', () => changed(option, input.checked));
    const about =
      described === null
        ? null
        : el('p', { class: 'tick-about', id: described }, drawTextObject(record(option, 'description'), control.desk));
    made.append(
      el(
        'div',
        { class: 'tick' },
        input,
        el('label', { for: id }, drawTextObject(record(option, 'text'), control.desk)),
        about,
      ),
    );
  });
  return made;
}
