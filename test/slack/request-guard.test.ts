import { describe, expect, it } from 'vitest';
import { Replays } from '../../src/slack/replays.js';
import { guard, TIMESTAMP_TOLERANCE } from '../../src/slack/request-guard.js';
import { NOON } from '../support/core-samples.js';

const signature = `v0=${'a1'.repeat(32)}`;

interface Given {
  method?: string;
  headers?: Record<string, string[]>;
}

function guarded({ method = 'POST', headers = {} }: Given) {
  const all: Record<string, string[]> = {
    'x-slack-signature': [signature],
    'x-slack-request-timestamp': [String(NOON / 1000)],
    'content-type': ['application/json'],
    ...headers,
  };
  const joined = Object.fromEntries(Object.entries(all).map(([name, values]) => [name, values.join(', ')]));
  const verdict = guard({ method, headers: joined, headersDistinct: all }, NOON);
  return verdict.result === 'pass' ? verdict.signature : `${verdict.status} ${verdict.reason}`;
}

const at = (offset: number): Given => ({ headers: { 'x-slack-request-timestamp': [String(NOON / 1000 + offset)] } });
const withSignature = (...values: string[]): Given => ({ headers: { 'x-slack-signature': values } });
const withType = (...values: string[]): Given => ({ headers: { 'content-type': values } });

describe('the guard before Bolt', () => {
  it.each<[string, Given]>([
    ['an event', {}],
    ['a form', withType('application/x-www-form-urlencoded')],
    ['JSON that names its characters', withType('application/json; charset=utf-8')],
    ['a time five minutes ago', at(-300)],
    ['a time five minutes ahead', at(300)],
  ])('lets %s pass', (_, given) => {
    expect(guarded(given)).toBe(signature);
  });

  it.each<[string, Given, string]>([
    ['a time longer ago', at(-301), '401 too-old'],
    ['a time further ahead, which Bolt would take', at(301), '401 from-the-future'],
    ['no time', { headers: { 'x-slack-request-timestamp': [] } }, '401 header-missing'],
    ['no signature', withSignature(), '401 header-missing'],
    ['two signatures', withSignature(signature, signature), '400 header-repeated'],
    ['two times', { headers: { 'x-slack-request-timestamp': [String(NOON / 1000), '1'] } }, '400 header-repeated'],
    ['two content types', withType('application/json', 'text/plain'), '400 header-repeated'],
    ['another spelling of the signature', withSignature(`${signature}=x`), '401 header-malformed'],
    ['capital letters in the signature', withSignature(signature.toUpperCase()), '401 header-malformed'],
    [
      'another spelling of the time',
      { headers: { 'x-slack-request-timestamp': [`${NOON / 1000}.0`] } },
      '401 header-malformed',
    ],
    [
      'a time with a nought in front',
      { headers: { 'x-slack-request-timestamp': [`0${NOON / 1000}`] } },
      '401 header-malformed',
    ],
    ['plain text', withType('text/plain'), '415 content-type'],
    ['no content type', withType(), '415 content-type'],
    [
      'a form that Bolt would read as JSON',
      withType('application/x-www-form-urlencoded; charset=utf-8'),
      '415 content-type',
    ],
    ['a GET', { method: 'GET' }, '405 method'],
  ])('refuses %s', (_, given, refusal) => {
    expect(guarded(given)).toBe(refusal);
  });
});

describe('the memory of signatures', () => {
  it('knows a signature as long as its time could still be accepted, and forgets it then', () => {
    const lifetime = 2 * TIMESTAMP_TOLERANCE;
    const replays = new Replays(lifetime);
    expect(replays.take('one', NOON)).toBe(true);
    expect(replays.take('other', NOON)).toBe(true);
    expect(replays.take('one', NOON + lifetime - 1)).toBe(false);
    expect(replays.take('one', NOON + lifetime)).toBe(true);
  });

  it('holds so many at most, and lets go of the oldest', () => {
    const replays = new Replays(1_000, 3);
    for (const signature of ['a', 'b', 'c', 'd']) replays.take(signature, NOON);
    expect(['b', 'c', 'd'].map((signature) => replays.take(signature, NOON))).toEqual([false, false, false]);
    expect(replays.take('a', NOON)).toBe(true);
  });
});
