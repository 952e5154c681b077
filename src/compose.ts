import { readFile, stat } from 'node:fs/promises';
import type { Logger } from 'pino';
import { appleCatalogue } from './apple/catalogue.js';
import { appleLicences } from './apple/client.js';
import { type BackgroundWork, createBackground } from './background.js';
import type { Config } from './config.js';
import { randomIds } from './ids.js';
import type { Core } from './licensing/flows/core.js';
import { readHouse } from './licensing/flows/read-house.js';
import { resume, ring } from './licensing/flows/ring.js';
import type { Bell } from './licensing/ports/bell.js';
import type { Clock } from './licensing/ports/clock.js';
import type { Ids } from './licensing/ports/ids.js';
import type { OnStep } from './licensing/ports/steps.js';
import type { House } from './licensing/rules/house.js';
import { nodeScheduleBell } from './schedule/bell.js';
import { createSlackApp, type SlackApp } from './slack/app.js';
import { renderNotice } from './slack/blocks/notices.js';
import { Directory } from './slack/directory.js';
import { registerDirectoryEvents } from './slack/directory-events.js';
import { createFiles } from './slack/files.js';
import { createHomePublisher, type HomePublisher } from './slack/home-publisher.js';
import { slackHosts } from './slack/hosts.js';
import { actionHandlers } from './slack/listeners/actions.js';
import { vppCommand } from './slack/listeners/commands.js';
import { type Conversation, contextOf, type ServerFile } from './slack/listeners/conversation.js';
import { createDrafts } from './slack/listeners/drafts.js';
import { homeTab } from './slack/listeners/home.js';
import { viewHandlers } from './slack/listeners/views.js';
import { OutboxSender } from './slack/outbox-sender.js';
import { type Listeners, registerListeners } from './slack/register-listeners.js';
import { createRoles } from './slack/roles.js';
import { createUserGroups } from './slack/user-groups.js';
import { openFolder, type Store } from './storage/folder.js';
import { readBotKey } from './storage/vault.js';

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
  /** Slack will never take the connection again. */
  onFatal?: (fault: unknown) => void;
}

export interface Bot {
  /** Throws what the store or Slack refuses with; then nothing runs. */
  start(): Promise<void>;
  /** Finishes what is under way. */
  stop(): Promise<void>;
  /** Rings once, waits until what was due is done and told. Answers what that was. */
  ring(): Promise<string[]>;
  /** The state of the house; `null` while the bot does not run. */
  house(): Promise<House | null>;
}

/** `VPP_BOT_KEY` is no key. */
export class BotKeyRefused extends Error {
  readonly code = 'BOT_KEY_REFUSED';
  override readonly name = 'BotKeyRefused';
}

const PORTAL = 'https://business.apple.com';
const PRODUCT = 'vpp-bot';
const USER_AGENT = 'vpp-bot/0.1.0';
/** A content token is far shorter. */
const TOKEN_FILE_LIMIT = 64 * 1024;

/** The whole bot, wired. Nothing is opened before `start`. */
export function createBot(config: Config, log: Logger, overrides: Overrides = {}): Bot {
  let running: Running | null = null;
  return {
    async start() {
      running = await startBot(config, log, overrides);
    },
    async stop() {
      await running?.stop();
      running = null;
    },
    async ring() {
      return running === null ? [] : running.ring();
    },
    async house() {
      return running === null ? null : running.house();
    },
  };
}

interface Running {
  ring(): Promise<string[]>;
  house(): Promise<House>;
  stop(): Promise<void>;
}

async function startBot(config: Config, log: Logger, overrides: Overrides): Promise<Running> {
  const store = await openStoreOf(config, log, overrides);
  try {
    return await startWith(store, config, log, overrides);
  } catch (fault) {
    await store.close();
    throw fault;
  }
}

async function openStoreOf(config: Config, log: Logger, overrides: Overrides): Promise<Store> {
  const key = readBotKey(config.key);
  if (key.result === 'refused') throw new BotKeyRefused(key.reason);
  return openFolder({
    path: config.folder,
    key: key.key,
    now: overrides.clock ?? Date.now,
    ...(overrides.onStep === undefined ? {} : { onStep: overrides.onStep }),
    onTrouble: (trouble) => log.error({ trouble }, 'The data folder was not as it should be'),
  });
}

async function startWith(store: Store, config: Config, log: Logger, overrides: Overrides): Promise<Running> {
  const clock = overrides.clock ?? Date.now;
  const ids = overrides.ids ?? randomIds;
  const apple = {
    catalogUrl: config.apple.catalogUrl,
    now: clock,
    wireNow: Date.now,
    random: Math.random,
    userAgent: USER_AGENT,
    log: (event: object) => log.info(event, 'Apple'),
  };
  const licences = appleLicences({
    ...apple,
    serviceUrl: config.apple.serviceUrl,
    invitationHost: config.apple.invitationHost,
  });
  const catalogue = appleCatalogue(apple);
  const slack = createSlackApp({
    botToken: config.slack.botToken,
    appToken: config.slack.appToken,
    apiUrl: config.slack.apiUrl,
    log,
    onFatal: overrides.onFatal ?? ((fault) => log.fatal({ fault }, 'Slack is gone for good')),
  });
  const groups = createUserGroups({ client: slack.client, log, wireNow: Date.now });
  const directory = new Directory({
    client: slack.client,
    records: store.records,
    roles: createRoles(config.roles, groups),
    identity: slack.identity,
    log,
    now: clock,
    wireNow: Date.now,
  });
  registerDirectoryEvents(slack.app, directory, groups);
  const core: Core = {
    records: store.records,
    mirror: store.mirror,
    secrets: store.secrets,
    people: directory,
    licences,
    catalogue,
    clock,
    ids,
    settings: {
      schedule: { job: 'sync', times: config.schedule.times, timeZone: config.schedule.timeZone },
      confirmations: config.confirmations,
      pinnedUId: config.apple.accountUid,
      productName: PRODUCT,
    },
    onStep: overrides.onStep ?? (() => undefined),
    onTrouble: (event, facts) => log.warn({ ...facts }, event),
  };
  const talk = wireSlack(core, slack, config, log, overrides);
  const sender = new OutboxSender({
    records: store.records,
    people: directory,
    channelId: config.slack.channel,
    log,
    now: clock,
    wireNow: Date.now,
    postingClient: slack.postingClient,
    render: (notice) => renderNotice(notice, contextOf(talk.conversation, notice.reference)),
    onStep: core.onStep,
    ...(overrides.cardSpacing === undefined ? {} : { cardSpacing: overrides.cardSpacing }),
  });
  const bell = overrides.bell ?? nodeScheduleBell((fault) => log.error({ fault }, 'A ring of the bell failed'));
  const ringOnce = async () => {
    const reference = ids.reference();
    const done = await ring(core, talk.background, reference);
    if (done.length > 0) log.info({ reference, done }, 'Rung');
    return done;
  };

  const identity = await slack.start();
  log.info({ ...identity }, 'Connected to Slack');
  await sender.start();
  directory.start();
  await resume(core, talk.background, ids.reference());
  bell.start(async () => void (await ringOnce()));

  return {
    async ring() {
      const done = await ringOnce();
      await talk.background.settled();
      await sender.drain();
      return done;
    },
    house: () => readHouse(core),
    async stop() {
      bell.stop();
      await slack.stop();
      await talk.listeners.settled();
      await talk.background.settled();
      await sender.stop();
      await talk.home.settled();
      await directory.stop();
      await Promise.all([licences.close(), catalogue.close()]);
      await store.close();
    },
  };
}

interface Talk {
  conversation: Conversation;
  background: BackgroundWork;
  listeners: Listeners;
  home: HomePublisher;
}

/** Everything between Bolt and the core. */
function wireSlack(core: Core, slack: SlackApp, config: Config, log: Logger, overrides: Overrides): Talk {
  const hosts = slackHosts(config.slack.apiUrl);
  const viewers = new Set<string>();
  const background = createBackground({
    core,
    onFault: (fault, reference) => log.error({ fault, reference }, 'Background work failed'),
    onChange: () => {
      for (const userId of viewers) void home.publish(userId);
    },
  });
  const conversation: Conversation = {
    core,
    background,
    drafts: createDrafts(() => core.ids.uuid()),
    portalUrl: PORTAL,
    download: createFiles({ client: slack.client, botToken: config.slack.botToken, hosts, log }).read,
    readServerFile: config.apple.tokenFile === null ? null : serverFile(config.apple.tokenFile),
  };
  const tab = homeTab(conversation);
  const home = createHomePublisher({
    client: slack.client,
    home: (visit) => {
      viewers.add(visit.userId);
      return tab(visit);
    },
    ids: core.ids,
    log,
  });
  const listeners = registerListeners(
    slack.app,
    {
      command: vppCommand(conversation),
      actions: actionHandlers(conversation),
      views: viewHandlers(conversation),
      closed: {},
      options: {},
    },
    {
      client: slack.client,
      postingClient: slack.postingClient,
      hosts,
      home,
      identity: slack.identity,
      ids: core.ids,
      log,
      wireNow: Date.now,
      ...(overrides.clicksPerMinute === undefined ? {} : { clicksPerMinute: overrides.clicksPerMinute }),
    },
  );
  return { conversation, background, listeners, home };
}

function serverFile(path: string): () => Promise<ServerFile> {
  return async () => {
    try {
      const { size } = await stat(path);
      if (size > TOKEN_FILE_LIMIT) return { result: 'unreadable', reason: 'the file is larger than a content token' };
      return { result: 'text', text: await readFile(path, 'utf8') };
    } catch (fault) {
      const code = fault instanceof Error && 'code' in fault ? String(fault.code) : 'unknown';
      return { result: 'unreadable', reason: `the file could not be read (${code})` };
    }
  };
}
