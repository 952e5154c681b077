import type { IncomingMessage } from 'node:http';
import { z } from 'zod';
import type { Surface } from '../slack/workspace.js';
import { RefusedRequest } from './refused-request.js';

/** No body may be larger, in bytes. */
export const bodyLimit = 2 * 1024 * 1024;

/** Reads a JSON body of at most `bodyLimit` bytes and parses it. Throws `RefusedRequest` (413, 415, 400). */
export async function readBody<T>(request: IncomingMessage, schema: z.core.$ZodType<T>): Promise<T> {
  if (!/^application\/json\b/.test(request.headers['content-type'] ?? '')) {
    throw new RefusedRequest(415, 'not_json', 'Send the body as application/json.');
  }
  const parsed = z.safeParse(schema, parseJson(await readText(request)));
  if (!parsed.success) throw new RefusedRequest(400, 'bad_request', z.prettifyError(parsed.error));
  return parsed.data;
}

async function readText(request: IncomingMessage): Promise<string> {
  const chunks: Buffer[] = [];
  let size = 0;
  for await (const chunk of request) {
    const bytes = Buffer.from(chunk);
    size += bytes.length;
    if (size > bodyLimit) throw new RefusedRequest(413, 'too_large', 'At most 2 MiB can be sent at once.');
    chunks.push(bytes);
  }
  return Buffer.concat(chunks).toString('utf8');
}

function parseJson(source: string): unknown {
  try {
    return JSON.parse(source);
  } catch {
    throw new RefusedRequest(400, 'bad_request', 'The body is not JSON.');
  }
}

const id = z.string().min(1).max(300);
const line = z.string().max(40_000);
const state = z.looseObject({ type: z.string().max(100) });
const surface: z.ZodType<Surface> = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('message'), channelId: id, ts: id }),
  z.object({ kind: z.literal('home') }),
  z.object({ kind: z.literal('modal'), viewId: id }),
]);
const as = { as: id };
const element = { surface, blockId: id, actionId: id };

/** The body of `POST /act`: who acts, and what they do. */
export const actBody = z.discriminatedUnion('act', [
  z.object({ ...as, act: z.literal('slash'), channelId: id, command: z.string().regex(/^\/\S{1,100}$/), text: line }),
  z.object({ ...as, act: z.literal('click'), ...element }),
  z.object({ ...as, act: z.literal('select'), ...element, state }),
  z.object({ ...as, act: z.literal('typeahead'), ...element, text: line }),
  z.object({ ...as, act: z.literal('submit'), viewId: id, values: z.record(z.string(), z.record(z.string(), state)) }),
  z.object({ ...as, act: z.literal('close'), viewId: id }),
  z.object({ ...as, act: z.literal('openHome') }),
  z.object({ ...as, act: z.literal('upload'), name: z.string().min(1).max(255), content: z.string().max(bodyLimit) }),
]);

/** A parsed `POST /act`. */
export type ActBody = z.infer<typeof actBody>;

/** A file that the person sees in a conversation. */
export const fileBody = z.object({ ...as, id });
/** Milliseconds by which to move, or the instant to set; business time goes forward only. */
export const timeBody = z.union([
  z.object({
    move: z
      .int()
      .min(1)
      .max(400 * 24 * 60 * 60 * 1000),
  }),
  z.object({ set: z.int().min(0) }),
]);
