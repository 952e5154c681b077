import { createServer, type Server } from 'node:http';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { type Apple, isRecord, rows, startApple, text } from './support.js';

interface Got {
  authorization: string | undefined;
  type: string;
  notification: Record<string, unknown>;
}

let apple: Apple;
let hook: Server;
let url: string;
let got: Got[];
/** Status of the next answers; 204 when empty. */
let statuses: number[];

const record = (value: unknown): Record<string, unknown> => (isRecord(value) ? value : {});

beforeEach(async () => {
  got = [];
  statuses = [];
  hook = createServer(async (request, response) => {
    let body = '';
    for await (const part of request) body += String(part);
    const { notificationType, notification } = record(JSON.parse(body));
    const { authorization } = request.headers;
    got.push({ authorization, type: String(notificationType), notification: record(notification) });
    const status = statuses.shift() ?? 204;
    response.writeHead(status, status === 307 ? { location: '/other' } : {}).end();
  });
  await new Promise<void>((resolve) => hook.listen(0, '127.0.0.1', resolve));
  const address = hook.address();
  url = `http://127.0.0.1:${typeof address === 'object' ? address?.port : ''}/hook`;
  apple = await startApple({ switches: { notificationUrlScheme: 'https-or-loopback-http' } });
});
afterEach(async () => {
  await apple.stop();
  hook.closeAllConnections();
  await new Promise((resolve) => hook.close(resolve));
});

async function subscribe(...notificationTypes: string[]): Promise<void> {
  const body = { notificationUrl: url, notificationAuthToken: 'shared secret', notificationTypes };
  expect((await apple.post('client/config', body)).status).toBe(200);
  got.length = 0;
}

/** What has come by the time that everything due was answered. */
async function arrived(): Promise<Got[]> {
  await apple.deliverDue();
  return got;
}

const sizes = (all: readonly Got[], member: string) => all.map(({ notification }) => rows(notification, member).length);

describe('finished tasks', () => {
  const serialNumbers = Array.from({ length: 150 }, (_, index) => `S${index}`);
  const [route, harbour] = [{ adamId: '650131212' }, { adamId: '361280101' }];

  test('finished tasks come in notifications of at most a hundred', async () => {
    await subscribe('ASSET_MANAGEMENT');
    const { body } = await apple.post('assets/associate', { assets: [route], serialNumbers });
    const all = await arrived();
    expect(sizes(all, 'assignments')).toEqual([100, 50]);
    const eventId = text(body, 'eventId');
    for (const { authorization, type, notification } of all) {
      expect([authorization, type]).toEqual(['Bearer shared secret', 'ASSET_MANAGEMENT']);
      expect(notification).toMatchObject({ type: 'ASSOCIATE', result: 'SUCCESS', eventId });
      expect(notification).not.toHaveProperty('error');
    }
    expect(rows(all[0]?.notification ?? {}, 'assignments')[0]).toEqual({
      adamId: '650131212',
      pricingParam: 'STDQ',
      serialNumber: 'S0',
    });
    got.length = 0;
    apple.switches.notificationElements = 60;
    await apple.post('assets/disassociate', { assets: [route], serialNumbers });
    expect(sizes(await arrived(), 'assignments')).toEqual([60, 60, 30]);
  });

  test('finished tasks are grouped by outcome and app, or by outcome only by switch', async () => {
    await subscribe('ASSET_MANAGEMENT', 'USER_MANAGEMENT');
    const body = { assets: [route, harbour], serialNumbers: serialNumbers.slice(0, 84) };
    await apple.post('assets/associate', body);
    const outcome = ({ notification }: Got) => [notification.result, record(notification.error).errorNumber];
    const all = await arrived();
    expect(all.map(outcome)).toEqual([
      ['SUCCESS', undefined],
      ['SUCCESS', undefined],
      ['FAILURE', 9709],
    ]);
    expect(sizes(all, 'assignments')).toEqual([84, 83, 1]);
    got.length = 0;
    apple.switches.notificationGrouping = 'per-error';
    await apple.post('assets/revoke', { serialNumbers: ['S0', 'S1'] });
    expect(sizes(await arrived(), 'assignments')).toEqual([4]);
    got.length = 0;
    await apple.post('users/create', { users: [{ clientUserId: 'new' }, { clientUserId: 'oldmdm-1001' }] });
    expect((await arrived()).map(outcome)).toEqual([
      ['SUCCESS', undefined],
      ['FAILURE', 9716],
    ]);
    expect(rows(got[0]?.notification ?? {}, 'users')).toEqual([
      { clientUserId: 'new', status: 'Registered', inviteCode: expect.stringMatching(/^[0-9a-f]{32}$/) },
    ]);
  });

  test('an event tells as its tasks finish, whoever asks', async () => {
    Object.assign(apple.switches, { eventLatencyMilliseconds: 1000, eventMillisecondsPerTask: 1 });
    await subscribe('ASSET_MANAGEMENT');
    await apple.post('assets/associate', { assets: [route], serialNumbers });
    expect(await apple.deliverDue()).toBe(0);
    apple.clock.at += 1120;
    expect(await apple.deliverDue()).toBe(1);
    apple.clock.at += 30;
    expect(await apple.deliverDue()).toBe(1);
    expect(sizes(got, 'assignments')).toEqual([100, 50]);
  });

  test('an accepted invitation is notified', async () => {
    await subscribe('USER_ASSOCIATED', 'USER_MANAGEMENT');
    apple.levers.acceptInvitation('oldmdm-1003');
    const [first] = await arrived();
    expect(got).toHaveLength(1);
    expect(first?.type).toBe('USER_ASSOCIATED');
    expect(Object.keys(first?.notification ?? {})).toEqual(['associatedUsers']);
    expect(rows(first?.notification ?? {}, 'associatedUsers')).toMatchObject([
      { clientUserId: 'oldmdm-1003', status: 'Associated', idHash: expect.any(String), inviteCode: expect.any(String) },
    ]);
  });
});

describe('deliveries', () => {
  test('with a beat they go out though nobody asks', async () => {
    await apple.stop();
    apple = await startApple({ beat: 5, switches: { notificationUrlScheme: 'https-or-loopback-http' } });
    await subscribe('ASSET_MANAGEMENT');
    apple.switches.eventLatencyMilliseconds = 1000;
    await apple.post('assets/associate', { assets: [{ adamId: '361280101' }], serialNumbers: ['S1'] });
    const come = new Promise((resolve) => hook.once('request', resolve));
    apple.clock.at += 1000;
    await come;
    expect((await arrived()).map(({ type }) => type)).toEqual(['ASSET_MANAGEMENT']);
  });

  test('a redirect is no delivery and is not followed', async () => {
    await subscribe('ASSET_COUNT');
    statuses = [307];
    apple.levers.buy({ adamId: '361280101', pricingParam: 'STDQ', count: 1 });
    expect(await arrived()).toHaveLength(1);
    expect(apple.notifications()).toMatchObject([{ attempts: 1, outcome: 'pending' }]);
    apple.clock.at += 120_000;
    await apple.deliverDue();
    expect(apple.notifications()).toMatchObject([{ attempts: 2, outcome: 'delivered' }]);
    expect(JSON.stringify(apple.notifications())).not.toContain('shared secret');
  });

  test('a subscriber that does not answer in time has not been reached', async () => {
    await subscribe('ASSET_COUNT');
    hook.removeAllListeners('request');
    Object.assign(apple.switches, { notificationTimeoutMilliseconds: 50, notificationAttempts: 1 });
    apple.levers.buy({ adamId: '361280101', pricingParam: 'STDQ', count: 1 });
    expect((await apple.ask('assets')).status).toBe(200);
    await apple.deliverDue();
    expect(apple.notifications()).toMatchObject([{ attempts: 1, outcome: 'lost' }]);
  });

  test('an address of a reserved name is never dialled, and nobody is told there', async () => {
    apple.levers.takeOver({ mdmInfo: true });
    apple.levers.buy({ adamId: '361280101', pricingParam: 'STDQ', count: 1 });
    expect(await apple.deliverDue()).toBe(1);
    expect(apple.notifications()).toMatchObject([{ attempts: 1, outcome: 'pending' }]);
  });

  test('notifications that are due are sent from the control address', async () => {
    await subscribe('ASSET_COUNT');
    statuses = [500];
    apple.levers.buy({ adamId: '361280101', pricingParam: 'STDQ', count: 1 });
    await apple.deliverDue();
    apple.clock.at += 120_000;
    const headers = { 'content-type': 'application/json' };
    const answer = await fetch(`${apple.control}/deliver`, { method: 'POST', headers, body: '{}' });
    expect(await answer.json()).toEqual({ said: '1 notifications were sent.' });
    const view: unknown = await (await fetch(apple.control)).json();
    expect(view).toMatchObject({ deliveries: [{ outcome: 'delivered', attempts: 2 }] });
  });
});
