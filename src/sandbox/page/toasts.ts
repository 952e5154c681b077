import { button, el, place } from './dom.js';

/** Shows a short note at the foot of the page; a failure stays longer and is read out at once. */
export function toast(message: string, kind: 'note' | 'failure' = 'note'): void {
  const made = el(
    'div',
    { class: `toast ${kind}`, role: kind === 'failure' ? 'alert' : 'status' },
    el('span', {}, message),
  );
  const close = button('×', 'toast-close', () => made.remove());
  close.setAttribute('aria-label', 'Dismiss');
  made.append(close);
  const region = place('toasts');
  region.append(made);
  while (region.childElementCount > 3) region.firstElementChild?.remove();
  setTimeout(() => made.remove(), kind === 'failure' ? 12_000 : 5_000);
}

/** Reads a line out to those who use a screen reader. */
export function announce(line: string): void {
  place('live').replaceChildren(line);
}
