import { IncomingMessage } from 'node:http';
import { Socket } from 'node:net';
import { beforeEach, describe, expect, it } from 'vitest';
import { notificationLevers } from '../../../src/sandbox/page-server/notification-knobs.js';
import type { PageServerOptions } from '../../../src/sandbox/page-server/options.js';
import { RefusedRequest } from '../../../src/sandbox/page-server/refused-request.js';
import { routes } from '../../../src/sandbox/page-server/routes.js';
import { fakeOptions, fakePhones } from './fake-options.js';

let fake: ReturnType<typeof fakeOptions>;

beforeEach(() => {
  fake = fakeOptions();
  Object.assign(fake.options, fakePhones(fake.pulled));
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
  ['POST /apple/faults', { fault: 'ok-with-error', count: 2 }, 'fault failNext 2'],
  ['POST /apple/calm', {}, 'fault clear'],
  ['POST /slack/limit-posts', { count: 3, seconds: 2 }, 'failNext chat.postMessage rate-limit 3 C1'],
  ['POST /slack/faults', { fault: '503', count: 4 }, 'failNext * status 4 undefined'],
  ['POST /slack/faults', { fault: 'lost', count: 1 }, 'failNext * lost 1 undefined'],
  ['POST /slack/remove-bot', {}, 'removeFromChannel C1'],
  ['POST /slack/invite-bot', {}, 'addToChannel C1'],
  ['POST /slack/archive', { archived: true }, 'archive C1 true'],
  ['POST /slack/person', { id: 'U2BO', deactivated: true }, 'changePerson U2BO true'],
  ['POST /slack/drop-connections', {}, 'dropConnections'],
  ['POST /slack/calm', {}, 'clearFaults'],
  ['POST /phones/press', { phone: 'P1', prompt: 'Q1', choice: 'Install' }, 'answer P1 Q1 Install'],
  ['POST /phones/lock', { phone: 'P1', locked: true }, 'setLocked P1 true'],
  ['POST /phones/switch-off', { phone: 'P1', off: true }, 'setSilent P1 true'],
  ['POST /phones/delete-app', { phone: 'P1', bundleId: 'com.example.a' }, 'deleteApp P1 com.example.a'],
  ['POST /phones/install-app', { phone: 'P1', adamId: '409183694' }, 'installByHand P1 409183694'],
  ['POST /phones/sign-in', { phone: 'P1', appleAccount: null }, 'signIn P1 null'],
  ['POST /phones/enrol', { phone: 'P1' }, 'enrol P1'],
  ['POST /phones/check-out', { phone: 'P1' }, 'checkOut P1'],
  ['POST /phones/add', { person: 'U1ALVA', name: 'Second phone' }, 'add U1ALVA Second phone'],
  ['POST /phones/telling', { lost: true }, 'lose true'],
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
      'POST /apple/switch',
      'POST /slack/scope',
      'POST /slack/clock',
    ];
    const sides = posts.filter((key) => /^POST \/(apple|phones|slack)\//.test(key));
    expect(new Set([...levers.map(([key]) => key), ...others])).toEqual(new Set(sides));
  });

  it.each([
    ['POST /apple/buy', { ...asset, count: 0 }],
    ['POST /apple/faults', { fault: 'fire', count: 1 }],
    ['POST /apple/faults', { fault: '500', count: 101 }],
    ['POST /apple/notifications', { loss: 101, duplicates: 0, shuffled: false }],
    ['POST /apple/switch', { name: 'pageSize', value: { deep: 1 } }],
    ['POST /apple/switch', { name: 'pageSize', value: 0 }],
    ['POST /slack/faults', { fault: 'fire', count: 1 }],
    ['POST /slack/scope', { scope: 'chat:write' }],
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

describe('Apple’s unconfirmed behaviours', () => {
  const shown = () => fake.options.switches?.view() ?? [];
  const one = (name: string) => shown().find((known) => known.name === name);
  const set = (name: string, value: unknown) => call('POST /apple/switch', { name, value });

  it('are every switch of the stand-in and every limit, each with words and a field of its own kind', async () => {
    const names = shown().map(({ name }) => name);
    const all = [
      ...Object.keys(fake.switches).filter((name) => name !== 'limits'),
      ...Object.keys(fake.switches.limits).map((name) => `limits.${name}`),
    ];
    expect(names.toSorted()).toEqual(all.toSorted());
    for (const { about, field } of shown()) {
      expect(about).toMatch(/^[A-Za-z\d].{15,}\.$/);
      if (field.kind === 'choice') expect(field.options.length).toBeGreaterThan(1);
      if (field.kind === 'number') expect(field.most).toBeGreaterThan(field.least);
      if (field.kind === 'order') expect(field.of.length).toBeGreaterThan(1);
    }
    expect(await routes['GET /state']?.({ ...getState(), options: fake.options })).toMatchObject({
      apple: { switches: shown() },
    });
  });

  it.each([
    ['tokenFileNewline', true, { kind: 'tick' }],
    ['invalidTokenStatus', 401, { kind: 'choice', options: [200, 401] }],
    ['unknownUser', 'asynchronous', { kind: 'choice', options: ['synchronous', 'asynchronous'] }],
    ['pageSize', 7, { kind: 'number', least: 1, orNone: false }],
    ['versionHistory', 3, { kind: 'number', least: 1, orNone: true }],
    ['versionHistory', null, { kind: 'number' }],
    ['bodyCheckOrder', ['limits', 'required'], { kind: 'order' }],
    ['limits.maxUsers', 12, { kind: 'number', least: 0 }],
  ])('%s can be %j', async (name, value, field) => {
    expect(await set(name, value)).toEqual({ said: expect.stringMatching(`^${name} is .+ now\\.$`) });
    expect(one(name)).toMatchObject({ value, field });
  });

  it('turns one limit and leaves the others', async () => {
    const before = { ...fake.switches.limits };
    await set('limits.maxUsers', 12);
    expect(fake.switches.limits).toEqual({ ...before, maxUsers: 12 });
  });

  it.each([
    ['pageSize', 0, 'pageSize takes a whole number from 1 to 2147483647. It stays as it was.'],
    ['pageSize', null, 'pageSize takes a whole number from 1 to 2147483647. It stays as it was.'],
    [
      'versionHistory',
      1.5,
      'versionHistory takes a whole number from 1 to 2147483647, or nothing. It stays as it was.',
    ],
    ['unknownUser', 'maybe', 'unknownUser takes one of these: synchronous, asynchronous. It stays as it was.'],
    ['rateLimit', 'yes', 'rateLimit takes on or off. It stays as it was.'],
    [
      'bodyCheckOrder',
      ['required', 'weather'],
      'bodyCheckOrder takes a list of these, with commas between: required, duplicates, limits, assets, users. It stays as it was.',
    ],
    ['limits.maxUsers', -1, 'limits.maxUsers takes a whole number from 0 to 2147483647. It stays as it was.'],
    ['limits', 1, 'Apple’s stand-in has no such switch.'],
    ['__proto__', 1, 'Apple’s stand-in has no such switch.'],
    ['limits.weather', 1, 'Apple’s stand-in has no such switch.'],
  ])('%s cannot be %j, in plain words', async (name, value, words) => {
    const before = structuredClone(fake.switches);
    await expect(set(name, value)).rejects.toThrow(words);
    expect(fake.switches).toEqual(before);
  });
});

describe('the scopes', () => {
  const shown = async () => routes['GET /state']?.({ ...getState(), options: fake.options });

  it('are those of the installation; one is taken away and given back', async () => {
    const [first, second] = ['chat:write', 'users:read'];
    await call('POST /slack/scope', { scope: second, granted: false });
    expect([...fake.scopes]).toEqual([first]);
    expect(await shown()).toMatchObject({
      slack: {
        scopes: [
          { name: first, granted: true },
          { name: second, granted: false },
        ],
      },
    });
    await call('POST /slack/scope', { scope: second, granted: true });
    expect([...fake.scopes]).toEqual([first, second]);
    expect(await refusal('POST /slack/scope', { scope: 'admin', granted: true })).toBe(404);
    expect([...fake.scopes]).toEqual([first, second]);
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
