import type { AnyBlock, ContextBlock, SectionBlock } from '@slack/types';
import { WebAPIPlatformError } from '@slack/web-api';
import { faultFields, type SlackLog } from './slack-log.js';

/**
 * Slack fetches every image itself and refuses all the blocks when it cannot. It says `invalid_blocks` of a message
 * (seen by others); of a view it may also be `invalid_arguments`, its word for views that it does not take (we assume).
 */
const refusedBlocks: ReadonlySet<string> = new Set(['invalid_blocks', 'invalid_arguments']);

function isSection(block: AnyBlock): block is SectionBlock {
  return block.type === 'section';
}

function isContext(block: AnyBlock): block is ContextBlock {
  return block.type === 'context';
}

/** The same blocks without what Slack would have to fetch, as far as this bot uses it: image blocks, icons beside a section or in small print. */
export function withoutImages<Block extends AnyBlock>(
  blocks: readonly Block[],
): (Block | SectionBlock | ContextBlock)[] {
  return blocks.flatMap((block): (Block | SectionBlock | ContextBlock)[] => {
    if (isSection(block)) return [withoutIcon(block)];
    if (isContext(block)) return withoutIcons(block);
    return block.type === 'image' ? [] : [block];
  });
}

function withoutIcon(section: SectionBlock): SectionBlock {
  if (section.accessory?.type !== 'image') return section;
  const { accessory: _, ...rest } = section;
  return rest;
}

/** No block at all when icons are all that it holds, as Slack takes no empty ones. */
function withoutIcons(context: ContextBlock): ContextBlock[] {
  const elements = context.elements.filter((element) => element.type !== 'image');
  if (elements.length === context.elements.length) return [context];
  return elements.length === 0 ? [] : [{ ...context, elements }];
}

/** Whether `withoutImages` would leave anything out. */
export function hasImages(blocks: readonly AnyBlock[]): boolean {
  const plainer = withoutImages(blocks);
  return plainer.length < blocks.length || plainer.some((block, index) => block !== blocks[index]);
}

/** Whether the Web API refused a call for its blocks. */
export function refusesBlocks(fault: unknown): boolean {
  return fault instanceof WebAPIPlatformError && refusedBlocks.has(fault.data.error);
}

export interface ImageFallback {
  log: SlackLog;
  /** Which faults stand for refused blocks; those of the Web API when left out. */
  refused?: (fault: unknown) => boolean;
}

/** Sends the blocks; when Slack refuses them and there are images among them, once more without those. */
export async function sendWithoutImagesIfRefused<Block extends AnyBlock, Answer>(
  blocks: readonly Block[],
  send: (blocks: (Block | SectionBlock | ContextBlock)[]) => Promise<Answer>,
  { log, refused = refusesBlocks }: ImageFallback,
): Promise<Answer> {
  try {
    return await send([...blocks]);
  } catch (fault) {
    if (!refused(fault) || !hasImages(blocks)) throw fault;
    log.warn(faultFields(fault), 'Slack refused the blocks; sending them again without images');
    return send(withoutImages(blocks));
  }
}
