import { el, place, redraw } from './dom.js';
import { pull } from './lever.js';
import type { AppleSwitch, SwitchField, SwitchValue } from './protocol.js';

let listening = false;

/** As the stand-in has them. */
const values = new Map<string, SwitchValue>();
/** By name: shows the value, unless somebody is at that field. */
const shows = new Map<string, () => void>();

/** Draws Apple's unconfirmed behaviours as a list that can be searched; each is turned in its place. */
export function drawAppleSwitches(switches: AppleSwitch[] | null): void {
  place('apple-switches').hidden = switches === null;
  if (switches === null) return;
  const changed = switches.filter(({ name, value }) => JSON.stringify(values.get(name)) !== JSON.stringify(value));
  for (const { name, value } of switches) values.set(name, value);
  const kinds = switches.map(({ name, about, field }) => ({ name, about, field }));
  if (redraw(place('apple-switches-list'), kinds, () => switches.map(line))) search();
  else for (const { name } of changed) shows.get(name)?.();
  if (listening) return;
  listening = true;
  place('apple-switches-search').addEventListener('input', search);
}

/** Shows what has every word that was typed, in its name or in what it decides. */
function search(): void {
  const field = place('apple-switches-search');
  const typed = field instanceof HTMLInputElement ? field.value.toLowerCase().split(/\s+/) : [];
  const lines = [...place('apple-switches-list').querySelectorAll('li')];
  for (const one of lines) {
    const words = (one.dataset.words ?? '').toLowerCase();
    one.hidden = !typed.every((word) => words.includes(word));
  }
  const found = lines.filter(({ hidden }) => !hidden).length;
  place('apple-switches-count').textContent = `${found} of ${lines.length}`;
}

function line(shown: AppleSwitch): HTMLElement {
  const { name, about } = shown;
  const control = turned(shown.field, shown);
  control.dataset.key = `switch-${name}`;
  const label = el('label', { class: 'lever-field' }, el('strong', {}, name), control);
  return el(
    'li',
    { class: 'apple-switch', 'data-words': `${name} ${about}` },
    label,
    el('p', { class: 'faint' }, about),
  );
}

type Fields = { [F in SwitchField as F['kind']]: F };
type Controls = { [K in keyof Fields]: (field: Fields[K], shown: AppleSwitch) => HTMLElement };

const controls: Controls = {
  tick: (_field, shown) => {
    const made = el('input', { type: 'checkbox' });
    const reset = () => {
      made.checked = values.get(shown.name) === true;
    };
    return onChange(made, shown, () => made.checked, reset);
  },
  choice: ({ options }, shown) => {
    const made = el('select', { class: 'field-input' });
    for (const option of options) made.append(el('option', {}, String(option)));
    const reset = () => {
      made.selectedIndex = options.findIndex((option) => option === values.get(shown.name));
    };
    return onChange(made, shown, () => options[made.selectedIndex] ?? null, reset);
  },
  number: ({ least, most, orNone }, shown) => {
    const placeholder = orNone ? 'none' : null;
    const made = el('input', { class: 'field-input', type: 'number', min: least, max: most, step: 1, placeholder });
    const read = () => (made.value === '' ? null : Number(made.value));
    return typed(made, shown, read);
  },
  order: (_field, shown) => {
    const made = el('input', { class: 'field-input', type: 'text', autocomplete: 'off', spellcheck: 'false' });
    return typed(made, shown, () => made.value.split(',').map((word) => word.trim()));
  },
};

function turned<K extends keyof Fields>(field: Fields[K] & { kind: K }, shown: AppleSwitch): HTMLElement {
  return controls[field.kind](field, shown);
}

function typed(made: HTMLInputElement, shown: AppleSwitch, read: () => SwitchValue): HTMLElement {
  const reset = () => {
    const value = values.get(shown.name);
    made.value = Array.isArray(value) ? value.join(', ') : String(value ?? '');
  };
  return onChange(made, shown, read, reset);
}

/** Turns the switch at the stand-in; what it does not take is taken back here too. */
function onChange(made: HTMLElement, { name }: AppleSwitch, read: () => SwitchValue, reset: () => void): HTMLElement {
  reset();
  shows.set(name, () => {
    if (document.activeElement !== made) reset();
  });
  made.addEventListener('change', async () => {
    if (!(await pull('/apple/switch', { name, value: read() }))) reset();
  });
  return made;
}
