import { performance } from 'node:perf_hooks';
import { isObject, parseJson } from '../json.js';
import type { Delivery, Dispatcher, Envelope } from './dispatch.js';
import { deliveryOf, reasonOf, requestOf } from './http-forms.js';
import { type Answer, type Posted, post } from './http-post.js';
import { JSON_TYPE, type RawRequest, type SentRequest, type Signer, signed } from './signing.js';

export type RequestUrl = string | null | (() => string | null);

export interface SignedHttpOptions extends Signer {
  /** Milliseconds that the app has for its answer. */
  ackTimeout: number;
  requestUrl: RequestUrl;
  secret(): string;
}

/** Slack's refusal to take an address for the app. */
export class RequestUrlRefused extends Error {
  readonly code = 'challenge_failed';
  /** The status that came back, or in Slack's word why none did. */
  readonly answer: number | string;

  constructor(answer: number | string) {
    super("Your URL didn't respond with the value of the challenge parameter.");
    this.name = 'RequestUrlRefused';
    this.answer = answer;
  }
}

/** A request by hand came to no answer. */
export class RequestUnanswered extends Error {
  readonly code = 'no_answer';
}

const KEPT = 100;

/** Milliseconds that a request by hand waits, longer than any app needs to refuse. */
const PATIENCE = 10_000;

/** Slack's second transport: every envelope is one signed POST to the app's address, its answer the acknowledgement. */
export class SignedHttp implements Dispatcher {
  private readonly options: SignedHttpOptions;
  private readonly kept: SentRequest[] = [];
  private requestUrl: RequestUrl;

  constructor(options: SignedHttpOptions) {
    this.options = options;
    this.requestUrl = options.requestUrl;
  }

  /** Resolves with the answer, at the latest after `ackTimeout`; nothing is sent a second time here. */
  async deliver(envelope: Envelope): Promise<Delivery> {
    const url = this.address();
    if (url === null) return { result: 'not-connected', latency: 0, reason: 'connection_failed' };
    const sentAt = performance.now();
    const posted = await this.transmit(url, signed(requestOf(envelope), this.options), this.options.ackTimeout);
    return deliveryOf(envelope, posted, performance.now() - sentAt);
  }

  /** Takes another address after the app there has answered the challenge; throws `RequestUrlRefused`. */
  async setRequestUrl(url: string | null): Promise<void> {
    if (url !== null) await this.challenge(new URL(url));
    this.requestUrl = url;
  }

  /** Sends a request made by hand and answers what came back; throws `RequestUnanswered`. */
  send(request: RawRequest): Promise<Answer> {
    return this.answered(signed(request, this.options));
  }

  /** Sends again, to the letter, what was sent before: by default the last request. Throws `RequestUnanswered`. */
  async replay(sent: SentRequest | undefined = this.kept.at(-1)): Promise<Answer> {
    if (sent === undefined) throw new RequestUnanswered('nothing was sent so far');
    return this.answered(sent);
  }

  /** What was sent, oldest first; the last hundred. */
  sent(): readonly SentRequest[] {
    return this.kept;
  }

  private address(): URL | null {
    const url = typeof this.requestUrl === 'function' ? this.requestUrl() : this.requestUrl;
    return url === null ? null : new URL(url);
  }

  private async challenge(url: URL): Promise<void> {
    const { secret, ackTimeout } = this.options;
    const challenge = secret();
    const body = JSON.stringify({ token: secret(), challenge, type: 'url_verification' });
    const posted = await this.transmit(url, signed({ contentType: JSON_TYPE, body }, this.options), ackTimeout);
    if (posted.result !== 'answered') throw new RequestUrlRefused(reasonOf(posted));
    if (posted.status !== 200 || challengeIn(posted.body) !== challenge) throw new RequestUrlRefused(posted.status);
  }

  private async answered(sent: SentRequest): Promise<Answer> {
    const url = this.address();
    if (url === null) throw new RequestUnanswered('the app has no request URL');
    const posted = await this.transmit(url, sent, PATIENCE);
    if (posted.result !== 'answered') throw new RequestUnanswered(`no answer: ${reasonOf(posted)}`);
    const { status, headers, body } = posted;
    return { status, headers, body };
  }

  private transmit(url: URL, sent: SentRequest, limit: number): Promise<Posted> {
    this.kept.push(sent);
    if (this.kept.length > KEPT) this.kept.shift();
    return post(url, { headers: { ...sent.headers }, body: sent.body, limit });
  }
}

/** The challenge as an app may answer it: as text, as JSON or as a form. */
function challengeIn(body: string): unknown {
  const parsed = parseJson(body);
  if (isObject(parsed)) return parsed.challenge;
  return new URLSearchParams(body).get('challenge') ?? body.trim();
}
