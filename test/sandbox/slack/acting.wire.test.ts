import type { App } from '@slack/bolt';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import type { SlackStandIn } from '../../../src/sandbox/slack/server.js';
import { transports } from '../../../src/sandbox/slack/transport/dispatch.js';
import { startBolt, startSlack } from './support.js';

const modal = {
  type: 'modal' as const,
  callback_id: 'vpp:bind',
  notify_on_close: true,
  title: { type: 'plain_text' as const, text: 'Bind' },
  submit: { type: 'plain_text' as const, text: 'Check' },
  blocks: [
    {
      type: 'input' as const,
      block_id: 'token',
      label: { type: 'plain_text' as const, text: 'Token' },
      element: { type: 'plain_text_input' as const, action_id: 'value', max_length: 5 },
    },
    {
      type: 'input' as const,
      block_id: 'file',
      optional: true,
      label: { type: 'plain_text' as const, text: 'File' },
      element: { type: 'file_input' as const, action_id: 'value' },
    },
  ],
};

describe.each(transports)('over %s', (transport) => {
  let slack: SlackStandIn;
  let app: App | null = null;

  beforeEach(async () => {
    slack = await startSlack({ ackTimeout: 400, transport });
  });

  afterEach(async () => {
    await app?.stop();
    app = null;
    await slack.stop();
  });

  test('a slash command reaches Bolt and its acknowledgement is shown to that person only', async () => {
    app = await startBolt(slack, (bolt) => {
      bolt.command('/vpp', async ({ ack, command, respond }) => {
        await ack(`you said ${command.text}`);
        await respond('more');
      });
    });
    const result = await slack.actAs('U0000ALVA').slash('C000ITAPPS', '/vpp', 'ask @Emma Berg in #it-apps & go');
    expect(result.messages.map((message) => [message.text, message.ephemeral, message.author.id])).toEqual([
      ['you said ask <@U0000EMMA> in <#C000ITAPPS|it-apps> &amp; go', true, 'U0000VPPB'],
      ['more', true, 'U0000VPPB'],
    ]);
    const seenByBo = slack
      .actAs('U00000BO')
      .view()
      .conversations.find(({ id }) => id === 'C000ITAPPS');
    expect(seenByBo?.messages).toEqual([]);
  });

  test('a click opens a modal, a submission carries its values and files, errors and an update are shown', async () => {
    const submissions: unknown[] = [];
    app = await startBolt(slack, (bolt) => {
      bolt.action('vpp:open', async ({ ack, body, client }) => {
        await ack();
        if (body.type !== 'block_actions') return;
        await client.views.open({ trigger_id: body.trigger_id, view: modal });
      });
      bolt.view('vpp:bind', async ({ ack, view, client }) => {
        const text = view.state.values.token?.value?.value ?? '';
        submissions.push(view.state.values);
        if (text === 'bad') return ack({ response_action: 'errors', errors: { token: 'No good' } });
        await ack({ response_action: 'update', view: { ...modal, title: { type: 'plain_text', text: 'Checking' } } });
        await client.views.update({
          view_id: view.id,
          view: { ...modal, title: { type: 'plain_text', text: 'Done' } },
        });
      });
    });
    const posted = await app.client.chat.postMessage({
      channel: 'U0000ALVA',
      text: 'Card',
      blocks: [
        {
          type: 'actions',
          block_id: 'b',
          elements: [{ type: 'button', action_id: 'vpp:open', value: 'key', text: { type: 'plain_text', text: 'Go' } }],
        },
      ],
    });
    const alva = slack.actAs('U0000ALVA');
    const surface = { kind: 'message' as const, channelId: String(posted.channel), ts: String(posted.ts) };
    const clicked = await alva.click(surface, 'b', 'vpp:open');
    const [view] = clicked.modals;
    expect(view).toMatchObject({ title: 'Bind', submit: 'Check', callbackId: 'vpp:bind', errors: {} });
    const id = view?.id ?? '';

    const tooLong = await alva.submit(id, { token: { value: { type: 'plain_text_input', value: 'far too long' } } });
    expect(tooLong.modals[0]?.errors).toEqual({ token: 'Enter at most 5 characters.' });
    const empty = await alva.submit(id, { token: { value: { type: 'plain_text_input', value: '' } } });
    expect(Object.keys(empty.modals[0]?.errors ?? {})).toEqual(['token']);
    expect(submissions).toEqual([]);

    const refused = await alva.submit(id, { token: { value: { type: 'plain_text_input', value: 'bad' } } });
    expect(refused.modals[0]?.errors).toEqual({ token: 'No good' });
    const file = await alva.upload({ name: 'a.vpptoken', content: 'abc' });
    const done = await alva.submit(id, {
      token: { value: { type: 'plain_text_input', value: 'good' } },
      file: { value: { type: 'file_input', files: [{ id: file.id }] } },
    });
    expect(done.modals.map((open) => open.title)).toEqual(['Done']);
    expect(submissions[1]).toMatchObject({
      token: { value: { type: 'plain_text_input', value: 'good' } },
      file: { value: { type: 'file_input', files: [{ id: file.id, name: 'a.vpptoken', size: 3 }] } },
    });
  });

  test('opening Home reaches Bolt as an event, and the published tab is seen', async () => {
    app = await startBolt(slack, (bolt) => {
      bolt.event('app_home_opened', async ({ event, client }) => {
        await client.views.publish({ user_id: event.user, view: { type: 'home', blocks: [{ type: 'divider' }] } });
      });
    });
    await slack.actAs('U0000EMMA').openHome();
    expect(slack.actAs('U0000EMMA').view().home?.blocks).toMatchObject([{ type: 'divider' }]);
    expect(slack.actAs('U00000BO').view().home).toBeNull();
  });

  test('without a connection, and without an acknowledgement, an act fails and Slack says so', async () => {
    const bo = slack.actAs('U00000BO');
    await expect(bo.slash('C000ITAPPS', '/vpp', 'help')).rejects.toMatchObject({ code: 'dispatch_failed' });
    app = await startBolt(slack, (bolt) => {
      bolt.command('/vpp', async () => {});
    });
    await expect(bo.slash('C000ITAPPS', '/vpp', 'help')).rejects.toMatchObject({ code: 'operation_timeout' });
    const notes = bo.view().conversations.find(({ id }) => id === 'C000ITAPPS')?.messages;
    expect(notes?.map((note) => [note.text, note.ephemeral])).toEqual([
      ['/vpp failed with the error "dispatch_failed"', true],
      ['/vpp failed with the error "operation_timeout"', true],
    ]);
  });
});
