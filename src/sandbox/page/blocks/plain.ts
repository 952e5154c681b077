import { button, el, freshId } from '../dom.js';
import { drawTextObject, words } from '../elements/control.js';
import { drawImage } from '../elements/image.js';
import { flag, has, type Json, record, records, text } from '../read.js';
import { drawPlain, drawText } from '../text/draw.js';
import { parseMarkdown } from '../text/markdown.js';
import { parseRichText } from '../text/rich-text.js';
import { type Drawing, drawElement } from './drawing.js';

/** Draws one block; `children` draws the blocks inside a block. */
export type BlockDrawer = (
  block: Json,
  drawing: Drawing,
  id: string,
  children: (blocks: Json[]) => DocumentFragment,
) => HTMLElement;

export const header: BlockDrawer = (block, drawing) =>
  el('h3', { class: 'block header' }, drawTextObject(record(block, 'text'), drawing.desk));

export const divider: BlockDrawer = () => el('hr', { class: 'block divider' });

export const section: BlockDrawer = (block, drawing, id) => {
  const body = el('div', { class: 'section-body' });
  const said = record(block, 'text');
  if (has(block, 'text')) body.append(el('div', { class: 'section-text' }, drawTextObject(said, drawing.desk)));
  const fields = records(block, 'fields').map((field) =>
    el('div', { class: 'section-field' }, drawTextObject(field, drawing.desk)),
  );
  if (fields.length > 0) body.append(el('div', { class: 'section-fields' }, ...fields));
  const made = el('div', { class: 'block section' }, body);
  const accessory = record(block, 'accessory');
  if (!has(block, 'accessory')) return made;
  const wide = ['checkboxes', 'radio_buttons'].includes(text(accessory, 'type'));
  const name = wordsOf(body).slice(0, 80) || null;
  made.append(
    el(
      'div',
      { class: wide ? 'accessory wide' : 'accessory' },
      drawElement(drawing, accessory, id, 0, { name: named(accessory, name) }).node,
    ),
  );
  return made;
};

export const actions: BlockDrawer = (block, drawing, id) => {
  const made = el('div', { class: 'block elements' });
  records(block, 'elements').forEach((element, index) => {
    made.append(
      drawElement(drawing, element, id, index, { name: named(element, words(element, 'placeholder') || null) }).node,
    );
  });
  return made;
};

export const context: BlockDrawer = (block, drawing) => {
  const made = el('div', { class: 'block context' });
  for (const element of records(block, 'elements')) {
    const image = text(element, 'type') === 'image';
    made.append(image ? drawImage(element, 'image-context') : el('span', {}, drawTextObject(element, drawing.desk)));
  }
  return made;
};

export const image: BlockDrawer = (block) => {
  const title = words(block, 'title');
  return el(
    'figure',
    { class: 'block image' },
    title ? el('figcaption', {}, title) : null,
    drawImage(block, 'image-block'),
  );
};

export const richText: BlockDrawer = (block, drawing) =>
  el('div', { class: 'block rich-text' }, drawText(parseRichText(block), drawing.desk));

export const markdown: BlockDrawer = (block, drawing) =>
  el('div', { class: 'block rich-text' }, drawText(parseMarkdown(text(block, 'text')), drawing.desk));

const levels: Record<string, [symbol: string, name: string]> = {
  info: ['i', 'Information'],
  warning: ['!', 'Warning'],
  error: ['×', 'Error'],
  success: ['✓', 'Done'],
  default: ['i', 'Note'],
};

export const alert: BlockDrawer = (block, drawing) => {
  const level = Object.hasOwn(levels, text(block, 'level')) ? text(block, 'level') : 'default';
  const [symbol, name] = levels[level] ?? ['i', 'Note'];
  const said = el('div', {}, drawTextObject(record(block, 'text'), drawing.desk));
  return el(
    'div',
    { class: `block alert ${level}`, role: 'note', 'aria-label': name },
    el('span', { class: 'alert-symbol', 'aria-hidden': 'true' }, symbol),
    said,
  );
};

/** A box with a title that may be folded. */
export const container: BlockDrawer = (block, _drawing, _id, children) => {
  const body = el(
    'div',
    { class: 'container-body', id: freshId('container') },
    children(records(block, 'child_blocks')),
  );
  const subtitle = text(record(block, 'subtitle'), 'text');
  const title = words(block, 'title') || drawPlain(text(block, 'title'));
  const head = el(
    'div',
    { class: 'container-head' },
    el('strong', {}, title),
    subtitle ? el('span', { class: 'faint' }, drawPlain(subtitle)) : null,
  );
  const made = el('div', { class: 'block container' }, head, body);
  if (!flag(block, 'is_collapsible')) return made;
  const fold = button('', 'fold', () => show(body.hidden !== false));
  const show = (open: boolean) => {
    body.hidden = !open;
    fold.textContent = open ? 'Hide' : 'Show';
    fold.setAttribute('aria-expanded', String(open));
  };
  fold.setAttribute('aria-controls', body.id);
  head.append(fold);
  show(!flag(block, 'default_collapsed'));
  return made;
};

/** A card is drawn as its parts below each other. */
export const card: BlockDrawer = (block, drawing, id) => {
  const made = el('div', { class: 'block container card' });
  if (has(block, 'hero_image')) made.append(drawImage(record(block, 'hero_image'), 'image-block'));
  for (const part of ['title', 'subtitle', 'body']) {
    if (has(block, part))
      made.append(el('div', { class: `card-${part}` }, drawTextObject(record(block, part), drawing.desk)));
  }
  const buttons = records(block, 'actions').map((element, index) => drawElement(drawing, element, id, index).node);
  if (buttons.length > 0) made.append(el('div', { class: 'elements' }, ...buttons));
  return made;
};

/** All words inside an element, also where only a break stands between them. */
function wordsOf(element: HTMLElement): string {
  const walker = document.createTreeWalker(element, NodeFilter.SHOW_TEXT);
  const parts: string[] = [];
  while (walker.nextNode()) parts.push(walker.currentNode.textContent ?? '');
  return parts.join(' ').replace(/\s+/g, ' ').trim();
}

function named(element: Json, fallback: string | null): string | null {
  return words(element, 'placeholder') || fallback;
}
