import { createServer, type Server } from 'node:http';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { type Apple, day, startApple } from './support.js';

let apple: Apple;
let webhook: Server;
let webhookUrl: string;
let received: { authorization: string | undefined; body: unknown }[];
let webhookStatus: number;

beforeEach(async () => {
  apple = await startApple({ switches: { notificationUrlScheme: 'https-or-loopback-http' } });
  received = [];
  webhookStatus = 204;
  webhook = createServer((request, response) => {
    let text = '';
    request.on('data', (part) => {
      text += String(part);
    });
    request.on('end', () => {
      received.push({ authorization: request.headers.authorization, body: JSON.parse(text) });
      response.writeHead(webhookStatus).end();
    });
  });
  await new Promise<void>((resolve) => webhook.listen(0, '127.0.0.1', resolve));
  const address = webhook.address();
  webhookUrl = `http://127.0.0.1:${typeof address === 'object' ? address?.port : ''}/notify`;
});
afterEach(async () => {
  await apple.stop();
  webhook.closeAllConnections();
  await new Promise((resolve) => webhook.close(resolve));
});

const post = (body: unknown) => apple.post('client/config', body);
const ours = { id: 'installation-1', name: 'vpp-bot', metadata: 'epoch=1' };
const number = async (body: unknown) => (await post(body)).body.errorNumber;

describe('client/config', () => {
  test('client config tells the location, and nobody claims it at first', async () => {
    const { body } = await apple.ask('client/config');
    expect(body).toEqual({
      uId: '2049025000431439',
      tokenExpirationDate: '2027-09-01T08:00:00+0000',
      countryISO2ACode: 'SE',
      defaultPlatform: 'enterprisestore',
      locationName: 'Northwind Logistics',
      mdmInfo: null,
      subscribedNotificationTypes: [],
      websiteURL: 'https://business.apple.com',
    });
    apple.switches.unsetMdmInfo = 'absent';
    expect((await apple.ask('client/config')).body).not.toHaveProperty('mdmInfo');
  });

  test('a claim stands on every answer, and any holder of a token may overwrite it', async () => {
    expect((await post({ mdmInfo: ours })).body.mdmInfo).toEqual(ours);
    for (const path of ['assets', 'users', 'assignments', 'client/config'])
      expect((await apple.ask(path)).body.mdmInfo, path).toEqual(ours);
    const other = { id: 'x', name: 'OldMDM', metadata: 'm' };
    const { content: token } = apple.levers.downloadToken();
    await apple.ask('client/config', { method: 'POST', token, body: { mdmInfo: other } });
    expect((await apple.ask('assets')).body.mdmInfo).toEqual(other);
    apple.switches.mdmInfoOnEveryAnswer = false;
    expect((await apple.ask('assets')).body).not.toHaveProperty('mdmInfo');
    expect((await apple.ask('client/config')).body.mdmInfo).toEqual(other);
  });

  test('the expiry is shown always, or in the last fifteen days by switch', async () => {
    apple.switches.tokenExpirationDate = 'last-15-days';
    expect((await apple.ask('client/config')).body).not.toHaveProperty('tokenExpirationDate');
    apple.clock.at += 350 * day - 1;
    expect((await apple.ask('client/config')).body).not.toHaveProperty('tokenExpirationDate');
    apple.clock.at += 1;
    expect((await apple.ask('client/config')).body.tokenExpirationDate).toBe('2027-09-01T08:00:00+0000');
  });

  test('an incomplete mdmInfo is 9723 and too long members are 9724, 9725 and 9713', async () => {
    expect(await number({ mdmInfo: { id: 'a', name: 'b' } })).toBe(9723);
    expect(await number({ mdmInfo: { ...ours, metadata: '' } })).toBe(9723);
    expect(await number({ mdmInfo: { ...ours, id: 'x'.repeat(101) } })).toBe(9724);
    expect(await number({ mdmInfo: { ...ours, name: 'x'.repeat(101) } })).toBe(9725);
    expect(await number({ mdmInfo: { ...ours, metadata: 'x'.repeat(256) } })).toBe(9713);
    expect(await number({ mdmInfo: { ...ours, metadata: 'x'.repeat(255) } })).toBeUndefined();
    expect(await number({ mdmInfo: 'text' })).toBe(9602);
  });

  test('notification settings are incomplete 9710, too long 9711 or not https 9712', async () => {
    expect(await number({ notificationUrl: webhookUrl })).toBe(9710);
    expect(await number({ notificationAuthToken: 'secret' })).toBe(9710);
    const long = `${webhookUrl}/${'x'.repeat(512)}`;
    expect(await number({ notificationUrl: long, notificationAuthToken: 'secret' })).toBe(9711);
    expect(await number({ notificationUrl: webhookUrl, notificationAuthToken: 'x'.repeat(513) })).toBe(9711);
    expect(await number({ notificationUrl: 'no address', notificationAuthToken: 'secret' })).toBe(9712);
    expect(await number({ notificationUrl: 'http://example.com/n', notificationAuthToken: 'secret' })).toBe(9712);
    apple.switches.notificationUrlScheme = 'https';
    expect(await number({ notificationUrl: webhookUrl, notificationAuthToken: 'secret' })).toBe(9712);
    expect(received).toEqual([]);
  });

  test('a test notification is sent before settings are stored', async () => {
    const settings = { notificationUrl: webhookUrl, notificationAuthToken: 'secret' };
    const { body } = await post({ ...settings, notificationTypes: ['ASSET_COUNT', 'TEST_NOTIFICATION'] });
    expect(body).toMatchObject({ ...settings, subscribedNotificationTypes: ['ASSET_COUNT'] });
    expect(received).toEqual([
      {
        authorization: 'Bearer secret',
        body: {
          notification: {},
          notificationId: expect.stringMatching(/^[0-9a-f-]{36}$/),
          notificationType: 'TEST_NOTIFICATION',
          uId: '2049025000431439',
        },
      },
    ]);
  });

  test('an address that does not answer 2xx is 9728 and nothing of the body is stored', async () => {
    webhookStatus = 500;
    apple.switches.testNotificationAttempts = 3;
    const body = { mdmInfo: ours, notificationUrl: webhookUrl, notificationAuthToken: 'secret' };
    expect(await number(body)).toBe(9728);
    expect(received).toHaveLength(3);
    const { body: config } = await apple.ask('client/config');
    expect(config.mdmInfo).toBeNull();
    expect(config).not.toHaveProperty('notificationUrl');
    apple.switches.unreachableNotificationUrl = 9720;
    expect(await number({ ...body, notificationUrl: 'http://127.0.0.1:9/none' })).toBe(9720);
    apple.switches.testNotificationAttempts = 0;
    expect(await number(body)).toBeUndefined();
  });

  test('a claim alone sends no test notification, whatever address another product left', async () => {
    apple.levers.claimByOldProduct();
    expect((await post({ mdmInfo: ours })).body).toMatchObject({
      mdmInfo: ours,
      notificationUrl: 'https://mdm.old.example/vpp/notify',
    });
  });

  test('an address that does not answer in time is 9728', async () => {
    webhook.removeAllListeners('request');
    apple.switches.testNotificationTimeoutMilliseconds = 50;
    expect(await number({ notificationUrl: webhookUrl, notificationAuthToken: 'secret' })).toBe(9728);
  });

  test('what a request leaves out is kept, null clears, and an empty list unsubscribes', async () => {
    const settings = { notificationUrl: webhookUrl, notificationAuthToken: 'secret' };
    await post({ ...settings, mdmInfo: ours, notificationTypes: ['ASSET_COUNT'] });
    expect((await post({})).body).toMatchObject({ ...settings, mdmInfo: ours });
    const none = (await post({ notificationTypes: [] })).body;
    expect(none).toMatchObject({ ...settings, subscribedNotificationTypes: [] });
    const cleared = (await post({ mdmInfo: null, notificationUrl: null, notificationAuthToken: null })).body;
    expect(cleared.mdmInfo).toBeNull();
    expect(cleared).not.toHaveProperty('notificationUrl');
    apple.switches.explicitNull = 'refused';
    expect(await number({ mdmInfo: null })).toBe(9602);
  });

  test('by switch a request replaces everything, and an empty list keeps the types', async () => {
    const settings = { notificationUrl: webhookUrl, notificationAuthToken: 'secret' };
    await post({ ...settings, mdmInfo: ours, notificationTypes: ['ASSET_COUNT'] });
    apple.switches.emptyNotificationTypes = 'keep';
    expect((await post({ notificationTypes: [] })).body.subscribedNotificationTypes).toEqual(['ASSET_COUNT']);
    apple.switches.clientConfigPost = 'replace';
    const { body } = await post({ mdmInfo: ours });
    expect(body.mdmInfo).toEqual(ours);
    expect(body).not.toHaveProperty('notificationUrl');
  });
});
