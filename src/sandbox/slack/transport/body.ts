import type { IncomingMessage } from 'node:http';
import { isObject, type JsonObject, parseJson } from '../json.js';

/** A body larger than the stand-in takes. */
export class BodyTooLarge extends Error {
  readonly code = 'body_too_large';
}

/** Reads a request's body, at most `limit` bytes; throws `BodyTooLarge`. */
export async function readBody(request: IncomingMessage, limit: number): Promise<Buffer> {
  const chunks: Buffer[] = [];
  let size = 0;
  for await (const chunk of request) {
    const bytes = Buffer.from(chunk);
    size += bytes.length;
    if (size > limit) throw new BodyTooLarge(`the body has more than ${limit} bytes`);
    chunks.push(bytes);
  }
  return Buffer.concat(chunks);
}

/** The members of a body that is a form or JSON, as its content type says; `null` when it is neither. */
export function membersOf(body: Buffer, contentType: string): JsonObject | null {
  if (body.length === 0) return {};
  if (contentType.startsWith('application/json')) {
    const parsed = parseJson(body.toString());
    return isObject(parsed) ? parsed : null;
  }
  if (!contentType.startsWith('application/x-www-form-urlencoded')) return null;
  return Object.fromEntries(new URLSearchParams(body.toString()));
}

/** The bytes of an uploaded file: the body itself, or the first file of a multipart form. */
export async function uploadedBytes(body: Buffer, contentType: string): Promise<Buffer> {
  if (!contentType.startsWith('multipart/form-data')) return body;
  const form = await new Response(new Uint8Array(body), { headers: { 'content-type': contentType } }).formData();
  for (const part of form.values()) {
    if (typeof part !== 'string') return Buffer.from(await part.arrayBuffer());
  }
  return Buffer.alloc(0);
}
