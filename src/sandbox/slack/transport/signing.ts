import { createHmac } from 'node:crypto';

export const FORM = 'application/x-www-form-urlencoded';
export const JSON_TYPE = 'application/json';

/** A request made by hand. Without further words it is one that Slack itself could have sent. */
export interface RawRequest {
  body: string;
  /** A form by default. */
  contentType?: string;
  /** Seconds between Slack's clock and the timestamp that is sent and signed; negative is stale. */
  timestampOffsetSeconds?: number;
  /** `good` (the default) signs with the app's secret, `bad` with another, `missing` not at all; any other text stands in the header as it is. */
  signature?: string;
  /** Over all others, to the letter. */
  headers?: Record<string, string>;
}

/** What has gone over the wire once, to be sent again to the letter. */
export interface SentRequest {
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
}

export interface Signer {
  signingSecret: string;
  /** Slack's clock in milliseconds since the epoch. */
  now(): number;
}

function signatureOf(secret: string, timestamp: string, body: string): string {
  return `v0=${createHmac('sha256', secret).update(`v0:${timestamp}:${body}`).digest('hex')}`;
}

/** What stands in `X-Slack-Signature`, by the word for it; `null` leaves the header out. */
const SIGNATURES: Record<string, (secret: string, timestamp: string, body: string) => string | null> = {
  good: signatureOf,
  bad: (secret, timestamp, body) => signatureOf(`not ${secret}`, timestamp, body),
  missing: () => null,
};

/** The request as it goes over the wire: version `v0`, HMAC-SHA256 over version, timestamp and body, as Slack documents. */
export function signed(request: RawRequest, { signingSecret, now }: Signer): SentRequest {
  const { body, contentType = FORM, timestampOffsetSeconds = 0, signature = 'good', headers = {} } = request;
  const timestamp = String(Math.floor(now() / 1000) + timestampOffsetSeconds);
  const sign = Object.hasOwn(SIGNATURES, signature) ? SIGNATURES[signature] : () => signature;
  const value = sign?.(signingSecret, timestamp, body) ?? null;
  return {
    headers: {
      'user-agent': 'Slackbot 1.0 (stand-in)',
      accept: 'application/json,*/*',
      'content-type': contentType,
      'x-slack-request-timestamp': timestamp,
      ...(value === null ? {} : { 'x-slack-signature': value }),
      ...headers,
    },
    body,
  };
}
