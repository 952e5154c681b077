import { Pool } from 'undici';
import type { Unreachable } from '../licensing/rules/apple-answer.js';

/** Limits of one exchange, in milliseconds. */
export interface WireTimeouts {
  connect: number;
  headers: number;
  /** Between two pieces of a body. */
  body: number;
  /** The whole exchange. */
  total: number;
}

export const defaultTimeouts: WireTimeouts = { connect: 10_000, headers: 60_000, body: 30_000, total: 120_000 };

/** Apple's largest documented page is about 1,000 rows, far below this. */
export const MAX_BODY_BYTES = 16 * 1024 * 1024;

/** Apple allows five parallel page reads (Apple documents). */
export const MAX_CONNECTIONS = 5;

export interface WireRequest {
  method: 'GET' | 'POST';
  /** Path and query on the wire's own origin. */
  path: string;
  /** Secrets among them go nowhere else. */
  headers: Readonly<Record<string, string>>;
  body?: unknown;
  signal?: AbortSignal | undefined;
}

/** `effect`: `none` when the request certainly never left. */
export type WireAnswer =
  | { result: 'answered'; status: number; retryAfter: string | null; body: unknown }
  | { result: 'unreadable'; status: number; retryAfter: string | null; detail: string }
  | { result: 'lost'; cause: Unreachable['cause']; effect: Unreachable['effect']; detail: string };

/** Exchanges with one origin. Redirects are answers like any other, never followed. */
export interface Wire {
  /** Rejects only with the reason of the caller's signal. */
  exchange(request: WireRequest): Promise<WireAnswer>;
  /** Ends every exchange at once. */
  close(): Promise<void>;
}

export function openWire(options: { origin: string; userAgent: string; timeouts: WireTimeouts }): Wire {
  const { timeouts, userAgent } = options;
  const pool = new Pool(options.origin, {
    connections: MAX_CONNECTIONS,
    pipelining: 1,
    headersTimeout: timeouts.headers,
    bodyTimeout: timeouts.body,
    maxResponseSize: MAX_BODY_BYTES,
    connect: { timeout: timeouts.connect },
  });
  return {
    async exchange(request) {
      request.signal?.throwIfAborted();
      const limit = new Limit(timeouts.total, request.signal);
      try {
        return await send(pool, request, userAgent, limit.signal);
      } catch (error) {
        request.signal?.throwIfAborted();
        return limit.expired ? lostInTime('total') : lost(error);
      } finally {
        limit.end();
      }
    },
    async close() {
      await pool.destroy();
    },
  };
}

async function send(pool: Pool, request: WireRequest, userAgent: string, signal: AbortSignal): Promise<WireAnswer> {
  const { method, path } = request;
  const answer = await pool.request({
    method,
    path,
    signal,
    headers: {
      'user-agent': userAgent,
      accept: 'application/json',
      ...(request.body === undefined ? {} : { 'content-type': 'application/json' }),
      ...request.headers,
    },
    body: request.body === undefined ? null : JSON.stringify(request.body),
  });
  const after = answer.headers['retry-after'];
  const retryAfter = typeof after === 'string' ? after : null;
  const status = answer.statusCode;
  const text = await answer.body.text();
  if (status >= 300 && status < 400)
    return { result: 'unreadable', status, retryAfter, detail: `redirect (${status})` };
  try {
    const body: unknown = JSON.parse(text);
    return { result: 'answered', status, retryAfter, body };
  } catch {
    const what = /^\s*</.test(text) ? 'a web page' : 'text that is not JSON';
    return { result: 'unreadable', status, retryAfter, detail: `${what} (${status})` };
  }
}

/** A total time limit joined with the caller's signal, without leaving listeners behind. */
class Limit {
  readonly #controller = new AbortController();
  readonly #timer: NodeJS.Timeout;
  readonly #outer: AbortSignal | undefined;
  readonly #abort = (): void => this.#controller.abort();
  expired = false;

  constructor(milliseconds: number, outer: AbortSignal | undefined) {
    this.#outer = outer;
    outer?.addEventListener('abort', this.#abort, { once: true });
    this.#timer = setTimeout(() => {
      this.expired = true;
      this.#abort();
    }, milliseconds);
  }

  get signal(): AbortSignal {
    return this.#controller.signal;
  }

  end(): void {
    clearTimeout(this.#timer);
    this.#outer?.removeEventListener('abort', this.#abort);
  }
}

type Lost = Extract<WireAnswer, { result: 'lost' }>;

/** Codes of Node and undici that the core has a word for; everything else is `network` and may have arrived. */
const lostByCode: Readonly<Record<string, Pick<Lost, 'cause' | 'effect'>>> = {
  UND_ERR_CONNECT_TIMEOUT: { cause: 'timeout', effect: 'none' },
  UND_ERR_HEADERS_TIMEOUT: { cause: 'timeout', effect: 'unknown' },
  UND_ERR_BODY_TIMEOUT: { cause: 'timeout', effect: 'unknown' },
  UND_ERR_RES_EXCEEDED_MAX_SIZE: { cause: 'bad-answer', effect: 'unknown' },
  UND_ERR_INVALID_ARG: { cause: 'network', effect: 'none' },
  UND_ERR_CLOSED: { cause: 'network', effect: 'none' },
  ECONNREFUSED: { cause: 'network', effect: 'none' },
  ENOTFOUND: { cause: 'network', effect: 'none' },
  EAI_AGAIN: { cause: 'network', effect: 'none' },
  EHOSTUNREACH: { cause: 'network', effect: 'none' },
  ENETUNREACH: { cause: 'network', effect: 'none' },
};

function lost(error: unknown): WireAnswer {
  const code = error instanceof Error && 'code' in error && typeof error.code === 'string' ? error.code : 'unknown';
  const known = lostByCode[code] ?? { cause: 'network', effect: 'unknown' };
  return { result: 'lost', ...known, detail: code };
}

function lostInTime(limit: string): WireAnswer {
  return { result: 'lost', cause: 'timeout', effect: 'unknown', detail: `${limit} time limit` };
}
