import { el } from '../dom.js';
import { isRecord, type Json, text } from '../read.js';
import { type Drawing, unknownBlock } from './drawing.js';
import { input } from './input.js';
import {
  actions,
  alert,
  type BlockDrawer,
  card,
  container,
  context,
  divider,
  header,
  image,
  markdown,
  richText,
  section,
} from './plain.js';
import { dataTable, table } from './tables.js';

const entries = {
  actions,
  alert,
  card,
  carousel: (block, _drawing, _id, children) => el('div', { class: 'block' }, children(cards(block))),
  container,
  context,
  data_table: dataTable,
  divider,
  header,
  image,
  input,
  markdown,
  rich_text: richText,
  section,
  table,
} satisfies Record<string, BlockDrawer>;

const drawers: Record<string, BlockDrawer> = entries;

/** Draws the blocks of one surface in their order. */
export function drawBlocks(blocks: unknown[], drawing: Drawing): DocumentFragment {
  const fragment = document.createDocumentFragment();
  blocks.filter(isRecord).forEach((block, index) => {
    const type = text(block, 'type');
    const draw = Object.hasOwn(drawers, type) ? drawers[type] : undefined;
    const id = text(block, 'block_id') || `block-${index}`;
    fragment.append(draw ? draw(block, drawing, id, (inner) => drawBlocks(inner, drawing)) : unknownBlock(type));
  });
  return fragment;
}

function cards(block: Json): Json[] {
  const elements = block.elements;
  return Array.isArray(elements) ? elements.filter(isRecord) : [];
}
