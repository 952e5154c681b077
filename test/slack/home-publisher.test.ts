import { expect, test } from 'vitest';
import { createHomePublisher } from '../../src/slack/home-publisher.js';
import type { HomeHandler } from '../../src/slack/interaction.js';
import { countedReferences, recordingLog, type Scripted, scriptedClient } from './support.js';

const view = (state: number): Awaited<ReturnType<HomeHandler>> => ({
  type: 'home',
  blocks: [{ type: 'section', text: { type: 'mrkdwn', text: `state ${state}` } }],
});

function setUp(script: () => Scripted | Promise<Scripted>) {
  const { client, calls } = scriptedClient(script);
  const { log, lines } = recordingLog();
  const house = { state: 0 };
  const publisher = createHomePublisher({ client, home: async () => view(house.state), ids: countedReferences(), log });
  const shown = () =>
    calls.map(({ arguments: { user_id: userId, view: json = '' } }) => `${userId} ${/state \d/.exec(json)?.[0]}`);
  return { publisher, house, lines, shown };
}

test('calls during a publication share the one after it, which shows the newest state', async () => {
  const { publisher, house, shown } = setUp(() => ({ ok: true }));
  const first = publisher.publish('U1');
  house.state = 1;
  const second = publisher.publish('U1');
  const third = publisher.publish('U1');
  const other = publisher.publish('U2');
  await Promise.all([first, second, third, other]);
  expect(shown().filter((line) => line.startsWith('U1'))).toEqual(['U1 state 0', 'U1 state 1']);
  expect(shown()).toContain('U2 state 1');
});

test('at most one publication of a person runs at a time', async () => {
  let running = 0;
  let most = 0;
  const { publisher } = setUp(async () => {
    running += 1;
    most = Math.max(most, running);
    await new Promise((resolve) => setImmediate(resolve));
    running -= 1;
    return { ok: true };
  });
  for (let count = 0; count < 5; count += 1) {
    void publisher.publish('U1');
    await new Promise((resolve) => setImmediate(resolve));
  }
  await publisher.settled();
  expect(most).toBe(1);
});

test('a failure is logged with a reference and does not reject', async () => {
  const { publisher, lines } = setUp(() => ({ ok: false, error: 'not_enabled' }));
  await publisher.publish('U1');
  expect(lines).toMatchObject([{ level: 'error', fields: { reference: 'R-1', userId: 'U1' } }]);
  await publisher.publish('U1');
  expect(lines).toHaveLength(2);
});
