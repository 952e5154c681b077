import { App } from '@slack/bolt';
import { WebClient, type WebClientOptions } from '@slack/web-api';
import type { RequestHandler } from 'express';
import * as z from 'zod';
import { defaultSlackApiUrl, slackHosts } from './hosts.js';
import { HttpTransport, SLACK_PATH } from './http-transport.js';
import { boltLogger, faultFields, type SlackLog } from './slack-log.js';
import { SocketTransport } from './socket-transport.js';
import { SlackStartRefused } from './start-refused.js';
import type { Transport, TransportState } from './transport.js';

/** How Slack reaches the bot: over a connection that the bot opens, or at the bot's own address. */
export type TransportChoice =
  /** `xapp-…`, with `connections:write`. */
  { kind: 'socket'; appToken: string } | { kind: 'http'; signingSecret: string };

export interface SlackAppOptions {
  /** `xoxb-…` */
  botToken: string;
  transport: TransportChoice;
  /** The Web API's base address; Slack's own when left out. */
  apiUrl?: string;
  log: SlackLog;
  /** Slack will never take the connection again; the process should end and be looked at. */
  onFatal: (fault: unknown) => void;
  /** Wire time, milliseconds since the epoch. */
  wireNow: () => number;
}

/** Who the bot is, as `auth.test` says. */
export interface SlackIdentity {
  teamId: string;
  teamName: string;
  /** `null` outside an Enterprise organisation. */
  enterpriseId: string | null;
  botUserId: string;
  botId: string;
  /** The workspace's address. */
  workspaceUrl: string;
}

export interface SlackApp {
  app: App;
  /** Two retries, ten seconds a call, a rate limit is thrown as `WebAPIRateLimitedError`. For calls that may be repeated. */
  client: WebClient;
  /** The same without retries: for posting, which Slack can't recognise as repeated. */
  postingClient: WebClient;
  /** `null` before `start` resolved. */
  identity(): SlackIdentity | null;
  /** Throws `SlackStartRefused`. */
  start(): Promise<SlackIdentity>;
  /** Resolves once the connection is closed. */
  stop(): Promise<void>;
  transportState(): TransportState;
  /** To be served at `path` of the public address; `null` when Slack does not call us. */
  webhook: { path: string; handle: RequestHandler } | null;
}

const authTest: z.ZodType<SlackIdentity> = z
  .object({
    url: z.string(),
    team: z.string(),
    team_id: z.string(),
    user_id: z.string(),
    bot_id: z.string(),
    enterprise_id: z.string().nullish(),
  })
  .transform((answer) => ({
    teamId: answer.team_id,
    teamName: answer.team,
    enterpriseId: answer.enterprise_id ?? null,
    botUserId: answer.user_id,
    botId: answer.bot_id,
    workspaceUrl: answer.url,
  }));

/** Bolt over either transport. Nothing is sent before `start`, and no token is asked for twice: `authorize` answers from memory. */
export function createSlackApp(options: SlackAppOptions): SlackApp {
  const { botToken, log } = options;
  const { apiUrl } = slackHosts(options.apiUrl ?? defaultSlackApiUrl);
  const client = new WebClient(botToken, clientOptions(apiUrl, log, 2));
  const transport = transportOf(options, apiUrl);
  let identity: SlackIdentity | null = null;
  const app = new App({
    receiver: transport.receiver,
    authorize: async () => {
      if (identity === null) throw new NotStarted();
      const { botId, botUserId, teamId } = identity;
      return { botToken, botId, botUserId, teamId };
    },
    deferInitialization: true,
    convoStore: false,
    ignoreSelf: true,
    clientOptions: clientOptions(apiUrl, log, 2),
    logger: boltLogger(log),
  });
  app.error(async (fault) => log.error(faultFields(fault), 'A Slack listener failed outside its guard'));
  return {
    app,
    client,
    postingClient: new WebClient(botToken, clientOptions(apiUrl, log, 0)),
    identity: () => identity,
    transportState: () => transport.state(),
    webhook: transport.handle === null ? null : { path: SLACK_PATH, handle: transport.handle },
    async start() {
      identity = await identify(client);
      await app.init();
      await transport.start().catch((fault) => Promise.reject(new SlackStartRefused('app-token', fault)));
      return identity;
    },
    stop: () => transport.stop(),
  };
}

function transportOf({ transport, log, onFatal, wireNow }: SlackAppOptions, apiUrl: string): Transport {
  if (transport.kind === 'http') return new HttpTransport({ signingSecret: transport.signingSecret, log, wireNow });
  return new SocketTransport({ appToken: transport.appToken, apiUrl, log, onFatal });
}

/** Slack's own defaults are no timeout at all, ten retries in half an hour, and a pause of every method after one 429. */
function clientOptions(apiUrl: string, log: SlackLog, retries: number): WebClientOptions {
  return {
    slackApiUrl: apiUrl,
    allowAbsoluteUrls: false,
    timeout: 10_000,
    rejectRateLimitedCalls: true,
    retryConfig: { retries, minTimeout: 300, maxTimeout: 2_000 },
    logger: boltLogger(log),
  };
}

async function identify(client: WebClient): Promise<SlackIdentity> {
  const answer = await client.auth.test().catch((fault) => Promise.reject(new SlackStartRefused('bot-token', fault)));
  const read = authTest.safeParse(answer);
  if (!read.success) throw new SlackStartRefused('bot-token', read.error);
  return read.data;
}

class NotStarted extends Error {
  readonly code = 'SLACK_NOT_STARTED';
  override readonly name = 'NotStarted';
}
