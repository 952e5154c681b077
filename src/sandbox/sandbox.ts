import { randomBytes } from 'node:crypto';
import { mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { Logger } from 'pino';
import { type Bot, createBot, type Overrides } from '../compose.js';
import type { Config } from '../config.js';
import { type AppleStandIn, startAppleStandIn } from './apple/server.js';
import { type MovableClock, movableClock } from './clock.js';
import { firstSteps } from './first-steps.js';
import { freePort } from './free-port.js';
import { keepWorld, readKeptWorld } from './kept-world.js';
import type { MdmStandIn } from './mdm/server.js';
import { servePage } from './serve-page.js';
import { northwind, type WorkspaceSeed } from './slack/seed.js';
import { type SlackStandIn, startSlackStandIn } from './slack/server.js';
import { mdmConfig, startMdm } from './start-mdm.js';

export interface SandboxOptions {
  /** Of the page; 0 takes a free one. */
  port: number;
  /** A named folder is kept; `null` makes a temporary one that goes with the sandbox. */
  folder: string | null;
  log: Logger;
  /** Start of business time in milliseconds since the epoch; now when left out. */
  startsAt?: number;
  /** How Slack reaches the bot; `socket` when left out. */
  transport?: 'socket' | 'http';
  /** Who and what is in Slack; the small workspace of the sandbox when left out. */
  workspace?: WorkspaceSeed;
  /** Which MDM server stands behind the bot, with its phones; `none` when left out. */
  mdm?: 'none' | 'nanomdm';
  overrides?: Overrides;
  changeConfig?: (config: Config) => Config;
}

export interface Sandbox {
  url: string;
  slack: SlackStandIn;
  apple: AppleStandIn;
  /** `null` without an MDM server. */
  mdm: MdmStandIn | null;
  clock: MovableClock;
  bot(): Bot;
  config: Config;
  /** Stops the bot and starts it again on the same folder. Asked for while it goes on, it is joined. */
  restart(): Promise<void>;
  stop(): Promise<void>;
}

/** Both of `dist/sandbox` and `src/sandbox` lie two levels under the package. */
const manifest = fileURLToPath(new URL('../../manifest.yml', import.meta.url));

/** The production bot between the two stand-ins, with the page in front: other addresses and a movable clock, nothing else. */
export async function startSandbox(options: SandboxOptions): Promise<Sandbox> {
  const folder = options.folder ?? (await mkdtemp(join(tmpdir(), 'vpp-bot-')));
  await mkdir(folder, { recursive: true });
  const { clock, apple, beganAt } = await startApple(folder, options.startsAt ?? Date.now());
  const http = await loopbackHttp();
  const requestUrl = `${http.publicUrl}/slack/events`;
  const { transport = 'socket', workspace } = options;
  const seed = workspace === undefined ? {} : { seed: workspace };
  const slack = await startSlackStandIn({ manifest, transport, requestUrl, ...seed });
  const surroundings = { clock, apple, workspace: workspace ?? northwind, botUrl: http.publicUrl };
  const mdm = await startMdm(options.mdm ?? 'none', surroundings);
  const ours = sandboxConfig(slack, apple, join(folder, 'data'), await keyOf(folder));
  const plain = { ...ours, http, mdm: mdmConfig(mdm) };
  const config = options.changeConfig?.(plain) ?? plain;
  const overrides: Overrides = {
    ...{ clock: clock.now, clicksPerMinute: 120, cardSpacing: 600, longestWait: 2_000, settlingTime: 3_000 },
    ...options.overrides,
  };
  let bot = createBot(config, options.log, overrides);
  const steps = firstSteps(() => bot, slack, apple, mdm);
  const startAgain = async () => {
    await bot.stop();
    bot = createBot(config, options.log, overrides);
    await bot.start();
    await steps.refresh();
  };
  let restarting: Promise<void> | null = null;
  const restart = () => {
    restarting ??= startAgain().finally(() => {
      restarting = null;
    });
    return restarting;
  };
  await bot.start();
  mdm?.enrolAll();
  await steps.refresh();
  const page = await servePage({
    port: options.port,
    slack,
    apple,
    mdm,
    clock,
    steps,
    ring: () => bot.ring(),
    restart,
  });
  return {
    url: page.url,
    slack,
    apple,
    mdm,
    clock,
    config,
    bot: () => bot,
    restart,
    async stop() {
      await page.stop();
      await restarting?.catch(() => undefined);
      await bot.stop();
      steps.stop();
      const { mdmInfo } = apple.levers.view();
      await Promise.all([slack.stop(), apple.stop(), mdm?.stop()]);
      if (options.folder !== null) await keepWorld(folder, { beganAt, stoppedAt: clock.now(), mdmInfo });
      if (options.folder === null) await rm(folder, { recursive: true, force: true });
    },
  };
}

/** Milliseconds between two looks of Apple for what it has to do and to tell. */
const BEAT = 1_000;

/** Apple as a named folder knows it: the same token, the same claim, and time goes on from where it stopped. */
async function startApple(folder: string, startsAt: number) {
  const kept = await readKeptWorld(folder);
  const beganAt = kept?.beganAt ?? startsAt;
  const clock = movableClock(beganAt, Date.now);
  // The bot's own address here is plain http on this machine, which the real Apple would not take.
  const switches = { notificationUrlScheme: 'https-or-loopback-http' } as const;
  const apple = await startAppleStandIn({ now: clock.now, switches, beat: BEAT });
  if (kept !== null) {
    clock.set(Math.max(kept.stoppedAt, kept.beganAt));
    if (kept.mdmInfo !== null) apple.levers.claim(kept.mdmInfo);
  }
  return { clock, apple, beganAt };
}

/** Where Apple, and Slack over HTTP, call the bot; the same at each start of it. */
async function loopbackHttp() {
  const port = await freePort(Math.random);
  return { host: '127.0.0.1', port, publicUrl: `http://127.0.0.1:${port}` };
}

/** The sandbox's key lies beside its data: there is nothing to protect here. */
async function keyOf(folder: string): Promise<string> {
  const path = join(folder, 'sandbox.key');
  try {
    return (await readFile(path, 'utf8')).trim();
  } catch {
    const key = randomBytes(32).toString('base64');
    await writeFile(path, `${key}\n`, { mode: 0o600 });
    return key;
  }
}

function sandboxConfig(
  slack: SlackStandIn,
  apple: AppleStandIn,
  folder: string,
  key: string,
): Omit<Config, 'http' | 'mdm'> {
  const { botToken, appToken, signingSecret, apiUrl } = slack;
  const people = (...userIds: string[]) => ({ userIds, groupIds: [] });
  return {
    slack: {
      botToken,
      transport: slack.transport === 'http' ? { kind: 'http', signingSecret } : { kind: 'socket', appToken },
      apiUrl,
      channel: 'C000ITAPPS',
      approvalsChannel: 'C0APPROVAL',
    },
    apple: {
      serviceUrl: apple.url,
      catalogUrl: apple.catalogUrl,
      invitationHost: new URL(apple.invitationUrl).host,
      tokenFile: null,
      accountUid: null,
    },
    key,
    folder,
    roles: {
      viewer: people('U0000DORA'),
      operator: people('U0000ALVA', 'U00000BO'),
      approver: people('U0000CARL', 'U00000BO'),
      custodian: people('U0000ALVA', 'U00000BO'),
    },
    schedule: { times: ['06:00', '18:00'], timeZone: 'Europe/Stockholm' },
    confirmations: 'two',
    deployments: {
      approvals: { noneBelow: 0, twoFrom: null, twoForUninstallFrom: 25 },
      working: { timeZone: 'Europe/Stockholm', weekend: [6, 0], holidays: [] },
      alerts: { shares: [20, 10], counts: null, minimumPool: 10, runwayDays: 14 },
      managedAppleAccounts: 'none',
    },
    logLevel: 'info',
  };
}
