import type { IncomingMessage } from 'node:http';
import type { z } from 'zod';
import { readBody } from './body.js';
import type { PageServerOptions } from './options.js';
import { RefusedRequest } from './refused-request.js';

/** What a route works with. */
export interface Call {
  options: PageServerOptions;
  request: IncomingMessage;
  url: URL;
}

/** Answers the JSON body; what it throws becomes a refusal. */
export type Route = (call: Call) => Promise<unknown>;

/** A route that reads its body and answers in one sentence what happened. */
export function lever<Body>(
  schema: z.core.$ZodType<Body>,
  pull: (options: PageServerOptions, body: Body) => string | Promise<string>,
): Route {
  return async ({ options, request }) => ({ said: await pull(options, await readBody(request, schema)) });
}

/** A part that this page server may be without. Throws `RefusedRequest` (404) when it is. */
export function offered<Part>(part: Part | null | undefined): Part {
  if (part === undefined || part === null)
    throw new RefusedRequest(404, 'not_here', 'This sandbox does not offer that.');
  return part;
}
