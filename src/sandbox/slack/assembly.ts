import { randomBytes } from 'node:crypto';
import type { Stage } from './acting/act.js';
import { openLevers } from './levers.js';
import type { SlackManifest } from './manifest.js';
import { northwind, type WorkspaceSeed } from './seed.js';
import { openStore } from './state/store.js';
import { openTickets } from './state/tickets.js';
import { openTranscript } from './transcript.js';
import { openActivity } from './transport/activity.js';
import type { Dispatcher, Transport } from './transport/dispatch.js';
import { openEvents } from './transport/events.js';
import type { RouteContext } from './transport/routes.js';
import { type RequestUrl, SignedHttp } from './transport/signed-http.js';
import { SocketMode } from './transport/socket-mode.js';
import { openFaults } from './web-api/faults.js';
import { openGateway } from './web-api/gateway.js';
import type { ApiContext, Settings } from './web-api/method.js';
import { openRateLimits } from './web-api/rate-limits.js';

export interface AssemblyOptions {
  seed?: WorkspaceSeed;
  /** `socket` by default. With `http` Socket Mode is turned off for the app, whatever its manifest says. */
  transport?: Transport;
  /** The app's address for signed HTTP, taken unverified; asked for at every request when it is a function. */
  requestUrl?: RequestUrl;
  /** Wire time in milliseconds since the epoch: trigger ids, response_urls, timestamps, rate limits. */
  wireNow?: () => number;
  /** Milliseconds that the app has to acknowledge; Slack's three seconds by default. */
  ackTimeout?: number;
  /** Milliseconds without any call after which an act counts the app as quiet. */
  settle?: number;
  /** Milliseconds after which an act answers anyway. */
  settleLimit?: number;
  /** Milliseconds before the second and each later repetition of an event; a minute and five by default. */
  eventRetries?: readonly number[];
  settings?: Partial<Settings>;
}

const secret = (): string => randomBytes(12).toString('hex');

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
    clockSkew: 0,
    triggerErrors: 'method',
    unfetchableImages: () => false,
    ...chosen,
  };
}

/** What the workspace remembers. Its own clock may be wrong; how long its tickets last follows wire time. */
function openWorld(seed: WorkspaceSeed, settings: Settings, wireNow: () => number) {
  const store = openStore(seed, () => wireNow() + settings.clockSkew * 1000);
  const tickets = openTickets(store, secret, wireNow);
  return { store, tickets, transcript: openTranscript(wireNow), activity: openActivity() };
}

type World = ReturnType<typeof openWorld>;

/** Both ways to the app; `dispatcher` is the one that is used. */
function openTransports(options: AssemblyOptions, { store, transcript }: World, signingSecret: string) {
  const { transport = 'socket', ackTimeout = 3000, requestUrl = null } = options;
  const watch = connectionWatch();
  const socketMode: SocketMode = new SocketMode({
    appId: store.app.id,
    ackTimeout,
    secret,
    transcript,
    onConnections: () => watch.notice(socketMode.connections()),
  });
  const signedHttp = new SignedHttp({ signingSecret, ackTimeout, requestUrl, secret, now: store.now });
  const dispatchers: Record<Transport, Dispatcher> = { socket: socketMode, http: signedHttp };
  const whenConnected = async (count: number): Promise<void> => {
    if (socketMode.connections() < count) await watch.until(count);
  };
  return { transport, dispatcher: dispatchers[transport], socketMode, signedHttp, whenConnected };
}

/** Everything behind the addresses, for a port that is already taken. */
export function assemble(options: AssemblyOptions, installed: SlackManifest, port: number) {
  const { seed = northwind, wireNow = Date.now, settle = 60, settleLimit = 5000 } = options;
  const settings = settingsOf(installed, options.settings ?? {});
  const tokens = { bot: `xoxb-${secret()}`, app: `xapp-${secret()}` };
  const signingSecret = secret();
  const world = openWorld(seed, settings, wireNow);
  const { store, tickets, transcript } = world;
  const ways = openTransports(options, world, signingSecret);
  const { socketMode, signedHttp, dispatcher, whenConnected } = ways;
  const manifest = { ...installed, socketMode: installed.socketMode && ways.transport === 'socket' };
  const faults = openFaults();
  const events = openEvents(dispatcher, options.eventRetries);
  const baseUrl = (): string => `http://127.0.0.1:${port}`;
  const openConnection = (): string => `ws://127.0.0.1:${port}/link/?ticket=${socketMode.issueTicket()}`;
  const context: ApiContext = { store, tickets, manifest, settings, baseUrl, openConnection };
  const limits = openRateLimits(settings, wireNow);
  const gateway = openGateway({ context, tokens, limits, faults, transcript });
  const stage: Stage = { ...world, manifest, dispatcher, events, settle, settleLimit, baseUrl };
  const routes: RouteContext = { ...world, gateway, settings, botToken: tokens.bot };
  const levers = openLevers({ store, manifest, settings, socketMode, signedHttp, faults, events, whenConnected });
  return { ...ways, tokens, signingSecret, store, transcript, events, stage, routes, levers };
}
