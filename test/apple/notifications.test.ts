import { describe, expect, it } from 'vitest';
import {
  type Expected,
  type NotificationEvent,
  type NotificationRequest,
  notificationHandler,
} from '../../src/apple/notifications.js';
import type { IncomingNotification } from '../../src/licensing/rules/notification.js';

const expected: Expected = { installationId: 'inst-1', uId: '2049025000431439', bearer: 'the-secret-of-ours' };

const assetCount = {
  notification: { adamId: '408709785', countDelta: -12, pricingParam: 'STDQ' },
  notificationId: '4a7801be-53f0-42e1-9505-81c0d1dc9da3',
  notificationType: 'ASSET_COUNT',
  uId: expected.uId,
};
const typed = (notificationType: string, notification: unknown) => ({ ...assetCount, notificationType, notification });

interface Given {
  method?: string;
  path?: string;
  authorization?: string[];
  contentType?: string[];
  body?: unknown;
  read?: 'too-long' | 'broken';
}

class Webhook {
  readonly taken: IncomingNotification[] = [];
  readonly events: NotificationEvent[] = [];
  rings = 0;
  bodiesRead = 0;
  expected: Expected | null = expected;
  refuses: Error | null = null;
  readonly #handle = notificationHandler({
    expected: async () => this.expected,
    take: async (incoming) => {
      if (this.refuses !== null) throw this.refuses;
      const known = this.taken.some(({ id }) => id === incoming.id);
      if (!known) this.taken.push(incoming);
      return { result: known ? 'known' : 'stored' };
    },
    onStored: () => {
      this.rings += 1;
    },
    log: (event) => void this.events.push(event),
  });

  async send(given: Given = {}): Promise<string> {
    const { method = 'POST', path = '/inst-1', body = assetCount, read } = given;
    const { authorization = [`Bearer ${expected.bearer}`], contentType = ['application/json'] } = given;
    const request: NotificationRequest = {
      method,
      path,
      headers: { authorization, 'content-type': contentType },
      body: async (limit) => {
        this.bodiesRead += 1;
        const bytes = Buffer.from(typeof body === 'string' ? body : JSON.stringify(body));
        if (read !== undefined) return { result: read };
        return bytes.length > limit ? { result: 'too-long' } : { result: 'body', bytes };
      },
    };
    const { status } = await this.#handle(request);
    return `${status} ${this.events.at(-1)?.outcome}`;
  }
}

describe('a request that is not Apple’s', () => {
  it.each<[string, Given, string]>([
    ['another path', { path: '/inst-2' }, '404 unknown-path'],
    ['a longer path', { path: '/inst-1/' }, '404 unknown-path'],
    ['a GET', { method: 'GET' }, '405 not-a-post'],
    ['no secret', { authorization: [] }, '401 no-bearer'],
    ['another scheme', { authorization: [`Basic ${expected.bearer}`] }, '401 no-bearer'],
    ['two secrets', { authorization: [`Bearer ${expected.bearer}`, 'Bearer x'] }, '401 no-bearer'],
    ['an empty secret', { authorization: ['Bearer '] }, '401 no-bearer'],
    ['an endless secret', { authorization: [`Bearer ${'x'.repeat(513)}`] }, '401 no-bearer'],
    ['a forged secret', { authorization: ['Bearer something-else'] }, '403 wrong-bearer'],
    ['the beginning of the secret', { authorization: [`Bearer ${expected.bearer.slice(0, -1)}`] }, '403 wrong-bearer'],
    ['the secret and more', { authorization: [`Bearer ${expected.bearer}x`] }, '403 wrong-bearer'],
  ])('by %s is refused before its body is read', async (_, given, answer) => {
    const webhook = new Webhook();
    expect(await webhook.send(given)).toBe(answer);
    expect([webhook.taken, webhook.bodiesRead, webhook.rings]).toEqual([[], 0, 0]);
  });

  it('finds nothing while no notification is awaited', async () => {
    const webhook = new Webhook();
    webhook.expected = null;
    expect(await webhook.send()).toBe('404 unknown-path');
  });
});

describe('a request with the secret', () => {
  it.each<[string, Given, string]>([
    ['of another type', { contentType: ['text/plain'] }, '415 not-json'],
    ['of no type', { contentType: [] }, '415 not-json'],
    ['that is too long', { body: `"${'x'.repeat(256 * 1024)}"` }, '413 too-long'],
    ['that is cut off', { read: 'broken' }, '400 unreadable'],
    ['that is no JSON', { body: '{"notification":' }, '400 unreadable'],
    ['that is a list', { body: [] }, '400 unreadable'],
    ['without an id', { body: { ...assetCount, notificationId: undefined } }, '400 unreadable'],
    ['with an endless id', { body: { ...assetCount, notificationId: 'x'.repeat(129) } }, '400 unreadable'],
    ['without a location', { body: { ...assetCount, uId: undefined } }, '400 unreadable'],
    ['of a known kind in another shape', { body: typed('ASSET_COUNT', { adamIds: [] }) }, '400 unreadable'],
    [
      'with more rows than a notification has',
      { body: typed('USER_MANAGEMENT', { users: Array(1001).fill({}) }) },
      '400 unreadable',
    ],
    ['with an id that is none', { body: typed('ASSET_COUNT', { adamId: '../../etc' }) }, '400 unreadable'],
    ['for another location', { body: { ...assetCount, uId: '1' } }, '403 wrong-location'],
    [
      'for another location, as a test',
      { body: { ...typed('TEST_NOTIFICATION', {}), uId: '1' } },
      '403 wrong-location',
    ],
  ])('%s stores nothing', async (_, given, answer) => {
    const webhook = new Webhook();
    expect(await webhook.send(given)).toBe(answer);
    expect([webhook.taken, webhook.rings]).toEqual([[], 0]);
  });

  it.each(['TEST_NOTIFICATION', 'UNLIMITED_ASSET', 'SUBSCRIPTION_COUNT', 'SOMETHING_NEW'])(
    'of kind %s is answered and not kept',
    async (kind) => {
      const webhook = new Webhook();
      expect(await webhook.send({ body: typed(kind, { whatever: 1 }) })).toMatch(/^200 (test|not-used)$/);
      expect([webhook.taken, webhook.rings]).toEqual([[], 0]);
    },
  );

  it.each([
    ['ASSET_COUNT', { adamId: '1', pricingParam: 'PLUS', countDelta: -3 }, { adamIds: ['1'], clientUserIds: [] }],
    ['ASSET_COUNT', { adamId: 408709785 }, { adamIds: ['408709785'], clientUserIds: [] }],
    [
      'ASSET_MANAGEMENT',
      {
        type: 'ASSOCIATE',
        result: 'FAILURE',
        eventId: 'e',
        error: { errorNumber: 9709, errorMessage: 'no' },
        assignments: [
          { adamId: '1234', pricingParam: 'STDQ', serialNumber: 'device1' },
          { adamId: '5678', pricingParam: 'STDQ', clientUserId: 'user1' },
        ],
      },
      { adamIds: ['1234', '5678'], clientUserIds: ['user1'] },
    ],
    [
      'USER_MANAGEMENT',
      { type: 'CREATE', result: 'SUCCESS', eventId: 'e', users: [{ clientUserId: 'c-100', status: 'Registered' }] },
      { adamIds: [], clientUserIds: ['c-100'] },
    ],
    [
      'USER_ASSOCIATED',
      { associatedUsers: [{ clientUserId: 'c-100', idHash: 'leSKk3' }] },
      { adamIds: [], clientUserIds: ['c-100'] },
    ],
  ])('of kind %s names %o', async (kind, notification, named) => {
    const webhook = new Webhook();
    expect(await webhook.send({ body: typed(kind, notification) })).toBe('200 stored');
    expect(webhook.taken).toEqual([{ id: assetCount.notificationId, kind, ...named }]);
    expect(webhook.rings).toBe(1);
  });

  it('that comes twice is known the second time', async () => {
    const webhook = new Webhook();
    expect([await webhook.send(), await webhook.send()]).toEqual(['200 stored', '200 known']);
    expect(webhook.rings).toBe(1);
  });

  it('is asked for again when the store refuses', async () => {
    const webhook = new Webhook();
    webhook.refuses = new Error('no disk');
    expect(await webhook.send()).toBe('503 not-stored');
    webhook.refuses = null;
    expect(await webhook.send()).toBe('200 stored');
  });

  it('leaves neither secret nor body in the log', async () => {
    const webhook = new Webhook();
    const users = [{ clientUserId: 'somebody', email: 'a@b.example', inviteCode: 'f551b37d' }];
    await webhook.send({ body: typed('USER_MANAGEMENT', { users }) });
    await webhook.send({ authorization: ['Bearer another-secret'] });
    expect(JSON.stringify(webhook.events)).not.toMatch(/secret|somebody|f551|example/);
  });
});
