import { el, freshId } from '../dom.js';
import { number } from '../read.js';
import { type Control, type Suggestion, words } from './control.js';

/** Where a combobox gets its choices, and what it has chosen. */
export interface ComboboxSource {
  multiple: boolean;
  chosen(): Suggestion[];
  choose(chosen: Suggestion[]): void;
  /** The choices for what was typed; a rejected promise never happens, a failure is an empty list. */
  find(typed: string): Promise<Suggestion[]>;
  /** So many characters must be typed before anything is asked. */
  least: number;
}

/** A text field with a list of suggestions, after the ARIA combobox pattern; with chips when several may be chosen. */
export function drawCombobox(control: Control, source: ComboboxSource): HTMLElement {
  const list = el('ul', {
    class: 'options',
    role: 'listbox',
    id: freshId('options'),
    hidden: true,
    'aria-label': 'Suggestions',
  });
  const input = el('input', {
    type: 'text',
    role: 'combobox',
    id: control.id,
    class: 'combobox-input',
    autocomplete: 'off',
    'data-key': control.id,
    'aria-label': control.name,
    'aria-expanded': 'false',
    'aria-controls': list.id,
    'aria-autocomplete': 'list',
    placeholder: words(control.element, 'placeholder') || (source.least > 0 ? 'Type to search' : 'Choose'),
  });
  const chips = el('span', { class: 'chips' });
  new Combobox(control, source, input, list, chips).start();
  return el('div', { class: 'combobox' }, el('div', { class: 'combobox-box field-input' }, chips, input), list);
}

class Combobox {
  private offered: Suggestion[] = [];
  private active = -1;
  private asked = 0;
  private timer: ReturnType<typeof setTimeout> | undefined;
  private readonly control: Control;
  private readonly source: ComboboxSource;
  private readonly input: HTMLInputElement;
  private readonly list: HTMLElement;
  private readonly chips: HTMLElement;

  constructor(
    control: Control,
    source: ComboboxSource,
    input: HTMLInputElement,
    list: HTMLElement,
    chips: HTMLElement,
  ) {
    this.control = control;
    this.source = source;
    this.input = input;
    this.list = list;
    this.chips = chips;
  }

  start(): void {
    this.showChosen();
    this.input.addEventListener('input', () => this.typed());
    this.input.addEventListener('focus', () => this.input.select());
    this.input.addEventListener('click', () => this.source.least === 0 && void this.ask());
    this.input.addEventListener('blur', () => this.left());
    this.input.addEventListener('keydown', (event) => this.key(event));
  }

  private showChosen(): void {
    const chosen = this.source.chosen();
    if (!this.source.multiple) {
      this.input.value = chosen[0]?.text ?? '';
      return;
    }
    this.input.value = '';
    this.chips.replaceChildren(
      ...chosen.map((choice) => {
        const remove = el('button', { type: 'button', 'aria-label': `Remove ${choice.text}` }, '×');
        remove.addEventListener('click', () => {
          this.source.choose(this.source.chosen().filter((other) => other.value !== choice.value));
          this.showChosen();
          this.input.focus();
        });
        return el('span', { class: 'chip' }, choice.text, remove);
      }),
    );
  }

  private typed(): void {
    clearTimeout(this.timer);
    this.timer = setTimeout(() => void this.ask(), this.source.least === 0 ? 0 : 150);
  }

  private async ask(): Promise<void> {
    const typed =
      this.source.multiple || this.input.value !== this.source.chosen()[0]?.text ? this.input.value.trim() : '';
    this.asked += 1;
    const mine = this.asked;
    if (typed.length < this.source.least)
      return this.say(`Type at least ${this.source.least} character${this.source.least === 1 ? '' : 's'}`);
    if (this.source.least > 0) this.say('Searching…');
    const found = await this.source.find(typed);
    if (mine !== this.asked || document.activeElement !== this.input) return;
    const taken = this.source.multiple ? this.source.chosen().map((choice) => choice.value) : [];
    this.offered = found.filter((choice) => !taken.includes(choice.value));
    if (this.offered.length === 0) return this.say('Nothing found');
    this.show();
  }

  private say(note: string): void {
    this.offered = [];
    this.list.replaceChildren(el('li', { class: 'options-note', role: 'presentation' }, note));
    this.open(true);
  }

  private show(): void {
    this.active = 0;
    this.list.replaceChildren(
      ...this.offered.map((choice, index) => {
        const about = choice.description ? el('small', {}, choice.description) : null;
        const option = el(
          'li',
          { role: 'option', id: `${this.list.id}-${index}`, 'aria-selected': 'false' },
          choice.text,
          about,
        );
        option.addEventListener('mousedown', (event) => {
          event.preventDefault();
          this.take(index);
        });
        return option;
      }),
    );
    this.open(true);
    this.mark(0);
  }

  private mark(index: number): void {
    this.active = index;
    [...this.list.children].forEach((option, at) => {
      option.setAttribute('aria-selected', String(at === index));
      if (at === index) option.scrollIntoView({ block: 'nearest' });
    });
    this.input.setAttribute('aria-activedescendant', `${this.list.id}-${index}`);
  }

  private take(index: number): void {
    const choice = this.offered[index];
    if (!choice) return;
    const limit = number(this.control.element, 'max_selected_items');
    if (this.source.multiple && limit !== undefined && this.source.chosen().length >= limit) {
      this.say(`At most ${limit} can be chosen`);
      return;
    }
    this.source.choose(this.source.multiple ? [...this.source.chosen(), choice] : [choice]);
    this.showChosen();
    this.open(false);
  }

  private left(): void {
    clearTimeout(this.timer);
    this.asked += 1;
    if (!this.source.multiple && this.input.value.trim() === '' && this.source.chosen().length > 0)
      this.source.choose([]);
    this.showChosen();
    this.open(false);
  }

  private open(open: boolean): void {
    this.list.hidden = !open;
    this.input.setAttribute('aria-expanded', String(open));
    if (!open) this.input.removeAttribute('aria-activedescendant');
  }

  private key(event: KeyboardEvent): void {
    const open = !this.list.hidden;
    const count = this.offered.length;
    if (event.key === 'Escape' && open) {
      event.stopPropagation();
      this.open(false);
    } else if (event.key === 'ArrowDown' && !open) void this.ask();
    else if ((event.key === 'ArrowDown' || event.key === 'ArrowUp') && open && count > 0) {
      event.preventDefault();
      this.mark((this.active + (event.key === 'ArrowDown' ? 1 : count - 1)) % count);
    } else if (event.key === 'Enter' && open && count > 0) {
      event.preventDefault();
      this.take(this.active);
    } else if (event.key === 'Backspace' && this.input.value === '' && this.source.multiple) {
      this.source.choose(this.source.chosen().slice(0, -1));
      this.showChosen();
    }
  }
}
