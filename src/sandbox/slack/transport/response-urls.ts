import { type JsonObject, objectsOf, textOf } from '../json.js';
import { editMessage, findMessage, postMessage, removeMessage } from '../state/messages.js';
import type { Store } from '../state/store.js';
import type { ResponseTarget, Tickets } from '../state/tickets.js';
import { imageProblems } from '../validator/images.js';
import { validateBlocks } from '../validator.js';
import type { Settings } from '../web-api/method.js';

export interface ResponseReply {
  status: number;
  body: string;
}

interface Parts {
  store: Store;
  tickets: Tickets;
  settings: Settings;
}

const OK: ResponseReply = { status: 200, body: 'ok' };

/** What a POST to a response_url leads to: five uses within thirty minutes of wire time, ephemeral unless it says otherwise. */
export function answerResponseUrl({ store, tickets, settings }: Parts, path: string, body: JsonObject): ResponseReply {
  const use = tickets.respond(path);
  if (use.result !== 'open') return { status: 404, body: JSON.stringify({ ok: false, error: `${use.result}_url` }) };
  const { target } = use;
  const origin = target.messageTs === null ? undefined : findMessage(store, target.channelId, target.messageTs);
  if (body.delete_original === true) {
    if (origin !== undefined) removeMessage(store, origin);
    return OK;
  }
  const blocks = objectsOf(body.blocks);
  const text = textOf(body.text) ?? '';
  if (text === '' && blocks.length === 0) return { status: 400, body: 'no_text' };
  const problems = validateBlocks('message', body.blocks ?? []);
  const unseen = imageProblems(blocks, '/blocks', settings.unfetchableImages);
  if (problems.length + unseen.length > 0) return { status: 400, body: 'invalid_blocks' };
  if (body.replace_original === true && origin !== undefined) editMessage(store, origin, { text, blocks });
  else post(store, target, body, text, blocks);
  return OK;
}

function post(store: Store, target: ResponseTarget, body: JsonObject, text: string, blocks: JsonObject[]): void {
  const channel = store.channels.get(target.channelId);
  if (channel === undefined) return;
  postMessage(store, {
    channel,
    authorId: store.app.botUserId,
    text,
    blocks,
    seenBy: body.response_type === 'in_channel' ? null : target.userId,
    threadTs: textOf(body.thread_ts) ?? target.threadTs,
  });
}
