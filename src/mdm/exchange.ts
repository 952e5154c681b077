import { Pool } from 'undici';

/** Limits of one exchange, in milliseconds. */
export interface MdmTimeouts {
  connect: number;
  /** The whole exchange: the server may wait for Apple's push service before it answers. */
  total: number;
}

const defaults: MdmTimeouts = { connect: 10_000, total: 60_000 };

/** A queue of MicroMDM holds whole commands; everything else is far smaller. */
const ANSWER_BYTES = 4 * 1024 * 1024;
const CONNECTIONS = 8;

/** One request to the API. */
export interface MdmRequest {
  method: 'GET' | 'POST' | 'PUT';
  /** Below the address of the API. */
  path: string;
  body?: string;
  contentType?: 'application/xml' | 'application/json';
}

/** How an exchange ended; which of its faults may have had an effect is told apart. */
export type MdmAnswer =
  /** `json`: `undefined` where the body is no JSON. */
  | { result: 'answered'; status: number; json: unknown }
  /** The request certainly never left. */
  | { result: 'unsent'; code: string }
  /** It may have arrived. */
  | { result: 'lost'; code: string };

/** What goes to the log. */
export interface MdmEvent {
  /** Ids of devices among it, no credentials. */
  request: string;
  /** `null` when no answer came. */
  status: number | null;
  fault: string | null;
}

/** Exchanges with one MDM server. Redirects are answers like any other, never followed. */
export interface MdmWire {
  exchange(request: MdmRequest): Promise<MdmAnswer>;
  close(): Promise<void>;
}

/** How the server is reached. */
export interface MdmWireOptions {
  url: string;
  /** Of the Basic credentials. */
  user: string;
  apiKey: string;
  userAgent: string;
  log(event: MdmEvent): void;
  timeouts?: Partial<MdmTimeouts>;
}

/** Opens nothing before the first exchange. */
export function openMdmWire({ url, user, apiKey, userAgent, log, timeouts }: MdmWireOptions): MdmWire {
  const { connect, total } = { ...defaults, ...timeouts };
  const { origin, pathname } = new URL(url);
  const base = pathname.replace(/\/$/, '');
  const pool = new Pool(origin, {
    connections: CONNECTIONS,
    pipelining: 1,
    maxResponseSize: ANSWER_BYTES,
    connect: { timeout: connect },
  });
  const authorization = `Basic ${Buffer.from(`${user}:${apiKey}`).toString('base64')}`;
  const ask = async ({ method, path, body, contentType }: MdmRequest): Promise<MdmAnswer> => {
    const answer = await pool.request({
      method,
      path: `${base}${path}`,
      signal: AbortSignal.timeout(total),
      headers: {
        authorization,
        'user-agent': userAgent,
        accept: 'application/json',
        ...(contentType === undefined ? {} : { 'content-type': contentType }),
      },
      body: body ?? null,
    });
    return { result: 'answered', status: answer.statusCode, json: jsonOf(await answer.body.text()) };
  };
  return {
    async exchange(request) {
      const answer = await ask(request).catch(lost);
      log({
        request: `${request.method} ${request.path}`,
        status: answer.result === 'answered' ? answer.status : null,
        fault: answer.result === 'answered' ? null : answer.code,
      });
      return answer;
    },
    close: () => pool.destroy(),
  };
}

function jsonOf(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

/** Codes of Node and undici that are raised before anything is sent; whatever else went wrong may have arrived. */
const beforeSending: ReadonlySet<string> = new Set([
  'UND_ERR_CONNECT_TIMEOUT',
  'UND_ERR_INVALID_ARG',
  'UND_ERR_CLOSED',
  'ECONNREFUSED',
  'ENOTFOUND',
  'EAI_AGAIN',
  'EHOSTUNREACH',
  'ENETUNREACH',
  'DEPTH_ZERO_SELF_SIGNED_CERT',
  'SELF_SIGNED_CERT_IN_CHAIN',
  'UNABLE_TO_VERIFY_LEAF_SIGNATURE',
  'UNABLE_TO_GET_ISSUER_CERT_LOCALLY',
  'CERT_HAS_EXPIRED',
  'ERR_TLS_CERT_ALTNAME_INVALID',
]);

function lost(fault: unknown): MdmAnswer {
  const code = codeOf(fault);
  return { result: beforeSending.has(code) ? 'unsent' : 'lost', code };
}

function codeOf(fault: unknown): string {
  if (!(fault instanceof Error)) return 'unknown';
  if ('code' in fault && typeof fault.code === 'string') return fault.code;
  return fault.name;
}
