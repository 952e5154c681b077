import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { App } from '@slack/bolt';
import { afterEach, beforeEach, expect, test } from 'vitest';
import type { SlackStandIn } from '../../../src/sandbox/slack/server.js';
import { clientOf, refusalOf, startBolt, startSlack } from './support.js';

interface Received {
  headers: IncomingMessage['headers'];
  body: string;
}

let slack: SlackStandIn;
let server: Server;
let url: string;
let received: Received[];
/** How the app at the address answers. */
let answer: (response: ServerResponse, request: Received) => void;
let app: App | null = null;

beforeEach(async () => {
  received = [];
  answer = (response) => response.end();
  server = createServer(async (request, response) => {
    let body = '';
    for await (const chunk of request) body += String(chunk);
    const taken = { headers: request.headers, body };
    received.push(taken);
    answer(response, taken);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const address = server.address();
  url = `http://127.0.0.1:${typeof address === 'object' ? address?.port : 0}/slack/events`;
  slack = await startSlack({ transport: 'http', requestUrl: () => url, ackTimeout: 300, eventRetries: [1] });
});

afterEach(async () => {
  await app?.stop();
  app = null;
  await slack.stop();
  server.closeAllConnections();
  await new Promise((resolve) => server.close(resolve));
});

const alva = () => slack.actAs('U0000ALVA');
const help = () => alva().slash('C000ITAPPS', '/vpp', 'help');
const lastResult = () =>
  slack
    .transcript()
    .flatMap((entry) => (entry.kind === 'ack' ? entry.result : []))
    .at(-1);
const notes = () =>
  alva()
    .view()
    .conversations.flatMap(({ messages }) => messages.map(({ text }) => text));

test('Socket Mode is turned off', async () => {
  expect(await refusalOf(clientOf(slack, slack.appToken).apps.connections.open({}))).toBe('socket_mode_disabled');
});

test('an address is taken when it answers the challenge, and refused otherwise, and then the old one stays', async () => {
  const challengeOf = ({ body }: Received): string => JSON.parse(body).challenge;
  answer = (response, request) => response.end(challengeOf(request));
  await slack.levers.setRequestUrl(url);
  expect(received[0]?.headers['content-type']).toBe('application/json');
  answer = (response, request) => response.end(`challenge=${challengeOf(request)}`);
  await slack.levers.setRequestUrl(url);
  const refusal = { code: 'challenge_failed', message: expect.stringContaining('value of the challenge parameter') };
  answer = (response) => response.end('ok');
  await expect(slack.levers.setRequestUrl(url)).rejects.toMatchObject({ ...refusal, answer: 200 });
  answer = (response, request) => response.writeHead(404).end(challengeOf(request));
  await expect(slack.levers.setRequestUrl(url)).rejects.toMatchObject({ ...refusal, answer: 404 });
  answer = () => {};
  await expect(slack.levers.setRequestUrl(url)).rejects.toMatchObject({ ...refusal, answer: 'http_timeout' });
  const nowhere = slack.levers.setRequestUrl('http://127.0.0.1:1/');
  await expect(nowhere).rejects.toMatchObject({ ...refusal, answer: 'connection_failed' });
  answer = (response) => response.end('still here');
  expect((await help()).messages.map(({ text }) => text)).toEqual(['still here']);
});

test.each<[string, string, (response: ServerResponse) => void]>([
  ['an error', 'dispatch_failed', (response) => response.writeHead(500).end()],
  [
    'a redirect, which is not followed',
    'dispatch_failed',
    (response) => response.writeHead(307, { location: url }).end(),
  ],
  ['a cut connection', 'dispatch_failed', (response) => response.socket?.destroy()],
  [
    'a torn answer',
    'dispatch_failed',
    (response) => {
      response.writeHead(200, { 'content-length': '9' }).write('half', () => response.socket?.destroy());
    },
  ],
  ['silence', 'operation_timeout', () => {}],
  ['a beginning without an end', 'operation_timeout', (response) => response.writeHead(200).write('x')],
])('%s fails a command with %s, after one request', async (_name, code, how) => {
  answer = how;
  await expect(help()).rejects.toMatchObject({ code });
  expect(notes()).toEqual([`/vpp failed with the error "${code}"`]);
  expect(received).toHaveLength(1);
  expect(lastResult()).toBe(code === 'dispatch_failed' ? 'dropped' : 'timeout');
});

test('an app that is not there, or has no address, cannot be reached', async () => {
  const there = url;
  url = 'http://127.0.0.1:1/slack/events';
  await expect(help()).rejects.toMatchObject({ code: 'dispatch_failed' });
  expect(lastResult()).toBe('not-connected');
  url = there;
  await slack.levers.setRequestUrl(null);
  await expect(help()).rejects.toMatchObject({ code: 'dispatch_failed' });
  expect(received).toEqual([]);
  expect(await refusalOf(clientOf(slack).auth.test())).toBe('ok');
});

test('an event comes again, each time with its number and why, until it is taken or not wanted', async () => {
  const retryOf = ({ headers }: Received) => [headers['x-slack-retry-num'], headers['x-slack-retry-reason']];
  answer = (response) => response.writeHead(received.length < 3 ? 500 : 200).end();
  await expect(alva().openHome()).rejects.toMatchObject({ code: 'dispatch_failed' });
  await expect
    .poll(() => received.map(retryOf), { timeout: 5000 })
    .toEqual([
      [undefined, undefined],
      ['1', 'http_error'],
      ['2', 'http_error'],
    ]);
  expect(new Set(received.map(({ body }) => JSON.parse(body).event_id)).size).toBe(1);
  received = [];
  answer = (response) => response.writeHead(500, { 'x-slack-no-retry': '1' }).end();
  await expect(alva().openHome()).rejects.toMatchObject({ code: 'dispatch_failed' });
  expect(received).toHaveLength(1);
});

test('Bolt refuses what is forged, unsigned or stale, and takes what is sound, early or sent twice', async () => {
  const seen: string[] = [];
  app = await startBolt(slack, (bolt) => {
    bolt.command('/vpp', async ({ ack, command }) => {
      seen.push(command.text);
      await ack();
    });
  });
  const send = async (text: string, more: object = {}) => {
    const body = new URLSearchParams({
      command: '/vpp',
      text,
      team_id: 'T0NORTHWIND',
      user_id: 'U0000ALVA',
    }).toString();
    return (await slack.signedHttp.send({ body, ...more })).status;
  };
  expect(await send('forged', { signature: 'bad' })).toBe(401);
  expect(await send('unsigned', { signature: 'missing' })).toBe(401);
  expect(await send('gibberish', { signature: 'v0=00' })).toBe(401);
  expect(await send('stale', { timestampOffsetSeconds: -301 })).toBe(401);
  expect(seen).toEqual([]);
  expect(await send('early', { timestampOffsetSeconds: 360 })).toBe(200);
  expect(await send('sound')).toBe(200);
  expect((await slack.signedHttp.replay()).status).toBe(200);
  expect(seen).toEqual(['early', 'sound', 'sound']);
  expect(slack.signedHttp.sent().at(-1)).toEqual(slack.signedHttp.sent().at(-2));
});

test('a request by hand needs an address that answers', async () => {
  answer = (response) => response.socket?.destroy();
  await expect(slack.signedHttp.send({ body: 'x' })).rejects.toMatchObject({ code: 'no_answer' });
  await slack.levers.setRequestUrl(null);
  await expect(slack.signedHttp.send({ body: 'x' })).rejects.toMatchObject({ code: 'no_answer' });
});

test('a wrong clock shows in the signature, in every Date header and in timestamps, and breaks no trigger', async () => {
  const client = clientOf(slack);
  const aheadOf = (milliseconds: number) => Math.round((milliseconds - Date.now()) / 600_000);
  const dateOf = async (path: string) =>
    aheadOf(Date.parse((await fetch(`${slack.apiUrl}${path}`)).headers.get('date') ?? ''));
  const triggerOf = ({ body }: Received) => new URLSearchParams(body).get('trigger_id') ?? '';
  await help();
  const triggers = received.map(triggerOf);
  slack.levers.settings.clockSkew = 3600;
  await help();
  expect(aheadOf(Number(received.at(-1)?.headers['x-slack-request-timestamp']) * 1000)).toBe(6);
  expect(await dateOf('auth.test')).toBe(6);
  expect(await dateOf('no.such.method')).toBe(6);
  const { ts } = await client.chat.postMessage({ channel: 'C000ITAPPS', text: 'x' });
  expect(aheadOf(Number(ts) * 1000)).toBe(6);
  const view = {
    type: 'modal' as const,
    title: { type: 'plain_text' as const, text: 'x' },
    blocks: [{ type: 'divider' as const }],
  };
  expect(await refusalOf(client.views.open({ trigger_id: triggers[0] ?? '', view }))).toBe('ok');
  slack.levers.settings.clockSkew = -3600;
  expect(await dateOf('auth.test')).toBe(-6);
});
