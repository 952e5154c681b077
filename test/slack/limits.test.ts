import { WebAPIRateLimitedError } from '@slack/web-api';
import { expect, test } from 'vitest';
import { createPostingLimits, TurnLost, waitingOutLimits } from '../../src/slack/limits.js';
import { eventually } from './support.js';

test('stopping lets the running call end and takes the waiting ones their turn', async () => {
  const limits = createPostingLimits({ postSpacing: 60_000 });
  const finish: ((value: string) => void)[] = [];
  const running = limits.post('C1', () => new Promise<string>((resolve) => void finish.push(resolve)));
  const waiting = limits.post('C1', async () => 'never');
  const lost = waiting.catch((fault) => fault);
  await eventually(() => finish.length === 1, 'the first call');
  const stopped = limits.stop();
  finish[0]?.('done');
  expect(await running).toBe('done');
  await stopped;
  expect(await lost).toBeInstanceOf(TurnLost);
  await expect(limits.post('C2', async () => 'never')).rejects.toBeInstanceOf(TurnLost);
  await expect(limits.update(async () => 'never')).rejects.toBeInstanceOf(TurnLost);
});

test('one conversation goes one at a time, others beside it', async () => {
  const limits = createPostingLimits({ postSpacing: 0 });
  const order: string[] = [];
  let release: () => void = () => {};
  const slow = limits.post('C1', () =>
    new Promise<void>((resolve) => (release = resolve)).then(() => void order.push('C1 first')),
  );
  const second = limits.post('C1', async () => void order.push('C1 second'));
  await limits.post('C2', async () => void order.push('C2'));
  release();
  await Promise.all([slow, second]);
  await limits.stop();
  expect(order).toEqual(['C2', 'C1 first', 'C1 second']);
});

test('a rate limit is waited out as long as Slack says, five times at most', async () => {
  const waits: number[] = [];
  const wait = async (milliseconds: number) => void waits.push(milliseconds);
  let calls = 0;
  const limitedFor = (times: number) => async () => {
    calls += 1;
    if (calls <= times) throw new WebAPIRateLimitedError(calls);
    return 'answer';
  };
  expect(await waitingOutLimits(limitedFor(2), wait)).toBe('answer');
  expect(waits).toEqual([1_000, 2_000]);
  calls = 0;
  await expect(waitingOutLimits(limitedFor(9), wait)).rejects.toBeInstanceOf(WebAPIRateLimitedError);
  expect(calls).toBe(6);
});
