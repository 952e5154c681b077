import type { App } from '@slack/bolt';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { lookedAtApps } from '../../src/sandbox/first-steps.js';
import type { SlackStandIn } from '../../src/sandbox/slack/server.js';
import { startBolt, startSlack } from './slack/support.js';

const itApps = 'C000ITAPPS';
const ids = ['vpp.apps.open', 'vpp.apps.page', 'vpp.app.show', 'vpp.sync.now'];

const patient = { timeout: 5_000 };

let slack: SlackStandIn;
let app: App;

/** A bot that answers every command with a card full of buttons, the words "apps" in it. */
beforeEach(async () => {
  slack = await startSlack();
  app = await startBolt(slack, (bolt) => {
    bolt.command('/vpp', async ({ ack, respond }) => {
      await ack();
      const elements = ids.map((id) => ({
        type: 'button' as const,
        action_id: id,
        text: { type: 'plain_text' as const, text: 'apps' },
      }));
      await respond({ text: 'apps', blocks: [{ type: 'actions', block_id: 'row', elements }] });
    });
    bolt.action(/.*/, ({ ack }) => ack());
  });
});

afterEach(async () => {
  await app.stop();
  await slack.stop();
});

const alva = () => slack.actAs('U0000ALVA');
const cards = () =>
  alva()
    .view()
    .conversations.flatMap(({ messages }) => messages.map(({ ts }) => ts));
const looked = () => lookedAtApps(slack.transcript());

test.each(['', 'help', 'token', 'sync', 'apples', 'what apps'])('“/vpp %s” is no look at the apps', async (text) => {
  await alva().slash(itApps, '/vpp', text);
  await expect.poll(cards, patient).toHaveLength(1);
  expect(looked()).toBe(false);
});

test.each(['apps', 'apps key', 'app Keynote', 'APPS'])('“/vpp %s” is a look at the apps', async (text) => {
  await alva().slash(itApps, '/vpp', text);
  expect(looked()).toBe(true);
});

test.each(ids)('pressing %s counts when it shows apps, and only once it is pressed', async (id) => {
  await alva().slash(itApps, '/vpp', '');
  await expect.poll(cards, patient).toHaveLength(1);
  expect(looked()).toBe(false);
  await alva().click({ kind: 'message', channelId: itApps, ts: cards()[0] ?? '' }, 'row', id);
  expect(looked()).toBe(id !== 'vpp.sync.now');
});
