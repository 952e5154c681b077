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
  body: new URLSearchParams({ command: '/vpp', text, user_id: 'U0000ALVA', team_id: 'T0NORTHWIND' }).toString(),
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
});
