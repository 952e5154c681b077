import { type JsonObject, listOf, objectsOf, textOf } from '../json.js';
import { actionElements, anyBlock } from './blocks.js';
import { lengthOf, list, type Report, refuseRepeats } from './checks.js';

export type BlockSurface = 'message' | 'modal' | 'home';

const MOST_BLOCKS: Record<BlockSurface, number> = { message: 50, modal: 100, home: 100 };

/** Blocks that a surface does not take, as a published validator lists them from Slack's own description of blocks. */
const REFUSED_BLOCKS: Record<BlockSurface, readonly string[]> = {
  message: ['alert', 'file'],
  modal: [
    'card',
    'carousel',
    'container',
    'context_actions',
    'data_table',
    'data_visualization',
    'file',
    'markdown',
    'plan',
    'table',
    'task_card',
  ],
  home: ['alert', 'context_actions', 'data_table', 'file', 'markdown', 'plan', 'table', 'task_card'],
};

const INPUTS_OF_MODALS = ['file_input', 'email_text_input', 'number_input', 'url_text_input'];

const REFUSED_ELEMENTS: Record<BlockSurface, readonly string[]> = {
  message: [...INPUTS_OF_MODALS, 'rich_text_input'],
  modal: ['workflow_button', 'icon_button'],
  home: [...INPUTS_OF_MODALS, 'datetimepicker', 'workflow_button', 'icon_button'],
};

const MARKDOWN_CHARACTERS = 12_000;
const TABLES = ['table', 'data_table'];

function withChildren(blocks: readonly JsonObject[], at: string): { block: JsonObject; at: string }[] {
  return blocks.flatMap((block, index) => {
    const place = `${at}/${index}`;
    return [{ block, at: place }, ...withChildren(objectsOf(block.child_blocks), `${place}/child_blocks`)];
  });
}

function judgeTypes(surface: BlockSurface, places: readonly { block: JsonObject; at: string }[], report: Report): void {
  for (const { block, at } of places) {
    const type = textOf(block.type) ?? '';
    if (REFUSED_BLOCKS[surface].includes(type)) report.problem(at, `a ${type} block is not allowed in a ${surface}`);
    for (const { element, at: place } of actionElements({ ...block, child_blocks: [] }, at)) {
      const kind = textOf(element.type) ?? '';
      if (REFUSED_ELEMENTS[surface].includes(kind)) report.problem(place, `a ${kind} is not allowed in a ${surface}`);
    }
  }
}

function judgeSums(places: readonly { block: JsonObject }[], at: string, report: Report): void {
  const tables = places.filter(({ block }) => TABLES.includes(textOf(block.type) ?? ''));
  if (tables.length > 1) report.problem(at, 'only_one_table_allowed');
  const markdown = places.filter(({ block }) => block.type === 'markdown');
  const length = markdown.reduce((sum, { block }) => sum + lengthOf(textOf(block.text) ?? ''), 0);
  if (markdown.length > 1 && length > MARKDOWN_CHARACTERS) {
    report.problem(at, `the markdown blocks must have less than ${MARKDOWN_CHARACTERS + 1} characters in all`);
  }
  const focused = places.flatMap(({ block }) => actionElements({ ...block, child_blocks: [] }, at));
  if (focused.filter(({ element }) => element.focus_on_load === true).length > 1) {
    report.problem(at, 'only one element may have focus_on_load');
  }
}

/** Judges the blocks of a surface: each block by itself, then what holds for all of them. */
export function judgeBlocks(surface: BlockSurface, value: unknown, at: string, report: Report): void {
  list(anyBlock, 0, MOST_BLOCKS[surface])(value, at, report);
  const places = withChildren(objectsOf(listOf(value)), at);
  refuseRepeats(
    places.map(({ block }) => block.block_id),
    at,
    'block_id',
    report,
  );
  judgeTypes(surface, places, report);
  judgeSums(places, at, report);
}
