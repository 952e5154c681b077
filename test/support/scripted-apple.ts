import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import { text } from 'node:stream/consumers';

/** One request as it came in. */
export interface SeenRequest {
  method: string;
  path: string;
  query: URLSearchParams;
  headers: IncomingMessage['headers'];
  body: string;
}

/** How a request is answered; `raw` for answers that are none. */
export type Script = (request: SeenRequest, count: number) => ScriptedAnswer | Promise<ScriptedAnswer>;
export type ScriptedAnswer =
  | { status?: number; headers?: Record<string, string>; json: unknown }
  | { status?: number; headers?: Record<string, string>; text: string }
  | { raw: (response: ServerResponse) => void };

export interface ScriptedApple {
  url: string;
  /** Without those of service config, unless they were scripted. */
  seen: SeenRequest[];
  close(): Promise<void>;
}

/** A server on loopback that says what it is told to. Service config answers a high pace unless `script` takes it. */
export async function scriptedApple(script: Script, serviceConfig: unknown = quick): Promise<ScriptedApple> {
  const seen: SeenRequest[] = [];
  const server = createServer(async (incoming, response) => {
    const url = new URL(incoming.url ?? '/', 'http://scripted');
    const body = await text(incoming);
    const request = {
      method: incoming.method ?? '',
      path: url.pathname,
      query: url.searchParams,
      headers: incoming.headers,
      body,
    };
    const own = url.pathname.endsWith('/service/config') && serviceConfig !== null;
    if (!own) seen.push(request);
    answer(response, own ? { json: serviceConfig } : await script(request, seen.length));
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const address = server.address();
  const port = typeof address === 'object' && address !== null ? address.port : 0;
  return {
    url: `http://127.0.0.1:${port}/mdm/v2`,
    seen,
    async close() {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}

const quick = { limits: { maxRequestPerSecond: 1000 } };

function answer(response: ServerResponse, scripted: ScriptedAnswer): void {
  if ('raw' in scripted) {
    scripted.raw(response);
    return;
  }
  const json = 'json' in scripted;
  response.writeHead(scripted.status ?? 200, {
    'content-type': json ? 'application/json' : 'text/html',
    ...scripted.headers,
  });
  response.end(json ? JSON.stringify(scripted.json) : scripted.text);
}
