import { afterEach, expect, test } from 'vitest';
import type { Notice } from '../../src/licensing/rules/notice.js';
import { createPostingLimits } from '../../src/slack/limits.js';
import { OutboxSender } from '../../src/slack/outbox-sender.js';
import { memoryRecords } from '../../src/storage/memory.js';
import { type Bot, startBot } from './bot.js';
import { custodians, eventually, pausedNotice, plainRender, recordingLog } from './support.js';

const alva = 'U0000ALVA';
const itApps = 'C000ITAPPS';

let bot: Bot | null = null;
let sender: OutboxSender | null = null;

afterEach(async () => {
  await sender?.stop();
  await bot?.stop();
  sender = null;
  bot = null;
});

async function setUp(channelId = itApps) {
  const running = await startBot();
  bot = running;
  const records = memoryRecords();
  const { log } = recordingLog();
  const sending = new OutboxSender({
    ...{ postingClient: running.slackApp.postingClient, records, people: custodians(alva), channelId, log },
    approvalsChannelId: 'C0APPROVAL',
    ...{ render: plainRender, now: () => 1, wireNow: Date.now, onStep: () => {} },
    limits: createPostingLimits({ postSpacing: 0 }),
  });
  sender = sending;
  const seenBy = (userId: string, kind: 'channel' | 'direct') =>
    running.slack
      .actAs(userId)
      .view()
      .conversations.filter((conversation) => conversation.kind === kind)
      .flatMap(({ messages }) => messages.map(({ text, edited }) => `${text}${edited ? ' (edited)' : ''}`));
  const say = async (...outbox: Notice[]) => {
    await records.commit({ outbox });
    await sending.drain();
  };
  return { slack: running.slack, records, sending, say, seenBy };
}

test('a card in the channel and one in a direct message are posted once and then edited', async () => {
  const { say, seenBy } = await setUp();
  for (const by of ['one', 'two']) {
    await say(pausedNotice('summary', { to: 'channel' }, by), pausedNotice('card', { to: 'person', userId: alva }, by));
  }
  expect(seenBy(alva, 'channel')).toEqual(['paused by two (edited)']);
  expect(seenBy(alva, 'direct')).toEqual(['paused by two (edited)']);
});

test('a channel that the bot was taken out of: the custodian hears of it, the way to repair it included', async () => {
  const { slack, say, seenBy } = await setUp();
  slack.levers.setChannelMembers(itApps, [alva]);
  await say(pausedNotice('summary', { to: 'channel' }, 'one'));
  const [text] = seenBy(alva, 'direct');
  expect(text).toContain('/invite @vpp-bot');
  expect(text).toContain('paused by one');
});

test('a lost answer leads to a second copy, and later updates go to that one', async () => {
  const { slack, say, seenBy, sending, records } = await setUp();
  slack.levers.failNext('chat.postMessage', { kind: 'lost' });
  await say(pausedNotice('card', { to: 'person', userId: alva }, 'one'));
  await sending.start();
  await eventually(async () => (await records.list('outbox')).length === 0, 'the second post');
  await say(pausedNotice('card', { to: 'person', userId: alva }, 'two'));
  expect(seenBy(alva, 'direct')).toEqual(['paused by one', 'paused by two (edited)']);
});
