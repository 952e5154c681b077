import { App } from '@slack/bolt';
import { WebClient, type WebClientOptions } from '@slack/web-api';
import * as z from 'zod';
import { defaultSlackApiUrl, slackHosts } from './hosts.js';
import { boltLogger, faultFields, type SlackLog } from './slack-log.js';
import { SocketTransport, type TransportState } from './socket-transport.js';
import { SlackStartRefused } from './start-refused.js';

export interface SlackAppOptions {
  /** `xoxb-…` */
  botToken: string;
  /** `xapp-…`, with `connections:write`. */
  appToken: string;
  /** The Web API's base address; Slack's own when left out. */
  apiUrl?: string;
  log: SlackLog;
  /** Slack will never take the connection again; the process should end and be looked at. */
  onFatal: (fault: unknown) => void;
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
  socketState(): TransportState;
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

/** Bolt over Socket Mode. Nothing is sent before `start`, and no token is asked for twice: `authorize` answers from memory. */
export function createSlackApp(options: SlackAppOptions): SlackApp {
  const { botToken, appToken, log, onFatal } = options;
  const { apiUrl } = slackHosts(options.apiUrl ?? defaultSlackApiUrl);
  const client = new WebClient(botToken, clientOptions(apiUrl, log, 2));
  const transport = new SocketTransport({ appToken, apiUrl, log, onFatal });
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
    socketState: () => transport.state(),
    async start() {
      identity = await identify(client);
      await app.init();
      await transport.start().catch((fault) => Promise.reject(new SlackStartRefused('app-token', fault)));
      return identity;
    },
    stop: () => transport.stop(),
  };
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
