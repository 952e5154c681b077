import { busy, el, freshId } from '../dom.js';
import { type Json, records, text } from '../read.js';
import { safeAddress } from '../text/nodes.js';
import { type Control, confirmed, type ElementEntry, words } from './control.js';

export const pushButton: ElementEntry = { initial: null, draw: (control) => drawButton(control) };

/** Not usable here: the sandbox has no workflows. */
export const workflowButton: ElementEntry = {
  initial: null,
  draw: (control) => el('button', { type: 'button', class: 'button', disabled: true }, words(control.element, 'text')),
};

/** The three dots with further choices. */
export const overflow: ElementEntry = {
  initial: null,
  draw: (control) => {
    const menu = el('div', { class: 'menu', role: 'menu', id: freshId('menu'), hidden: true });
    const opener = el(
      'button',
      {
        type: 'button',
        class: 'button more',
        'aria-label': control.name === null ? 'More actions' : `More actions: ${control.name}`,
        'aria-haspopup': 'menu',
        'aria-expanded': 'false',
        'aria-controls': menu.id,
        'data-key': control.id,
      },
      '•••',
    );
    const open = (on: boolean) => {
      menu.hidden = !on;
      opener.setAttribute('aria-expanded', String(on));
      if (on) menu.querySelector('button')?.focus();
    };
    menu.append(
      ...records(control.element, 'options').map((option) => menuItem(control, opener, option, () => open(false))),
    );
    opener.addEventListener('click', () => open(menu.hidden !== false));
    const made = el('span', { class: 'overflow' }, opener, menu);
    made.addEventListener('focusout', (event) => {
      if (!(event.relatedTarget instanceof Node) || !made.contains(event.relatedTarget)) open(false);
    });
    made.addEventListener('keydown', (event) => menuKey(event, menu, opener, open));
    return made;
  },
};

function drawButton(control: Control): HTMLElement {
  const shown = control.element;
  const style = text(shown, 'style');
  const attributes = {
    type: 'button',
    class: `button ${style === 'primary' || style === 'danger' ? style : ''}`.trim(),
    'aria-label': text(shown, 'accessibility_label') || null,
    'data-key': control.id,
  };
  const made = el('button', attributes, words(shown, 'text'));
  const address = safeAddress(text(shown, 'url'));
  made.addEventListener('click', async () => {
    if (made.getAttribute('aria-busy') === 'true' || !(await confirmed(control))) return;
    if (address !== null) window.open(address, '_blank', 'noopener,noreferrer');
    await busy(made, () =>
      control.desk.act({
        act: 'click',
        surface: control.surface,
        blockId: control.blockId,
        actionId: control.actionId,
      }),
    );
  });
  return made;
}

function menuItem(control: Control, opener: HTMLElement, option: Json, close: () => void): HTMLElement {
  const item = el('button', { type: 'button', role: 'menuitem', class: 'menu-item' }, words(option, 'text'));
  item.addEventListener('click', async () => {
    close();
    opener.focus();
    if (!(await confirmed(control))) return;
    const address = safeAddress(text(option, 'url'));
    if (address !== null) window.open(address, '_blank', 'noopener,noreferrer');
    const state = { type: 'overflow', selected_option: option };
    const { surface, blockId, actionId } = control;
    await busy(opener, () => control.desk.act({ act: 'select', surface, blockId, actionId, state }));
  });
  return item;
}

function menuKey(event: KeyboardEvent, menu: HTMLElement, opener: HTMLElement, open: (on: boolean) => void): void {
  const items = [...menu.querySelectorAll('button')];
  const at = items.findIndex((item) => item.matches(':focus'));
  if (event.key === 'Escape' && !menu.hidden) {
    event.stopPropagation();
    open(false);
    opener.focus();
  } else if (event.key === 'ArrowDown' || event.key === 'ArrowUp') {
    event.preventDefault();
    if (menu.hidden) open(true);
    else items[(at + (event.key === 'ArrowDown' ? 1 : items.length - 1)) % items.length]?.focus();
  }
}
