import type { IncomingHttpHeaders, IncomingMessage } from 'node:http';

/** How far a request's timestamp may be from our clock either way, milliseconds (Slack documents five minutes for the past). */
export const TIMESTAMP_TOLERANCE = 5 * 60_000;

/** Why a request is refused before its signature is looked at. */
export type GuardRefusal =
  | 'method'
  | 'header-missing'
  | 'header-repeated'
  | 'header-malformed'
  | 'content-type'
  | 'too-old'
  | 'from-the-future';

const statuses: Record<GuardRefusal, number> = {
  method: 405,
  'header-missing': 401,
  'header-repeated': 400,
  'header-malformed': 401,
  'content-type': 415,
  'too-old': 401,
  'from-the-future': 401,
};

export type GuardVerdict =
  | { result: 'pass'; signature: string }
  | { result: 'refused'; reason: GuardRefusal; status: number };

/** The header's value must have exactly one spelling, or one signed request could pass for several. */
const shapes = {
  'x-slack-signature': /^v0=[0-9a-f]{64}$/,
  'x-slack-request-timestamp': /^[1-9]\d{0,11}$/,
} as const;

/** What Slack sends: events as JSON, commands and clicks as a form, which Bolt reads only when nothing follows the name. */
const contentTypes = /^(application\/json(; ?charset=utf-8)?|application\/x-www-form-urlencoded)$/i;

/**
 * What Bolt does not look at: timestamps from the future (Bolt refuses only old ones), headers that stand there twice,
 * spellings that Bolt reads alike. `now` is wire time. The signature itself is Bolt's to check.
 */
export function guard(
  request: Pick<IncomingMessage, 'method' | 'headers' | 'headersDistinct'>,
  now: number,
): GuardVerdict {
  const { headers, headersDistinct } = request;
  const reason = methodOrHeader(request.method, headersDistinct) ?? timeOf(headers, now);
  if (reason !== null) return { result: 'refused', reason, status: statuses[reason] };
  return { result: 'pass', signature: String(headers['x-slack-signature']) };
}

function methodOrHeader(method: string | undefined, headers: NodeJS.Dict<string[]>): GuardRefusal | null {
  if (method !== 'POST') return 'method';
  for (const [name, shape] of Object.entries(shapes)) {
    const values = headers[name] ?? [];
    const [value] = values;
    if (value === undefined) return 'header-missing';
    if (values.length > 1) return 'header-repeated';
    if (!shape.test(value)) return 'header-malformed';
  }
  const types = headers['content-type'] ?? [];
  if (types.length > 1) return 'header-repeated';
  return contentTypes.test(types[0] ?? '') ? null : 'content-type';
}

function timeOf(headers: IncomingHttpHeaders, now: number): GuardRefusal | null {
  const ahead = Number(headers['x-slack-request-timestamp']) * 1_000 - now;
  if (ahead > TIMESTAMP_TOLERANCE) return 'from-the-future';
  return ahead < -TIMESTAMP_TOLERANCE ? 'too-old' : null;
}
