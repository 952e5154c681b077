import { type Json, number, record, records, text, texts } from '../read.js';
import { drawCombobox } from './combobox.js';
import { type Control, type ElementEntry, type Suggestion, words } from './control.js';
import { allOptions } from './selects.js';

/** One option that the app looks up while the person types. */
export const externalSelect: ElementEntry = {
  initial: (element) => ({
    type: 'external_select',
    selected_option: records({ list: [element.initial_option] }, 'list')[0] ?? null,
  }),
  draw: (control) =>
    drawCombobox(control, {
      multiple: false,
      least: number(control.element, 'min_query_length') ?? 3,
      find: (typed) => control.desk.suggest(control.surface, control.blockId, control.actionId, typed),
      chosen: () => records({ list: [control.state.selected_option] }, 'list').map(toSuggestion),
      choose: ([choice]) =>
        control.change({ type: 'external_select', selected_option: choice ? toOption(choice) : null }),
    }),
};

export const multiExternalSelect: ElementEntry = several('multi_external_select', (control) => ({
  least: number(control.element, 'min_query_length') ?? 3,
  find: (typed) => control.desk.suggest(control.surface, control.blockId, control.actionId, typed),
}));

export const multiStaticSelect: ElementEntry = several('multi_static_select', (control) => ({
  least: 0,
  find: async (typed) => matching(allOptions(control.element).map(toSuggestion), typed),
}));

/** Several ids that the workspace knows, such as people or channels. */
export function multiIdSelect(
  type: string,
  member: string,
  initial: string,
  choices: (control: Control) => { id: string; name: string }[],
): ElementEntry {
  return {
    initial: (element) => ({ type, [member]: texts(element, initial) }),
    draw: (control) => {
      const all = () => choices(control).map((choice) => ({ text: choice.name, value: choice.id }));
      return drawCombobox(control, {
        multiple: true,
        least: 0,
        find: async (typed) => matching(all(), typed),
        chosen: () =>
          texts(control.state, member).map(
            (id) => all().find((choice) => choice.value === id) ?? { text: id, value: id },
          ),
        choose: (chosen) => control.change({ type, [member]: chosen.map((choice) => choice.value) }),
      });
    },
  };
}

function several(
  type: string,
  source: (control: Control) => { least: number; find(typed: string): Promise<Suggestion[]> },
): ElementEntry {
  return {
    initial: (element) => ({ type, selected_options: records(element, 'initial_options') }),
    draw: (control) =>
      drawCombobox(control, {
        multiple: true,
        chosen: () => records(control.state, 'selected_options').map(toSuggestion),
        choose: (chosen) => control.change({ type, selected_options: chosen.map(toOption) }),
        ...source(control),
      }),
  };
}

function matching(choices: Suggestion[], typed: string): Suggestion[] {
  return choices.filter((choice) => choice.text.toLowerCase().includes(typed.toLowerCase()));
}

function toSuggestion(option: Json): Suggestion {
  const description = text(record(option, 'description'), 'text');
  return { text: words(option, 'text'), value: text(option, 'value'), ...(description === '' ? {} : { description }) };
}

function toOption(choice: Suggestion): Json {
  const description =
    choice.description === undefined ? {} : { description: { type: 'plain_text', text: choice.description } };
  return { text: { type: 'plain_text', text: choice.text }, value: choice.value, ...description };
}
