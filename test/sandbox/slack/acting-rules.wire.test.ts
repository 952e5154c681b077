import type { App, BlockAction } from '@slack/bolt';
import type { KnownBlock, ModalView } from '@slack/types';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import type { SlackStandIn } from '../../../src/sandbox/slack/server.js';
import { transports } from '../../../src/sandbox/slack/transport/dispatch.js';
import type { Surface } from '../../../src/sandbox/slack/workspace.js';
import { plain, refusalOf, startBolt, startSlack, untyped } from './support.js';

const option = (value: string) => ({ text: plain(value.toUpperCase()), value });
const button = (id: string) => ({ type: 'button' as const, action_id: id, text: plain(id) });
const row: KnownBlock = {
  type: 'actions',
  block_id: 'row',
  elements: [
    button('go'),
    { type: 'static_select', action_id: 'choose', options: [option('a'), option('b')] },
    { type: 'external_select', action_id: 'pick' },
    { type: 'external_select', action_id: 'broken', min_query_length: 0 },
    { type: 'overflow', action_id: 'more', options: [option('x'), option('y')] },
    { type: 'users_select', action_id: 'who' },
  ],
};

const failure = (code: string) => ({ code, name: 'ActFailed' });

function form(title: string, more: Partial<ModalView> = {}): ModalView {
  const element = { type: 'plain_text_input' as const, action_id: 'v' };
  const input = { type: 'input' as const, block_id: 'i', label: plain('Name'), element };
  return { type: 'modal', title: plain(title), submit: plain('Save'), blocks: [input, row], ...more };
}

describe.each(transports)('over %s', (transport) => {
  let slack: SlackStandIn;
  let app: App;
  /** What the app does on each action, by action_id. */
  let actions: Record<string, (body: BlockAction) => Promise<unknown>>;
  let bodies: BlockAction[];

  beforeEach(async () => {
    slack = await startSlack({ ackTimeout: 500, transport });
    actions = {};
    bodies = [];
    app = await startBolt(slack, (bolt) => {
      bolt.action({ type: 'block_actions' }, async ({ ack, body, action }) => {
        await ack();
        bodies.push(body);
        await actions[action.action_id]?.(body);
      });
      bolt.options('pick', async ({ ack, options }) => {
        const text = { type: 'plain_text' as const, text: `found ${options.value}` };
        await ack({ options: [{ text, value: options.value }] });
      });
      bolt.options('broken', async ({ ack }) =>
        ack({ options: [{ text: { type: 'plain_text', text: '' }, value: 'x' }] }),
      );
      bolt.command('/vpp', async ({ ack, command }) => {
        if (command.text === 'loud') return ack({ text: 'for all', response_type: 'in_channel' });
        if (command.text === 'broken') return ack({ text: 'x', blocks: [{ type: 'header' }] });
        return ack();
      });
    });
  });

  afterEach(async () => {
    await app.stop();
    await slack.stop();
  });

  async function posted(channel: string, blocks: KnownBlock[] = [row]): Promise<Surface> {
    const { channel: channelId = '', ts = '' } = await app.client.chat.postMessage({ channel, text: 'card', blocks });
    return { kind: 'message', channelId, ts };
  }

  test('who may act: guests may, strangers only click in shared channels, deactivated people do nothing', async () => {
    const card = await posted('C0GENERAL0');
    const guest = slack.actAs('U0000GUNN');
    await guest.slash('C0GENERAL0', '/vpp', 'help');
    await expect(guest.slash('C000ITAPPS', '/vpp', '')).rejects.toMatchObject(failure('not_in_channel'));
    await guest.click(card, 'row', 'go');
    const hugo = slack.actAs('U0000HUGO');
    const shared = await posted('C00PARTNER');
    await hugo.click(shared, 'row', 'go');
    expect(bodies.at(-1)).toMatchObject({
      user: { id: 'U0000HUGO', team_id: 'T0CONTOSO' },
      team: { id: 'T0NORTHWIND' },
    });
    await expect(hugo.click(card, 'row', 'go')).rejects.toMatchObject(failure('not_visible'));
    await expect(hugo.slash('C00PARTNER', '/vpp', '')).rejects.toMatchObject(failure('not_allowed'));
    await expect(hugo.openHome()).rejects.toMatchObject(failure('not_allowed'));
    expect(hugo.view().conversations.map(({ id }) => id)).toEqual(['C00PARTNER']);
    const iris = slack.actAs('U0000IRIS');
    await expect(iris.click(card, 'row', 'go')).rejects.toMatchObject(failure('user_deactivated'));
    expect(iris.view().conversations).toEqual([]);
    expect(() => slack.actAs('U0NOBODY')).toThrow('U0NOBODY');
    expect(bodies).toHaveLength(2);
  });

  test('a command is answered in the channel when it says so; an unknown one and an unfit answer fail', async () => {
    const alva = slack.actAs('U0000ALVA');
    await alva.slash('C000ITAPPS', '/vpp', 'loud');
    const texts = slack
      .actAs('U00000BO')
      .view()
      .conversations[0]?.messages.map((message) => message.text);
    expect(texts).toEqual(['for all']);
    await expect(alva.slash('C000ITAPPS', '/vp', '')).rejects.toMatchObject(failure('unknown_command'));
    const unfit = alva.slash('C000ITAPPS', '/vpp', 'broken');
    await expect(unfit).rejects.toMatchObject(failure('invalid_acknowledgement'));
  });

  test('selects, overflow menus and pickers send the whole choice; nothing else can be chosen', async () => {
    const card = await posted('C000ITAPPS');
    const alva = slack.actAs('U0000ALVA');
    await alva.select(card, 'row', 'choose', { type: 'static_select', selected_option: { value: 'b' } });
    expect(bodies.at(-1)).toMatchObject({
      actions: [{ type: 'static_select', action_id: 'choose', block_id: 'row', selected_option: option('b') }],
      state: { values: { row: { choose: { selected_option: option('b') }, pick: { selected_option: null } } } },
      container: { type: 'message', channel_id: 'C000ITAPPS', is_ephemeral: false },
      message: { text: 'card', bot_id: 'B0000VPPB' },
    });
    await alva.select(card, 'row', 'more', { type: 'overflow', selected_option: { value: 'y' } });
    await alva.select(card, 'row', 'who', { type: 'users_select', selected_user: 'U0000EMMA' });
    expect(bodies.slice(1).map((body) => body.actions[0])).toMatchObject([
      { selected_option: option('y') },
      { selected_user: 'U0000EMMA' },
    ]);
    const wrong = [
      alva.select(card, 'row', 'choose', { type: 'static_select', selected_option: { value: 'z' } }),
      alva.select(card, 'row', 'choose', { type: 'users_select', selected_user: 'U0000EMMA' }),
      alva.select(card, 'row', 'who', { type: 'users_select', selected_user: 'U0NOBODY' }),
    ];
    for (const act of wrong) await expect(act).rejects.toMatchObject(failure('invalid_value'));
    await expect(alva.click(card, 'row', 'choose')).rejects.toMatchObject(failure('no_such_element'));
    await expect(alva.click(card, 'row', 'none')).rejects.toMatchObject(failure('no_such_element'));
  });

  test('typing in a select asks the app from the third letter on, or finds people by itself', async () => {
    const card = await posted('C000ITAPPS');
    const alva = slack.actAs('U0000ALVA');
    expect(await alva.typeahead(card, 'row', 'pick', 'ap')).toEqual([]);
    expect(await alva.typeahead(card, 'row', 'pick', 'app')).toEqual([{ text: 'found app', value: 'app' }]);
    expect(await alva.typeahead(card, 'row', 'who', 'emm')).toEqual([
      { text: 'Emma Berg', value: 'U0000EMMA', description: 'Driver' },
    ]);
    expect(await alva.typeahead(card, 'row', 'choose', 'b')).toEqual([{ text: 'B', value: 'b' }]);
    const unfit = alva.typeahead(card, 'row', 'broken', '');
    await expect(unfit).rejects.toMatchObject(failure('invalid_acknowledgement'));
  });

  test('a response_url changes the message it came from, ephemeral ones too, and then refuses a sixth use', async () => {
    const alva = slack.actAs('U0000ALVA');
    const whisper = await app.client.chat.postEphemeral({
      channel: 'C000ITAPPS',
      user: 'U0000ALVA',
      text: 'choose',
      blocks: [row],
    });
    const card: Surface = { kind: 'message', channelId: 'C000ITAPPS', ts: whisper.message_ts ?? '' };
    await expect(slack.actAs('U00000BO').click(card, 'row', 'go')).rejects.toMatchObject(failure('not_visible'));
    await alva.click(card, 'row', 'go');
    const [body] = bodies;
    expect(body).toMatchObject({ container: { is_ephemeral: true } });
    expect(body?.message).toBeUndefined();
    const answer = async (content: object) => {
      const headers = { 'content-type': 'application/json' };
      const response = await fetch(String(body?.response_url), {
        method: 'POST',
        headers,
        body: JSON.stringify(content),
      });
      return [response.status, await response.text()];
    };
    const mine = () => alva.view().conversations[0]?.messages.map(({ text, ephemeral }) => [text, ephemeral]);
    expect(await answer({ replace_original: true, text: 'chosen' })).toEqual([200, 'ok']);
    expect(mine()).toEqual([['chosen', true]]);
    expect(await answer({ text: 'aside' })).toEqual([200, 'ok']);
    expect(mine()).toEqual([
      ['chosen', true],
      ['aside', true],
    ]);
    expect(await answer({})).toEqual([400, 'no_text']);
    expect(await answer({ text: 'x', blocks: [{ type: 'nonsense' }] })).toEqual([400, 'invalid_blocks']);
    expect(await answer({ delete_original: true })).toEqual([200, 'ok']);
    expect(mine()).toEqual([['aside', true]]);
    expect(await answer({ text: 'once more' })).toEqual([404, '{"ok":false,"error":"used_url"}']);
  });

  test('views stack three high, once per trigger, and keep what was entered', async () => {
    const card = await posted('C000ITAPPS');
    const alva = slack.actAs('U0000ALVA');
    const refusals: string[] = [];
    actions.go = async ({ trigger_id, view }) => {
      if (view === undefined) {
        await app.client.views.open({ trigger_id, view: form('one') });
        refusals.push(await refusalOf(app.client.views.open({ trigger_id, view: form('twice') })));
      } else refusals.push(await refusalOf(app.client.views.push({ trigger_id, view: form('next') })));
    };
    const opened = await alva.click(card, 'row', 'go');
    const first = opened.modals[0];
    const modal = (viewId: string): Surface => ({ kind: 'modal', viewId });
    await alva.select(modal(first?.id ?? ''), 'i', 'v', { type: 'plain_text_input', value: 'entered' });
    expect(bodies).toHaveLength(1);
    const second = await alva.click(modal(first?.id ?? ''), 'row', 'go');
    expect(bodies.at(-1)).toMatchObject({ view: { state: { values: { i: { v: { value: 'entered' } } } } } });
    const third = await alva.click(modal(second.modals[1]?.id ?? ''), 'row', 'go');
    expect(third.modals.map(({ title }) => title)).toEqual(['one', 'next', 'next']);
    await expect(alva.click(modal(first?.id ?? ''), 'row', 'go')).rejects.toMatchObject(failure('not_visible'));
    await alva.click(modal(third.modals[2]?.id ?? ''), 'row', 'go');
    expect(refusals).toEqual(['exchanged_trigger_id', 'ok', 'ok', 'push_limit_reached']);
  });

  test('an update with a stale hash is a conflict; one without keeps the inputs of the same ids', async () => {
    const card = await posted('C000ITAPPS');
    const alva = slack.actAs('U0000ALVA');
    actions.go = ({ trigger_id }) => app.client.views.open({ trigger_id, view: form('one') });
    const opened = await alva.click(card, 'row', 'go');
    const { id = '', hash = '' } = opened.modals[0] ?? {};
    const surface: Surface = { kind: 'modal', viewId: id };
    await alva.select(surface, 'i', 'v', { type: 'plain_text_input', value: 'entered' });
    await app.client.views.update({ view_id: id, hash, view: form('two') });
    const stale = app.client.views.update({ view_id: id, hash, view: form('three') });
    expect(await refusalOf(stale)).toBe('hash_conflict');
    actions.go = async () => {};
    await alva.click(surface, 'row', 'go');
    expect(bodies.at(-1)).toMatchObject({
      view: { title: { text: 'two' }, state: { values: { i: { v: { value: 'entered' } } } } },
    });
  });

  test('the app hears of a closed view where it asked to', async () => {
    const card = await posted('C000ITAPPS');
    const alva = slack.actAs('U0000ALVA');
    const closed: unknown[] = [];
    app.view({ type: 'view_closed', callback_id: 'loud' }, async ({ ack, body }) => {
      await ack();
      closed.push([body.view.callback_id, 'is_cleared' in body && body.is_cleared]);
    });
    for (const notify_on_close of [true, false]) {
      actions.go = ({ trigger_id }) =>
        app.client.views.open({ trigger_id, view: form('x', { callback_id: 'loud', notify_on_close }) });
      const { modals } = await alva.click(card, 'row', 'go');
      expect((await alva.close(modals[0]?.id ?? '')).modals).toEqual([]);
    }
    expect(closed).toEqual([['loud', false]]);
  });

  test.each([
    ['errors for a block that is no input', { response_action: 'errors', errors: { row: 'no' } }],
    ['no errors at all', { response_action: 'errors', errors: {} }],
    ['a view that Slack refuses', { response_action: 'update', view: { type: 'modal', blocks: [] } }],
    ['an unknown response_action', { response_action: 'explode' }],
  ])('a submission answered with %s fails, and the form stays', async (_name, answer) => {
    const card = await posted('C000ITAPPS');
    const alva = slack.actAs('U0000ALVA');
    app.view('form', async ({ ack }) => ack(untyped(answer)));
    actions.go = ({ trigger_id }) => app.client.views.open({ trigger_id, view: form('x', { callback_id: 'form' }) });
    const { modals } = await alva.click(card, 'row', 'go');
    const values = { i: { v: { type: 'plain_text_input', value: 'y' } } };
    await expect(alva.submit(modals[0]?.id ?? '', values)).rejects.toMatchObject(failure('invalid_acknowledgement'));
    expect(alva.view().modals.map(({ title }) => title)).toEqual(['x']);
  });

  test.each([
    ['nothing', undefined, ['one']],
    ['push', { response_action: 'push', view: form('pushed') }, ['one', 'two', 'pushed']],
    ['clear', { response_action: 'clear' }, []],
  ])('a submission of the second view answered with %s', async (_name, answer, expected) => {
    const card = await posted('C000ITAPPS');
    const alva = slack.actAs('U0000ALVA');
    app.view('form', async ({ ack }) => (answer === undefined ? ack() : ack(untyped(answer))));
    actions.go = ({ trigger_id, view }) =>
      view === undefined
        ? app.client.views.open({ trigger_id, view: form('one') })
        : app.client.views.push({ trigger_id, view: form('two', { callback_id: 'form' }) });
    const first = await alva.click(card, 'row', 'go');
    const second = await alva.click({ kind: 'modal', viewId: first.modals[0]?.id ?? '' }, 'row', 'go');
    const values = { i: { v: { type: 'plain_text_input', value: 'y' } } };
    const result = await alva.submit(second.modals[1]?.id ?? '', values);
    expect(result.modals.map(({ title }) => title)).toEqual(expected);
  });

  test('a change is told to listeners, and an act waits for what the app does after it answered', async () => {
    const card = await posted('C000ITAPPS');
    let changes = 0;
    const stop = slack.onChange(() => {
      changes += 1;
    });
    actions.go = async () => {
      for (const text of ['one', 'two', 'three']) await app.client.chat.postMessage({ channel: 'U0000ALVA', text });
    };
    const { messages } = await slack.actAs('U0000ALVA').click(card, 'row', 'go');
    expect(messages.map(({ text }) => text)).toEqual(['one', 'two', 'three']);
    expect(changes).toBe(3);
    stop();
    await app.client.chat.postMessage({ channel: 'U0000ALVA', text: 'four' });
    expect(changes).toBe(3);
  });
});
