import { describe, expect, test } from 'vitest';
import type { Records } from '../../src/licensing/ports/records.js';
import type { Notice } from '../../src/licensing/rules/notice.js';
import { adoptCopy } from '../../src/slack/deliveries.js';
import type { Message } from '../../src/slack/interaction.js';
import { createPostingLimits } from '../../src/slack/limits.js';
import { OutboxSender } from '../../src/slack/outbox-sender.js';
import { slackSteps } from '../../src/slack/outbox-steps.js';
import { memoryRecords } from '../../src/storage/memory.js';
import {
  type Call,
  custodians,
  eventually,
  manualTime,
  pausedNotice,
  plainRender,
  recordingLog,
  type Scripted,
  scriptedClient,
} from './support.js';

const person = (userId: string): Notice['audience'] => ({ to: 'person', userId });
const channel: Notice['audience'] = { to: 'channel' };

/** Slack that takes everything: user ids become a D conversation, ts counts up. */
function willing(): (call: Call) => Scripted {
  let count = 0;
  return ({ method, arguments: { channel: target = '', ts } }) => {
    count += 1;
    const conversation = target.startsWith('U') ? target.replace('U', 'D') : target;
    return { ok: true, channel: conversation, ts: method === 'chat.update' ? ts : `1.${count}` };
  };
}

interface Setup {
  script?: (call: Call) => Scripted | Promise<Scripted>;
  records?: Records;
  render?: (notice: Notice) => Message;
  holders?: string[];
  onStep?: (step: string) => void;
  /** Business time. */
  now?: () => number;
}

function setUp({ script = willing(), records = memoryRecords(), holders = ['UCUS1', 'UCUS2'], ...rest }: Setup = {}) {
  const { client, calls } = scriptedClient(script);
  const { log, lines } = recordingLog();
  const time = manualTime();
  const sender = new OutboxSender({
    postingClient: client,
    records,
    people: custodians(...holders),
    channelId: 'CMAIN',
    approvalsChannelId: 'CAPPROVE',
    render: rest.render ?? plainRender,
    log,
    now: rest.now ?? (() => 77),
    wireNow: time.now,
    timers: time.timers,
    onStep: rest.onStep ?? (() => {}),
    limits: createPostingLimits({ postSpacing: 0, postsPerMinute: 10_000, updatesPerMinute: 10_000 }),
  });
  const say = (...outbox: Notice[]) => records.commit({ outbox });
  const sent = () => calls.map(({ method, arguments: { channel: to, text } }) => `${method} ${to} ${text}`);
  return { sender, records, calls, lines, time, say, sent };
}

describe('the outbox sender', () => {
  test('posts, keeps where the copy stands and takes the record out', async () => {
    const { sender, records, say, sent } = setUp();
    await say(pausedNotice('card', person('UA'), 'one'));
    await sender.drain();
    expect(sent()).toEqual(['chat.postMessage UA paused by one']);
    expect(await records.list('outbox')).toEqual([]);
    expect((await records.get('delivery', 'card@UA'))?.value).toEqual({
      subject: 'card',
      target: 'UA',
      conversation: 'DA',
      ts: '1.1',
      at: 77,
    });
  });

  test('a later notice of the same subject updates the copy', async () => {
    const { sender, say, calls } = setUp();
    await say(pausedNotice('card', person('UA'), 'one'));
    await sender.drain();
    await say(pausedNotice('card', person('UA'), 'two'));
    await sender.drain();
    expect(calls[1]).toMatchObject({
      method: 'chat.update',
      arguments: { channel: 'DA', ts: '1.1', text: 'paused by two' },
    });
  });

  test('of several waiting notices only the newest is sent, other subjects in order', async () => {
    const { sender, say, sent, records } = setUp();
    await say(pausedNotice('first', person('UA'), 'a1'));
    await say(pausedNotice('card', person('UA'), 'old'), pausedNotice('other', person('UB'), 'b'));
    await say(pausedNotice('card', person('UA'), 'new'));
    await sender.drain();
    expect(sent().filter((line) => line.includes(' UA '))).toEqual([
      'chat.postMessage UA paused by a1',
      'chat.postMessage UA paused by new',
    ]);
    expect(await records.list('outbox')).toEqual([]);
  });

  test('a card is updated at most once in three seconds', async () => {
    const { sender, say, sent, time } = setUp();
    await sender.start();
    await say(pausedNotice('card', person('UA'), 'one'));
    await eventually(() => sent().length === 1, 'the first post');
    await say(pausedNotice('card', person('UA'), 'two'));
    await say(pausedNotice('card', person('UA'), 'three'), pausedNotice('other', person('UA'), 'x'));
    await eventually(() => sent().length === 2, 'another card');
    time.advance(2_999);
    await say(pausedNotice('third', person('UA'), 'y'));
    await eventually(() => sent().length === 3, 'a third card');
    expect(sent().some((line) => line.includes('three'))).toBe(false);
    time.advance(1);
    await eventually(() => sent().length === 4, 'the held update');
    await sender.stop();
    expect(sent()[3]).toBe('chat.update DA paused by three');
    expect(sent().some((line) => line.includes('two'))).toBe(false);
  });

  test('custodians get a copy each, without the excepted one', async () => {
    const { sender, say, sent, records } = setUp({ holders: ['UCUS1', 'UCUS2', 'UCUS3'] });
    await say(pausedNotice('card', { to: 'custodians', except: ['UCUS2'] }, 'one'));
    await sender.drain();
    expect(sent().sort()).toEqual(['chat.postMessage UCUS1 paused by one', 'chat.postMessage UCUS3 paused by one']);
    expect((await records.list('delivery')).map(({ id }) => id)).toEqual(['card@UCUS1', 'card@UCUS3']);
  });

  test('waits while nobody is a custodian', async () => {
    const { sender, say, calls, records } = setUp({ holders: [] });
    await say(pausedNotice('card', { to: 'custodians', except: [] }, 'one'));
    await sender.drain();
    expect(calls).toEqual([]);
    expect(await records.list('outbox')).toHaveLength(1);
  });

  test('a rate limit holds that conversation for as long as Slack says', async () => {
    let refused = false;
    const accept = willing();
    const { sender, say, sent, time } = setUp({
      script: (call) => {
        if (refused || call.arguments.channel !== 'UA') return accept(call);
        refused = true;
        return { rateLimit: 7 };
      },
    });
    await sender.start();
    await say(pausedNotice('card', person('UA'), 'one'), pausedNotice('card', person('UB'), 'two'));
    await eventually(() => sent().length === 2, 'both tried');
    await sender.drain();
    time.advance(6_999);
    await sender.drain();
    expect(sent()).toHaveLength(2);
    time.advance(1);
    await eventually(() => sent().length === 3, 'the third call');
    await sender.stop();
    expect(sent()[2]).toBe('chat.postMessage UA paused by one');
  });

  test('an unknown outcome is sent again under the same subject and counted', async () => {
    let broken = true;
    const accept = willing();
    const { sender, say, sent, time, records } = setUp({ script: (call) => (broken ? 'broken' : accept(call)) });
    await say(pausedNotice('card', person('UA'), 'one'));
    await sender.drain();
    expect((await records.list('outbox'))[0]?.value).toMatchObject({ attempts: 1, failure: null });
    broken = false;
    time.advance(60_000);
    await sender.drain();
    expect(sent()).toEqual(['chat.postMessage UA paused by one', 'chat.postMessage UA paused by one']);
    expect(await records.list('outbox')).toEqual([]);
  });

  test.each(['message_not_found', 'cant_update_message'])('after %s the card is posted anew', async (error) => {
    const accept = willing();
    const { sender, say, sent, records } = setUp({
      script: (call) => (call.method === 'chat.update' ? { ok: false, error } : accept(call)),
    });
    await say(pausedNotice('card', person('UA'), 'one'));
    await sender.drain();
    await say(pausedNotice('card', person('UA'), 'two'));
    await sender.drain();
    expect(sent()[2]).toBe('chat.postMessage UA paused by two');
    expect((await records.get('delivery', 'card@UA'))?.value.ts).toBe('1.2');
  });
});

describe('what Slack refuses for good', () => {
  test('a person who can not be reached: the record stays with the failure, loudly, and others go on', async () => {
    const accept = willing();
    const { sender, say, sent, records, lines } = setUp({
      script: (call) => (call.arguments.channel === 'UGONE' ? { ok: false, error: 'user_not_found' } : accept(call)),
    });
    await say(pausedNotice('card', person('UGONE'), 'one'), pausedNotice('card', person('UA'), 'two'));
    await sender.drain();
    await sender.drain();
    expect(sent()).toHaveLength(2);
    expect((await records.list('outbox')).map(({ value }) => value.failure)).toEqual(['user_not_found']);
    expect(lines.filter(({ level }) => level === 'error')).toMatchObject([
      { fields: { slackError: 'user_not_found' } },
    ]);
  });

  test('a channel without the bot: each custodian gets it with the repair', async () => {
    const accept = willing();
    const { sender, say, calls, sent, records } = setUp({
      script: (call) => (call.arguments.channel === 'CMAIN' ? { ok: false, error: 'not_in_channel' } : accept(call)),
    });
    await say(pausedNotice('summary', channel, 'one'));
    await sender.drain();
    expect(calls.map(({ arguments: { channel: to } }) => to)).toEqual(['CMAIN', 'UCUS1', 'UCUS2']);
    for (const line of sent().slice(1)) {
      expect(line).toContain('/invite @vpp-bot');
      expect(line).toContain('paused by one');
    }
    expect((await records.list('outbox')).map(({ value }) => value.failure)).toEqual(['not_in_channel']);
  });

  test('once the channel takes it, the failed record of that card goes', async () => {
    let invited = false;
    const accept = willing();
    const { sender, say, records } = setUp({
      script: (call) =>
        call.arguments.channel === 'CMAIN' && !invited ? { ok: false, error: 'not_in_channel' } : accept(call),
    });
    await say(pausedNotice('summary', channel, 'one'));
    await sender.drain();
    invited = true;
    await say(pausedNotice('summary', channel, 'two'));
    await sender.drain();
    expect(await records.list('outbox')).toEqual([]);
  });

  test('a revoked token fails without asking anybody else, and is tried again after the next start', async () => {
    const records = memoryRecords();
    const first = setUp({ records, script: () => ({ ok: false, error: 'token_revoked' }) });
    await first.say(pausedNotice('summary', channel, 'one'));
    await first.sender.drain();
    expect(first.sent()).toHaveLength(1);
    expect((await records.list('outbox'))[0]?.value.failure).toBe('token_revoked');
    const second = setUp({ records });
    await second.sender.start();
    await eventually(async () => (await records.list('outbox')).length === 0, 'the second chance');
    await second.sender.stop();
    expect(second.sent()).toEqual(['chat.postMessage CMAIN paused by one']);
  });

  test('blocks that Slack refuses go without pictures, then as text alone', async () => {
    const accept = willing();
    const seen: string[] = [];
    const { sender, say, records } = setUp({
      script: (call) => {
        const blocks = call.arguments.blocks ?? '';
        seen.push(blocks);
        return blocks.includes('image') ? { ok: false, error: 'invalid_blocks' } : accept(call);
      },
      render: () => ({
        text: 'apps',
        blocks: [
          {
            type: 'section',
            text: { type: 'mrkdwn', text: 'Pages' },
            accessory: { type: 'image', image_url: 'https://x/y', alt_text: 'i' },
          },
        ],
      }),
    });
    await say(pausedNotice('apps', person('UA'), 'one'));
    await sender.drain();
    expect(seen).toHaveLength(2);
    expect(JSON.parse(seen[1] ?? '')).toEqual([{ type: 'section', text: { type: 'mrkdwn', text: 'Pages' } }]);
    expect(await records.list('outbox')).toEqual([]);
  });

  test('a notice that can not be put into words stops nobody', async () => {
    const { sender, say, sent, records } = setUp({
      render: (notice) => {
        if (notice.subject === 'bad') throw new Error('no words');
        return plainRender(notice);
      },
    });
    await say(pausedNotice('bad', person('UA'), 'one'), pausedNotice('good', person('UA'), 'two'));
    await sender.drain();
    expect(sent()).toEqual(['chat.postMessage UA paused by two']);
    expect((await records.list('outbox')).map(({ value }) => value.failure)).toEqual(['unrenderable']);
  });

  test('an error word that no table knows is given up after ten tries', async () => {
    const { sender, say, calls, time, records } = setUp({ script: () => ({ ok: false, error: 'brand_new_error' }) });
    await say(pausedNotice('card', person('UA'), 'one'));
    for (let tries = 0; tries < 15; tries += 1) {
      await sender.drain();
      time.advance(60_000);
    }
    expect(calls).toHaveLength(11);
    expect((await records.list('outbox'))[0]?.value.failure).toBe('brand_new_error');
  });
});

describe('restarts', () => {
  test('cut after sending: the next start sends again under the same subject and settles', async () => {
    const records = memoryRecords();
    const first = setUp({
      records,
      onStep: (step) => {
        if (step === slackSteps.afterSend) throw new Error('cut');
      },
    });
    await first.say(pausedNotice('card', person('UA'), 'one'));
    await first.sender.drain();
    await first.sender.stop();
    expect(await records.list('outbox')).toHaveLength(1);
    const second = setUp({ records });
    await second.sender.drain();
    expect(second.sent()).toEqual(['chat.postMessage UA paused by one']);
    expect(await records.list('outbox')).toEqual([]);
  });

  test('a store that refuses once does not lead to a second post', async () => {
    const inner = memoryRecords();
    let refusals = 0;
    const records: Records = {
      ...inner,
      commit: async (change) => {
        if (change.put?.some(({ kind }) => kind === 'delivery') && refusals === 0) {
          refusals += 1;
          throw new Error('disk full');
        }
        return inner.commit(change);
      },
    };
    const { sender, say, sent, time } = setUp({ records });
    await say(pausedNotice('card', person('UA'), 'one'));
    await sender.drain();
    time.advance(60_000);
    await sender.drain();
    expect(sent()).toEqual(['chat.postMessage UA paused by one', 'chat.update DA paused by one']);
    expect(await inner.list('outbox')).toEqual([]);
  });

  test('steps are reported in order', async () => {
    const steps: string[] = [];
    const { sender, say } = setUp({ onStep: (step) => void steps.push(step) });
    await say(pausedNotice('card', person('UA'), 'one'));
    await sender.drain();
    expect(steps).toEqual([slackSteps.beforeSend, slackSteps.afterSend, slackSteps.afterRecord]);
  });

  test('stop waits for what is being sent and leaves the rest', async () => {
    let answer: (value: Scripted) => void = () => {};
    const { sender, say, records, calls } = setUp({ script: () => new Promise((resolve) => (answer = resolve)) });
    await sender.start();
    await say(pausedNotice('card', person('UA'), 'one'), pausedNotice('other', person('UA'), 'two'));
    await eventually(() => calls.length === 1, 'the first call');
    const stopped = sender.stop();
    answer({ ok: true, channel: 'DA', ts: '1.1' });
    await stopped;
    expect(calls).toHaveLength(1);
    expect((await records.list('outbox')).map(({ value }) => value.notice.subject)).toEqual(['other']);
  });
});

describe('old copies', () => {
  const DAY = 86_400_000;
  const copy = (subject: string, at: number) => ({ subject, target: 'UA', conversation: 'DA', ts: '1.1', at });
  const known = async (records: Records) => (await records.list('delivery')).map(({ id }) => id);

  test('are forgotten after 120 days, at the next start or within a day', async () => {
    let now = 160 * DAY;
    const { sender, records, say } = setUp({ now: () => now });
    await adoptCopy(records, copy('ancient', 39 * DAY));
    await adoptCopy(records, copy('old', 40 * DAY));
    await adoptCopy(records, copy('young', 140 * DAY));
    await sender.drain();
    expect(await known(records)).toEqual(['old@UA', 'young@UA']);
    now += DAY;
    await say(pausedNotice('card', person('UB'), 'one'));
    await sender.drain();
    expect(await known(records)).toEqual(['card@UB', 'young@UA']);
  });

  test('stay while a notice waits for them, and are updated', async () => {
    const { sender, records, say, sent } = setUp({ now: () => 160 * DAY });
    await adoptCopy(records, copy('card', DAY));
    await say(pausedNotice('card', person('UA'), 'one'));
    await sender.drain();
    expect(sent()).toEqual(['chat.update DA paused by one']);
    expect((await records.get('delivery', 'card@UA'))?.value.at).toBe(160 * DAY);
  });
});
