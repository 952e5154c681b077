import { button, el } from '../dom.js';
import { flag, isRecord, list, number, records, text } from '../read.js';
import { drawText } from '../text/draw.js';
import { parseRichText } from '../text/rich-text.js';
import type { Drawing } from './drawing.js';
import type { BlockDrawer } from './plain.js';

/** A `table`: the first row is its head. */
export const table: BlockDrawer = (block, drawing) =>
  frame(drawTable(rows(block), records(block, 'column_settings'), drawing, null));

/** A `data_table`, a page of rows at a time. */
export const dataTable: BlockDrawer = (block, drawing) => {
  const [head = [], ...body] = rows(block);
  const size = Math.max(1, number(block, 'page_size') ?? 5);
  const pages = Math.max(1, Math.ceil(body.length / size));
  const place = el('div', {});
  const label = el('span', { class: 'faint' });
  let page = 0;
  const show = (next: number) => {
    page = Math.min(Math.max(next, 0), pages - 1);
    place.replaceChildren(
      drawTable([head, ...body.slice(page * size, (page + 1) * size)], [], drawing, text(block, 'caption')),
    );
    label.textContent = `Page ${page + 1} of ${pages}`;
  };
  show(0);
  const turn = el(
    'div',
    { class: 'table-pages' },
    button('Previous', 'button quiet', () => show(page - 1)),
    label,
    button('Next', 'button quiet', () => show(page + 1)),
  );
  return frame(el('div', {}, place, pages > 1 ? turn : null));
};

function rows(block: unknown): unknown[][] {
  return list(block, 'rows').map((row) => (Array.isArray(row) ? row : []));
}

function frame(inner: HTMLElement): HTMLElement {
  return el('div', { class: 'block table-frame', role: 'region', 'aria-label': 'Table', tabindex: 0 }, inner);
}

function drawTable(all: unknown[][], settings: unknown[], drawing: Drawing, caption: string | null): HTMLElement {
  const [head = [], ...body] = all;
  const row = (cells: unknown[], tag: 'th' | 'td') =>
    el(
      'tr',
      {},
      ...cells.map((cell, index) =>
        el(
          tag,
          { class: cellClass(settings[index], cell), scope: tag === 'th' ? 'col' : null },
          drawCell(cell, drawing),
        ),
      ),
    );
  const titled = caption ? el('caption', {}, caption) : null;
  return el(
    'table',
    {},
    titled,
    el('thead', {}, row(head, 'th')),
    el('tbody', {}, ...body.map((cells) => row(cells, 'td'))),
  );
}

function drawCell(cell: unknown, drawing: Drawing): Node {
  if (isRecord(cell) && text(cell, 'type') === 'rich_text') return drawText(parseRichText(cell), drawing.desk);
  return document.createTextNode(text(cell, 'text') || text(cell, 'value'));
}

function cellClass(setting: unknown, cell: unknown): string {
  const fallback = text(cell, 'type') === 'raw_number' ? 'right' : 'left';
  const align = text(setting, 'align') || fallback;
  return `${['center', 'right'].includes(align) ? align : 'left'}${flag(setting, 'is_wrapped') ? ' wraps' : ''}`;
}
