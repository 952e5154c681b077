import { type ChildProcess, spawn } from 'node:child_process';
import { mkdtemp, readdir, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import { type AppleStandIn, startAppleStandIn } from '../../src/sandbox/apple/server.js';
import { freePort } from '../../src/sandbox/free-port.js';
import { ActFailed } from '../../src/sandbox/slack/act-failed.js';
import { type SlackStandIn, startSlackStandIn } from '../../src/sandbox/slack/server.js';
import { cleanUpFigure } from '../support/clean-up-story.js';
import {
  confirmationOf,
  eventually,
  input,
  openTokenDialogue,
  Person,
  people,
  textOf,
  tokenEntry,
} from '../support/story.js';
import { stepsKilledIn } from './steps.js';

const script = fileURLToPath(new URL('../support/killable-bot.mjs', import.meta.url));
const manifest = fileURLToPath(new URL('../../manifest.yml', import.meta.url));

interface Process {
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
class World {
  readonly #running: Process[] = [];
  readonly apple: AppleStandIn;
  readonly slack: SlackStandIn;
  readonly folder: string;
  /** Where Apple's notifications reach the bot, if it is to ask for them. */
  notificationPort: number | null = null;

  constructor(apple: AppleStandIn, slack: SlackStandIn, folder: string) {
    this.apple = apple;
    this.slack = slack;
    this.folder = folder;
  }

  /** Starts the process and does not wait for it. */
  spawn({ killAt, holdAt }: Fate, ahead: number): Process {
    const { apple, slack, folder } = this;
    const environment = {
      PATH: process.env.PATH,
      SLACK_BOT_TOKEN: slack.botToken,
      SLACK_APP_TOKEN: slack.appToken,
      SLACK_API_URL: slack.apiUrl,
      VPP_SERVICE_URL: apple.url,
      VPP_CATALOG_URL: apple.catalogUrl,
      VPP_INVITATION_HOST: new URL(apple.invitationUrl).host,
      VPP_CHANNEL: 'C000ITAPPS',
      VPP_BOT_KEY: Buffer.alloc(32, 7).toString('base64'),
      VPP_DATA_DIR: join(folder, 'data'),
      VPP_ROLE_CUSTODIANS: `${people.alva},${people.bo}`,
      VPP_ROLE_OPERATORS: people.alva,
      VPP_ROLE_APPROVERS: 'U0000CARL,U00000BO',
      CLOCK_AHEAD: String(ahead),
      ...(killAt === undefined ? {} : { KILL_AT: killAt }),
      ...(holdAt === undefined ? {} : { HOLD_AT: holdAt }),
      ...(this.notificationPort === null ? {} : { NOTIFICATION_PORT: String(this.notificationPort) }),
    };
    const child = spawn(process.execPath, [script], { env: environment, stdio: ['ignore', 'pipe', 'pipe'] });
    const output: string[] = [];
    child.stdout.on('data', (chunk) => output.push(String(chunk)));
    child.stderr.on('data', (chunk) => output.push(String(chunk)));
    const ended = new Promise<{ code: number | null; signal: NodeJS.Signals | null }>((resolve) =>
      child.once('exit', (code, signal) => resolve({ code, signal })),
    );
    const started = { child, output, ended };
    this.#running.push(started);
    return started;
  }

  async start(fate: Fate = {}, ahead = 0): Promise<Process> {
    const started = this.spawn(fate, ahead);
    await ready(started);
    return started;
  }

  person(id: string): Person {
    return new Person({ slack: this.slack }, id);
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

  /** Bound by a process that has ended well. */
  async bindBefore(): Promise<void> {
    const first = await this.start();
    await this.bind();
    await endProperly(first);
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
    await Promise.all([this.apple.stop(), this.slack.stop()]);
    await rm(this.folder, { recursive: true, force: true });
  }
}

function ready({ output }: Process): Promise<string> {
  return eventually(
    'the start',
    () => output.join(''),
    (text) => text.includes('ready'),
  );
}

async function inWorld(test: (world: World) => Promise<void>): Promise<void> {
  const switches = { limits: { maxRequestPerSecond: 500 }, notificationUrlScheme: 'https-or-loopback-http' } as const;
  const apple = await startAppleStandIn({ now: Date.now, switches });
  const slack = await startSlackStandIn({ manifest, ackTimeout: 1_500 });
  const world = new World(apple, slack, await mkdtemp(join(tmpdir(), 'vpp-kill-')));
  try {
    await test(world);
  } finally {
    await world.end();
  }
}

/** Whoever was pressing when the process died sees Slack's own error, as in real life. */
async function surviving(act: Promise<unknown>): Promise<void> {
  try {
    await act;
  } catch (fault) {
    if (!(fault instanceof ActFailed)) throw fault;
  }
}

async function endProperly({ child, ended, output }: Process): Promise<void> {
  child.kill('SIGTERM');
  const { code } = await ended;
  expect(code, output.join('')).toBe(0);
}

describe.concurrent('kill -9 of the real process', () => {
  it.each(stepsKilledIn('ceremony'))(
    'at %s: after the restart the location is bound once and both custodians are told',
    (step) =>
      inWorld(async (world) => {
        const first = await world.start({ killAt: step });
        await world.proposeAndConfirmFirst();
        await surviving(world.person(people.bo).press('Yes, bind'));
        expect((await first.ended).signal).toBe('SIGKILL');

        await world.start();
        await world.summaryCame();
        expect(world.apple.levers.view().mdmInfo?.name).toBe('vpp-bot');
        expect(world.claims()).toBeLessThanOrEqual(2);
        await eventually(
          'the receipt',
          () => world.person(people.bo).reads(),
          (text) => text.includes(world.apple.levers.view().mdmInfo?.id ?? '?'),
        );
      }),
  );

  it.each(stepsKilledIn('count'))('at %s: after the restart the card of facts is completed', (step) =>
    inWorld(async (world) => {
      const first = await world.start({ killAt: step });
      const alva = world.person(people.alva);
      await openTokenDialogue(alva);
      await surviving(alva.submit(tokenEntry(world.apple.token)));
      expect((await first.ended).signal).toBe('SIGKILL');
      await world.start();
      await eventually('the Continue button', () => alva.canPress('Continue'));
    }),
  );

  it.each(stepsKilledIn('denied'))('at %s: the denied proposal stays ended, and its token is destroyed', (step) =>
    inWorld(async (world) => {
      const first = await world.start({ killAt: step });
      await world.proposeAndConfirmFirst();
      await surviving(world.person(people.bo).press('Deny'));
      expect((await first.ended).signal).toBe('SIGKILL');

      await world.start();
      const alva = world.person(people.alva);
      await eventually(
        'the end on the card',
        () => alva.reads(),
        (text) => /was stopped/i.test(text),
      );
      expect(alva.canPress('Continue')).toBe(false);
      expect(await readdir(join(world.folder, 'data', 'keys'))).toEqual([]);
      expect(world.claims()).toBe(0);
    }),
  );

  it.each([...stepsKilledIn('warning'), ...stepsKilledIn('pause')])(
    'at %s: what was stored is told after the restart, once',
    (step) =>
      inWorld(async (world) => {
        const first = await world.start();
        await world.bind();
        await endProperly(first);

        const nearTheEnd = 340 * 24 * 3_600_000;
        const second = world.spawn({ killAt: step }, nearTheEnd);
        if (step === 'pause.stored') {
          await ready(second);
          await surviving(world.person(people.bo).slash('pause'));
        }
        expect((await second.ended).signal).toBe('SIGKILL');

        const third = await world.start({}, nearTheEnd);
        const inDirect = step !== 'pause.stored';
        const told = inDirect ? /expires? in 2\d days/i : /paused/i;
        const count = () =>
          world
            .person(people.alva)
            .messages(inDirect ? undefined : 'C000ITAPPS')
            .filter(({ text }) => told.test(text)).length;
        await eventually('the message', count, (messages) => messages >= 1);
        await endProperly(third);
      }),
  );

  it.each(stepsKilledIn('slot'))('at %s of a slot: it runs once, after the restart', (step) =>
    inWorld(async (world) => {
      const first = await world.start();
      await world.bind();
      const summaries = () =>
        world
          .person(people.alva)
          .messages('C000ITAPPS')
          .filter(({ text }) => /All well|Action required/.test(text)).length;
      await eventually('the first summary', summaries, (count) => count === 1);
      await endProperly(first);

      const tomorrow = 24 * 3_600_000;
      const second = world.spawn({ killAt: step }, tomorrow);
      expect((await second.ended).signal).toBe('SIGKILL');
      const third = await world.start({}, tomorrow);
      await eventually('the second summary', summaries, (count) => count === 2);
      await endProperly(third);
      expect(summaries()).toBe(2);
    }),
  );

  it.each(stepsKilledIn('outbox'))('at %s: the copy that nobody recorded works, and only once', (step) =>
    inWorld(async (world) => {
      const first = await world.start();
      await world.propose();
      await endProperly(first);

      const second = await world.start({ holdAt: step });
      await world.confirmFirst();
      const bo = world.person(people.bo);
      const [unknown] = bo.messagesWithButton('Yes, bind');
      if (unknown === undefined) throw new Error('the question is gone');
      second.child.kill('SIGKILL');
      expect((await second.ended).signal).toBe('SIGKILL');

      await world.start();
      await eventually('the second copy', () => bo.messagesWithButton('Yes, bind').length === 2);
      await bo.pressOn(unknown, 'Yes, bind');
      await world.summaryCame();
      expect(world.apple.levers.view().mdmInfo?.name).toBe('vpp-bot');
      const left = await eventually(
        'the pressed copy to be brought up to date',
        () => bo.messagesWithButton('Yes, bind'),
        (copies) => copies.length === 1,
      );
      for (const copy of left) await bo.pressOn(copy, 'Yes, bind');
      expect(world.claims()).toBe(1);
    }),
  );

  it.each(stepsKilledIn('renewed'))('at %s: the new token is the one that the sync after the restart uses', (step) =>
    inWorld(async (world) => {
      await world.bindBefore();
      const { levers } = world.apple;
      const old = levers.view().tokens.map(({ id }) => id);
      const second = await world.start({ killAt: step });
      const alva = world.person(people.alva);
      await alva.slash('token renew');
      await alva.submit(tokenEntry(levers.downloadToken().content));
      await eventually('the card', () => alva.canPress('Use the new token'));
      await alva.closeModals();
      await surviving(alva.press('Use the new token'));
      expect((await second.ended).signal).toBe('SIGKILL');

      for (const id of old) levers.revokeToken(id);
      const walks = () => world.requests('GET', '/users');
      const before = walks();
      const third = await world.start();
      await eventually('the sync', () => walks() > before);
      await eventually('the end of the card', () => !alva.canPress('Use the new token'));
      await endProperly(third);
      const news = alva.messages('C000ITAPPS').filter(({ text }) => text.includes('The token was renewed'));
      // A post whose outcome nobody recorded is sent again: a second card may appear, never a second effect.
      expect([1, 2]).toContain(news.length);
    }),
  );

  it.each(stepsKilledIn('taken back'))('at %s: after the restart the location is ours, claimed once more', (step) =>
    inWorld(async (world) => {
      await world.bindBefore();
      world.apple.levers.claim({ id: 'rival-1', name: 'Rival Manager', metadata: '' });
      const second = await world.start({ killAt: step });
      const alva = world.person(people.alva);
      const bo = world.person(people.bo);
      await alva.slash('sync');
      await eventually('the card', () => alva.canPress('Take back…'));
      await alva.closeModals();
      await alva.press('Take back…');
      await alva.submit({ 'take-over': input.text('Rival Manager'), acknowledged: input.ticked('yes') });
      await eventually('the question', () => bo.canPress('Yes, take it back'));
      await surviving(bo.press('Yes, take it back'));
      expect((await second.ended).signal).toBe('SIGKILL');

      const third = await world.start();
      await eventually(
        'the end of the card',
        () => bo.reads(),
        (text) => text.includes('The location was taken back'),
      );
      await endProperly(third);
      expect(world.apple.levers.view().mdmInfo?.name).toBe('vpp-bot');
      expect(world.claims()).toBe(2);
    }),
  );

  it.each(stepsKilledIn('clean-up'))('at %s: after the restart it ends, and nobody was named twice', (step) =>
    inWorld(async (world) => {
      Object.assign(world.apple.switches, { eventLatencyMilliseconds: 0, eventMillisecondsPerTask: 0 });
      await world.bindBefore();
      const second = await world.start({ killAt: step });
      const alva = world.person(people.alva);
      const bo = world.person(people.bo);
      await alva.slash('token clean-up');
      await eventually('the count', () => alva.canPress('Continue'));
      await alva.press('Continue');
      await alva.submit({ 'clean-up-figure': input.text(cleanUpFigure(alva)), acknowledged: input.ticked('yes') });
      await eventually('the question', () => bo.canPress('Yes, remove them'));
      await surviving(bo.press('Yes, remove them'));
      expect((await second.ended).signal).toBe('SIGKILL');

      const third = await world.start();
      await eventually(
        'the end of the clean-up',
        () => bo.reads(),
        (text) => text.includes('Clean-up: the location is clean'),
      );
      await endProperly(third);
      expect(world.apple.levers.view().users.filter(({ status }) => status !== 'Retired')).toEqual([]);
      expect(world.requests('POST', 'users/retire')).toBe(1);
    }),
  );

  it.each(stepsKilledIn('notified'))('at %s: what a notification named is read after the restart', (step) =>
    inWorld(async (world) => {
      await world.bindBefore();
      world.notificationPort = await freePort(Math.random);
      const { levers } = world.apple;
      const second = await world.start({ killAt: step });
      await eventually('the subscription', () => levers.view().notifications.types.length > 0);
      const [app] = levers.view().assets.filter(({ productType }) => productType === 'App');
      levers.buy({ adamId: app?.adamId ?? '', pricingParam: 'STDQ', count: 7 });
      await world.apple.deliverDue();
      expect((await second.ended).signal).toBe('SIGKILL');

      const third = await world.start();
      await eventually(
        'the new figure',
        async () => {
          const { messages } = await world.person(people.alva).slash(`app ${app?.name}`);
          return messages.map(({ text, blocks }) => `${text}\n${textOf(blocks)}`).join('\n');
        },
        (text) => new RegExp(`\\b${(app?.totalCount ?? 0) + 7}\\b`).test(text),
      );
      await endProperly(third);
    }),
  );
});
