import type { Logger } from 'pino';
import { appleCatalogue } from './apple/catalogue.js';
import { appleLicences } from './apple/client.js';
import type { Config } from './config.js';
import type { PublicServer } from './http/public.js';
import { randomIds } from './ids.js';
import type { Core } from './licensing/flows/core.js';
import { type DeploymentTotals, deploymentTotals } from './licensing/flows/deployment-totals.js';
import { readHouse } from './licensing/flows/read-house.js';
import { resume } from './licensing/flows/ring.js';
import type { Bell } from './licensing/ports/bell.js';
import type { Clock } from './licensing/ports/clock.js';
import type { Ids } from './licensing/ports/ids.js';
import type { OnStep } from './licensing/ports/steps.js';
import type { House } from './licensing/rules/house.js';
import { SETTLING_TIME } from './licensing/rules/installation-gaps.js';
import { type MdmDevices, mdmDevices } from './mdm/devices.js';
import { openStoreOf } from './open-store.js';
import { nodeScheduleBell } from './schedule/bell.js';
import { watchedBell } from './schedule/checks.js';
import { createPatience, type Patience } from './schedule/patience.js';
import { createSlackApp, type SlackApp } from './slack/app.js';
import { renderNotice } from './slack/blocks/notices.js';
import { Directory } from './slack/directory.js';
import { registerDirectoryEvents } from './slack/directory-events.js';
import { createPostingLimits, type PostingLimitOptions } from './slack/limits.js';
import { contextOf } from './slack/listeners/conversation.js';
import { OutboxSender } from './slack/outbox-sender.js';
import { createRoles } from './slack/roles.js';
import { createUserGroups, type UserGroups } from './slack/user-groups.js';
import type { Store } from './storage/folder.js';
import { wireChecks } from './wire-checks.js';
import { wireHttp } from './wire-http.js';
import { type Talk, wireSlack } from './wire-slack.js';

/** What a test or the sandbox hands over instead of the real thing. */
export interface Overrides {
  /** Business time. */
  clock?: Clock;
  ids?: Ids;
  onStep?: OnStep;
  bell?: Bell;
  /** Commands and clicks of one person a minute. */
  clicksPerMinute?: number;
  /** Milliseconds between two updates of one card. */
  cardSpacing?: number;
  /** How often Slack is written to. */
  posting?: PostingLimitOptions;
  /** Requests a second to Apple's catalogue, which names no limit of its own. */
  cataloguePace?: number;
  /** Milliseconds that one wait in the middle of long work takes at most: business time may be moved meanwhile. */
  longestWait?: number;
  /** Milliseconds of business time that a licence settles at Apple before devices are told. */
  settlingTime?: number;
  /** Slack will never take the connection again. */
  onFatal?: (fault: unknown) => void;
}

export interface Bot {
  /** Throws what the store or Slack refuses with; then nothing runs, and nothing is left open. */
  start(): Promise<void>;
  /** Finishes what is under way, begins nothing more. */
  stop(): Promise<void>;
  /** Rings once, waits until what was due is done and told. Answers what that was. */
  ring(): Promise<string[]>;
  /** The state of the house; `null` while the bot does not run. */
  house(): Promise<House | null>;
  /** How far deployments are; `null` while the bot does not run. */
  deployments(): Promise<DeploymentTotals | null>;
}

const PRODUCT = 'vpp-bot';
const USER_AGENT = 'vpp-bot/0.1.0';

/** The whole bot, wired. Nothing is opened before `start`. */
export function createBot(config: Config, log: Logger, overrides: Overrides = {}): Bot {
  let running: Parts | null = null;
  return {
    async start() {
      running = await startBot(config, log, overrides);
    },
    async stop() {
      const ending = running;
      running = null;
      if (ending !== null) await end(ending, log);
    },
    async ring() {
      if (running === null) return [];
      const { background, sender } = running;
      const done = await background.ring();
      await background.settled();
      await sender.drain();
      return done;
    },
    async house() {
      return running === null ? null : readHouse(running.core);
    },
    async deployments() {
      return running === null ? null : deploymentTotals(running.core);
    },
  };
}

/** What runs, or is about to. */
interface Parts extends Talk, AppleClients {
  store: Store;
  core: Core;
  slack: SlackApp;
  directory: Directory;
  sender: OutboxSender;
  bell: Bell;
  patience: Patience;
  /** `null` without an MDM server. */
  devices: MdmDevices | null;
  /** `null` when nobody calls the bot. */
  publicServer: PublicServer | null;
}

async function startBot(config: Config, log: Logger, overrides: Overrides): Promise<Parts> {
  const store = await openStoreOf({ config, log, clock: clockOf(overrides), onStep: overrides.onStep });
  let parts: Parts | null = null;
  try {
    parts = assemble(store, config, log, overrides);
    await begin(parts, log);
    return parts;
  } catch (fault) {
    const undo = parts === null ? store.close() : end(parts, log);
    await undo.catch((second) => log.error({ fault: second }, 'The start failed and could not be undone'));
    throw fault;
  }
}

async function begin(parts: Parts, log: Logger): Promise<void> {
  const { slack, sender, directory, core, background, bell, publicServer } = parts;
  const identity = await slack.start();
  log.info({ ...identity }, 'Connected to Slack');
  await sender.start();
  directory.start();
  if (publicServer !== null) log.info({ port: await publicServer.start() }, 'Listening');
  await resume(core, background, core.ids.reference());
  bell.start(async () => void (await background.ring()));
}

/** Also for a bot that began in part. Goes on past a fault, so that the folder is let go of, and throws the first one. */
async function end(parts: Parts, log: Logger): Promise<void> {
  const { bell, background, slack, listeners, sender, home, directory, licences, catalogue, store, publicServer } =
    parts;
  const endings: readonly (() => unknown)[] = [
    () => bell.stop(),
    () => background.close(),
    () => parts.patience.close(),
    () => slack.stop(),
    () => listeners.settled(),
    () => background.settled(),
    () => publicServer?.stop(),
    () => sender.stop(),
    () => home.stop(),
    () => directory.stop(),
    () => licences.close(),
    () => catalogue.close(),
    () => parts.devices?.close(),
    () => store.close(),
  ];
  const faults: unknown[] = [];
  for (const ending of endings) {
    try {
      await ending();
    } catch (fault) {
      log.error({ fault }, 'A part of the bot did not end');
      faults.push(fault);
    }
  }
  if (faults.length > 0) throw faults[0];
}

function assemble(store: Store, config: Config, log: Logger, overrides: Overrides): Parts {
  const clock = clockOf(overrides);
  const apple = appleClients(config, log, clock, overrides.cataloguePace);
  const slack = createSlackApp({
    botToken: config.slack.botToken,
    transport: config.slack.transport,
    apiUrl: config.slack.apiUrl,
    log,
    wireNow: Date.now,
    onFatal: overrides.onFatal ?? ((fault) => log.fatal({ fault }, 'Slack is gone for good')),
  });
  const groups = createUserGroups({ client: slack.client, log, wireNow: Date.now });
  const directory = directoryOf(store, slack, groups, config, log, clock);
  const { records, audit, mirror, secrets, exports } = store;
  const patience = createPatience(overrides.longestWait);
  const ringing = overrides.bell ?? nodeScheduleBell((fault) => log.error({ fault }, 'A ring of the bell failed'));
  const { bell, checks: bellChecks } = watchedBell(ringing, Date.now);
  const devices = devicesOf(config, log);
  const listens = slack.webhook !== null || config.http.publicUrl !== null || devices !== null;
  const core: Core = {
    ...{ records, audit, mirror, secrets, exports, people: directory },
    ...{ ...apple, devices, clock, ids: overrides.ids ?? randomIds },
    wait: patience.wait,
    checks: wireChecks({
      ...{ config, store, slack, groups, devices, listens },
      ...{ licences: apple.licences, people: directory, bell: bellChecks },
    }),
    settings: {
      schedule: { job: 'sync', times: config.schedule.times, timeZone: config.schedule.timeZone },
      confirmations: config.confirmations,
      pinnedUId: config.apple.accountUid,
      productName: PRODUCT,
      publicUrl: config.http.publicUrl,
      ...config.deployments,
      settlingTime: overrides.settlingTime ?? SETTLING_TIME,
    },
    onStep: overrides.onStep ?? (() => undefined),
    onTrouble: (event, facts) => log.warn({ ...facts }, event),
  };
  const talk = wireSlack({ core, slack, config, log, clicksPerMinute: overrides.clicksPerMinute });
  const sender = new OutboxSender({
    records,
    people: directory,
    channelId: config.slack.channel,
    approvalsChannelId: config.slack.approvalsChannel,
    log,
    now: clock,
    wireNow: Date.now,
    postingClient: slack.postingClient,
    render: (notice) => renderNotice(notice, contextOf(talk.conversation, notice.reference)),
    onStep: core.onStep,
    ...(overrides.cardSpacing === undefined ? {} : { cardSpacing: overrides.cardSpacing }),
    limits: createPostingLimits(overrides.posting),
  });
  const publicServer = wireHttp({ core, slack, background: talk.background, config, log });
  return { store, core, slack, directory, sender, bell, patience, devices, publicServer, ...apple, ...talk };
}

interface AppleClients {
  licences: ReturnType<typeof appleLicences>;
  catalogue: ReturnType<typeof appleCatalogue>;
}

function appleClients(config: Config, log: Logger, clock: Clock, cataloguePace: number | undefined): AppleClients {
  const { serviceUrl, catalogUrl, invitationHost } = config.apple;
  const apple = {
    catalogUrl,
    now: clock,
    wireNow: Date.now,
    random: Math.random,
    userAgent: USER_AGENT,
    log: (event: object) => log.info(event, 'Apple'),
  };
  return {
    licences: appleLicences({ ...apple, serviceUrl, invitationHost }),
    catalogue: appleCatalogue({
      ...apple,
      ...(cataloguePace === undefined ? {} : { requestsPerSecond: cataloguePace }),
    }),
  };
}

function devicesOf({ mdm }: Config, log: Logger): MdmDevices | null {
  if (mdm.kind === 'none') return null;
  const { kind, url, apiKey } = mdm;
  const told = (event: object) => log.info(event, 'MDM');
  return mdmDevices({ kind, url, apiKey, userAgent: USER_AGENT, wireNow: Date.now, log: told });
}

function directoryOf(
  store: Store,
  slack: SlackApp,
  groups: UserGroups,
  config: Config,
  log: Logger,
  clock: Clock,
): Directory {
  const directory = new Directory({
    client: slack.client,
    records: store.records,
    roles: createRoles(config.roles, groups),
    groups,
    identity: slack.identity,
    log,
    now: clock,
    wireNow: Date.now,
  });
  registerDirectoryEvents(slack.app, directory, groups);
  return directory;
}

function clockOf({ clock }: Overrides): Clock {
  return clock ?? Date.now;
}
