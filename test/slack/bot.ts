import { createPublicServer } from '../../src/http/public.js';
import type { SlackManifest } from '../../src/sandbox/slack/manifest.js';
import { type SlackStandIn, type SlackStandInOptions, startSlackStandIn } from '../../src/sandbox/slack/server.js';
import { createSlackApp, type SlackApp, type TransportChoice } from '../../src/slack/app.js';
import { createHomePublisher } from '../../src/slack/home-publisher.js';
import { slackHosts } from '../../src/slack/hosts.js';
import type { HomeHandler, ListenerTables } from '../../src/slack/interaction.js';
import { type ListenerOptions, type Listeners, registerListeners } from '../../src/slack/register-listeners.js';
import { botEvents, botScopes } from '../../src/slack/subscriptions.js';
import { countedReferences, type LogLine, recordingLog } from './support.js';

export const manifest: SlackManifest = {
  name: 'vpp-bot',
  botName: 'vpp-bot',
  botScopes: Object.keys(botScopes),
  commands: [{ name: '/vpp', description: 'Apps and licences', usageHint: '[help]', shouldEscape: true }],
  shortcuts: [],
  botEvents,
  interactivity: true,
  socketMode: true,
  homeTab: true,
  messagesTab: true,
};

export interface Bot {
  slack: SlackStandIn;
  slackApp: SlackApp;
  listeners: Listeners;
  lines: LogLine[];
  fatal: unknown[];
  /** Where Slack's requests go over HTTP. */
  url: string | null;
  stop(): Promise<void>;
}

export interface BotOptions {
  tables?: Partial<ListenerTables>;
  home?: HomeHandler;
  slack?: Partial<SlackStandInOptions>;
  listening?: Partial<ListenerOptions>;
  /** Left unstarted, so that the start itself can be tried. */
  unstarted?: boolean;
  /** Of the guard before Bolt. */
  wireNow?: () => number;
}

const emptyHome: HomeHandler = async () => ({ type: 'home', blocks: [{ type: 'divider' }] });

/** The adapter as it is composed, in front of a stand-in. */
export async function startBot(options: BotOptions = {}): Promise<Bot> {
  const slack = await startSlackStandIn({ manifest, settle: 40, ...options.slack });
  const { log, lines } = recordingLog();
  const fatal: unknown[] = [];
  const { botToken, appToken, signingSecret, apiUrl } = slack;
  const transport: TransportChoice =
    slack.transport === 'http' ? { kind: 'http', signingSecret } : { kind: 'socket', appToken };
  const onFatal = (fault: unknown) => fatal.push(fault);
  const slackApp = createSlackApp({ botToken, transport, apiUrl, log, onFatal, wireNow: options.wireNow ?? Date.now });
  const { app, client, postingClient, identity } = slackApp;
  const ids = countedReferences();
  const home = createHomePublisher({ client, home: options.home ?? emptyHome, ids, log, wireNow: Date.now });
  const hosts = slackHosts(apiUrl);
  const tables = { command: async () => {}, actions: {}, views: {}, closed: {}, options: {}, ...options.tables };
  const listeners = registerListeners(app, tables, {
    ...{ client, postingClient, hosts, home, identity, ids, log, wireNow: Date.now },
    ...options.listening,
  });
  if (options.unstarted !== true) await slackApp.start();
  const mounts = slackApp.webhook === null ? [] : [slackApp.webhook];
  const server = createPublicServer({
    ...{ host: '127.0.0.1', port: 0, basePath: '/bot', mounts },
    onFault: (fault) => fatal.push(fault),
  });
  const url = mounts.length === 0 ? null : `http://127.0.0.1:${await server.start()}/slack/events`;
  await slack.levers.setRequestUrl(url);
  return {
    url,
    ...{ slack, slackApp, listeners, lines, fatal },
    async stop() {
      await slackApp.stop();
      await listeners.settled();
      await server.stop();
      await slack.stop();
    },
  };
}
