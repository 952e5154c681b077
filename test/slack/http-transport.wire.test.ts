import { createHmac } from 'node:crypto';
import { connect, type Socket } from 'node:net';
import { afterEach, describe, expect, test } from 'vitest';
import { type Bot, type BotOptions, startBot } from './bot.js';

let bot: Bot | null = null;
let commands: string[] = [];

const tables: NonNullable<BotOptions['tables']> = {
  command: async ({ text }) => {
    commands.push(text);
  },
};

async function start(options: BotOptions = {}): Promise<Bot> {
  commands = [];
  bot = await startBot({ tables, ...options, slack: { transport: 'http', ...options.slack } });
  return bot;
}

afterEach(async () => {
  await bot?.stop();
  bot = null;
});

const command = (text: string) => ({
  body: new URLSearchParams({
    ...{ command: '/vpp', text, user_id: 'U0000ALVA', team_id: 'T0NORTHWIND', channel_id: 'C000ITAPPS' },
  }).toString(),
});

describe('signed HTTP', () => {
  test('carries commands to the same listeners, with an answer in time', async () => {
    const { slack, slackApp } = await start();
    expect(slackApp.transportState()).toBe('connected');
    await slack.actAs('U0000ALVA').slash('C000ITAPPS', '/vpp', 'help');
    expect(commands).toEqual(['help']);
  });

  test('the address of the proxy may keep its path', async () => {
    const { slack, url } = await start();
    await slack.levers.setRequestUrl((url ?? '').replace('/slack/', '/bot/slack/'));
    await slack.actAs('U0000ALVA').slash('C000ITAPPS', '/vpp', 'help');
    expect(commands).toEqual(['help']);
  });

  test.each([
    ['forged', { signature: 'bad' }, 401],
    ['unsigned', { signature: 'missing' }, 401],
    ['six minutes old', { timestampOffsetSeconds: -360 }, 401],
    ['six minutes ahead', { timestampOffsetSeconds: 360 }, 401],
    ['too long', { body: `text=${'x'.repeat(1024 * 1024)}` }, 413],
    ['of another type', { contentType: 'text/plain' }, 415],
  ])('a request that is %s does nothing', async (_, given, status) => {
    const { slack } = await start();
    const answer = await slack.signedHttp.send({ ...command('help'), ...given });
    expect([answer.status, answer.body]).toEqual([status, '']);
    expect(commands).toEqual([]);
  });

  test('the same signed request a second time is answered and does nothing', async () => {
    const { slack, lines } = await start();
    await slack.actAs('U0000ALVA').slash('C000ITAPPS', '/vpp', 'help');
    const [sent] = slack.signedHttp.sent().filter(({ body }) => String(body).includes('text=help'));
    const again = await slack.signedHttp.replay(sent);
    expect([again.status, again.body]).toEqual([200, '']);
    expect(commands).toEqual(['help']);
    expect(lines.map(({ message }) => message)).toContain('A request of Slack came a second time; nothing was done');
  });

  test('the guard goes by wire time', async () => {
    const sixMinutes = 6 * 60_000;
    let ahead = 0;
    const { slack } = await start({ wireNow: () => Date.now() + ahead });
    ahead = -sixMinutes;
    expect((await slack.signedHttp.send(command('help'))).status).toBe(401);
    ahead = 0;
    expect((await slack.signedHttp.send(command('help'))).status).toBe(200);
  });

  test('once stopped it takes nothing more', async () => {
    const { slack, slackApp } = await start();
    await slackApp.stop();
    expect(slackApp.transportState()).toBe('stopped');
    expect((await slack.signedHttp.send(command('help'))).status).toBe(503);
  });

  test('a request whose body comes after the stop is refused, and one under way is waited for', async () => {
    let finish = () => {};
    const under = new Promise<void>((resolve) => {
      finish = resolve;
    });
    let done = false;
    const working = async ({ text }: { text: string }) => {
      commands.push(text);
      await under;
      done = true;
    };
    const { slack, slackApp, url } = await start({ tables: { command: working } });
    await slack.signedHttp.send(command('first'));
    const { head, body } = signedText(slack.signingSecret, command('late').body);
    const { socket, answer, seen } = dial(url ?? '');
    // Node says "go on" and calls the handler in one turn, so the guard has let it pass then.
    socket.write(head.replace('host: bot', 'host: bot\r\nexpect: 100-continue'));
    await eventually(() => commands.includes('first') && seen().includes(' 100 '));
    const stopped = slackApp.stop().then(() => done);
    socket.end(body);
    const refused = await answer;
    finish();
    expect(refused).toContain('HTTP/1.1 503 ');
    expect(await stopped).toBe(true);
    expect(commands).toEqual(['first']);
  });

  test.each([
    ['//slack/events', 404],
    ['/slack%2Fevents', 404],
    ['/slack/events/more', 404],
    ['/slack/events/..%2f..%2f', 404],
  ])('a signed request to %s does nothing', async (path, status) => {
    const { slack, url } = await start();
    const { head, body } = signedText(slack.signingSecret, command('help').body, path);
    const { socket, answer } = dial(url ?? '');
    socket.write(head + body);
    expect(await answer).toMatch(new RegExp(`^HTTP/1.1 ${status} `));
    expect(commands).toEqual([]);
  });

  test('a body of unknown length does not get round the signature and the limit', async () => {
    const { slack, url } = await start();
    const { head, body } = signedText(slack.signingSecret, command('help').body);
    const chunked = head.replace(/content-length: \d+/, 'transfer-encoding: chunked');
    const forged = `${chunked}${(body.length + 1).toString(16)}\r\n${body}x\r\n0\r\n\r\n`;
    const size = 2 * 1024 * 1024;
    const endless = `${chunked}${size.toString(16)}\r\n${'x'.repeat(size)}`;
    for (const [text, status] of [
      [forged, 401],
      [endless, 413],
    ] as const) {
      const { socket, answer } = dial(url ?? '');
      socket.write(text);
      expect(await answer).toMatch(new RegExp(`^HTTP/1.1 ${status} `));
    }
    expect(commands).toEqual([]);
  });
});

function signedText(secret: string, body: string, path = '/slack/events'): { head: string; body: string } {
  const timestamp = Math.floor(Date.now() / 1_000);
  const signature = createHmac('sha256', secret).update(`v0:${timestamp}:${body}`).digest('hex');
  const lines = [
    `POST ${path} HTTP/1.1`,
    ...['host: bot', 'connection: close', 'content-type: application/x-www-form-urlencoded'],
    ...[`content-length: ${body.length}`, `x-slack-request-timestamp: ${timestamp}`],
    `x-slack-signature: v0=${signature}`,
  ];
  return { head: `${lines.join('\r\n')}\r\n\r\n`, body };
}

/** A connection, and all that comes until it closes. */
function dial(url: string): { socket: Socket; answer: Promise<string>; seen: () => string } {
  const socket = connect(Number(new URL(url).port), '127.0.0.1');
  let text = '';
  socket.on('data', (data) => {
    text += data.toString();
  });
  socket.on('error', () => undefined);
  return { socket, seen: () => text, answer: new Promise((resolve) => socket.on('close', () => resolve(text))) };
}

async function eventually(holds: () => boolean): Promise<void> {
  const until = Date.now() + 5_000;
  while (!holds() && Date.now() < until) await new Promise((resolve) => setTimeout(resolve, 5));
  expect(holds()).toBe(true);
}
