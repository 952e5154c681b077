import { IncomingMessage } from 'node:http';
import { Socket } from 'node:net';
import { beforeEach, describe, expect, it } from 'vitest';
import { notificationLevers } from '../../../src/sandbox/page-server/notification-knobs.js';
import type { PageServerOptions } from '../../../src/sandbox/page-server/options.js';
import { RefusedRequest } from '../../../src/sandbox/page-server/refused-request.js';
import { routes } from '../../../src/sandbox/page-server/routes.js';
import { fakeOptions } from './fake-options.js';

let fake: ReturnType<typeof fakeOptions>;

beforeEach(() => {
  fake = fakeOptions();
});

async function call(key: string, body: unknown, options: PageServerOptions = fake.options): Promise<unknown> {
  const request = new IncomingMessage(new Socket());
  request.headers['content-type'] = 'application/json';
  request.push(JSON.stringify(body));
  request.push(null);
  const route = routes[key];
  if (route === undefined) throw new Error(`no route ${key}`);
  return route({ options, request, url: new URL('http://127.0.0.1/state') });
}

const refusal = async (key: string, body: unknown, options?: PageServerOptions): Promise<number> => {
  const fault = await call(key, body, options).catch((error: unknown) => error);
  return fault instanceof RefusedRequest ? fault.status : 0;
};

const posts = Object.keys(routes).filter((key) => key.startsWith('POST '));
const asset = { adamId: '409183694', pricingParam: 'STDQ' };

/** Every lever with a body that it takes, and what it pulls. */
const levers: readonly [key: string, body: object, pulled: string][] = [
  ['POST /apple/buy', { ...asset, count: 3 }, 'bought 3 of 409183694'],
  ['POST /apple/refund', { ...asset, count: 3 }, 'refunded 3 of 409183694'],
  ['POST /apple/refund-below-assigned', asset, `refunded below assigned ${JSON.stringify(asset)}`],
  [
    'POST /apple/transfer',
    { ...asset, count: 2, to: 'harbour' },
    `transferred ${JSON.stringify({ ...asset, count: 2, to: 'harbour' })}`,
  ],
  ['POST /apple/accept-invitation', { clientUserId: 'vb1.abc' }, 'accepted vb1.abc'],
  ['POST /apple/revoke-token', { id: 't1' }, 'revoked t1'],
  ['POST /apple/expire-token', { id: 't1' }, 'expired {"tokenId":"t1"}'],
  ['POST /apple/change-password', {}, 'changed the password'],
  ['POST /apple/take-over', { mdmInfo: false }, 'taken over {"mdmInfo":false}'],
  ['POST /apple/clear-claim', {}, 'claim cleared'],
  ['POST /apple/retire-our-people', { count: 1 }, 'retired ours {"count":1}'],
  ['POST /apple/take-our-licences', { count: 1 }, 'took ours {"count":1}'],
  ['POST /apple/faults', { fault: '503', count: 2 }, 'fault failNext 2'],
  ['POST /apple/faults', { fault: 'torn', count: 2 }, 'fault tearNext 2'],
  ['POST /apple/faults', { fault: 'cut', count: 2 }, 'fault cutConnection 2'],
  ['POST /apple/faults', { fault: 'slow', count: 2 }, 'fault latency 2500'],
  ['POST /apple/calm', {}, 'fault clear'],
  ['POST /slack/limit-posts', { count: 3, seconds: 2 }, 'failNext chat.postMessage 3 C1'],
  ['POST /slack/remove-bot', {}, 'removeFromChannel C1'],
  ['POST /slack/invite-bot', {}, 'addToChannel C1'],
  ['POST /slack/archive', { archived: true }, 'archive C1 true'],
  ['POST /slack/person', { id: 'U2BO', deactivated: true }, 'changePerson U2BO true'],
  ['POST /slack/drop-connections', {}, 'dropConnections'],
  ['POST /slack/calm', {}, 'clearFaults'],
];

describe('the route table', () => {
  it('names a method and a path for each', () => {
    for (const key of Object.keys(routes)) expect(key).toMatch(/^(GET|POST) \/[a-z-]+(\/[a-z-]+)?$/);
  });

  it.each(posts)('%s refuses a body that is not its own', async (key) => {
    expect(await refusal(key, 'words')).toBe(400);
    expect(await refusal(key, [1])).toBe(400);
    expect(fake.pulled).toEqual([]);
  });

  it.each(levers)('%s with %j pulls its lever and says what happened', async (key, body, pulled) => {
    expect(await call(key, body)).toEqual({ said: expect.stringMatching(/./) });
    expect(fake.pulled).toEqual([pulled]);
  });

  it('covers every lever of Apple’s and of Slack’s side', () => {
    const others = [
      'POST /apple/download-token',
      'POST /apple/token-file',
      'POST /apple/notifications',
      'POST /slack/clock',
    ];
    const sides = posts.filter((key) => /^POST \/(apple|slack)\//.test(key));
    expect(new Set([...levers.map(([key]) => key), ...others])).toEqual(new Set(sides));
  });

  it.each([
    ['POST /apple/buy', { ...asset, count: 0 }],
    ['POST /apple/faults', { fault: 'fire', count: 1 }],
    ['POST /apple/faults', { fault: '500', count: 101 }],
    ['POST /apple/notifications', { loss: 101, duplicates: 0, shuffled: false }],
    ['POST /slack/clock', { seconds: 1e9 }],
    ['POST /slack/limit-posts', { count: 1, seconds: 3600 }],
  ])('%s refuses %j', async (key, body) => {
    expect(await refusal(key, body)).toBe(400);
    expect(fake.pulled).toEqual([]);
  });

  it('downloads the kind of token that is asked for, and says no content', async () => {
    const answer = await call('POST /apple/download-token', { location: 'education', permission: 'read' });
    expect(fake.apple.tokens).toMatchObject([{ location: 'education', permission: 'read' }]);
    expect(JSON.stringify(answer)).not.toContain('secret');
  });

  it('turns Slack’s clock and the notifications, and shows what they are set to', async () => {
    await call('POST /slack/clock', { seconds: -600 });
    const knobs = { loss: 50, duplicates: 100, shuffled: true };
    await call('POST /apple/notifications', knobs);
    expect(await routes['GET /state']?.({ ...getState(), options: fake.options })).toMatchObject({
      slack: { clockSkew: -600, transport: 'socket', channel: { archived: false, hasBot: true } },
      apple: { knobs, notifications: { pending: 2, delivered: 5, lost: 1 } },
    });
    expect(notificationLevers(fake.switches).view()).toEqual(knobs);
  });

  it('answers 404 for what this sandbox does not offer', async () => {
    const { slack, apple, clock, afterMovingTime, firstPerson, hints } = fake.options;
    const bare = { slack, apple, clock, afterMovingTime, firstPerson, hints };
    expect(await refusal('POST /what-if/start', { id: 's' }, bare)).toBe(404);
    expect(await refusal('POST /slack/calm', {}, bare)).toBe(404);
    expect(await refusal('POST /apple/calm', {}, bare)).toBe(404);
  });

  it('hands a file out as the person who asks sees it', async () => {
    expect(await call('POST /file', { as: 'U2BO', id: 'F1' })).toEqual({ content: 'content of F1 as U2BO sees it' });
    expect(await refusal('POST /file', { as: 'U9BOT', id: 'F1' })).toBe(404);
  });
});

describe('time', () => {
  it('delivers what Apple has to tell before the bot is rung, and again after it', async () => {
    await call('POST /time', { move: 60_000 });
    expect(fake.order).toEqual(['deliver', 'ring', 'deliver']);
    expect(await refusal('POST /time', { set: fake.options.clock.now() })).toBe(409);
    expect(fake.order).toHaveLength(3);
  });
});

const getState = () => ({ request: new IncomingMessage(new Socket()), url: new URL('http://127.0.0.1/state') });
