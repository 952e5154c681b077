import { describe, expect, it, onTestFinished } from 'vitest';
import { appleLicences } from '../../src/apple/client.js';
import type { AppleEvent } from '../../src/apple/exchange.js';
import { type ScriptedAnswer, scriptedApple } from '../support/scripted-apple.js';
import { config, open, refusal, startClient, TOKEN, uId } from './support.js';

describe('no answer', () => {
  const cut: ScriptedAnswer = { raw: (response) => response.destroy() };
  const torn: ScriptedAnswer = {
    raw(response) {
      response.writeHead(200, { 'content-length': '100' });
      response.write('{"uId":', () => response.destroy());
    },
  };

  it.each([cut, torn])('to a read is tried again, then told', async (scripted) => {
    const { location, server, slept } = await startClient((_request, count) =>
      count < 3 ? scripted : { json: config },
    );
    expect(await location.clientConfig()).toMatchObject({ result: 'ok' });
    expect(server.seen).toHaveLength(3);
    expect(slept).toEqual([500, 1000]);
  });

  it('at all ends after five attempts', async () => {
    const { location, server } = await startClient(() => cut);
    expect(await location.clientConfig()).toMatchObject({ result: 'unreachable', cause: 'network', effect: 'none' });
    expect(server.seen).toHaveLength(5);
  });

  it.each([cut, torn])('to a write leaves its effect unknown, and it is not sent again', async (scripted) => {
    const { location, server } = await startClient(() => scripted);
    expect(await location.unsubscribe()).toMatchObject({ result: 'unreachable', cause: 'network', effect: 'unknown' });
    expect(server.seen).toHaveLength(1);
  });

  it('because nobody listens leaves a write certainly undone', async () => {
    const { location, server } = await startClient(() => cut);
    await server.close();
    expect(await location.unsubscribe()).toMatchObject({ result: 'unreachable', cause: 'network', effect: 'none' });
  });

  it('in time is a timeout, whether the head or the body hangs', async () => {
    const hang: ScriptedAnswer = { raw: () => {} };
    const slow: ScriptedAnswer = { raw: (response) => response.writeHead(200).write('{') };
    for (const scripted of [hang, slow]) {
      const { location } = await startClient(() => scripted, { timeouts: { headers: 100, body: 100, total: 400 } });
      expect(await location.unsubscribe()).toMatchObject({ cause: 'timeout', effect: 'unknown' });
    }
  });

  it('in time, though it never stops coming', async () => {
    const dripping: ScriptedAnswer = {
      raw(response) {
        const drip = setInterval(() => response.write(' '), 20);
        response.on('close', () => clearInterval(drip));
      },
    };
    const { location } = await startClient(() => dripping, { timeouts: { total: 300 } });
    expect(await location.unsubscribe()).toMatchObject({ cause: 'timeout', effect: 'unknown' });
  });

  it('while the client is closed in a pause', async () => {
    const paused: ScriptedAnswer = { status: 503, headers: { 'retry-after': '30' }, text: '' };
    const server = await scriptedApple(() => paused);
    onTestFinished(() => server.close());
    const real = { now: Date.now, wireNow: Date.now, random: Math.random, userAgent: 'vpp-bot/test' };
    let close = async (): Promise<void> => {};
    const log = (event: AppleEvent): void => {
      if (event.kind === 'paused') setImmediate(close);
    };
    const licences = appleLicences({ ...real, serviceUrl: server.url, log });
    close = licences.close;
    expect(await licences.location(TOKEN, open).clientConfig()).toMatchObject({
      result: 'unreachable',
      cause: 'network',
      effect: 'none',
    });
    expect(server.seen).toHaveLength(1);
  });

  it('after closing', async () => {
    const { licences, location } = await startClient(() => ({ json: config }));
    await licences.close();
    expect(await location.clientConfig()).toMatchObject({ result: 'unreachable', cause: 'network' });
  });
});

describe('a busy or failing Apple', () => {
  const wait = (value: string) => ({ 'retry-after': value });

  it.each([
    [refusal(429, 9646), 'throttled'],
    [{ status: 429, text: 'slow down' }, 'throttled'],
    [refusal(500, 9603), 'server-error'],
    [refusal(200, 9644), 'server-error'],
    [refusal(503, 9729), 'server-error'],
    [refusal(502, 19999), 'server-error'],
    [{ status: 500, text: '<html>oops' }, 'server-error'],
  ] satisfies [ScriptedAnswer, string][])('is asked again with growing gaps (%j)', async (scripted, cause) => {
    const { location, server } = await startClient((_request, count) => (count <= 2 ? scripted : { json: config }));
    expect(await location.clientConfig()).toMatchObject({ result: 'ok' });
    expect(server.seen).toHaveLength(3);
    const failing = await startClient(() => scripted);
    expect(await failing.location.clientConfig()).toMatchObject({ result: 'unreachable', cause, effect: 'none' });
    expect(failing.server.seen).toHaveLength(5);
    expect(failing.slept).toEqual([...failing.slept].sort((one, other) => one - other));
  });

  it('is not asked again by a write', async () => {
    const { location, server, wire } = await startClient(() => refusal(503, 9729, wait('7')));
    const retryAt = wire.now + 7000;
    expect(await location.unsubscribe()).toMatchObject({ cause: 'server-error', effect: 'none', retryAt });
    expect(server.seen).toHaveLength(1);
    const page = await startClient(() => ({ status: 500, text: 'oops' }));
    expect(await page.location.unsubscribe()).toMatchObject({ cause: 'server-error', effect: 'unknown' });
  });

  it.each([
    ['seconds', '7', 7000],
    ['an HTTP date', new Date(1_800_000_009_000).toUTCString(), 9000],
    ['garbage', 'soon', 500],
    ['a date in the past', 'Fri, 31 Dec 1999 23:59:59 GMT', 500],
    ['zero', '0', 500],
  ])('says how long by Retry-After in %s', async (_name, value, gap) => {
    const { location, slept } = await startClient((_request, count) =>
      count === 1 ? refusal(503, 9729, wait(value)) : { json: config },
    );
    expect(await location.clientConfig()).toMatchObject({ result: 'ok' });
    expect(slept).toEqual([gap]);
  });

  it('stops the whole location, whichever token and connection is used, and no other', async () => {
    const { licences, server, wire } = await startClient((_request, count) =>
      count === 2 ? refusal(503, 9729, wait('86400')) : { json: config },
    );
    const one = licences.location(TOKEN, open);
    await one.clientConfig();
    const until = wire.now + 86_400_000;
    expect(await one.clientConfig()).toMatchObject({ cause: 'server-error', retryAt: until });
    const other = licences.location('b3RoZXItdG9rZW4=', { uId, mdmId: null });
    expect(await other.unsubscribe()).toMatchObject({ result: 'unreachable', effect: 'none', retryAt: until });
    expect(server.seen).toHaveLength(2);
    const elsewhere = licences.location('dGhpcmQtdG9rZW4=', open);
    expect(await elsewhere.clientConfig()).toMatchObject({ result: 'ok' });
    wire.now = until;
    expect(await other.clientConfig()).toMatchObject({ result: 'ok' });
  });

  it('is never believed for longer than a day', async () => {
    const { location, wire } = await startClient(() => refusal(503, 9729, wait('999999999')));
    expect(await location.clientConfig()).toMatchObject({ retryAt: wire.now + 86_400_000 });
  });
});
