import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import { pageFiles, type StaticFile } from './page-server/files.js';
import { guard, securityHeaders } from './page-server/guard.js';
import { openLive } from './page-server/live.js';
import type { PageServerOptions } from './page-server/options.js';
import { RefusedRequest } from './page-server/refused-request.js';
import { routes } from './page-server/routes.js';

export type { Hint } from './page/protocol.js';
export type { PageServerOptions } from './page-server/options.js';

/**
 * Serves the sandbox page on 127.0.0.1. Throws `PageNotBuilt` when its scripts were not compiled.
 * `stop` ends open streams and resolves when the port is free.
 */
export async function startPageServer(options: PageServerOptions): Promise<{ url: string; stop(): Promise<void> }> {
  const files = pageFiles();
  const live = openLive();
  const headers = securityHeaders(options.icons ?? null);
  let port = options.port ?? 0;
  const server = createServer((request, response) => {
    for (const [name, value] of Object.entries(headers)) response.setHeader(name, value);
    void answer(request, response).catch((error: unknown) => refuse(response, error));
  });
  const answer = async (request: IncomingMessage, response: ServerResponse) => {
    guard(request, port);
    const url = new URL(request.url ?? '/', `http://127.0.0.1:${port}`);
    if (request.method === 'GET' && url.pathname === '/events') {
      response.writeHead(200, { 'content-type': 'text/event-stream' });
      return live.add(response);
    }
    const file = request.method === 'GET' ? files.get(url.pathname) : undefined;
    if (file) return send(response, file);
    const key = `${request.method} ${url.pathname}`;
    const route = Object.hasOwn(routes, key) ? routes[key] : undefined;
    if (!route) throw new RefusedRequest(404, 'not_found', 'There is no such page.');
    sendJson(response, 200, await route({ options, request, url }));
    if (request.method === 'POST') live.changed();
  };
  const stopListening = [
    options.slack.onChange(live.changed),
    options.whatIf?.onChange(live.changed),
    options.onPhoneChange?.(live.changed),
  ];
  await new Promise<void>((resolve, reject) => server.once('error', reject).listen(port, '127.0.0.1', resolve));
  const address = server.address();
  if (address !== null && typeof address !== 'string') port = address.port;
  return {
    url: `http://127.0.0.1:${port}/`,
    async stop() {
      for (const stop of stopListening) stop?.();
      live.end();
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}

function send(response: ServerResponse, file: StaticFile): void {
  response.writeHead(200, { 'content-type': file.type }).end(file.content);
}

function sendJson(response: ServerResponse, status: number, body: unknown): void {
  response.writeHead(status, { 'content-type': 'application/json; charset=utf-8' }).end(JSON.stringify(body));
}

/** Our own refusals keep their status; what a stand-in threw with a `code` is a 409; the rest is a fault of the sandbox. */
function refuse(response: ServerResponse, error: unknown): void {
  if (response.headersSent) {
    response.end();
    return;
  }
  const message = error instanceof Error ? error.message : 'Something went wrong.';
  const code = error instanceof Error && 'code' in error && typeof error.code === 'string' ? error.code : null;
  const status = error instanceof RefusedRequest ? error.status : code === null ? 500 : 409;
  sendJson(response, status, { error: { code: code ?? 'sandbox_fault', message } });
}
