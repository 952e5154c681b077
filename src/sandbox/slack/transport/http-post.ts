import { type ClientRequest, request as httpRequest, type IncomingHttpHeaders, type IncomingMessage } from 'node:http';
import { request as httpsRequest } from 'node:https';

export interface Answer {
  status: number;
  headers: IncomingHttpHeaders;
  body: string;
}

/** What one request led to; a failure has the word that the Events API uses for it. */
export type Posted =
  | ({ result: 'answered' } & Answer)
  | { result: 'timeout' }
  | { result: 'failed'; reason: 'connection_failed' | 'ssl_error' | 'http_error'; connected: boolean };

export interface Post {
  headers: Record<string, string>;
  body: string;
  /** Milliseconds from the beginning to the last byte of the answer. */
  limit: number;
}

/** More than the largest view, and nothing that a healthy app sends. */
const ANSWER_BYTES = 1024 * 1024;

/** Words in the codes by which Node names a certificate or a handshake that failed. */
const TLS_CODE = /TLS|SSL|CERT|SIGNATURE|EPROTO/;

const codeOf = (error: Error): string => ('code' in error ? String(error.code) : '');

async function read(response: IncomingMessage): Promise<Posted> {
  const chunks: Buffer[] = [];
  let size = 0;
  for await (const chunk of response) {
    const bytes = Buffer.from(chunk);
    size += bytes.length;
    if (size > ANSWER_BYTES) return { result: 'failed', reason: 'http_error', connected: true };
    chunks.push(bytes);
  }
  const { statusCode: status = 0, headers } = response;
  return { result: 'answered', status, headers, body: Buffer.concat(chunks).toString() };
}

function begin(url: URL, { headers, body }: Post): ClientRequest {
  const length = { 'content-length': String(Buffer.byteLength(body)) };
  const options = { method: 'POST', headers: { ...length, connection: 'close', ...headers }, agent: false };
  return url.protocol === 'https:' ? httpsRequest(url, options) : httpRequest(url, options);
}

/** Sends one request over a connection of its own. Redirects are answers like any other; nothing is sent twice. */
export function post(url: URL, what: Post): Promise<Posted> {
  return new Promise((resolve) => {
    const request = begin(url, what);
    let connected = false;
    const settle = (posted: Posted): void => {
      clearTimeout(late);
      resolve(posted);
      request.destroy();
    };
    const fail = (error: Error): void => {
      const reason = TLS_CODE.test(codeOf(error)) ? 'ssl_error' : 'connection_failed';
      settle({ result: 'failed', reason, connected });
    };
    const late = setTimeout(() => settle({ result: 'timeout' }), what.limit);
    request.on('socket', (socket) => socket.once('connect', () => (connected = true)));
    request.on('error', fail);
    request.on('response', (response) => read(response).then(settle, fail));
    request.end(what.body);
  });
}
