import { describe, expect, it } from 'vitest';
import { deliveryId } from '../../src/slack/deliveries.js';
import { createPostingLimits } from '../../src/slack/limits.js';
import { OutboxSender } from '../../src/slack/outbox-sender.js';
import { custodians, manualTime, pausedNotice, plainRender, recordingLog, scriptedClient } from '../slack/support.js';
import { temporaryFolder } from '../storage/scratch.js';
import { FolderDisk } from '../support/core-disk.js';
import { stepsCutIn } from './steps.js';

/** Slack takes everything and numbers its messages. */
function setUp() {
  let posts = 0;
  const slack = scriptedClient(({ method, arguments: { ts } }) => {
    if (method === 'chat.postMessage') posts += 1;
    return { ok: true, channel: 'DA', ts: method === 'chat.update' ? ts : `1.${posts}` };
  });
  const sender = (disk: FolderDisk, onStep: (step: string) => void) => {
    const time = manualTime();
    return new OutboxSender({
      postingClient: slack.client,
      records: disk.store().records,
      people: custodians('UCUS'),
      channelId: 'CMAIN',
      approvalsChannelId: 'CAPPROVE',
      render: plainRender,
      log: recordingLog().log,
      now: () => 77,
      wireNow: time.now,
      timers: time.timers,
      onStep,
      limits: createPostingLimits({ postSpacing: 0, postsPerMinute: 10_000, updatesPerMinute: 10_000 }),
    });
  };
  return { sender, calls: slack.calls };
}

describe('the outbox on the real store', () => {
  it.each(stepsCutIn('outbox'))(
    'ended at %s: sent after the restart, and the copy that is known is the one that is updated',
    async (step) => {
      const disk = await FolderDisk.open(await temporaryFolder());
      const { sender, calls } = setUp();
      const notice = (by: string) => pausedNotice('card', { to: 'person', userId: 'UA' }, by);
      await disk.store().records.commit({ outbox: [notice('one')] });

      let ended = false;
      disk.onStep = () => {
        if (ended) throw new Error('ended');
      };
      const first = sender(disk, (at) => {
        ended ||= at === step;
        if (ended) throw new Error('ended');
      });
      await first.drain();
      await first.stop();
      expect(ended).toBe(true);
      await disk.close();
      disk.onStep = () => undefined;
      await disk.reopen();

      const second = sender(disk, () => undefined);
      await second.drain();
      const posts = calls.length;
      expect(posts).toBe(step === 'slack.outbox.after-send' ? 2 : 1);
      const { records } = disk.store();
      const delivery = await records.get('delivery', deliveryId('card', 'UA'));
      expect(delivery?.value).toMatchObject({ conversation: 'DA', ts: `1.${posts}` });

      await records.commit({ outbox: [notice('two')] });
      await second.drain();
      expect(calls.at(-1)).toMatchObject({ method: 'chat.update', arguments: { ts: `1.${posts}` } });
      expect(await records.list('outbox')).toEqual([]);
      await second.stop();
      await disk.close();
    },
  );
});
