import { button, el, freshId } from './dom.js';
import { drawTextObject, words } from './elements/control.js';
import { type Json, record, text } from './read.js';
import type { TextReader } from './text/draw.js';

/** Asks what a `confirm` object of Block Kit asks. `false` when the person says no or presses Escape. */
export function askConfirm(dialog: Json, reader: TextReader): Promise<boolean> {
  return ask({
    title: words(dialog, 'title') || 'Are you sure?',
    body: drawTextObject(record(dialog, 'text'), reader),
    yes: words(dialog, 'confirm') || 'Yes',
    no: words(dialog, 'deny') || 'Cancel',
    danger: text(dialog, 'style') === 'danger',
  });
}

/** Asks a yes-or-no question of the page itself. */
export function ask(question: {
  title: string;
  body: Node | string;
  yes: string;
  no: string;
  danger: boolean;
}): Promise<boolean> {
  return new Promise((resolve) => {
    const titleId = freshId('confirm-title');
    const made = el('dialog', { class: 'small-dialog', role: 'alertdialog', 'aria-labelledby': titleId });
    const opener = document.activeElement;
    const answer = (yes: boolean) => {
      made.remove();
      if (opener instanceof HTMLElement) opener.focus({ preventScroll: true });
      resolve(yes);
    };
    const yes = button(question.yes, `button ${question.danger ? 'danger' : 'primary'}`, () => answer(true));
    made.append(
      el('h2', { id: titleId }, question.title),
      el('div', { class: 'small-dialog-body' }, question.body),
      el(
        'div',
        { class: 'dialog-buttons' },
        button(question.no, 'button', () => answer(false)),
        yes,
      ),
    );
    made.addEventListener('cancel', () => answer(false));
    document.body.append(made);
    made.showModal();
    yes.focus();
  });
}
