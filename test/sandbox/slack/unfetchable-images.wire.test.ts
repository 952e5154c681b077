import { afterEach, beforeEach, expect, test } from 'vitest';
import type { SlackStandIn } from '../../../src/sandbox/slack/server.js';
import { clientOf, refusalOf, startBolt, startSlack } from './support.js';

const gone = 'https://gone.example/icon.png';
const itApps = 'C000ITAPPS';
const image = { type: 'image', image_url: gone, alt_text: 'Icon' };
const blocks = [
  { type: 'divider' },
  { type: 'section', text: { type: 'mrkdwn', text: 'Keynote' }, accessory: image },
  { type: 'context', elements: [{ type: 'plain_text', text: 'Small' }, image] },
  { ...image, image_url: 'https://fine.example/icon.png' },
];

const patient = { timeout: 5_000 };

let slack: SlackStandIn;

beforeEach(async () => {
  slack = await startSlack();
  slack.levers.settings.unfetchableImages = (url) => url === gone;
});

afterEach(() => slack.stop());

const messagesSeen = () =>
  slack
    .actAs('U0000ALVA')
    .view()
    .conversations.flatMap(({ messages }) => messages);

test('a message with images that Slack cannot fetch is refused, each named by its place', async () => {
  const post = (more: object) => clientOf(slack).apiCall('chat.postMessage', { channel: itApps, text: 'x', ...more });
  await expect(post({ blocks })).rejects.toMatchObject({
    data: {
      error: 'invalid_blocks',
      response_metadata: {
        messages: [
          '[ERROR] downloading image failed [json-pointer:/blocks/1/accessory/image_url]',
          '[ERROR] downloading image failed [json-pointer:/blocks/2/elements/1/image_url]',
        ],
      },
    },
  });
  expect(messagesSeen()).toEqual([]);
  const { ts } = await clientOf(slack).chat.postMessage({ channel: itApps, text: 'x' });
  const update = { channel: itApps, ts, text: 'x', blocks };
  expect(await refusalOf(clientOf(slack).apiCall('chat.update', update))).toBe('invalid_blocks');
});

test('a view with such an image is refused and its trigger stays unspent', async () => {
  const client = clientOf(slack);
  const view = { type: 'home', blocks };
  await expect(client.apiCall('views.publish', { user_id: 'U0000ALVA', view })).rejects.toMatchObject({
    data: {
      error: 'invalid_blocks',
      errors: expect.arrayContaining(['downloading image failed [json-pointer:/view/blocks/1/accessory/image_url]']),
    },
  });
  expect(slack.actAs('U0000ALVA').view().home).toBe(null);
  const refusals: string[] = [];
  const app = await startBolt(slack, (bolt) => {
    bolt.command('/vpp', async ({ ack, body }) => {
      await ack();
      const modal = { type: 'modal', title: { type: 'plain_text', text: 'One' } };
      for (const shown of [blocks, blocks.slice(3)]) {
        const call = client.apiCall('views.open', { trigger_id: body.trigger_id, view: { ...modal, blocks: shown } });
        refusals.push(await refusalOf(call));
      }
    });
  });
  await slack.actAs('U0000ALVA').slash(itApps, '/vpp', '');
  await expect.poll(() => refusals, patient).toEqual(['invalid_blocks', 'ok']);
  await app.stop();
  expect(slack.actAs('U0000ALVA').view().modals).toHaveLength(1);
});

test('a response address answers 400', async () => {
  const statuses: number[] = [];
  const app = await startBolt(slack, (bolt) => {
    bolt.command('/vpp', async ({ ack, body }) => {
      await ack();
      for (const shown of [blocks, blocks.slice(3)]) {
        const init = { method: 'POST', headers: { 'content-type': 'application/json' } };
        const answer = await fetch(body.response_url, { ...init, body: JSON.stringify({ blocks: shown }) });
        statuses.push(answer.status);
      }
    });
  });
  await slack.actAs('U0000ALVA').slash(itApps, '/vpp', '');
  await expect.poll(() => statuses, patient).toEqual([400, 200]);
  await app.stop();
  expect(messagesSeen()).toHaveLength(1);
});
