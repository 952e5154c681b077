import { App, SocketModeReceiver } from '@slack/bolt';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { type RawData, WebSocket } from 'ws';
import type { SlackStandIn } from '../../../src/sandbox/slack/server.js';
import { clientOf, silent, startSlack } from './support.js';

let slack: SlackStandIn;
let sockets: WebSocket[] = [];

beforeEach(async () => {
  slack = await startSlack({ ackTimeout: 300 });
});

afterEach(async () => {
  for (const socket of sockets) socket.terminate();
  sockets = [];
  await slack.stop();
});

type Frame = Record<string, unknown>;

interface Connection {
  socket: WebSocket;
  /** The next frame that was not taken yet. */
  next(): Promise<Frame>;
}

async function address(): Promise<string> {
  const { url } = await clientOf(slack, slack.appToken).apps.connections.open({});
  return String(url);
}

function dial(url: string): Connection {
  const socket = new WebSocket(url);
  sockets.push(socket);
  const frames: Frame[] = [];
  const waiting: ((frame: Frame) => void)[] = [];
  socket.on('message', (data: RawData) => {
    const frame: Frame = JSON.parse(String(data));
    const taker = waiting.shift();
    if (taker === undefined) frames.push(frame);
    else taker(frame);
  });
  const next = (): Promise<Frame> => {
    const frame = frames.shift();
    return frame === undefined ? new Promise((resolve) => waiting.push(resolve)) : Promise.resolve(frame);
  };
  return { socket, next };
}

/** Acknowledges the next envelope. */
async function acknowledge({ socket, next }: Connection, payload: object): Promise<Frame> {
  const frame = await next();
  socket.send(JSON.stringify({ envelope_id: frame.envelope_id, payload }));
  return frame;
}

const alva = () => slack.actAs('U0000ALVA');
const help = () => alva().slash('C000ITAPPS', '/vpp', 'help');

test('a ticket opens one connection, which is greeted, and no second one', async () => {
  const url = await address();
  const first = dial(url);
  expect(await first.next()).toMatchObject({ type: 'hello', connection_info: { app_id: 'A0000VPPB' } });
  const refused = await new Promise((resolve) => dial(url).socket.on('error', (error) => resolve(error.message)));
  expect(refused).toContain('401');
  expect(slack.levers.connections()).toBe(1);
});

test('an envelope carries the form of a slash command, and its acknowledgement an answer', async () => {
  const connection = dial(await address());
  await connection.next();
  const [frame, result] = await Promise.all([acknowledge(connection, { text: 'usage' }), help()]);
  expect(frame).toMatchObject({
    type: 'slash_commands',
    accepts_response_payload: true,
    payload: { command: '/vpp', text: 'help', channel_id: 'C000ITAPPS', user_id: 'U0000ALVA', team_id: 'T0NORTHWIND' },
  });
  expect(result.ack).toEqual({ text: 'usage' });
  expect(result.messages.map((message) => message.text)).toEqual(['usage']);
});

test('one of several connections gets each envelope, and none that was told to go', async () => {
  const old = dial(await address());
  await old.next();
  slack.levers.disconnect('refresh_requested');
  expect(await old.next()).toMatchObject({ type: 'disconnect', reason: 'refresh_requested' });
  await expect(help()).rejects.toMatchObject({ code: 'dispatch_failed' });
  const both = [dial(await address()), dial(await address())];
  for (const connection of both) expect(await connection.next()).toMatchObject({ type: 'hello' });
  let taken = 0;
  for (const connection of both) {
    void acknowledge(connection, {}).then(() => {
      taken += 1;
    });
  }
  await help();
  await help();
  expect(taken).toBe(2);
});

test('a connection that dies with an unanswered command fails it at once', async () => {
  const connection = dial(await address());
  await connection.next();
  const failure = expect(help()).rejects.toMatchObject({ code: 'dispatch_failed' });
  await connection.next();
  connection.socket.terminate();
  await failure;
});

test('an acknowledgement after the time is no acknowledgement', async () => {
  const connection = dial(await address());
  await connection.next();
  const failure = expect(help()).rejects.toMatchObject({ code: 'operation_timeout' });
  const frame = await connection.next();
  await failure;
  connection.socket.send(JSON.stringify({ envelope_id: frame.envelope_id, payload: { text: 'late' } }));
  await new Promise((resolve) => {
    connection.socket.once('pong', resolve);
    connection.socket.ping();
  });
  const texts = alva()
    .view()
    .conversations.flatMap(({ messages }) => messages.map(({ text }) => text));
  expect(texts).toEqual(['/vpp failed with the error "operation_timeout"']);
});

test('an event without an acknowledgement comes again at once, marked as a repetition', async () => {
  const connection = dial(await address());
  await connection.next();
  const opened = alva().openHome();
  expect(await connection.next()).toMatchObject({ type: 'events_api', retry_attempt: 0 });
  const again = await acknowledge(connection, {});
  expect(again).toMatchObject({ retry_attempt: 1, retry_reason: 'timeout' });
  expect(again.payload).toMatchObject({ event: { type: 'app_home_opened', user: 'U0000ALVA', tab: 'home' } });
  await opened;
});

test('changes of people and groups are told to an app that subscribes', async () => {
  const connection = dial(await address());
  await connection.next();
  const left = slack.levers.changePerson('U0000EMMA', { deleted: true });
  expect((await acknowledge(connection, {})).payload).toMatchObject({
    event: { type: 'user_change', user: { id: 'U0000EMMA', deleted: true } },
  });
  await left;
  const changed = slack.levers.setGroupMembers('S0ITADMINS', ['U0000ALVA', 'U0000CARL']);
  expect((await acknowledge(connection, {})).payload).toMatchObject({
    event: { type: 'subteam_members_changed', added_users: ['U0000CARL'], removed_users: ['U00000BO'] },
  });
  await changed;
});

test('Bolt reconnects after a routine disconnect and is served again', async () => {
  const clientOptions = { slackApiUrl: slack.apiUrl, retryConfig: { retries: 0 } };
  const installerOptions = { clientOptions };
  const { appToken, botToken: token } = slack;
  const receiver = new SocketModeReceiver({ appToken, installerOptions, clientPingTimeout: 200, logger: silent });
  const app = new App({ token, receiver, logger: silent, clientOptions, deferInitialization: true });
  app.command('/vpp', async ({ ack }) => ack('still here'));
  await app.init();
  await app.start();
  slack.levers.disconnect('warning');
  expect(slack.levers.connections()).toBe(0);
  await slack.levers.whenConnected();
  expect((await help()).messages.map((message) => message.text)).toEqual(['still here']);
  await receiver.client.disconnect();
});
