import { expect, test } from 'vitest';
import { northwind } from '../../../src/sandbox/slack/seed.js';
import { openStore } from '../../../src/sandbox/slack/state/store.js';
import { openTickets } from '../../../src/sandbox/slack/state/tickets.js';
import type { Settings } from '../../../src/sandbox/slack/web-api/method.js';
import { openRateLimits } from '../../../src/sandbox/slack/web-api/rate-limits.js';

const START = Date.UTC(2026, 10, 22, 8);

function bench() {
  const time = { now: START };
  let count = 0;
  const store = openStore(northwind, () => time.now);
  const tickets = openTickets(
    store,
    () => `secret${count++}`,
    () => time.now,
  );
  return { time, store, tickets };
}

test('a trigger id opens once, within three seconds, for the person who made it', () => {
  const { time, tickets } = bench();
  const id = tickets.issueTrigger('U0000ALVA', 'V1');
  time.now += 3000;
  expect(tickets.exchange(id)).toEqual({ result: 'exchanged-now', userId: 'U0000ALVA', viewId: 'V1' });
  expect(tickets.exchange(id)).toEqual({ result: 'exchanged-before' });
  expect(tickets.exchange('made up')).toEqual({ result: 'invalid' });
  const late = tickets.issueTrigger('U0000ALVA');
  time.now += 3001;
  expect(tickets.exchange(late)).toEqual({ result: 'expired' });
});

test('a response_url answers five times within thirty minutes', () => {
  const { time, tickets } = bench();
  const target = { channelId: 'C000ITAPPS', userId: 'U0000ALVA', messageTs: null, threadTs: null };
  const path = tickets.issueResponse('commands', target);
  const uses = Array.from({ length: 6 }, () => tickets.respond(path).result);
  expect(uses).toEqual(['open', 'open', 'open', 'open', 'open', 'used']);
  const other = tickets.issueResponse('commands', target);
  time.now += 30 * 60 * 1000;
  expect(tickets.respond(other).result).toBe('open');
  time.now += 1;
  expect(tickets.respond(other).result).toBe('expired');
});

test('timestamps grow strictly, also while the clock stands or goes back', () => {
  const { time, store } = bench();
  const stamps = [store.newTs(), store.newTs()];
  time.now -= 5000;
  stamps.push(store.newTs());
  const numbers = stamps.map((stamp) => Number(stamp.replace('.', '')));
  expect(numbers).toEqual([...new Set(numbers)].sort((one, other) => one - other));
  expect(stamps[0]).toBe(`${START / 1000}.000000`);
});

function limitsOf(mode: Settings['rateLimits']) {
  const time = { now: START };
  const settings: Settings = {
    scopes: new Set(),
    paidPlan: true,
    rateLimits: mode,
    botToken: 'valid',
    clockSkew: 0,
    triggerErrors: 'method',
    unfetchableImages: () => false,
  };
  const limits = openRateLimits(settings, () => time.now);
  const post = (channelId: string) => limits.take({ method: 'chat.postMessage', tier: 'post', channelId });
  const list = () => limits.take({ method: 'users.list', tier: 'tier2', channelId: null });
  return { time, post, list };
}

test('strict limits let one message a second into a channel, and twenty calls of tier 2 a minute', () => {
  const { time, post, list } = limitsOf('strict');
  expect([post('C1'), post('C1'), post('C2')]).toEqual([null, 1, null]);
  time.now += 1000;
  expect(post('C1')).toBeNull();
  const answers = Array.from({ length: 21 }, list);
  expect(answers.filter((answer) => answer === null)).toHaveLength(20);
  expect(answers.at(-1)).toBe(3);
  time.now += 3000;
  expect(list()).toBeNull();
});

test('generous limits allow a burst and still end', () => {
  const { post } = limitsOf('generous');
  const answers = Array.from({ length: 31 }, () => post('C1'));
  expect(answers.indexOf(1)).toBe(30);
});
