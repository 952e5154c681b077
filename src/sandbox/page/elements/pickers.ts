import { el } from '../dom.js';
import { number, text } from '../read.js';
import type { Control, ElementEntry } from './control.js';

export const datePicker: ElementEntry = native('datepicker', 'date', 'selected_date', 'initial_date');
export const timePicker: ElementEntry = native('timepicker', 'time', 'selected_time', 'initial_time');

/** Reads and shows the browser's own zone, as Slack does with the person's. */
export const dateTimePicker: ElementEntry = {
  initial: (element) => ({ type: 'datetimepicker', selected_date_time: number(element, 'initial_date_time') ?? null }),
  draw: (control) => {
    const input = shell(control, 'datetime-local');
    const seconds = number(control.state, 'selected_date_time');
    if (seconds !== undefined) input.value = localInput(seconds * 1000);
    input.addEventListener('change', () => {
      const chosen = new Date(input.value).getTime();
      control.change({
        type: 'datetimepicker',
        selected_date_time: Number.isNaN(chosen) ? null : Math.floor(chosen / 1000),
      });
    });
    return input;
  },
};

function native(type: string, inputType: string, member: string, initial: string): ElementEntry {
  return {
    initial: (element) => ({ type, [member]: text(element, initial) || null }),
    draw: (control) => {
      const input = shell(control, inputType);
      input.value = text(control.state, member);
      input.addEventListener('change', () => control.change({ type, [member]: input.value || null }));
      return input;
    },
  };
}

function shell(control: Control, type: string): HTMLInputElement {
  return el('input', {
    type,
    id: control.id,
    class: 'field-input picker',
    'aria-label': control.name,
    'data-key': control.id,
  });
}

function localInput(instant: number): string {
  const date = new Date(instant);
  return new Date(instant - date.getTimezoneOffset() * 60_000).toISOString().slice(0, 16);
}
