import { type ChildProcess, spawn } from 'node:child_process';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { expect } from 'vitest';
import type { AppleSeed } from '../../src/sandbox/apple/seed-schema.js';
import { type AppleStandIn, startAppleStandIn } from '../../src/sandbox/apple/server.js';
import { freePort } from '../../src/sandbox/free-port.js';
import type { PhoneSeed } from '../../src/sandbox/mdm/phone.js';
import { type MdmStandIn, startMdmStandIn } from '../../src/sandbox/mdm/server.js';
import { ActFailed } from '../../src/sandbox/slack/act-failed.js';
import { type SlackStandIn, startSlackStandIn } from '../../src/sandbox/slack/server.js';
import { confirmationOf, eventually, openTokenDialogue, Person, people, tokenEntry } from './story.js';

const script = fileURLToPath(new URL('killable-bot.mjs', import.meta.url));
const manifest = fileURLToPath(new URL('../../manifest.yml', import.meta.url));

export interface Process {
  child: ChildProcess;
  output: string[];
  ended: Promise<{ code: number | null; signal: NodeJS.Signals | null }>;
}

/** Where the process dies by itself, or stands still until it is killed. */
interface Fate {
  killAt?: string;
  holdAt?: string;
}

/** A bot in a process of its own between two stand-ins; several stand beside each other. */
export class World {
  readonly #running: Process[] = [];
  readonly sandbox: { readonly apple: AppleStandIn; readonly slack: SlackStandIn; readonly mdm: MdmStandIn | null };
  readonly folder: string;
  /** Milliseconds that Apple's clock is ahead of this machine's, and the next process's with it. */
  ahead = 0;
  /** Where Apple's notifications reach the bot, if it is to ask for them. */
  #notificationPort: number | null = null;

  constructor(sandbox: World['sandbox'], folder: string) {
    this.sandbox = sandbox;
    this.folder = folder;
  }

  get apple(): AppleStandIn {
    return this.sandbox.apple;
  }

  /** Throws in a world without an MDM server. */
  get mdm(): MdmStandIn {
    const { mdm } = this.sandbox;
    if (mdm === null) throw new Error('This world has no MDM server.');
    return mdm;
  }

  /** From the next start on Apple's notifications reach the bot, and what the MDM server tells. */
  async openAddress(): Promise<void> {
    this.#notificationPort = await freePort(Math.random);
    this.sandbox.mdm?.setWebhook(`http://127.0.0.1:${this.#notificationPort}/mdm/webhook`);
  }

  /** Starts the process and does not wait for it. */
  spawn({ killAt, holdAt }: Fate): Process {
    const { apple, slack, mdm } = this.sandbox;
    const environment = {
      PATH: process.env.PATH,
      SLACK_BOT_TOKEN: slack.botToken,
      SLACK_APP_TOKEN: slack.appToken,
      SLACK_API_URL: slack.apiUrl,
      VPP_SERVICE_URL: apple.url,
      VPP_CATALOG_URL: apple.catalogUrl,
      VPP_INVITATION_HOST: new URL(apple.invitationUrl).host,
      VPP_CHANNEL: 'C000ITAPPS',
      VPP_APPROVALS_CHANNEL: 'C0APPROVAL',
      VPP_BOT_KEY: Buffer.alloc(32, 7).toString('base64'),
      VPP_DATA_DIR: join(this.folder, 'data'),
      VPP_ROLE_CUSTODIANS: `${people.alva},${people.bo}`,
      VPP_ROLE_OPERATORS: people.alva,
      VPP_ROLE_APPROVERS: `${people.carl},${people.bo}`,
      CLOCK_AHEAD: String(this.ahead),
      ...(killAt === undefined ? {} : { KILL_AT: killAt }),
      ...(holdAt === undefined ? {} : { HOLD_AT: holdAt }),
      ...(this.#notificationPort === null ? {} : { NOTIFICATION_PORT: String(this.#notificationPort) }),
      ...(mdm === null ? {} : { MDM_STAND_IN: settingsOf(mdm) }),
    };
    const child = spawn(process.execPath, [script], { env: environment, stdio: ['ignore', 'pipe', 'pipe', 'ipc'] });
    const output: string[] = [];
    child.stdout?.on('data', (chunk) => output.push(String(chunk)));
    child.stderr?.on('data', (chunk) => output.push(String(chunk)));
    const ended = new Promise<{ code: number | null; signal: NodeJS.Signals | null }>((resolve) =>
      child.once('exit', (code, signal) => resolve({ code, signal })),
    );
    const started = { child, output, ended };
    this.#running.push(started);
    return started;
  }

  async start(fate: Fate = {}): Promise<Process> {
    const started = this.spawn(fate);
    await says(started, 'ready');
    return started;
  }

  /** Business time goes on for Apple and for a running process. */
  async pass(milliseconds: number, running: Process): Promise<void> {
    this.ahead += milliseconds;
    running.child.send({ ahead: this.ahead });
    await says(running, `ahead ${this.ahead}`);
  }

  person(id: string): Person {
    return new Person(this.sandbox, id);
  }

  async propose(): Promise<void> {
    const alva = this.person(people.alva);
    await openTokenDialogue(alva);
    await alva.submit(tokenEntry(this.apple.token));
    await eventually('the Continue button', () => alva.canPress('Continue'));
  }

  async confirmFirst(): Promise<void> {
    await this.person(people.alva).press('Continue');
    await this.person(people.alva).submit(confirmationOf('Northwind Logistics'));
    await eventually('the question', () => this.person(people.bo).canPress('Yes, bind'));
  }

  async proposeAndConfirmFirst(): Promise<void> {
    await this.propose();
    await this.confirmFirst();
  }

  async bind(): Promise<void> {
    await this.proposeAndConfirmFirst();
    await this.person(people.bo).press('Yes, bind');
    await this.summaryCame();
  }

  /** A process in which the location is bound; from now on it dies at that step. */
  async boundThenKilledAt(step: string): Promise<Process> {
    const started = await this.start();
    await this.bind();
    await killAt(started, step);
    return started;
  }

  claims(): number {
    return this.requests('POST', 'client/config');
  }

  /** How often that path was asked at Apple. */
  requests(method: string, path: string): number {
    return this.apple.requests().filter((request) => request.method === method && request.path.endsWith(path)).length;
  }

  async summaryCame(): Promise<void> {
    await eventually(
      'the summary',
      () => this.person(people.alva).reads('C000ITAPPS'),
      (text) => /All well|Action required/.test(text),
    );
  }

  async end(): Promise<void> {
    for (const { child, ended } of this.#running) {
      child.kill('SIGKILL');
      await ended;
    }
    await Promise.all([this.apple.stop(), this.sandbox.slack.stop(), this.sandbox.mdm?.stop()]);
    await rm(this.folder, { recursive: true, force: true });
  }
}

function settingsOf({ kind, url, apiKey, webhookSecret }: MdmStandIn): string {
  return JSON.stringify({ kind, url, apiKey, webhookSecret });
}

/** Waits until the process has said these words, however slow the machine is. Throws when it ends before. */
export function says({ child, output }: Process, words: string): Promise<void> {
  return new Promise((resolve, reject) => {
    const ended = (act: () => void) => {
      child.stdout?.off('data', look);
      child.off('close', close);
      act();
    };
    const look = () => output.join('').includes(words) && ended(resolve);
    const close = () =>
      ended(() => reject(new Error(`ended before it said “${words}”: ${output.join('').slice(-2_000)}`)));
    child.stdout?.on('data', look);
    child.once('close', close);
    look();
  });
}

/** From now on the process dies at that step, the next time that it comes there. */
export async function killAt(started: Process, step: string): Promise<void> {
  started.child.send({ killAt: step });
  await says(started, `dies at ${step}`);
}

export async function expectKilled({ ended, output }: Process): Promise<void> {
  expect((await ended).signal, output.join('').slice(-2_000)).toBe('SIGKILL');
}

export async function endProperly({ child, ended, output }: Process): Promise<void> {
  child.kill('SIGTERM');
  const { code } = await ended;
  expect(code, output.join('')).toBe(0);
}

/** Whoever was pressing when the process died sees Slack's own error, as in real life. */
export async function surviving(act: Promise<unknown>): Promise<void> {
  try {
    await act;
  } catch (fault) {
    if (!(fault instanceof ActFailed)) throw fault;
  }
}

/** What a world has that others have not; with phones there is an MDM server, too. */
export interface WorldSeed {
  apple?: AppleSeed;
  phones?: readonly PhoneSeed[];
}

/** Stand-ins and no process yet; all of it ends with the test. */
export async function inWorld(test: (world: World) => Promise<void>, seed: WorldSeed = {}): Promise<void> {
  const switches = { limits: { maxRequestPerSecond: 500 }, notificationUrlScheme: 'https-or-loopback-http' } as const;
  let ahead = () => 0;
  const now = () => Date.now() + ahead();
  const apple = await startAppleStandIn({ now, switches, ...(seed.apple === undefined ? {} : { seed: seed.apple }) });
  const slack = await startSlackStandIn({ manifest, ackTimeout: 1_500 });
  const { phones } = seed;
  const mdm = phones === undefined ? null : await startMdmStandIn({ now, apple: apple.devices, phones });
  const world = new World({ apple, slack, mdm }, await mkdtemp(join(tmpdir(), 'vpp-kill-')));
  ahead = () => world.ahead;
  try {
    await test(world);
  } finally {
    await world.end();
  }
}
