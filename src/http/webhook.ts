import type { IncomingMessage } from 'node:http';
import type { RequestHandler } from 'express';

/** A request as a handler needs it, whatever the server is. */
export interface WebhookRequest {
  method: string;
  /** Below the mount, without the query. */
  path: string;
  /** Every value of a header, by its name in small letters. */
  headers: NodeJS.Dict<string[]>;
  /** Read only when asked for, so that a stranger's body is never held. */
  body(limit: number): Promise<WebhookBody>;
}

export type WebhookBody = { result: 'body'; bytes: Buffer } | { result: 'too-long' | 'broken' };

export interface WebhookResponse {
  status: number;
}

/** A handler of values as one of Express. An answer has no body. */
export function webhook(handle: (request: WebhookRequest) => Promise<WebhookResponse>): RequestHandler {
  return (request, response, next) => {
    const { method, path, headersDistinct: headers } = request;
    handle({ method, path, headers, body: (limit) => readBody(request, limit) }).then(({ status }) => {
      // What was not read of the body is not waited for.
      if (!request.complete) response.set('connection', 'close');
      response.status(status).end();
    }, next);
  };
}

function readBody(request: IncomingMessage, limit: number): Promise<WebhookBody> {
  if (Number(request.headers['content-length'] ?? 0) > limit) return Promise.resolve({ result: 'too-long' });
  // Whoever went away before has no `close` to come.
  if (request.destroyed) return Promise.resolve({ result: 'broken' });
  return new Promise((resolve) => {
    const chunks: Buffer[] = [];
    let size = 0;
    request.on('data', (chunk: Buffer) => {
      size += chunk.length;
      if (size > limit) resolve({ result: 'too-long' });
      else chunks.push(chunk);
    });
    request.once('end', () => resolve({ result: 'body', bytes: Buffer.concat(chunks) }));
    request.once('close', () => resolve({ result: 'broken' }));
  });
}
