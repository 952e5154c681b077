import { ExpressReceiver } from '@slack/bolt';
import express, { type Express, type Request, type Response } from 'express';
import { Replays } from './replays.js';
import { guard, TIMESTAMP_TOLERANCE } from './request-guard.js';
import { boltLogger, faultFields, type SlackLog } from './slack-log.js';
import type { Transport, TransportState } from './transport.js';

/** Where Slack sends events, commands and clicks, below the public address. */
export const SLACK_PATH = '/slack/events';

/** Slack's own largest payloads, views, stay under a quarter of it. */
const BODY_LIMIT = 1024 * 1024;

export interface HttpTransportOptions {
  /** Under "Basic Information" at Slack. */
  signingSecret: string;
  log: SlackLog;
  /** Wire time, milliseconds since the epoch. */
  wireNow: () => number;
}

/**
 * Signed HTTP: Bolt's own receiver checks the signature and dispatches, our guard stands before it. It listens nowhere
 * by itself: `handle` is to be mounted at `SLACK_PATH`.
 */
export class HttpTransport implements Transport {
  readonly receiver: OnceReceiver;
  readonly handle: Express;
  #state: TransportState = 'stopped';

  constructor({ signingSecret, log, wireNow }: HttpTransportOptions) {
    this.handle = express().disable('x-powered-by');
    this.handle.use((request, response, next) => {
      if (this.#state !== 'connected') return end(response, 503);
      const verdict = guard(request, wireNow());
      if (verdict.result === 'pass') return next();
      log.warn({ reason: verdict.reason }, 'A request to the address of Slack was refused');
      end(response, verdict.status);
    });
    const isOpen = () => this.#state === 'connected';
    this.receiver = new OnceReceiver({ app: this.handle, signingSecret, log, wireNow, isOpen });
  }

  state(): TransportState {
    return this.#state;
  }

  async start(): Promise<void> {
    this.#state = 'connected';
  }

  /** Resolves when nothing that was dispatched is being worked on. */
  async stop(): Promise<void> {
    this.#state = 'stopped';
    await this.receiver.settled();
  }
}

interface OnceReceiverOptions extends HttpTransportOptions {
  app: Express;
  isOpen: () => boolean;
}

/** Bolt's receiver, which works for each signed request once. `requestHandler` comes after the check of the signature. */
class OnceReceiver extends ExpressReceiver {
  readonly #log: SlackLog;
  readonly #wireNow: () => number;
  readonly #isOpen: () => boolean;
  readonly #working = new Set<Promise<void>>();
  /** A request may come up to the tolerance before its time and be repeated up to the tolerance after it. */
  readonly #replays = new Replays(2 * TIMESTAMP_TOLERANCE);

  constructor({ app, signingSecret, log, wireNow, isOpen }: OnceReceiverOptions) {
    super({
      app,
      signingSecret,
      endpoints: '/',
      bodyLimit: BODY_LIMIT,
      logger: boltLogger(log),
      processEventErrorHandler: async ({ error, response }) => {
        log.error(faultFields(error), 'An event from Slack could not be dispatched');
        if (!response.headersSent) response.writeHead(500).end();
        return false;
      },
    });
    this.#log = log;
    this.#wireNow = wireNow;
    this.#isOpen = isOpen;
  }

  /** Slack signs each retry anew, so the same signature is somebody's copy, or a proxy that sent twice: 200, and nothing is done. */
  override async requestHandler(request: Request, response: Response): Promise<void> {
    // The body of one that passed the guard may come after the stop, when nobody waits for its work any more.
    if (!this.#isOpen()) return end(response, 503);
    const signature = request.get('x-slack-signature') ?? '';
    if (!this.#replays.take(signature, this.#wireNow())) {
      this.#log.warn({}, 'A request of Slack came a second time; nothing was done');
      return end(response, 200);
    }
    const work = super.requestHandler(request, response);
    this.#working.add(work);
    await work.finally(() => this.#working.delete(work));
  }

  /** Resolves when no listener works on a request any more. */
  async settled(): Promise<void> {
    await Promise.allSettled(this.#working);
  }
}

function end(response: Response, status: number): void {
  response.status(status).end();
}
