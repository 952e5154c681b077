import { type ChildProcess, spawn } from 'node:child_process';
import { mkdtemp, readdir, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { type AppleStandIn, startAppleStandIn } from '../../src/sandbox/apple/server.js';
import { ActFailed } from '../../src/sandbox/slack/act-failed.js';
import { type SlackStandIn, startSlackStandIn } from '../../src/sandbox/slack/server.js';
import { confirmationOf, eventually, openTokenDialogue, Person, people, tokenEntry } from '../support/story.js';
import { stepsKilledIn } from './steps.js';

const script = fileURLToPath(new URL('../support/killable-bot.mjs', import.meta.url));
const manifest = fileURLToPath(new URL('../../manifest.yml', import.meta.url));

interface Process {
  child: ChildProcess;
  output: string[];
  ended: Promise<{ code: number | null; signal: NodeJS.Signals | null }>;
}

let apple: AppleStandIn;
let slack: SlackStandIn;
let folder: string;
let running: Process | null;

/** Where the process dies by itself, or stands still until it is killed. */
interface Fate {
  killAt?: string;
  holdAt?: string;
}

function startProcess({ killAt, holdAt }: Fate, ahead: number): Process {
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
    CLOCK_AHEAD: String(ahead),
    ...(killAt === undefined ? {} : { KILL_AT: killAt }),
    ...(holdAt === undefined ? {} : { HOLD_AT: holdAt }),
  };
  const child = spawn(process.execPath, [script], { env: environment, stdio: ['ignore', 'pipe', 'pipe'] });
  const output: string[] = [];
  child.stdout.on('data', (chunk) => output.push(String(chunk)));
  child.stderr.on('data', (chunk) => output.push(String(chunk)));
  const ended = new Promise<{ code: number | null; signal: NodeJS.Signals | null }>((resolve) =>
    child.once('exit', (code, signal) => resolve({ code, signal })),
  );
  return { child, output, ended };
}

async function start(fate: Fate = {}, ahead = 0): Promise<Process> {
  const started = startProcess(fate, ahead);
  running = started;
  await eventually(
    'the start',
    () => started.output.join(''),
    (text) => text.includes('ready'),
  );
  return started;
}

/** Whoever was pressing when the process died sees Slack's own error, as in real life. */
async function surviving(act: Promise<unknown>): Promise<void> {
  try {
    await act;
  } catch (fault) {
    if (!(fault instanceof ActFailed)) throw fault;
  }
}

function person(id: string): Person {
  return new Person({ slack }, id);
}

async function propose(): Promise<void> {
  const alva = person(people.alva);
  await openTokenDialogue(alva);
  await alva.submit(tokenEntry(apple.token));
  await eventually('the Continue button', () => alva.canPress('Continue'));
}

async function confirmFirst(): Promise<void> {
  await person(people.alva).press('Continue');
  await person(people.alva).submit(confirmationOf('Northwind Logistics'));
  await eventually('the question', () => person(people.bo).canPress('Yes, bind'));
}

async function proposeAndConfirmFirst(): Promise<void> {
  await propose();
  await confirmFirst();
}

const claims = () =>
  apple.requests().filter(({ method, path }) => method === 'POST' && path.includes('client/config')).length;

async function expectSummary(): Promise<void> {
  await eventually(
    'the summary',
    () => person(people.alva).reads('C000ITAPPS'),
    (text) => /All well|Action required/.test(text),
  );
}

async function endProperly({ child, ended }: Process): Promise<void> {
  child.kill('SIGTERM');
  expect((await ended).code).toBe(0);
}

beforeEach(async () => {
  apple = await startAppleStandIn({ now: Date.now });
  slack = await startSlackStandIn({ manifest, ackTimeout: 1_500 });
  folder = await mkdtemp(join(tmpdir(), 'vpp-kill-'));
  running = null;
});

afterEach(async () => {
  running?.child.kill('SIGKILL');
  await running?.ended;
  await Promise.all([apple.stop(), slack.stop()]);
  await rm(folder, { recursive: true, force: true });
});

describe('kill -9 of the real process', () => {
  it.each(stepsKilledIn('ceremony'))(
    'at %s: after the restart the location is bound once and both custodians are told',
    async (step) => {
      const first = await start({ killAt: step });
      await proposeAndConfirmFirst();
      await surviving(person(people.bo).press('Yes, bind'));
      expect((await first.ended).signal).toBe('SIGKILL');

      await start();
      await expectSummary();
      expect(apple.levers.view().mdmInfo?.name).toBe('vpp-bot');
      expect(claims()).toBeLessThanOrEqual(2);
      await eventually(
        'the receipt',
        () => person(people.bo).reads(),
        (text) => text.includes(apple.levers.view().mdmInfo?.id ?? '?'),
      );
    },
  );

  it.each(stepsKilledIn('count'))('at %s: after the restart the card of facts is completed', async (step) => {
    const first = await start({ killAt: step });
    const alva = person(people.alva);
    await openTokenDialogue(alva);
    await surviving(alva.submit(tokenEntry(apple.token)));
    expect((await first.ended).signal).toBe('SIGKILL');
    await start();
    await eventually('the Continue button', () => alva.canPress('Continue'));
  });

  it.each(stepsKilledIn('denied'))(
    'at %s: the denied proposal stays ended, and its token is destroyed',
    async (step) => {
      const first = await start({ killAt: step });
      await proposeAndConfirmFirst();
      await surviving(person(people.bo).press('Deny'));
      expect((await first.ended).signal).toBe('SIGKILL');

      await start();
      const alva = person(people.alva);
      await eventually(
        'the end on the card',
        () => alva.reads(),
        (text) => /was stopped/i.test(text),
      );
      expect(alva.canPress('Continue')).toBe(false);
      expect(await readdir(join(folder, 'data', 'keys'))).toEqual([]);
      expect(claims()).toBe(0);
    },
  );

  it.each([...stepsKilledIn('warning'), ...stepsKilledIn('pause')])(
    'at %s: what was stored is told after the restart, once',
    async (step) => {
      const first = await start();
      await proposeAndConfirmFirst();
      await person(people.bo).press('Yes, bind');
      await expectSummary();
      await endProperly(first);

      const nearTheEnd = 340 * 24 * 3_600_000;
      const second = startProcess({ killAt: step }, nearTheEnd);
      running = second;
      if (step === 'pause.stored') {
        await eventually(
          'the start',
          () => second.output.join(''),
          (text) => text.includes('ready'),
        );
        await surviving(person(people.bo).slash('pause'));
      }
      expect((await second.ended).signal).toBe('SIGKILL');

      const third = await start({}, nearTheEnd);
      const told = step === 'pause.stored' ? /paused/i : /expires? in 2\d days/i;
      const count = () =>
        person(people.alva)
          .messages('C000ITAPPS')
          .filter(({ text }) => told.test(text)).length;
      await eventually('the message', count, (messages) => messages >= 1);
      await endProperly(third);
    },
  );

  it.each(stepsKilledIn('slot'))('at %s of a slot: it runs once, after the restart', async (step) => {
    const first = await start();
    await proposeAndConfirmFirst();
    await person(people.bo).press('Yes, bind');
    const summaries = () =>
      person(people.alva)
        .messages('C000ITAPPS')
        .filter(({ text }) => /All well|Action required/.test(text)).length;
    await eventually('the first summary', summaries, (count) => count === 1);
    await endProperly(first);

    const tomorrow = 24 * 3_600_000;
    const second = startProcess({ killAt: step }, tomorrow);
    running = second;
    expect((await second.ended).signal).toBe('SIGKILL');
    const third = await start({}, tomorrow);
    await eventually('the second summary', summaries, (count) => count === 2);
    await endProperly(third);
    expect(summaries()).toBe(2);
  });

  it.each(stepsKilledIn('outbox'))('at %s: the copy that nobody recorded works, and only once', async (step) => {
    const first = await start();
    await propose();
    await endProperly(first);

    const second = await start({ holdAt: step });
    await confirmFirst();
    const bo = person(people.bo);
    const [unknown] = bo.messagesWithButton('Yes, bind');
    if (unknown === undefined) throw new Error('the question is gone');
    second.child.kill('SIGKILL');
    expect((await second.ended).signal).toBe('SIGKILL');

    await start();
    await eventually('the second copy', () => bo.messagesWithButton('Yes, bind').length === 2);
    await bo.pressOn(unknown, 'Yes, bind');
    await expectSummary();
    expect(apple.levers.view().mdmInfo?.name).toBe('vpp-bot');
    const left = await eventually(
      'the pressed copy to be brought up to date',
      () => bo.messagesWithButton('Yes, bind'),
      (copies) => copies.length === 1,
    );
    for (const copy of left) await bo.pressOn(copy, 'Yes, bind');
    expect(claims()).toBe(1);
  });
});
