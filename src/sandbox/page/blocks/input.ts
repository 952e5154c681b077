import { el, freshId } from '../dom.js';
import { words } from '../elements/control.js';
import { flag, has, record, text } from '../read.js';
import { drawElement } from './drawing.js';
import type { BlockDrawer } from './plain.js';

const grouped: readonly string[] = ['checkboxes', 'radio_buttons'];

/** An `input` block: label, control, hint, and below them the error of the last submission. */
export const input: BlockDrawer = (block, drawing, id) => {
  const element = record(block, 'element');
  const label = words(block, 'label');
  const optional = flag(block, 'optional');
  const errorPlace = el('p', { class: 'field-error', id: freshId('error'), hidden: true });
  const group = grouped.includes(text(element, 'type'));
  const placing = {
    name: group ? label : null,
    label,
    dispatch: flag(block, 'dispatch_action'),
    required: !optional,
    errorPlace,
  };
  const { node, control } = drawElement(drawing, element, id, 0, placing);
  const target = node.id === control.id ? node : (node.querySelector(`#${CSS.escape(control.id)}`) ?? node);
  target.setAttribute('aria-describedby', errorPlace.id);
  const mark = optional ? el('span', { class: 'optional' }, ' (optional)') : null;
  const caption = group
    ? el('p', { class: 'label', 'aria-hidden': 'true' }, label, mark)
    : el('label', { class: 'label', for: control.id }, label, mark);
  const hint = has(block, 'hint') ? el('p', { class: 'hint' }, words(block, 'hint')) : null;
  return el('div', { class: 'block input', 'data-block': id }, caption, node, hint, errorPlace);
};
