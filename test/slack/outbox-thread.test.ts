import { describe, expect, test } from 'vitest';
import type { Records } from '../../src/licensing/ports/records.js';
import type { Notice } from '../../src/licensing/rules/notice.js';
import { createPostingLimits } from '../../src/slack/limits.js';
import { OutboxSender } from '../../src/slack/outbox-sender.js';
import { memoryRecords } from '../../src/storage/memory.js';
import {
  type Call,
  manualTime,
  pausedNotice,
  plainRender,
  recordingLog,
  type Scripted,
  scriptedClient,
} from './support.js';

const approvers: Notice['audience'] = { to: 'approvers' };

const card = (by: string): Notice => pausedNotice('card', approvers, by);
const reply = (subject: string, by: string): Notice => ({ ...pausedNotice(subject, approvers, by), thread: 'card' });

/** Slack that takes everything but what `refuse` names. */
function setUp({
  refuse = () => null,
  records = memoryRecords(),
}: {
  refuse?: (call: Call) => string | null;
  records?: Records;
} = {}) {
  let posts = 0;
  const { client, calls } = scriptedClient((call): Scripted => {
    const error = refuse(call);
    if (error !== null) return { ok: false, error };
    const { channel: target = '', ts } = call.arguments;
    if (call.method === 'chat.postMessage') posts += 1;
    const conversation = target.startsWith('U') ? target.replace('U', 'D') : target;
    return { ok: true, channel: conversation, ts: call.method === 'chat.update' ? ts : `1.${posts}` };
  });
  const time = manualTime();
  const sender = new OutboxSender({
    postingClient: client,
    records,
    people: { holders: async (role) => (role === 'approver' ? ['UAPP1', 'UAPP2'] : []) },
    channelId: 'CMAIN',
    approvalsChannelId: 'CAPPROVE',
    render: plainRender,
    log: recordingLog().log,
    now: () => 77,
    wireNow: time.now,
    timers: time.timers,
    onStep: () => {},
    limits: createPostingLimits({ postSpacing: 0, postsPerMinute: 10_000, updatesPerMinute: 10_000 }),
  });
  const say = (...outbox: Notice[]) => records.commit({ outbox });
  const sent = () =>
    calls.map(({ method, arguments: { channel, text, thread_ts: above } }) =>
      [method.replace('chat.', ''), channel, text, ...(above === undefined ? [] : [`under ${above}`])].join(' '),
    );
  return { sender, records, calls, say, sent };
}

describe('a notice in the thread of a card', () => {
  test('stands under the copy of the card in that conversation, and never in the channel too', async () => {
    const { sender, say, sent, calls } = setUp();
    await say(card('a'));
    await sender.drain();
    await say(reply('news', 'b'));
    await sender.drain();
    expect(sent()).toEqual(['postMessage CAPPROVE paused by a', 'postMessage CAPPROVE paused by b under 1.1']);
    expect(calls[1]?.arguments).not.toHaveProperty('reply_broadcast');
  });

  test('waits for its card while that is to be posted itself', async () => {
    const { sender, say, sent } = setUp();
    await say(reply('news', 'b'), card('a'));
    await say(card('newer'));
    await sender.drain();
    expect(sent()).toEqual(['postMessage CAPPROVE paused by newer', 'postMessage CAPPROVE paused by b under 1.1']);
  });

  test('does not wait for an update of a card that stands there', async () => {
    const { sender, say, sent } = setUp();
    await say(card('a'));
    await sender.drain();
    await say(reply('news', 'b'), card('newer'));
    await sender.drain();
    expect(sent().slice(1)).toEqual(['postMessage CAPPROVE paused by b under 1.1', 'update CAPPROVE paused by newer']);
  });

  test('stands on its own when the card is nowhere', async () => {
    const { sender, say, sent, records } = setUp();
    await say(reply('news', 'b'));
    await sender.drain();
    expect(sent()).toEqual(['postMessage CAPPROVE paused by b']);
    expect(await records.list('outbox')).toEqual([]);
  });

  test('is updated where it stands, once it is there', async () => {
    const { sender, say, sent } = setUp();
    await say(card('a'), reply('progress', 'b'));
    await sender.drain();
    await say(reply('progress', 'c'));
    await sender.drain();
    expect(sent().at(-1)).toBe('update CAPPROVE paused by c');
  });

  test('stands on its own when Slack takes no replies to the card', async () => {
    const { sender, say, sent } = setUp({
      refuse: ({ arguments: { thread_ts: above } }) => (above === undefined ? null : 'restricted_action_thread_locked'),
    });
    await say(card('a'), reply('news', 'b'));
    await sender.drain();
    expect(sent().at(-1)).toBe('postMessage CAPPROVE paused by b');
  });

  test('follows its card to the people when the channel takes nothing', async () => {
    const { sender, say, sent } = setUp({
      refuse: ({ arguments: { channel } }) => (channel === 'CAPPROVE' ? 'not_in_channel' : null),
    });
    await say(card('a'), reply('news', 'b'));
    await sender.drain();
    const mine = sent().filter((line) => line.includes('UAPP1') || line.includes('DAPP1'));
    expect(mine).toHaveLength(2);
    expect(mine[0]).toContain('postMessage UAPP1');
    expect(mine[1]).toMatch(/postMessage DAPP1 .*paused by b under 1\.\d/);
  });

  test('is found by the next process, with its card', async () => {
    const records = memoryRecords();
    const before = setUp({ records });
    await before.say(card('a'));
    await before.sender.drain();
    const after = setUp({ records });
    await after.say(reply('news', 'b'));
    await after.sender.drain();
    expect(after.sent()).toEqual(['postMessage CAPPROVE paused by b under 1.1']);
  });
});
