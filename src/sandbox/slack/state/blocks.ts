import { isObject, type JsonObject, objectsOf } from '../json.js';

/** The interactive elements of one block, wherever the block keeps them. */
export function elementsOf(block: JsonObject): JsonObject[] {
  const single = [block.accessory, block.element].filter(isObject);
  const own = objectsOf(block.elements).filter((element) => 'action_id' in element || isInteractive(element));
  return [...single, ...own, ...objectsOf(block.actions)];
}

/** A message's or view's blocks with those inside containers, carousels and cards, in reading order. */
export function flatBlocks(blocks: readonly JsonObject[]): JsonObject[] {
  return blocks.flatMap((block) => {
    const inside = block.type === 'carousel' ? objectsOf(block.elements) : objectsOf(block.child_blocks);
    return [block, ...flatBlocks(inside)];
  });
}

/** One element by its block_id and action_id, with its block. */
export function findElement(
  blocks: readonly JsonObject[],
  blockId: string,
  actionId: string,
): { block: JsonObject; element: JsonObject } | undefined {
  const block = flatBlocks(blocks).find((candidate) => candidate.block_id === blockId);
  const element = block && elementsOf(block).find((candidate) => candidate.action_id === actionId);
  return block !== undefined && element !== undefined ? { block, element } : undefined;
}

const PASSIVE = new Set(['image', 'plain_text', 'mrkdwn', 'card']);

function isInteractive(element: JsonObject): boolean {
  return typeof element.type === 'string' && !PASSIVE.has(element.type) && !element.type.startsWith('rich_text_');
}

/** A copy in which every block and every interactive element carries an id, as Slack fills in what the app left out. */
export function withIds(blocks: readonly JsonObject[], newId: (prefix: string) => string): JsonObject[] {
  return blocks.map((block) => {
    const copy: JsonObject = { ...block, block_id: block.block_id ?? newId('b') };
    if (Array.isArray(block.child_blocks)) copy.child_blocks = withIds(objectsOf(block.child_blocks), newId);
    if (block.type === 'carousel') copy.elements = withIds(objectsOf(block.elements), newId);
    else if (block.type === 'actions' || block.type === 'context_actions') {
      copy.elements = objectsOf(block.elements).map((element) => withActionId(element, newId));
    }
    for (const place of ['accessory', 'element']) {
      const element = block[place];
      if (isObject(element) && element.type !== 'image') copy[place] = withActionId(element, newId);
    }
    if (Array.isArray(block.actions)) {
      copy.actions = objectsOf(block.actions).map((element) => withActionId(element, newId));
    }
    return copy;
  });
}

function withActionId(element: JsonObject, newId: (prefix: string) => string): JsonObject {
  return { ...element, action_id: element.action_id ?? newId('a') };
}
