import type { IncomingMessage, ServerResponse } from 'node:http';
import type { Store } from '../state/store.js';
import type { Tickets } from '../state/tickets.js';
import type { Transcript } from '../transcript.js';
import type { Gateway } from '../web-api/gateway.js';
import type { Settings } from '../web-api/method.js';
import type { Activity } from './activity.js';
import { membersOf, readBody, uploadedBytes } from './body.js';
import { answerResponseUrl } from './response-urls.js';

export interface RouteContext {
  store: Store;
  tickets: Tickets;
  gateway: Gateway;
  settings: Settings;
  activity: Activity;
  transcript: Transcript;
  botToken: string;
}

export interface Exchange {
  request: IncomingMessage;
  response: ServerResponse;
  url: URL;
}

/** Answers one request. */
type Route = (context: RouteContext, exchange: Exchange) => Promise<void>;

const API_BYTES = 4 * 1024 * 1024;
const FILE_BYTES = 20 * 1024 * 1024;
const JSON_TYPE = 'application/json; charset=utf-8';

function bearerOf(request: IncomingMessage): string | null {
  return /^Bearer (\S+)$/i.exec(request.headers.authorization ?? '')?.[1] ?? null;
}

const contentType = (request: IncomingMessage): string => request.headers['content-type'] ?? '';

function end(response: ServerResponse, status: number, type: string, body: string | Buffer): void {
  response.writeHead(status, { 'content-type': type }).end(body);
}

const api: Route = async ({ gateway, activity }, { request, response, url }) => {
  activity.begin();
  try {
    const body = await readBody(request, API_BYTES);
    const members = membersOf(body, contentType(request));
    if (members === null) return end(response, 200, JSON_TYPE, '{"ok":false,"error":"invalid_form_data"}');
    const raw = { ...Object.fromEntries(url.searchParams), ...members };
    const reply = gateway.call(url.pathname.slice('/api/'.length), raw, bearerOf(request));
    if (reply === null) return;
    if (reply.lost) {
      request.socket.destroy();
      return;
    }
    response.writeHead(reply.status, { 'content-type': JSON_TYPE, ...reply.headers }).end(JSON.stringify(reply.body));
  } finally {
    activity.end();
  }
};

const responseUrl: Route = async (context, { request, response, url }) => {
  const { activity, transcript } = context;
  activity.begin();
  try {
    const body = membersOf(await readBody(request, API_BYTES), contentType(request)) ?? {};
    const reply = answerResponseUrl(context, url.pathname, body);
    transcript.add({ kind: 'response_url', body, status: reply.status });
    end(response, reply.status, 'text/plain; charset=utf-8', reply.body);
  } finally {
    activity.end();
  }
};

const LOGIN_PAGE =
  '<!DOCTYPE html><html lang="en"><head><title>Sign in</title></head><body>Sign in to the workspace</body></html>';

/**
 * A file's content for the bot that may read it. Without `files:read`, or without a good token, the answer is a login
 * page with status 200 (seen by several of Slack's SDK users), never an error.
 */
const download: Route = async ({ store, settings, botToken }, { request, response, url }) => {
  const file = store.files.get(/^\/files-pri\/[^/]+-([^/-]+)\//.exec(url.pathname)?.[1] ?? '');
  const readable = file !== undefined && (file.sharedWithApp || file.ownerId === store.app.botUserId);
  const known = bearerOf(request) === botToken && settings.botToken === 'valid';
  if (!known || !settings.scopes.has('files:read') || !readable) {
    return end(response, 200, 'text/html; charset=utf-8', LOGIN_PAGE);
  }
  end(response, 200, file.mimeType, file.content);
};

const upload: Route = async ({ store }, { request, response, url }) => {
  const file = store.files.get(url.pathname.slice('/upload/'.length));
  if (file === undefined || file.ownerId !== store.app.botUserId) return end(response, 404, 'text/plain', 'not found');
  file.content = await uploadedBytes(await readBody(request, FILE_BYTES), contentType(request));
  end(response, 200, 'text/plain', `OK - ${file.content.length}`);
};

/** Every route beside the WebSocket one, by what its path starts with. */
export const routes = {
  '/api/': api,
  '/commands/': responseUrl,
  '/actions/': responseUrl,
  '/files-pri/': download,
  '/upload/': upload,
} satisfies Record<string, Route>;

/** Answers a request by the route table; an unknown path is 404. */
export async function answerRequest(context: RouteContext, exchange: Exchange): Promise<void> {
  const entry = Object.entries(routes).find(([prefix]) => exchange.url.pathname.startsWith(prefix));
  if (entry === undefined) return end(exchange.response, 404, 'text/plain', 'not found');
  const [, route] = entry;
  await route(context, exchange);
}
