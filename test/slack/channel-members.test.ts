import { expect, test } from 'vitest';
import { channelMembers } from '../../src/slack/channel-members.js';
import { recordingLog, type Scripted, scriptedClient } from './support.js';

/** A channel whose pages Slack gives one after another, the last of them for ever. */
function channelOf(pages: readonly Scripted[]) {
  let at = 0;
  const { client, calls } = scriptedClient(
    () => pages[Math.min(at++, pages.length - 1)] ?? { ok: false, error: 'none' },
  );
  const { log } = recordingLog();
  return { calls, read: () => channelMembers(client, log, 'C0SALES') };
}

const page = (count: number, next: string, from = 0): Scripted => ({
  ok: true,
  members: Array.from({ length: count }, (_, index) => `U${from + index}`),
  response_metadata: { next_cursor: next },
});

test('everybody of all pages is in it, each once', async () => {
  const { read, calls } = channelOf([page(3, 'more'), page(3, '', 2)]);
  expect(await read()).toEqual({ result: 'members', userIds: ['U0', 'U1', 'U2', 'U3', 'U4'] });
  expect(calls.map(({ arguments: { cursor } }) => cursor)).toEqual([undefined, 'more']);
});

test('a channel of 30,000 people is not read to its end', async () => {
  const { read, calls } = channelOf(Array.from({ length: 30 }, (_, index) => page(1_000, 'more', index * 1_000)));
  expect(await read()).toEqual({ result: 'too-many', limit: 20_000 });
  expect(calls).toHaveLength(21);
});

test('pages that never end are given up', async () => {
  expect(await channelOf([page(0, 'more')]).read()).toEqual({ result: 'too-many', limit: 20_000 });
});

test.each([
  ['channel_not_found', 'not-found'],
  ['not_in_channel', 'not-found'],
  ['missing_scope', 'cannot-check'],
])('%s means %s, and never that nobody is in it', async (error, result) => {
  expect(await channelOf([{ ok: false, error }]).read()).toEqual({ result });
});

test('an answer out of all reason means nothing', async () => {
  expect(await channelOf([{ ok: true, members: 'everybody' }]).read()).toEqual({ result: 'cannot-check' });
});
