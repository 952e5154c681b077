import { SocketModeReceiver } from '@slack/bolt';
import { WebAPIPlatformError, WebAPIRateLimitedError } from '@slack/web-api';
import { boltLogger, faultFields, type SlackLog } from './slack-log.js';
import type { Transport, TransportState } from './transport.js';

export interface SocketTransportOptions {
  appToken: string;
  apiUrl: string;
  log: SlackLog;
  /** A reconnection that Slack will refuse for ever; nothing arrives any more. */
  onFatal: (fault: unknown) => void;
}

/** Errors of `apps.connections.open` after which trying again is pointless (the list in Slack's own client, plus a missing scope and a switched-off Socket Mode). */
const finalErrors: ReadonlySet<string> = new Set([
  'not_authed',
  'invalid_auth',
  'account_inactive',
  'user_removed_from_team',
  'team_disabled',
  'token_revoked',
  'token_expired',
  'missing_scope',
  'not_allowed_token_type',
  'no_permission',
]);

const helloDeadline = 15_000;
const closeDeadline = 5_000;
const longestPause = 30_000;

/**
 * Socket Mode with our own reconnection. Slack's client is told not to reconnect: left to itself it waits for its ping
 * timeout after every routine disconnect, and a refused reconnection becomes an unhandled rejection (read in its source).
 */
export class SocketTransport implements Transport {
  readonly receiver: SocketModeReceiver;
  readonly handle = null;
  readonly #options: SocketTransportOptions;
  #state: TransportState = 'stopped';
  #stopping = false;
  #reconnecting: Promise<void> = Promise.resolve();
  #endPause: () => void = () => {};

  constructor(options: SocketTransportOptions) {
    this.#options = options;
    this.receiver = createReceiver(options);
    this.receiver.client.on('connected', () => {
      this.#state = 'connected';
    });
    this.receiver.client.on('disconnected', () => {
      if (this.#stopping || this.#state !== 'connected') return;
      options.log.info({}, 'Slack closed the connection');
      this.#reconnecting = this.#reconnect();
    });
  }

  state(): TransportState {
    return this.#state;
  }

  async start(): Promise<void> {
    this.#stopping = false;
    this.#state = 'connecting';
    try {
      await this.#connect();
    } catch (fault) {
      this.#state = 'failed';
      throw fault;
    }
  }

  async stop(): Promise<void> {
    this.#stopping = true;
    this.#endPause();
    if (this.#state !== 'stopped' && this.#state !== 'failed') await this.#close();
    await this.#reconnecting;
    this.#state = 'stopped';
  }

  async #connect(): Promise<void> {
    const deadline = setTimeout(() => void this.#close(), helloDeadline);
    try {
      await this.receiver.client.start();
    } finally {
      clearTimeout(deadline);
    }
    if (this.#stopping) await this.#close();
  }

  async #reconnect(): Promise<void> {
    this.#state = 'reconnecting';
    const { log, onFatal } = this.#options;
    for (let failures = 0; !this.#stopping; failures += 1) {
      try {
        await this.#connect();
        log.info({ failures }, 'Connected to Slack again');
        return;
      } catch (fault) {
        if (isFinal(fault)) {
          this.#state = 'failed';
          log.error(faultFields(fault), 'Slack refuses the connection for good');
          onFatal(fault);
          return;
        }
        log.warn({ ...faultFields(fault), failures }, 'The connection to Slack could not be restored yet');
        await this.#pause(pauseAfter(fault, failures));
      }
    }
  }

  /** Slack's client resolves once the peer has said goodbye; a peer that never does is left after a deadline. */
  #close(): Promise<void> {
    return new Promise((resolve) => {
      const deadline = setTimeout(resolve, closeDeadline);
      void this.receiver.client.disconnect().then(() => {
        clearTimeout(deadline);
        resolve();
      });
    });
  }

  #pause(milliseconds: number): Promise<void> {
    if (this.#stopping) return Promise.resolve();
    return new Promise((resolve) => {
      const timer = setTimeout(resolve, milliseconds);
      this.#endPause = () => {
        clearTimeout(timer);
        resolve();
      };
    });
  }
}

function createReceiver({ appToken, apiUrl, log }: SocketTransportOptions): SocketModeReceiver {
  return new SocketModeReceiver({
    appToken,
    logger: boltLogger(log),
    autoReconnectEnabled: false,
    clientPingTimeout: 2_000,
    installerOptions: {
      clientOptions: {
        slackApiUrl: apiUrl,
        allowAbsoluteUrls: false,
        timeout: 10_000,
        rejectRateLimitedCalls: true,
        retryConfig: { retries: 0 },
      },
    },
    processEventErrorHandler: async ({ error }) => {
      log.error(faultFields(error), 'An event from Slack could not be dispatched');
      return false;
    },
  });
}

function pauseAfter(fault: unknown, failures: number): number {
  if (fault instanceof WebAPIRateLimitedError) return fault.retryAfter * 1_000;
  return Math.min(500 * 2 ** failures, longestPause);
}

function isFinal(fault: unknown): boolean {
  return fault instanceof WebAPIPlatformError && finalErrors.has(fault.data.error);
}
