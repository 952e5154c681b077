import type { InputState } from '../../slack/workspace.js';
import { el } from '../dom.js';
import { flag, has, type Json, number, record, records, text } from '../read.js';
import { type Control, type ElementEntry, words } from './control.js';

/** One line of text, or several with `multiline`. */
export const plainTextInput: ElementEntry = {
  initial: (element) => initialText(element),
  draw: (control) =>
    flag(control.element, 'multiline') ? area(control, text(control.state, 'value')) : line(control, 'text'),
};

export const emailInput: ElementEntry = { initial: initialText, draw: (control) => line(control, 'email') };
export const urlInput: ElementEntry = { initial: initialText, draw: (control) => line(control, 'url') };

export const numberInput: ElementEntry = {
  initial: initialText,
  draw: (control) => {
    const input = line(control, 'number');
    input.setAttribute('step', flag(control.element, 'is_decimal_allowed') ? 'any' : '1');
    for (const [attribute, member] of [
      ['min', 'min_value'],
      ['max', 'max_value'],
    ] as const) {
      if (has(control.element, member)) input.setAttribute(attribute, text(control.element, member));
    }
    return input;
  },
};

/** Formatting is not offered: what is typed goes out as one unformatted section. */
export const richTextInput: ElementEntry = {
  initial: (element) => ({
    type: 'rich_text_input',
    rich_text_value: has(element, 'initial_value') ? element.initial_value : null,
  }),
  draw: (control) => {
    const sections = records(record(control.state, 'rich_text_value'), 'elements');
    const typed = sections
      .map((section) =>
        records(section, 'elements')
          .map((span) => text(span, 'text'))
          .join(''),
      )
      .join('\n');
    const made = area(control, typed);
    made.addEventListener('input', () =>
      control.change({ type: 'rich_text_input', rich_text_value: richText(made.value) }),
    );
    return made;
  },
};

function initialText(element: Json): InputState {
  return { type: text(element, 'type'), value: text(element, 'initial_value') || null };
}

function richText(typed: string): Json | null {
  if (typed === '') return null;
  return { type: 'rich_text', elements: [{ type: 'rich_text_section', elements: [{ type: 'text', text: typed }] }] };
}

function shared(control: Control): Record<string, string | number | null> {
  return {
    id: control.id,
    class: 'field-input',
    'aria-label': control.name,
    placeholder: words(control.element, 'placeholder'),
    maxlength: number(control.element, 'max_length') ?? null,
    'data-key': control.id,
  };
}

function line(control: Control, type: string): HTMLInputElement {
  const input = el('input', { type, autocomplete: 'off', ...shared(control) });
  input.value = text(control.state, 'value');
  input.addEventListener('input', () => control.change({ ...control.state, value: input.value || null }));
  return input;
}

function area(control: Control, value: string): HTMLTextAreaElement {
  const made = el('textarea', { rows: 4, spellcheck: 'false', ...shared(control) });
  made.value = value;
  if (text(control.state, 'type') !== 'rich_text_input') {
    made.addEventListener('input', () => control.change({ ...control.state, value: made.value || null }));
  }
  return made;
}
