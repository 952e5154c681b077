import type { InputState, ModalView } from '../slack/workspace.js';
import type { Field } from './blocks/drawing.js';
import { busy, button, el, keepingFocus, place } from './dom.js';
import type { Desk } from './elements/control.js';
import { drawSurface } from './surface.js';
import { announce } from './toasts.js';
import { problemOf } from './validity.js';

interface OpenModal {
  dialog: HTMLDialogElement;
  form: HTMLFormElement;
  body: HTMLElement;
  fields: Field[];
  print: string;
  owner: string;
  /** As the last submission was answered. */
  errors: Record<string, string>;
}

/** The stack of dialogs of whoever acts; what was typed survives acting as somebody else in between. */
export class Modals {
  private readonly desk: Desk;
  private readonly overlay = place('overlay');
  private readonly open = new Map<string, OpenModal>();
  private readonly refocus: () => void;

  /** `refocus` runs when the last dialog has gone. */
  constructor(desk: Desk, refocus: () => void) {
    this.desk = desk;
    this.refocus = refocus;
    document.addEventListener('keydown', (event) => {
      if (event.key === 'Escape' && !event.defaultPrevented && !document.querySelector('body > dialog[open]'))
        this.overlay.querySelector<HTMLElement>('dialog[open] .modal-close')?.click();
    });
  }

  show(stack: ModalView[], owner: string): void {
    const hadOne = !this.overlay.hidden;
    for (const [id, modal] of this.open) {
      if (modal.owner === owner && !stack.some((view) => view.id === id)) {
        modal.dialog.remove();
        this.open.delete(id);
      } else if (modal.owner !== owner) modal.dialog.open = false;
    }
    for (const view of stack) this.draw(view, owner);
    const top = stack.at(-1);
    this.overlay.hidden = top === undefined;
    for (const part of ['places', 'stage']) place(part).toggleAttribute('inert', top !== undefined);
    for (const view of stack) this.reveal(view, view === top);
    if (!top && hadOne) this.refocus();
  }

  private reveal(view: ModalView, top: boolean): void {
    const modal = this.open.get(view.id);
    if (!modal || modal.dialog.open === top) return;
    modal.dialog.open = top;
    if (!top) return;
    announce(`${view.title} is open`);
    const first = modal.body.querySelector<HTMLElement>('input:not([type=hidden]), select, textarea, button');
    (first ?? modal.form.querySelector<HTMLElement>('footer button:last-child'))?.focus();
  }

  private draw(view: ModalView, owner: string): void {
    const { errors, hash: _, ...visible } = view;
    const modal = this.open.get(view.id) ?? this.make(view, owner);
    const answered = JSON.stringify(errors) !== JSON.stringify(modal.errors);
    modal.errors = errors;
    const print = JSON.stringify(visible);
    if (modal.print === print) {
      if (answered) showErrors(modal, errors);
      return;
    }
    const drawn = drawSurface(
      this.desk,
      { kind: 'modal', viewId: view.id },
      `modal-${view.id}`,
      view.blocks,
      modal.fields,
    );
    modal.print = print;
    modal.fields = drawn.fields;
    keepingFocus(modal.dialog, () => {
      modal.body.replaceChildren(drawn.content);
      modal.form.querySelector('h2')?.replaceChildren(view.title);
      modal.form.querySelector('footer')?.replaceChildren(...footer(view, () => void this.close(view)));
    });
    showErrors(modal, errors);
  }

  private make(view: ModalView, owner: string): OpenModal {
    const titleId = `modal-title-${view.id}`;
    const body = el('div', { class: 'modal-body' });
    const close = button('×', 'modal-close', () => this.close(view));
    close.setAttribute('aria-label', 'Close this dialog');
    const form = el(
      'form',
      { novalidate: true, autocomplete: 'off' },
      el('header', {}, el('h2', { id: titleId }, view.title), close),
      body,
      el('footer', {}),
    );
    const dialog = el('dialog', { class: 'modal', 'aria-labelledby': titleId }, form);
    const modal: OpenModal = { dialog, form, body, fields: [], print: '', owner, errors: {} };
    form.addEventListener('submit', (event) => {
      event.preventDefault();
      void this.submit(view.id, modal);
    });
    this.open.set(view.id, modal);
    this.overlay.append(dialog);
    return modal;
  }

  private async close(view: ModalView): Promise<void> {
    await this.desk.act({ act: 'close', viewId: view.id });
  }

  private async submit(viewId: string, modal: OpenModal): Promise<void> {
    const problems: Record<string, string> = {};
    const values: Record<string, Record<string, InputState>> = {};
    for (const { control, required, errorPlace } of modal.fields) {
      values[control.blockId] = { ...values[control.blockId], [control.actionId]: control.state };
      const problem = errorPlace === null ? null : problemOf(control.element, control.state, required);
      if (problem !== null) problems[control.blockId] = problem;
    }
    showErrors(modal, problems);
    if (Object.keys(problems).length > 0) return;
    const submit = modal.form.querySelector<HTMLElement>('button[type=submit]') ?? modal.form;
    await busy(submit, () => this.desk.act({ act: 'submit', viewId, values }));
    if (this.open.get(viewId) === modal) showErrors(modal, modal.errors);
  }
}

function footer(view: ModalView, close: () => void): HTMLElement[] {
  const leave = button(view.close, 'button', close);
  leave.dataset.key = `modal-leave-${view.id}`;
  if (view.submit === null) return [leave];
  return [
    leave,
    el('button', { type: 'submit', class: 'button primary', 'data-key': `modal-submit-${view.id}` }, view.submit),
  ];
}

/** Puts each error under its field and the focus on the first; an error of a block without a field stands on top. */
function showErrors(modal: OpenModal, errors: Record<string, string>): void {
  modal.body.querySelector('.modal-errors')?.remove();
  const placed = new Set<string>();
  let first: HTMLElement | undefined;
  for (const { control, errorPlace } of modal.fields) {
    if (!errorPlace) continue;
    const message = errors[control.blockId];
    errorPlace.textContent = message ?? '';
    errorPlace.hidden = message === undefined;
    const input = modal.body.querySelector<HTMLElement>(`#${CSS.escape(control.id)}`);
    input?.toggleAttribute('aria-invalid', message !== undefined);
    if (message === undefined) continue;
    placed.add(control.blockId);
    input?.setAttribute('aria-invalid', 'true');
    first ??= input?.matches('input, select, textarea') ? input : (input?.querySelector('input') ?? undefined);
  }
  const rest = Object.entries(errors).filter(([blockId]) => !placed.has(blockId));
  if (rest.length > 0)
    modal.body.prepend(
      el('p', { class: 'modal-errors field-error', role: 'alert' }, rest.map(([, message]) => message).join(' ')),
    );
  if (Object.keys(errors).length > 0) announce(Object.values(errors).join('. '));
  first?.focus();
}
