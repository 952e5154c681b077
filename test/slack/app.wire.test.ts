import { afterEach, describe, expect, test } from 'vitest';
import { SlackStartRefused } from '../../src/slack/start-refused.js';
import { type Bot, type BotOptions, startBot } from './bot.js';
import { eventually } from './support.js';

let bot: Bot | null = null;

const start = async (options: BotOptions = {}) => {
  bot = await startBot(options);
  return bot;
};

afterEach(async () => {
  await bot?.stop();
  bot = null;
});

/** How often the bot was connected. The transport is between two connections too shortly to be caught there. */
const greetings = ({ transcript }: Bot['slack']) =>
  transcript().filter((entry) => entry.kind === 'socket' && entry.event === 'hello').length;

const refusalOf = (promise: Promise<unknown>) =>
  promise.then(
    () => null,
    (fault) => (fault instanceof SlackStartRefused ? fault : Promise.reject(fault)),
  );

describe('starting', () => {
  test('says who the bot is, with one question to Slack', async () => {
    const { slackApp, slack } = await start();
    expect(slackApp.identity()).toMatchObject({
      teamId: 'T0NORTHWIND',
      botUserId: 'U0000VPPB',
      botId: 'B0000VPPB',
      enterpriseId: null,
    });
    expect(slackApp.transportState()).toBe('connected');
    expect(slack.transcript().filter((entry) => JSON.stringify(entry).includes('auth.test'))).toHaveLength(1);
  });

  test('a bot token that Slack does not know: the error, the variable, the remedy; and a second try works', async () => {
    const { slackApp, slack } = await start({ unstarted: true });
    slack.levers.failNext('auth.test', { kind: 'refuse', error: 'invalid_auth' });
    const refusal = await refusalOf(slackApp.start());
    expect(refusal).toMatchObject({ code: 'SLACK_START_REFUSED', stage: 'bot-token', slackError: 'invalid_auth' });
    expect(refusal?.message).toContain('SLACK_BOT_TOKEN');
    expect(refusal?.message).not.toContain(slack.botToken);
    await slackApp.start();
    expect(slackApp.transportState()).toBe('connected');
  });

  test('an app token without its scope', async () => {
    const { slackApp, slack } = await start({ unstarted: true });
    slack.levers.failNext('apps.connections.open', { kind: 'refuse', error: 'missing_scope' });
    const refusal = await refusalOf(slackApp.start());
    expect(refusal).toMatchObject({ stage: 'app-token', slackError: 'missing_scope' });
    expect(refusal?.remedy).toContain('SLACK_APP_TOKEN');
    expect(slackApp.transportState()).toBe('failed');
  });

  test('nobody at the address', async () => {
    const { slackApp, slack } = await start({ unstarted: true });
    await slack.stop();
    const refusal = await refusalOf(slackApp.start());
    expect(refusal).toMatchObject({ stage: 'bot-token', slackError: null });
    expect(refusal?.remedy).toContain('SLACK_API_URL');
    bot = null;
  });
});

describe('the connection', () => {
  test('a routine disconnect is followed by a new connection that carries commands', async () => {
    let commands = 0;
    const { slack, slackApp } = await start({
      tables: {
        command: async () => {
          commands += 1;
        },
      },
    });
    slack.levers.disconnect('refresh_requested');
    await eventually(() => greetings(slack) === 2, 'the second connection');
    await eventually(() => slackApp.transportState() === 'connected', 'the reconnection');
    await slack.actAs('U0000ALVA').slash('C000ITAPPS', '/vpp', '');
    expect(commands).toBe(1);
  });

  test('a cut connection and a Slack that is down for a moment', async () => {
    const { slack, slackApp, fatal } = await start();
    slack.levers.failNext('apps.connections.open', { kind: 'status', status: 500 }, 2);
    slack.levers.dropConnections();
    await eventually(() => slackApp.transportState() === 'reconnecting', 'the loss');
    await eventually(() => slackApp.transportState() === 'connected', 'the recovery');
    expect(fatal).toEqual([]);
  });

  test('a reconnection that Slack refuses for good is told, not thrown into the air', async () => {
    const { slack, slackApp, fatal } = await start();
    slack.levers.failNext('apps.connections.open', { kind: 'refuse', error: 'invalid_auth' });
    slack.levers.disconnect('warning');
    await eventually(() => fatal.length === 1, 'the fatal report');
    expect(slackApp.transportState()).toBe('failed');
  });

  test('stop closes the connection before it resolves, also in the middle of a reconnection', async () => {
    const { slack, slackApp } = await start();
    await slackApp.stop();
    expect(slackApp.transportState()).toBe('stopped');
    await eventually(() => slack.levers.connections() === 0, 'the close');
    await slackApp.start();
    slack.levers.failNext('apps.connections.open', { kind: 'status', status: 500 }, 100);
    slack.levers.dropConnections();
    await eventually(() => slackApp.transportState() === 'reconnecting', 'the loss');
    await slackApp.stop();
    expect(slackApp.transportState()).toBe('stopped');
  });
});
