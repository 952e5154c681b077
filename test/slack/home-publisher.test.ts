import { expect, test } from 'vitest';
import { createHomePublisher } from '../../src/slack/home-publisher.js';
import type { HomeHandler } from '../../src/slack/interaction.js';
import { countedReferences, eventually, manualTime, recordingLog, type Scripted, scriptedClient } from './support.js';

const view = (state: number): Awaited<ReturnType<HomeHandler>> => ({
  type: 'home',
  blocks: [{ type: 'section', text: { type: 'mrkdwn', text: `state ${state}` } }],
});

function setUp(script: () => Scripted | Promise<Scripted>) {
  const { client, calls } = scriptedClient(script);
  const { log, lines } = recordingLog();
  const house = { state: 0 };
  const time = manualTime();
  const publisher = createHomePublisher({
    ...{ client, log, ids: countedReferences(), wireNow: time.now, renewalSpacing: 0 },
    home: async () => (house.state < 0 ? null : view(house.state)),
  });
  const shown = () =>
    calls.map(({ arguments: { user_id: userId, view: json = '' } }) => `${userId} ${/state \d/.exec(json)?.[0]}`);
  return { publisher, house, lines, shown, time };
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
  await publisher.stop();
  expect(most).toBe(1);
});

test('a failure is logged with a reference and does not reject', async () => {
  const { publisher, lines } = setUp(() => ({ ok: false, error: 'not_enabled' }));
  await publisher.publish('U1');
  expect(lines).toMatchObject([{ level: 'error', fields: { reference: 'R-1', userId: 'U1' } }]);
  await publisher.publish('U1');
  expect(lines).toHaveLength(2);
});

const ok = () => ({ ok: true });
const people = (count: number) => Array.from({ length: count }, (_, index) => `U${index}`);

test('a renewal is for the newest fifty who looked, the newest first', async () => {
  const { publisher, house, shown } = setUp(ok);
  for (const userId of people(60)) await publisher.publish(userId);
  await publisher.publish('U20');
  house.state = 1;
  publisher.renew();
  const renewed = () => shown().filter((line) => line.endsWith('state 1'));
  await eventually(() => renewed().length >= 50, 'fifty renewals');
  await publisher.publish('U0');
  expect(renewed()).toHaveLength(51);
  expect(renewed().slice(0, 3)).toEqual(['U20 state 1', 'U59 state 1', 'U58 state 1']);
  expect(renewed().at(49)).toBe('U10 state 1');
});

test('who looked more than an hour ago is left alone until they look again', async () => {
  const { publisher, shown, time } = setUp(ok);
  await publisher.publish('U1');
  time.advance(30 * 60_000);
  await publisher.publish('U2');
  time.advance(40 * 60_000);
  publisher.renew();
  await eventually(() => shown().length >= 3, 'a renewal');
  await publisher.stop();
  expect(shown()).toEqual(['U1 state 0', 'U2 state 0', 'U2 state 0']);
});

test('renewals come one after another, joined while they wait, and somebody who looks overtakes them', async () => {
  const turns: (() => void)[] = [];
  const { publisher, house, shown } = setUp(() => {
    if (house.state === 0) return { ok: true };
    return new Promise((resolve) => turns.push(() => resolve({ ok: true })));
  });
  for (const userId of people(4)) await publisher.publish(userId);
  house.state = 1;
  publisher.renew();
  publisher.renew();
  await eventually(() => turns.length === 1, 'the first renewal');
  const looking = publisher.publish('U9');
  await eventually(() => turns.length === 2, 'the Home of who looks');
  expect(shown().slice(4)).toEqual(['U3 state 1', 'U9 state 1']);
  turns.at(1)?.();
  await looking;
  for (const turn of [0, 2, 3, 4]) {
    await eventually(() => turns.length > turn, 'the next renewal');
    turns.at(turn)?.();
  }
  await publisher.stop();
  expect(shown().slice(4)).toEqual(['U3', 'U9', 'U2', 'U1', 'U0'].map((userId) => `${userId} state 1`));
});

test('a stop drops the renewals that wait', async () => {
  let end = () => {};
  const { publisher, house, shown } = setUp(() => {
    if (house.state === 0) return { ok: true };
    return new Promise((resolve) => {
      end = () => resolve({ ok: true });
    });
  });
  for (const userId of people(3)) await publisher.publish(userId);
  house.state = 1;
  publisher.renew();
  await eventually(() => shown().length === 4, 'the first renewal');
  const stopped = publisher.stop();
  end();
  await stopped;
  publisher.renew();
  expect(shown()).toHaveLength(4);
});

test('who can not be checked keeps the Home that stands there', async () => {
  const { publisher, house, shown, lines } = setUp(ok);
  await publisher.publish('U1');
  house.state = -1;
  await publisher.publish('U1');
  expect(shown()).toEqual(['U1 state 0']);
  expect(lines).toMatchObject([{ level: 'warn', fields: { userId: 'U1' } }]);
});
