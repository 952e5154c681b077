import type { ModalView } from '@slack/types';
import { afterEach, beforeAll, describe, expect, test } from 'vitest';
import type { ActResult, MessageView } from '../../src/sandbox/slack/workspace.js';
import { type Click, type Invocation, inputOf, type Message, type Submission } from '../../src/slack/interaction.js';
import { type Bot, type BotOptions, startBot } from './bot.js';
import { eventually } from './support.js';

const alva = 'U0000ALVA';
const itApps = 'C000ITAPPS';

let bot: Bot | null = null;

let transport: 'socket' | 'http' = 'socket';

const start = async (options: BotOptions = {}) => {
  bot = await startBot({ ...options, slack: { transport, ...options.slack } });
  return bot;
};

afterEach(async () => {
  await bot?.stop();
  bot = null;
});

const said = ({ messages }: ActResult) => messages.map(({ text }) => text).join('\n');

const buttons = (...actionIds: string[]): Message => ({
  text: 'buttons',
  blocks: [
    {
      type: 'actions',
      block_id: 'row',
      elements: actionIds.map((actionId) => ({
        type: 'button',
        action_id: actionId,
        value: `value of ${actionId}`,
        text: { type: 'plain_text', text: actionId },
      })),
    },
  ],
});

const form = (title: string): ModalView => ({
  type: 'modal',
  callback_id: 'vpp.form',
  private_metadata: 'key-7',
  title: { type: 'plain_text', text: title },
  submit: { type: 'plain_text', text: 'Check' },
  blocks: [
    {
      type: 'input',
      block_id: 'name',
      label: { type: 'plain_text', text: 'Name' },
      element: { type: 'plain_text_input', action_id: 'text' },
    },
  ],
});

const typed = (value: string) => ({ name: { text: { type: 'plain_text_input', value } } });

/** A bot that answers `/vpp` with these buttons. */
const withButtons = (actionIds: string[], options: BotOptions = {}) =>
  start({
    ...options,
    tables: { command: async (_, reply) => reply.privately(buttons(...actionIds)), ...options.tables },
  });

const clickFirst = async ({ slack }: Bot, actionId: string) => {
  const person = slack.actAs(alva);
  const { messages } = await person.slash(itApps, '/vpp', '');
  const [message] = messages;
  return person.click({ kind: 'message', channelId: itApps, ts: tsOf(message) }, 'row', actionId);
};

const tsOf = (message: MessageView | undefined) => message?.ts ?? 'none';

/** Opens the form by a button and answers the modal's id. */
const openForm = async (running: Bot) => {
  const { modals } = await clickFirst(running, 'vpp.open');
  return modals.at(-1)?.id ?? 'none';
};

const opening: BotOptions['tables'] = {
  command: async (_, reply) => reply.privately(buttons('vpp.open')),
  actions: {
    'vpp.open': async (_, reply) => {
      await reply.openView(form('Form'));
    },
  },
};

describe.each(['socket', 'http'] as const)('over %s', (chosen) => {
  beforeAll(() => {
    transport = chosen;
  });

  describe('commands and clicks', () => {
    test('a command reaches its handler with a reference, and the answer only its person', async () => {
      const seen: Invocation[] = [];
      const { slack } = await start({
        tables: {
          command: async (invocation, reply) => {
            seen.push(invocation);
            await reply.privately({ text: 'hello', blocks: [] });
          },
        },
      });
      const result = await slack.actAs(alva).slash(itApps, '/vpp', '  apps pages ');
      expect(seen).toMatchObject([
        { userId: alva, teamId: 'T0NORTHWIND', command: '/vpp', text: 'apps pages', channelId: itApps },
      ]);
      expect(seen[0]?.reference).toMatch(/^R-/);
      expect(result.messages).toMatchObject([{ text: 'hello', ephemeral: true }]);
      expect(
        slack
          .actAs('U00000BO')
          .view()
          .conversations.flatMap(({ messages }) => messages),
      ).toEqual([]);
    });

    test('a click carries the button’s value and place', async () => {
      const seen: Click[] = [];
      const running = await withButtons(['vpp.go'], {
        tables: { actions: { 'vpp.go': async (click) => void seen.push(click) } },
      });
      await clickFirst(running, 'vpp.go');
      expect(seen).toMatchObject([
        {
          actionId: 'vpp.go',
          blockId: 'row',
          actionValue: 'value of vpp.go',
          message: { channelId: itApps },
          view: null,
        },
      ]);
    });

    test.each(['vpp.gone', 'something.else', 'constructor'])(
      'an action that no table knows is answered: %s',
      async (id) => {
        const running = await withButtons([id]);
        expect(said(await clickFirst(running, id))).toContain('older version');
      },
    );

    test('a button that only opens an address is acknowledged in silence', async () => {
      const running = await withButtons(['vpp.link.portal']);
      expect((await clickFirst(running, 'vpp.link.portal')).messages).toEqual([]);
    });

    test('a handler that throws: the person learns what happened, what is uncertain and the reference of the log', async () => {
      const running = await start({
        tables: {
          command: async () => {
            throw new TypeError('boom xoxb-1-secret');
          },
        },
      });
      const text = said(await running.slack.actAs(alva).slash(itApps, '/vpp', ''));
      const failure = running.lines.find(
        ({ level, message }) => level === 'error' && message === 'An interaction failed',
      );
      expect(text).toContain('not certain whether anything was changed at Apple');
      expect(text).toContain(String(failure?.fields.reference));
      expect(JSON.stringify(running.lines)).not.toContain('xoxb-1-secret');
    });

    test('when the response address is dead the person is told another way', async () => {
      const running = await start({
        tables: { command: async (_, reply) => reply.privately({ text: 'here', blocks: [] }) },
        listening: {
          hosts: { apiUrl: 'http://127.0.0.1/', answersAt: () => false, keepsFilesAt: () => false },
        },
      });
      const result = await running.slack.actAs(alva).slash(itApps, '/vpp', '');
      expect(result.messages).toMatchObject([{ text: 'here', ephemeral: true }]);
      running.slack.levers.failNext('chat.postEphemeral', { kind: 'refuse', error: 'user_not_in_channel' });
      const second = await running.slack.actAs(alva).slash(itApps, '/vpp', '');
      expect(second.messages).toMatchObject([{ text: 'here', ephemeral: false }]);
    });

    test('somebody of another company who clicks in a shared channel is refused kindly', async () => {
      let clicks = 0;
      const running = await start({
        tables: {
          actions: {
            'vpp.go': async () => {
              clicks += 1;
            },
          },
        },
      });
      await running.slackApp.client.chat.postMessage({ channel: 'C00PARTNER', ...buttons('vpp.go') });
      const hugo = running.slack.actAs('U0000HUGO');
      const shared = hugo.view().conversations.find(({ id }) => id === 'C00PARTNER');
      const result = await hugo.click(
        { kind: 'message', channelId: 'C00PARTNER', ts: tsOf(shared?.messages.at(-1)) },
        'row',
        'vpp.go',
      );
      expect(clicks).toBe(0);
      expect(said(result)).toContain('another organisation');
    });

    test('more clicks than a minute takes are refused once in words, then in silence, until the minute is over', async () => {
      let now = 0;
      let commands = 0;
      const running = await start({
        tables: {
          command: async () => {
            commands += 1;
          },
        },
        listening: { clicksPerMinute: 2, wireNow: () => now },
      });
      const person = running.slack.actAs(alva);
      const texts: string[] = [];
      for (let count = 0; count < 4; count += 1) texts.push(said(await person.slash(itApps, '/vpp', '')));
      expect(texts).toEqual(['', '', expect.stringContaining('slower'), '']);
      now = 60_000;
      await person.slash(itApps, '/vpp', '');
      expect(commands).toBe(3);
    });

    test('a trigger is spent once; the second dialogue says so', async () => {
      const running = await withButtons(['vpp.twice'], {
        tables: {
          actions: {
            'vpp.twice': async (_, reply) => {
              await reply.openView(form('One'));
              await reply.openView(form('Two'));
            },
          },
        },
      });
      const result = await clickFirst(running, 'vpp.twice');
      expect(result.modals).toHaveLength(1);
      expect(said(result)).toContain('did not open');
    });
  });

  describe('views', () => {
    test('a submission reaches its handler with values and metadata; field errors stay in the form', async () => {
      const seen: Submission[] = [];
      const running = await start({
        tables: {
          ...opening,
          views: {
            'vpp.form': async (submission) => {
              seen.push(submission);
              const { text } = inputOf(submission.values, 'name', 'text');
              return text === 'good' ? { answer: 'close' } : { answer: 'errors', errors: { name: 'Not good' } };
            },
          },
        },
      });
      const viewId = await openForm(running);
      const first = await running.slack.actAs(alva).submit(viewId, typed('bad'));
      expect(first.modals.at(-1)?.errors).toEqual({ name: 'Not good' });
      const second = await running.slack.actAs(alva).submit(viewId, typed('good'));
      expect(second.modals).toEqual([]);
      expect(seen).toMatchObject([{ callbackId: 'vpp.form', privateMetadata: 'key-7' }, { viewId }]);
    });

    test('work after the answer updates the view', async () => {
      const running = await start({
        tables: {
          ...opening,
          views: {
            'vpp.form': async ({ viewId }, reply) => ({
              answer: 'update',
              view: form('Checking'),
              after: async () => {
                await reply.updateView(form('Checked'), { viewId });
              },
            }),
          },
        },
      });
      const result = await running.slack.actAs(alva).submit(await openForm(running), typed('x'));
      expect(result.modals.at(-1)?.title).toBe('Checked');
    });

    test('a handler that takes too long: still working, then its answer in the same window', async () => {
      let finish = () => {};
      const running = await start({
        listening: { answerWithin: 50 },
        tables: {
          ...opening,
          views: {
            'vpp.form': async () => {
              await new Promise<void>((resolve) => (finish = resolve));
              return { answer: 'errors', errors: { name: 'Too late' } };
            },
          },
        },
      });
      const viewId = await openForm(running);
      const waiting = await running.slack.actAs(alva).submit(viewId, typed('x'));
      expect(JSON.stringify(waiting.modals.at(-1)?.blocks)).toContain('Still working');
      finish();
      const shown = () => JSON.stringify(running.slack.actAs(alva).view().modals);
      await eventually(() => shown().includes('Too late'), 'the late answer');
    });

    test('a handler that throws shows the failure in the window', async () => {
      const running = await start({
        tables: {
          ...opening,
          views: {
            'vpp.form': async () => {
              throw new Error('boom');
            },
          },
        },
      });
      const result = await running.slack.actAs(alva).submit(await openForm(running), typed('x'));
      expect(JSON.stringify(result.modals.at(-1)?.blocks)).toContain('That did not work');
    });

    test('work after the answer that throws is told in the person’s direct messages', async () => {
      const running = await start({
        tables: {
          ...opening,
          views: {
            'vpp.form': async () => ({
              answer: 'close',
              after: async () => {
                throw new Error('boom');
              },
            }),
          },
        },
      });
      const result = await running.slack.actAs(alva).submit(await openForm(running), typed('x'));
      expect(said(result)).toContain('That did not work');
    });

    test('a view that no table knows says that it is old', async () => {
      const running = await start({ tables: opening });
      const result = await running.slack.actAs(alva).submit(await openForm(running), typed('x'));
      expect(JSON.stringify(result.modals.at(-1)?.blocks)).toContain('older version');
    });

    test('updating a view that was closed is an answer, not a fault', async () => {
      const results: string[] = [];
      const running = await withButtons(['vpp.open'], {
        tables: {
          actions: {
            'vpp.open': async (_, reply) => {
              const { viewId, hash } = await reply.openView(form('One'));
              results.push((await reply.updateView(form('Two'), { viewId, hash })).result);
              results.push((await reply.updateView(form('Three'), { viewId, hash })).result);
              results.push((await reply.updateView(form('Four'), { viewId: 'V0NOTHING' })).result);
            },
          },
        },
      });
      await clickFirst(running, 'vpp.open');
      expect(results).toEqual(['updated', 'changed-meanwhile', 'closed-meanwhile']);
    });

    test('a close is heard when the view asked for it', async () => {
      const closed: string[] = [];
      const running = await withButtons(['vpp.open'], {
        tables: {
          actions: {
            'vpp.open': async (_, reply) => {
              await reply.openView({ ...form('Form'), notify_on_close: true });
            },
          },
          closed: { 'vpp.form': async ({ privateMetadata }) => void closed.push(privateMetadata) },
        },
      });
      await running.slack.actAs(alva).close(await openForm(running));
      await eventually(() => closed.length === 1, 'the close');
      expect(closed).toEqual(['key-7']);
    });
  });

  describe('option lists', () => {
    const select: Message = {
      text: 'choose',
      blocks: [
        {
          type: 'actions',
          block_id: 'row',
          elements: [
            {
              type: 'external_select',
              action_id: 'vpp.find',
              min_query_length: 1,
              placeholder: { type: 'plain_text', text: 'App' },
            },
          ],
        },
      ],
    };

    const ask = async (running: Bot) => {
      const person = running.slack.actAs(alva);
      const { messages } = await person.slash(itApps, '/vpp', '');
      return person.typeahead({ kind: 'message', channelId: itApps, ts: tsOf(messages[0]) }, 'row', 'vpp.find', 'pa');
    };

    test('answer what the table finds, a hundred at most', async () => {
      const running = await start({
        tables: {
          command: async (_, reply) => reply.privately(select),
          options: {
            'vpp.find': async ({ typed: text }) =>
              Array.from({ length: 120 }, (_, index) => ({
                value: `${index}`,
                text: { type: 'plain_text', text: `${text}${index}` },
              })),
          },
        },
      });
      const found = await ask(running);
      expect(found).toHaveLength(100);
      expect(found[0]).toMatchObject({ text: 'pa0', value: '0' });
    });

    test('are empty when the finding fails or takes too long', async () => {
      let calls = 0;
      const running = await start({
        listening: { answerWithin: 30 },
        tables: {
          command: async (_, reply) => reply.privately(select),
          options: {
            'vpp.find': async () => {
              calls += 1;
              if (calls === 1) throw new Error('boom');
              return new Promise(() => {});
            },
          },
        },
      });
      expect(await ask(running)).toEqual([]);
      running.listeners.settled().catch(() => {});
      expect(await ask(running)).toEqual([]);
      expect(calls).toBe(2);
    });
  });

  describe('the Home tab', () => {
    test('is built when somebody opens it', async () => {
      const running = await start({
        home: async ({ userId }) => ({
          type: 'home',
          blocks: [{ type: 'section', text: { type: 'mrkdwn', text: `for ${userId}` } }],
        }),
      });
      await running.slack.actAs(alva).openHome();
      await eventually(() => running.slack.actAs(alva).view().home !== null, 'the Home tab');
      expect(JSON.stringify(running.slack.actAs(alva).view().home)).toContain(`for ${alva}`);
    });
  });
});
