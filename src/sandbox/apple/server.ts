import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { controlAnswer } from './control.js';
import { Deliveries } from './deliveries.js';
import { type DeviceWindow, deviceWindow } from './device-window.js';
import { Faults } from './faults.js';
import { leversOf } from './lever-actions.js';
import type { AppleStandInLevers } from './levers.js';
import type { NotificationRecord } from './notification-record.js';
import { RequestRate } from './rate.js';
import { addresses } from './routes/service-config.js';
import type { ClockLevers, RequestRecord, Scene } from './scene.js';
import { appleSeed } from './seed.js';
import type { AppleSeed } from './seed-schema.js';
import { answerRequest, readBody } from './serve.js';
import { type AppleSwitches, changeSwitches, type SwitchChanges, switchesOf } from './switches.js';
import { makeWorld, parseSeed } from './world.js';
import { writeAnswer } from './write-answer.js';

export interface AppleOptions {
  /** 0, the default, takes a free port. */
  port?: number;
  /** Business time in milliseconds since the epoch. */
  now: () => number;
  /** Wire time in milliseconds, never going back; the default is the process's own. */
  wire?: () => number;
  seed?: AppleSeed;
  switches?: SwitchChanges;
  /**
   * Every so many milliseconds of wire time what is due in business time is worked off and notified. Without it that
   * happens when somebody asks, pulls a lever or calls `deliverDue`.
   */
  beat?: number;
  /** Given, the control address also moves business time. */
  onMoveTime?: ClockLevers;
}

export interface AppleStandIn {
  /** Base address of the second version: `http://127.0.0.1:PORT/mdm/v2`. */
  readonly url: string;
  /** The address of contentMetadataLookup. */
  readonly catalogUrl: string;
  /** The invitation page without its query. */
  readonly invitationUrl: string;
  /** The text of a valid token file of the main location. A secret. */
  readonly token: string;
  /** The address of the levers. */
  readonly control: string;
  readonly levers: AppleStandInLevers;
  /** What phones see. */
  readonly devices: DeviceWindow;
  /** May be changed at any time; a reset brings back those of the start. */
  readonly switches: AppleSwitches;
  readonly faults: Faults;
  /** What was asked of Apple (not of the control address), oldest first; the last 10,000. */
  requests(): readonly RequestRecord[];
  /** What was notified or tried, oldest first; the last 10,000. */
  notifications(): readonly NotificationRecord[];
  /**
   * Works off what is due at `now()` and sends every notification that is due. Resolves when all were answered or given
   * up, and answers how many were sent meanwhile; never rejects. To be called after business time was moved.
   */
  deliverDue(): Promise<number>;
  stop(): Promise<void>;
}

const keptRequests = 10_000;
const longestControl = 1_048_576;

async function listen(server: Server, port: number): Promise<string> {
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject);
    server.listen(port, '127.0.0.1', resolve);
  });
  const address: AddressInfo | string | null = server.address();
  if (address === null || typeof address === 'string') throw new Error('The stand-in has no port.');
  return `http://127.0.0.1:${address.port}`;
}

function pathOf(url: URL): string {
  if (url.pathname.startsWith('/mdm/v2/')) return url.pathname.slice('/mdm/v2/'.length).replace(/\/$/, '');
  return url.pathname.endsWith('/wa/lookup') ? 'lookup' : url.pathname.slice(1);
}

async function answer(scene: Scene, records: RequestRecord[], request: IncomingMessage, response: ServerResponse) {
  const url = new URL(request.url ?? '/', scene.origin());
  if (url.pathname === '/control' || url.pathname.startsWith('/control/')) {
    const body = await readBody(request, longestControl);
    writeAnswer(response, await controlAnswer(scene, request, url, body), null);
    return;
  }
  const body = await readBody(request, scene.switches.maxRequestBytes);
  const record: RequestRecord = { method: request.method ?? 'GET', path: `${url.pathname}${url.search}`, status: 0 };
  records.push(record);
  if (records.length > keptRequests) records.shift();
  const path = pathOf(url);
  await scene.faults.delay(path);
  const plan = scene.faults.take(path);
  const given = plan.cut === 'before' ? null : await answerRequest(scene, { request, url, path, body, plan });
  if (given === null || plan.cut !== null) {
    response.destroy();
    return;
  }
  record.status = given.status;
  writeAnswer(response, given, plan.tear);
}

/** Everything behind the port. `origin` is asked for when a request is answered. */
function sceneOf(options: AppleOptions, records: RequestRecord[], origin: () => string): Scene {
  const switches = switchesOf(options.switches);
  const seed = parseSeed(options.seed ?? appleSeed);
  const start = options.now();
  const faults = new Faults();
  const deliveries = new Deliveries(options.now, switches);
  const surroundings = { switches, faults, outbox: deliveries };
  let world = makeWorld(seed, surroundings, start);
  const reset = () => {
    changeSwitches(switches, switchesOf(options.switches));
    faults.clear();
    records.length = 0;
    deliveries.clear();
    world = makeWorld(seed, surroundings, start);
  };
  return {
    world: () => world,
    now: options.now,
    origin,
    rate: new RequestRate(options.wire ?? (() => performance.now())),
    faults,
    deliveries,
    deliverDue: async () => {
      for (const place of world.places.values()) place.events.settle(options.now());
      return deliveries.deliverDue();
    },
    switches,
    levers: leversOf({ world: () => world, now: options.now, reset, notifications: () => deliveries.records() }),
    clock: options.onMoveTime ?? null,
    requests: () => records,
  };
}

/** Starts Apple's side on 127.0.0.1. Throws SeedError for a seed that contradicts itself. */
export async function startAppleStandIn(options: AppleOptions): Promise<AppleStandIn> {
  const records: RequestRecord[] = [];
  let origin = '';
  const scene = sceneOf(options, records, () => origin);
  const server = createServer((request, response) => {
    answer(scene, records, request, response).catch(() => response.destroy());
  });
  origin = await listen(server, options.port ?? 0);
  const { base, lookup, invitation, control } = addresses(origin);
  const { levers, switches, faults, requests, deliveries, deliverDue } = scene;
  const beat = options.beat === undefined ? undefined : setInterval(() => void deliverDue(), options.beat).unref();
  return {
    url: base,
    catalogUrl: lookup,
    invitationUrl: invitation,
    token: scene.world().mainToken.content,
    control,
    levers,
    devices: deviceWindow(scene),
    switches,
    faults,
    requests,
    notifications: () => deliveries.records(),
    deliverDue,
    stop: async () => {
      clearInterval(beat);
      faults.clear();
      await deliveries.stop();
      server.closeAllConnections();
      await new Promise<void>((resolve) => server.close(() => resolve()));
    },
  };
}
