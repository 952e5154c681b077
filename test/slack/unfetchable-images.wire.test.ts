import type { HomeView, KnownBlock, ModalView } from '@slack/types';
import { afterEach, describe, expect, test } from 'vitest';
import type { MessageView } from '../../src/sandbox/slack/workspace.js';
import type { Message } from '../../src/slack/interaction.js';
import { createPostingLimits } from '../../src/slack/limits.js';
import { OutboxSender } from '../../src/slack/outbox-sender.js';
import { memoryRecords } from '../../src/storage/memory.js';
import { type Bot, type BotOptions, startBot } from './bot.js';
import { custodians, eventually, pausedNotice, recordingLog } from './support.js';

const alva = 'U0000ALVA';
const itApps = 'C000ITAPPS';
const gone = 'https://gone.example/icon.png';

const entry: KnownBlock = {
  type: 'section',
  block_id: 'entry',
  text: { type: 'mrkdwn', text: 'Keynote: 3 free' },
  accessory: { type: 'image', image_url: gone, alt_text: 'Icon of Keynote' },
};
const row: KnownBlock = {
  type: 'actions',
  block_id: 'row',
  elements: [{ type: 'button', action_id: 'vpp.go', text: { type: 'plain_text', text: 'Go' } }],
};
const apps: Message = { text: 'fallback', blocks: [entry, row] };
const dialogue = (title: string, blocks: KnownBlock[]): ModalView => ({
  type: 'modal',
  title: { type: 'plain_text', text: title },
  blocks,
});

let bot: Bot | null = null;

/** In front of a Slack that can't fetch that icon. */
async function start(options: BotOptions = {}): Promise<Bot> {
  bot = await startBot(options);
  bot.slack.levers.settings.unfetchableImages = (url) => url === gone;
  return bot;
}

afterEach(async () => {
  await bot?.stop();
  bot = null;
});

/** The words are there, the icon is not. */
function expectPlain(seen: unknown): void {
  const json = JSON.stringify(seen ?? null);
  expect(json).toContain('Keynote: 3 free');
  expect(json).not.toContain('image_url');
}

/** What Alva sees of all conversations. */
function messagesOf({ slack }: Bot): MessageView[] {
  return slack
    .actAs(alva)
    .view()
    .conversations.flatMap(({ messages }) => messages);
}

/** Opens Home and waits until Slack has answered so many publications. */
async function openHome(running: Bot, publications: number): Promise<void> {
  await running.slack.actAs(alva).openHome();
  await eventually(() => answers(running, 'views.publish').length === publications, 'the publication');
  await running.listeners.settled();
}

/** Every answer that Slack gave to calls of these methods, in order. */
function answers({ slack }: Bot, ...methods: string[]): unknown[] {
  return slack
    .transcript()
    .flatMap((call) => (call.kind === 'call' && methods.includes(call.method) ? [call.answer] : []));
}

const refused = expect.objectContaining({ error: 'invalid_blocks' });
const taken = expect.objectContaining({ ok: true });

describe('an answer with an icon that Slack cannot fetch', () => {
  const telling: BotOptions['tables'] = { command: async (_, reply) => reply.privately(apps) };
  const nowhere = { apiUrl: 'http://127.0.0.1/', answersAt: () => false, keepsFilesAt: () => false };

  const answered = async (running: Bot): Promise<MessageView[]> => {
    await running.slack.actAs(alva).slash(itApps, '/vpp', 'apps');
    await eventually(() => messagesOf(running).length > 0, 'the answer');
    return messagesOf(running);
  };

  test('arrives without it at the response address', async () => {
    const running = await start({ tables: telling });
    const messages = await answered(running);
    expect(messages).toMatchObject([{ ephemeral: true, blocks: { length: 2 } }]);
    expectPlain(messages);
    const statuses = running.slack.transcript().flatMap((call) => (call.kind === 'response_url' ? [call.status] : []));
    expect(statuses).toEqual([400, 200]);
  });

  test('arrives without it as an ephemeral message', async () => {
    const running = await start({ tables: telling, listening: { hosts: nowhere } });
    expectPlain(await answered(running));
    expect(answers(running, 'chat.postEphemeral')).toEqual([refused, taken]);
  });

  test('arrives without it in the direct messages', async () => {
    const running = await start({ tables: telling, listening: { hosts: nowhere } });
    running.slack.levers.failNext('chat.postEphemeral', { kind: 'refuse', error: 'user_not_in_channel' });
    const messages = await answered(running);
    expect(messages).toMatchObject([{ ephemeral: false }]);
    expectPlain(messages);
    expect(answers(running, 'chat.postMessage')).toEqual([refused, taken]);
  });

  test('keeps it where Slack can fetch it', async () => {
    const running = await start({ tables: telling });
    running.slack.levers.settings.unfetchableImages = () => false;
    expect(JSON.stringify(await answered(running))).toContain(gone);
  });
});

describe('a view with an icon that Slack cannot fetch', () => {
  test('opens and is updated without it', async () => {
    const results: string[] = [];
    const running = await start({
      tables: {
        command: async (_, reply) => reply.privately({ text: 'go', blocks: [row] }),
        actions: {
          'vpp.go': async (_, reply) => {
            const { viewId, hash } = await reply.openView(dialogue('One', [entry]));
            const target = { viewId, hash };
            results.push((await reply.updateView(dialogue('Two', [entry, row]), target)).result);
            results.push((await reply.updateView(dialogue('Three', [entry]), target)).result);
          },
        },
      },
    });
    const person = running.slack.actAs(alva);
    await person.slash(itApps, '/vpp', '');
    await eventually(() => messagesOf(running).length > 0, 'the button');
    const ts = messagesOf(running)[0]?.ts ?? 'none';
    await person.click({ kind: 'message', channelId: itApps, ts }, 'row', 'vpp.go');
    await eventually(() => results.length === 2, 'both updates');
    const { modals } = person.view();
    expect(modals).toMatchObject([{ title: 'Two' }]);
    expectPlain(modals);
    expect(results).toEqual(['updated', 'changed-meanwhile']);
    expect(answers(running, 'views.open')).toEqual([refused, taken]);
  });

  test('the Home tab is published without it', async () => {
    const home: HomeView = { type: 'home', blocks: [entry, { type: 'divider' }] };
    const running = await start({ home: async () => home });
    await openHome(running, 2);
    expectPlain(running.slack.actAs(alva).view().home);
    expect(answers(running, 'views.publish')).toEqual([refused, taken]);
    expect(running.lines.map(({ message }) => message)).not.toContain('The Home tab could not be published');
  });

  test('is also tried again when Slack calls it an invalid argument', async () => {
    const home: HomeView = { type: 'home', blocks: [entry] };
    const running = await start({ home: async () => home });
    running.slack.levers.settings.unfetchableImages = () => false;
    running.slack.levers.failNext('views.publish', { kind: 'refuse', error: 'invalid_arguments' });
    await openHome(running, 2);
    expectPlain(running.slack.actAs(alva).view().home);
  });

  test('a refusal that no image can be blamed for is not tried again', async () => {
    const running = await start({ home: async () => ({ type: 'home', blocks: [row] }) });
    running.slack.levers.failNext('views.publish', { kind: 'refuse', error: 'invalid_blocks' });
    await openHome(running, 1);
    expect(answers(running, 'views.publish')).toEqual([refused]);
    expect(running.lines.map(({ message }) => message)).toContain('The Home tab could not be published');
  });
});

test('a card with an icon that Slack cannot fetch is posted and updated without it, buttons included', async () => {
  const running = await start();
  const records = memoryRecords();
  const sender = new OutboxSender({
    ...{ postingClient: running.slackApp.postingClient, records, people: custodians(alva), channelId: itApps },
    approvalsChannelId: 'C0APPROVAL',
    ...{ render: () => apps, now: () => 1, wireNow: Date.now, onStep: () => {}, log: recordingLog().log },
    limits: createPostingLimits({ postSpacing: 0 }),
  });
  for (const by of ['one', 'two']) {
    await records.commit({ outbox: [pausedNotice('card', { to: 'person', userId: alva }, by)] });
    await sender.drain();
  }
  await sender.stop();
  const messages = messagesOf(running);
  expect(messages).toMatchObject([{ edited: true, blocks: { length: 2 } }]);
  expectPlain(messages);
  expect(answers(running, 'chat.postMessage', 'chat.update')).toEqual([refused, taken, refused, taken]);
});
