import { randomBytes } from 'node:crypto';
import { createServer, type Server } from 'node:http';
import type { Stage } from './acting/act.js';
import { actAs } from './acting/act-as.js';
import { openLevers, type SlackLevers } from './levers.js';
import { readManifest, type SlackManifest } from './manifest.js';
import { northwind, type WorkspaceSeed } from './seed.js';
import { openStore } from './state/store.js';
import { openTickets } from './state/tickets.js';
import { openTranscript, type TranscriptEntry } from './transcript.js';
import { openActivity } from './transport/activity.js';
import { BodyTooLarge } from './transport/body.js';
import { openEvents } from './transport/events.js';
import { answerRequest, type RouteContext } from './transport/routes.js';
import { SocketMode } from './transport/socket-mode.js';
import { openFaults } from './web-api/faults.js';
import { openGateway } from './web-api/gateway.js';
import type { ApiContext, Settings } from './web-api/method.js';
import { openRateLimits } from './web-api/rate-limits.js';
import { releaseDue } from './web-api/schedule.js';
import type { ActAs } from './workspace.js';

export interface SlackStandInOptions {
  /** The installed app: its manifest, or the path of `manifest.yml`. */
  manifest: SlackManifest | string;
  /** 0, the default, takes a free port. */
  port?: number;
  seed?: WorkspaceSeed;
  /** Wire time in milliseconds since the epoch: trigger ids, response_urls, timestamps, rate limits. */
  wireNow?: () => number;
  /** Milliseconds that the app has to acknowledge; Slack's three seconds by default. */
  ackTimeout?: number;
  /** Milliseconds without any call after which an act counts the app as quiet. */
  settle?: number;
  /** Milliseconds after which an act answers anyway. */
  settleLimit?: number;
  settings?: Partial<Settings>;
}

export interface SlackStandIn {
  /** For `slackApiUrl`, with the slash at the end. */
  readonly apiUrl: string;
  /** Where files are downloaded from. */
  readonly filesUrl: string;
  readonly botToken: string;
  readonly appToken: string;
  readonly signingSecret: string;
  readonly levers: SlackLevers;
  /** Acts as one person; throws `ActFailed` when there is nobody of this id. */
  actAs(userId: string): ActAs;
  /** Tells of every change of the workspace; answers how to stop listening. */
  onChange(listener: () => void): () => void;
  transcript(): readonly TranscriptEntry[];
  stop(): Promise<void>;
}

const secret = (): string => randomBytes(12).toString('hex');

function listen(server: Server, port: number): Promise<number> {
  return new Promise((resolve, reject) => {
    server.once('error', reject);
    server.listen(port, '127.0.0.1', () => {
      const address = server.address();
      resolve(typeof address === 'object' && address !== null ? address.port : port);
    });
  });
}

function serve(server: Server, context: RouteContext, socketMode: SocketMode): void {
  server.on('request', (request, response) => {
    const url = new URL(request.url ?? '/', 'http://127.0.0.1');
    answerRequest(context, { request, response, url }).catch((error: unknown) => {
      const status = error instanceof BodyTooLarge ? 413 : 500;
      if (!response.headersSent) response.writeHead(status, { connection: 'close' });
      response.end();
    });
  });
  server.on('upgrade', (request, socket, head) => socketMode.upgrade(request, socket, head));
}

/** Resolves waiting callers as soon as enough connections stand. */
function connectionWatch() {
  let waiting: { count: number; resolve: () => void }[] = [];
  return {
    notice(connections: number): void {
      for (const entry of waiting.filter(({ count }) => connections >= count)) entry.resolve();
      waiting = waiting.filter(({ count }) => connections < count);
    },
    until: (count: number): Promise<void> => new Promise((resolve) => waiting.push({ count, resolve })),
  };
}

function settingsOf(manifest: SlackManifest, chosen: Partial<Settings>): Settings {
  return {
    scopes: new Set(manifest.botScopes),
    paidPlan: true,
    rateLimits: 'generous',
    botToken: 'valid',
    triggerErrors: 'method',
    unfetchableImages: () => false,
    ...chosen,
  };
}

/** Everything behind the addresses, for a port that is already taken. */
function furnish(options: SlackStandInOptions, manifest: SlackManifest, port: number) {
  const { seed = northwind, wireNow = Date.now, ackTimeout = 3000, settle = 60, settleLimit = 5000 } = options;
  const settings = settingsOf(manifest, options.settings ?? {});
  const tokens = { bot: `xoxb-${secret()}`, app: `xapp-${secret()}` };
  const store = openStore(seed, wireNow);
  const tickets = openTickets(store, secret);
  const transcript = openTranscript(wireNow);
  const faults = openFaults();
  const activity = openActivity();
  const watch = connectionWatch();
  const onConnections = (): void => watch.notice(socketMode.connections());
  const socketMode: SocketMode = new SocketMode({ appId: seed.app.id, ackTimeout, secret, transcript, onConnections });
  const events = openEvents(socketMode);
  const baseUrl = (): string => `http://127.0.0.1:${port}`;
  const openConnection = (): string => `ws://127.0.0.1:${port}/link/?ticket=${socketMode.issueTicket()}`;
  const whenConnected = async (count: number): Promise<void> => {
    if (socketMode.connections() < count) await watch.until(count);
  };
  const context: ApiContext = { store, tickets, manifest, settings, baseUrl, openConnection };
  const limits = openRateLimits(settings, wireNow);
  const gateway = openGateway({ context, tokens, limits, faults, transcript });
  const shared = { store, tickets, activity, transcript };
  const stage: Stage = { ...shared, manifest, dispatcher: socketMode, events, settle, settleLimit, baseUrl };
  const routes: RouteContext = { ...shared, gateway, settings, botToken: tokens.bot };
  const levers = openLevers({ store, manifest, settings, socketMode, faults, events, whenConnected });
  return { tokens, store, transcript, socketMode, events, stage, routes, levers };
}

/** Starts a whole Slack for one app on a loopback port. */
export async function startSlackStandIn(options: SlackStandInOptions): Promise<SlackStandIn> {
  const manifest = typeof options.manifest === 'string' ? await readManifest(options.manifest) : options.manifest;
  const server = createServer();
  const port = await listen(server, options.port ?? 0);
  const house = furnish(options, manifest, port);
  serve(server, house.routes, house.socketMode);
  const scheduled = setInterval(() => releaseDue(house.store), 1000);
  scheduled.unref();
  return {
    apiUrl: `http://127.0.0.1:${port}/api/`,
    filesUrl: `http://127.0.0.1:${port}/files-pri/`,
    botToken: house.tokens.bot,
    appToken: house.tokens.app,
    signingSecret: secret(),
    levers: house.levers,
    actAs: (userId) => actAs(house.stage, userId),
    onChange: house.store.onChange,
    transcript: house.transcript.entries,
    async stop() {
      clearInterval(scheduled);
      house.events.stop();
      await house.socketMode.stop();
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}
