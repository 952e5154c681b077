type Child = Node | string | null | undefined | false;
type Attributes = Record<string, string | number | boolean | null | undefined>;

/**
 * Makes an element. Attributes that are `false`, `null` or `undefined` are left out, `true` becomes an empty one; text is never read as HTML.
 */
export function el<K extends keyof HTMLElementTagNameMap>(
  tag: K,
  attributes: Attributes = {},
  ...children: Child[]
): HTMLElementTagNameMap[K] {
  const element = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes)) {
    if (value === false || value === null || value === undefined) continue;
    element.setAttribute(name, value === true ? '' : String(value));
  }
  for (const child of children) if (child || child === '') element.append(child);
  return element;
}

/** A push button that runs `press`; while a promise of it is open the button is busy and cannot be pressed again. */
export function button(label: string, className: string, press: () => unknown): HTMLButtonElement {
  const made = el('button', { type: 'button', class: className }, label);
  made.addEventListener('click', () => void busy(made, press));
  return made;
}

/** Marks `target` busy until what `work` started has ended. */
export async function busy(target: HTMLElement, work: () => unknown): Promise<void> {
  if (target.getAttribute('aria-busy') === 'true') return;
  target.setAttribute('aria-busy', 'true');
  try {
    await work();
  } finally {
    target.removeAttribute('aria-busy');
  }
}

/** The element of index.html with this id. */
export function place(id: string): HTMLElement {
  const found = document.getElementById(id);
  if (!found) throw new Error(`index.html has no #${id}`);
  return found;
}

let counter = 0;

/** An id that no other element of this page has. */
export function freshId(prefix: string): string {
  counter += 1;
  return `${prefix}-${counter}`;
}

/**
 * Replaces the children of `parent` only when `facts` differ from the last time, and puts the focus back on the element with the same
 * `data-key`. Answers whether it drew.
 */
export function redraw(parent: HTMLElement, facts: unknown, make: () => Child[]): boolean {
  const print = JSON.stringify(facts);
  if (drawn.get(parent) === print) return false;
  drawn.set(parent, print);
  keepingFocus(parent, () =>
    parent.replaceChildren(...make().filter((child) => child !== null && child !== undefined && child !== false)),
  );
  return true;
}

const drawn = new WeakMap<HTMLElement, string>();

/** Runs `change`; if it took the focused element of `within` out of the page, its successor with the same `data-key` gets the focus. */
export function keepingFocus(within: HTMLElement, change: () => void): void {
  const focused = document.activeElement;
  const key = focused instanceof HTMLElement && within.contains(focused) ? focused.dataset.key : undefined;
  const caret = focused instanceof HTMLTextAreaElement ? focused.selectionStart : null;
  change();
  if (key === undefined) return;
  const successor = within.querySelector<HTMLElement>(`[data-key="${CSS.escape(key)}"]`);
  successor?.focus({ preventScroll: true });
  if (caret !== null && successor instanceof HTMLTextAreaElement) successor.setSelectionRange(caret, caret);
}
