import { post } from './api.js';
import { button, el } from './dom.js';
import { explain } from './plain-words.js';
import { type Json, text } from './read.js';
import { toast } from './toasts.js';

/** Pulls a lever of the page server and tells the sentence that it answers. Answers whether it was taken. */
export async function pull(path: string, body: Json): Promise<boolean> {
  try {
    const line = text(await post(path, body), 'said');
    if (line) toast(line);
    return true;
  } catch (error) {
    toast(explain(error), 'failure');
    return false;
  }
}

/** A quiet button that pulls a lever; its body is asked for when it is pressed. */
export function leverButton(label: string, path: string, body: () => Json = () => ({})): HTMLButtonElement {
  const made = button(label, 'button quiet', () => pull(path, body()));
  made.dataset.key = `lever-${path}-${label}`;
  return made;
}

/** Several buttons side by side. */
export function row(...buttons: (HTMLElement | null)[]): HTMLElement {
  return el('div', { class: 'elements' }, ...buttons);
}

/** What was chosen, kept while the panels are drawn again. */
const chosen = new Map<string, string>();

export interface Choice {
  field: HTMLElement;
  value(): string;
}

/** A labelled select; `changed` runs when another option is taken. It keeps the choice while it is offered. */
export function select(
  key: string,
  label: string,
  options: readonly { value: string; text: string }[],
  changed: (value: string) => void = () => undefined,
): Choice {
  const made = el('select', { class: 'field-input', 'data-key': key });
  for (const { value, text: words } of options) made.append(el('option', { value }, words));
  const kept = chosen.get(key);
  if (kept !== undefined && options.some(({ value }) => value === kept)) made.value = kept;
  made.addEventListener('change', () => {
    chosen.set(key, made.value);
    changed(made.value);
  });
  return { field: el('label', { class: 'lever-field' }, el('span', {}, label), made), value: () => made.value };
}

/** A labelled number from 1 to 100. */
export function count(key: string, label: string, start: number): { field: HTMLElement; value(): number } {
  const attributes = { type: 'number', min: 1, max: 100, value: chosen.get(key) ?? start, 'data-key': key };
  const made = el('input', { ...attributes, class: 'field-input' });
  made.addEventListener('input', () => chosen.set(key, made.value));
  const field = el('label', { class: 'lever-field short' }, el('span', {}, label), made);
  return { field, value: () => Math.min(100, Math.max(1, Math.floor(Number(made.value)) || 1)) };
}

/** A labelled check box that says at once what it was set to. */
export function toggle(key: string, label: string, on: boolean, changed: (on: boolean) => unknown): HTMLElement {
  const made = el('input', { type: 'checkbox', checked: on, 'data-key': key });
  made.addEventListener('change', () => void changed(made.checked));
  return el('label', { class: 'tick' }, made, el('span', {}, label));
}
