import { randomBytes } from 'node:crypto';
import { createServer, type Server } from 'node:http';
import type { AppleWindow } from './apple-window.js';
import { microEnvelope, nanoEnvelope } from './events.js';
import { MdmFaults } from './faults.js';
import { Fleet } from './fleet.js';
import { phoneLevers } from './levers.js';
import type { PhoneSeed } from './phone.js';
import { type MdmRequest, requestsOf } from './requests.js';
import { northwindPhones } from './seed.js';
import { type MdmSwitchChanges, type MdmSwitches, switchesOf } from './switches.js';
import type { PhoneLevers } from './view.js';
import { type DeliveryRecord, postByFetch, Webhook, type WebhookStyle } from './webhook.js';

/** How the stand-in is started. */
export interface MdmOptions {
  /** 0, the default, takes a free port. */
  port?: number;
  /** Business time in milliseconds since the epoch. */
  now: () => number;
  /** Wire time in milliseconds, never going back; the default is the process's own. */
  wire?: () => number;
  /** Which server it behaves like; NanoMDM when left out. */
  dialect?: 'nanomdm' | 'micromdm';
  /** What phones see of Apple. */
  apple: AppleWindow;
  /** Where events go; without one, and until `setWebhook`, nowhere. */
  webhookUrl?: string;
  phones?: readonly PhoneSeed[];
  switches?: MdmSwitchChanges;
  /** The e-mail address with which a person's further phones are enrolled and signed in. */
  emailOf?: (personId: string) => string | null;
  /** Every so many milliseconds of wire time whoever looks is told how far installations are. */
  beat?: number;
}

/** A running stand-in for an MDM server, with its phones. */
export interface MdmStandIn {
  readonly kind: 'nanomdm' | 'micromdm';
  /** Without a slash at its end. */
  readonly url: string;
  /** A secret. */
  readonly apiKey: string;
  /** What NanoMDM signs its events with; MicroMDM signs nothing. A secret. */
  readonly webhookSecret: string;
  readonly levers: PhoneLevers;
  /** May be changed at any time. */
  readonly switches: MdmSwitches;
  readonly faults: MdmFaults;
  /** What was asked, oldest first; the last 10,000. */
  requests(): readonly MdmRequest[];
  /** What was told to the webhook or should have been, oldest first; the last 10,000. */
  deliveries(): readonly DeliveryRecord[];
  setWebhook(url: string | null): void;
  /** The phones that are there and not under management enrol: to be called when somebody listens at the webhook. */
  enrolAll(): void;
  /** Every phone in reach asks for its commands now, pushed or not. Resolves when all that they said was told. */
  poll(): Promise<void>;
  /** Resolves when every event so far was told or given up. */
  settled(): Promise<void>;
  /** Called after whatever can be seen of the phones has changed; answers how to stop that. */
  onChange(listener: () => void): () => void;
  stop(): Promise<void>;
}

const styles: Readonly<Record<MdmStandIn['kind'], WebhookStyle>> = {
  nanomdm: { envelope: nanoEnvelope, signed: true, taken: (status) => status === 200 },
  micromdm: { envelope: microEnvelope, signed: false, taken: (status) => status < 400 },
};

async function listen(server: Server, port: number): Promise<string> {
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject);
    server.listen(port, '127.0.0.1', resolve);
  });
  const address = server.address();
  if (address === null || typeof address === 'string') throw new Error('The stand-in has no port.');
  return `http://127.0.0.1:${address.port}`;
}

/** Everything behind the port. */
function worldOf(options: MdmOptions, webhookSecret: string) {
  const { now, apple, dialect: kind = 'nanomdm' } = options;
  const switches = switchesOf(options.switches);
  const faults = new MdmFaults();
  const listeners = new Set<() => void>();
  const changed = () => {
    for (const listener of listeners) listener();
  };
  const parts = { now, switches, style: styles[kind], secret: webhookSecret, post: postByFetch };
  const webhook = new Webhook(parts, `${now()}`);
  webhook.url = options.webhookUrl ?? null;
  const wire = options.wire ?? (() => performance.now());
  const soon = (act: () => void) => void setImmediate(act);
  const fleet = new Fleet({ now, wire, apple, switches, faults, tell: (event) => webhook.tell(event), soon, changed });
  for (const seed of options.phones ?? northwindPhones) fleet.add(seed);
  const levers = phoneLevers({ fleet, changed, emailOf: options.emailOf ?? (() => null) });
  return { kind, switches, faults, listeners, changed, webhook, fleet, levers };
}

type World = ReturnType<typeof worldOf>;

/** Whoever looks is told as long as something is under way, and once more when it is done. */
function beatOf({ fleet, changed }: World): () => void {
  let moved = false;
  return () => {
    const moving = fleet.settle();
    if (moving || moved) changed();
    moved = moving;
  };
}

/** Starts the MDM server's side on 127.0.0.1, with its phones. */
export async function startMdmStandIn(options: MdmOptions): Promise<MdmStandIn> {
  const apiKey = randomBytes(16).toString('hex');
  const webhookSecret = randomBytes(32).toString('hex');
  const world = worldOf(options, webhookSecret);
  const { kind, switches, faults, listeners, webhook, fleet, levers } = world;
  const { records, respond } = requestsOf({ ...world, now: options.now, apiKey });
  const server = createServer((request, response) => {
    respond(request, response).catch(() => response.destroy());
  });
  const url = await listen(server, options.port ?? 0);
  const beat = options.beat === undefined ? undefined : setInterval(beatOf(world), options.beat).unref();
  return {
    ...{ kind, url, apiKey, webhookSecret, levers, switches, faults },
    requests: () => records,
    deliveries: () => webhook.records(),
    setWebhook: (address) => {
      webhook.url = address;
    },
    enrolAll: () => {
      for (const phone of fleet.phones()) if (phone.enrolment === 'none') fleet.enrol(phone);
    },
    poll: async () => {
      for (const phone of fleet.phones()) fleet.connect(phone);
      await webhook.settled();
    },
    settled: () => webhook.settled(),
    onChange: (listener) => {
      listeners.add(listener);
      return () => void listeners.delete(listener);
    },
    stop: async () => {
      clearInterval(beat);
      faults.clear();
      await webhook.stop();
      server.closeAllConnections();
      await new Promise<void>((resolve) => server.close(() => resolve()));
    },
  };
}
