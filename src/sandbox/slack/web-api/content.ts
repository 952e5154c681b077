import { isObject, type JsonObject, objectsOf } from '../json.js';
import { imageProblems } from '../validator/images.js';
import { validateBlocks, validateView } from '../validator.js';
import type { Arguments } from './arguments.js';
import type { ApiContext } from './method.js';
import { Refusal, refusalWith } from './refusal.js';

export interface Content {
  text: string;
  blocks: JsonObject[];
  warnings: string[];
}

const TRUNCATED_AT = 40_000;
const UPDATE_BYTES = 4000;

/** The blocks of a call, `undefined` when it has none; throws as Slack does when they are not fit for a message. */
export function blocksArgument(context: ApiContext, call: Arguments): JsonObject[] | undefined {
  if (call.has('attachments') && JSON.stringify(call.json('attachments')) !== '[]') {
    throw refusalWith('invalid_attachments', ['attachments are not offered here']);
  }
  if (!call.has('blocks')) return undefined;
  const blocks = call.json('blocks');
  if (!Array.isArray(blocks)) throw new Refusal('invalid_blocks_format');
  const problems = validateBlocks('message', blocks);
  if (problems.length > 0) throw refusalWith('invalid_blocks', problems);
  refuseImages(context, blocks, '/blocks');
  return objectsOf(blocks);
}

/** Slack fetches the images of sound blocks itself; this refusal has been seen for messages, for views we assume the same. */
function refuseImages({ settings }: ApiContext, blocks: unknown, at: string): void {
  const problems = imageProblems(blocks, at, settings.unfetchableImages);
  if (problems.length > 0) throw refusalWith('invalid_blocks', problems);
}

/** Text and blocks of a new message. Slack cuts a text at 40,000 characters. */
export function newContent(context: ApiContext, call: Arguments): Content {
  const blocks = blocksArgument(context, call) ?? [];
  const text = call.text('text') ?? '';
  if (text === '' && blocks.length === 0) throw new Refusal('no_text');
  if (text.length <= TRUNCATED_AT) return { text, blocks, warnings: [] };
  return { text: text.slice(0, TRUNCATED_AT), blocks, warnings: ['message_truncated'] };
}

/** What an update changes: an absent part stays, an empty list of blocks removes them; a text over 4,000 bytes is refused. */
export function changedContent(context: ApiContext, call: Arguments): { text?: string; blocks?: JsonObject[] } {
  const blocks = blocksArgument(context, call);
  const text = call.text('text');
  if (text === null && (blocks === undefined || blocks.length === 0)) throw new Refusal('no_text');
  if (text !== null && Buffer.byteLength(text) > UPDATE_BYTES) throw new Refusal('msg_too_long');
  return { ...(text === null ? {} : { text }), ...(blocks === undefined ? {} : { blocks }) };
}

/** The message metadata of a call, `null` when there is none. */
export function metadataArgument(call: Arguments): unknown {
  if (!call.has('metadata')) return null;
  const metadata = call.json('metadata');
  const sound = isObject(metadata) && typeof metadata.event_type === 'string' && isObject(metadata.event_payload);
  if (!sound) throw new Refusal('invalid_metadata_format');
  return metadata;
}

const VIEW_BYTES = 250_000;

/** The view of a call, proved fit for its surface. */
export function viewArgument(context: ApiContext, call: Arguments, type: 'modal' | 'home'): JsonObject {
  const raw = call.required('view');
  if (Buffer.byteLength(raw) > VIEW_BYTES) throw new Refusal('view_too_large');
  const view = call.json('view');
  if (!isObject(view)) throw refusalWith('invalid_arguments', ['must be a valid view [json-pointer:/view]']);
  const problems = view.type === type ? validateView(view) : [`must be of type ${type} [json-pointer:/view/type]`];
  if (problems.length > 0) throw refusalWith('invalid_arguments', problems);
  refuseImages(context, view.blocks, '/view/blocks');
  return view;
}
