import { type JsonObject, parseJson } from '../json.js';
import { acknowledgementOf, type Delivery, type Envelope } from './dispatch.js';
import type { Answer, Posted } from './http-post.js';
import { FORM, JSON_TYPE, type RawRequest } from './signing.js';

/** How one type of envelope is written, and what of an answer counts. */
interface Form {
  contentType: string;
  body(payload: JsonObject): string;
  acknowledges(status: number): boolean;
  /** What an answer that is no JSON stands for. */
  plain(text: string): unknown;
}

function fields(members: JsonObject): string {
  const form = new URLSearchParams();
  for (const [name, value] of Object.entries(members)) form.append(name, String(value));
  return form.toString();
}

const FORMS: Record<Envelope['type'], Form> = {
  slash_commands: {
    contentType: FORM,
    body: fields,
    acknowledges: (status) => status === 200,
    plain: (text) => (text === '' ? null : { text }),
  },
  interactive: {
    contentType: FORM,
    body: (payload) => fields({ payload: JSON.stringify(payload) }),
    acknowledges: (status) => status === 200,
    plain: (text) => text,
  },
  events_api: {
    contentType: JSON_TYPE,
    body: (payload) => JSON.stringify(payload),
    acknowledges: (status) => status >= 200 && status < 300,
    plain: () => null,
  },
};

/** The request that carries an envelope: commands as a form, interactions as `payload=`, events as JSON. */
export function requestOf({ type, payload, retry }: Envelope): RawRequest {
  const { contentType, body } = FORMS[type];
  const headers: Record<string, string> =
    retry === undefined ? {} : { 'x-slack-retry-num': String(retry.attempt), 'x-slack-retry-reason': retry.reason };
  return { contentType, body: body(payload), headers };
}

function payloadOf(form: Form, { headers, body }: Answer): unknown {
  const parsed = headers['content-type']?.startsWith(JSON_TYPE) ? parseJson(body) : undefined;
  return acknowledgementOf(parsed ?? form.plain(body.trim()));
}

/** Why nothing came back, in the word of the Events API. */
export function reasonOf(posted: Exclude<Posted, { result: 'answered' }>): string {
  return posted.result === 'timeout' ? 'http_timeout' : posted.reason;
}

/** What an answer means: 200 acknowledges an interaction, any 2xx an event; whatever else comes back is a failure. */
export function deliveryOf({ type }: Envelope, posted: Posted, latency: number): Delivery {
  if (posted.result === 'timeout') return { result: 'timeout', latency, reason: reasonOf(posted) };
  if (posted.result === 'failed') {
    return { result: posted.connected ? 'dropped' : 'not-connected', latency, reason: reasonOf(posted) };
  }
  const form = FORMS[type];
  if (form.acknowledges(posted.status)) return { result: 'acknowledged', payload: payloadOf(form, posted), latency };
  const redirected = posted.status >= 300 && posted.status < 400;
  const final = posted.headers['x-slack-no-retry'] === '1';
  return { result: 'dropped', latency, reason: redirected ? 'too_many_redirects' : 'http_error', final };
}
