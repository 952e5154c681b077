import fc from 'fast-check';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { type Answered, type Apple, day, rows, startApple } from './support.js';

let apple: Apple;
beforeEach(async () => {
  apple = await startApple();
});
afterEach(async () => {
  await apple.stop();
});

/** Status and number of an ErrorResponse. */
const code = ({ status, body }: Answered): string => `${status} ${body.errorNumber}`;

const keynote = { adamId: '361280101' };
const book = { adamId: '1500112116' };
const users = (count: number) => Array.from({ length: count }, (_, index) => ({ clientUserId: `u${index}` }));
const names = (count: number) => Array.from({ length: count }, (_, index) => `n${index}`);

describe('tokens', () => {
  test('no header, another scheme and an empty token are 9722', async () => {
    expect(code(await apple.ask('client/config', { token: null }))).toBe('401 9722');
    for (const authorization of [`Basic ${apple.token}`, 'Bearer', 'Bearer ', apple.token, `Bearer ${apple.token} x`])
      expect(code(await apple.ask('assets', { authorization })), authorization.slice(0, 7)).toBe('401 9722');
  });

  test('an unknown token is 9622 inside HTTP 200, or 401 by switch', async () => {
    const inner: unknown = JSON.parse(Buffer.from(apple.token, 'base64').toString('utf8'));
    const secret = typeof inner === 'object' && inner !== null && 'token' in inner ? String(inner.token) : '';
    expect(code(await apple.ask('client/config', { token: secret }))).toBe('200 9622');
    apple.switches.invalidTokenStatus = 401;
    expect(code(await apple.ask('client/config', { token: secret }))).toBe('401 9622');
  });

  test('an expired token is 9621 from the second of its expiry on', async () => {
    expect(code(await apple.ask('assets', { token: apple.levers.downloadToken('expired').content }))).toBe('401 9621');
    apple.clock.at += 365 * day - 1;
    expect((await apple.ask('assets')).status).toBe(200);
    apple.clock.at += 1;
    expect(code(await apple.ask('assets'))).toBe('401 9621');
  });

  test('a revoked token is 9625', async () => {
    expect(code(await apple.ask('assets', { token: apple.levers.downloadToken('revoked').content }))).toBe('401 9625');
    expect(apple.levers.revokeToken('token-1')).toContain('is revoked');
    expect(code(await apple.ask('assets'))).toBe('401 9625');
    expect((await apple.ask('service/config', { token: null })).status).toBe(200);
  });

  test('a newer download ends the older tokens only by switch', async () => {
    apple.levers.downloadToken();
    expect((await apple.ask('assets')).status).toBe(200);
    apple.switches.downloadRevokesOlderTokens = true;
    const newest = apple.levers.downloadToken();
    expect(code(await apple.ask('assets'))).toBe('401 9625');
    expect((await apple.ask('assets', { token: newest.content })).status).toBe(200);
  });

  test('a token without the right to manage reads, and writes are 9637', async () => {
    const { content: token } = apple.levers.downloadToken('facilitator');
    expect((await apple.ask('client/config', { token })).body.uId).toBe('2049025000431439');
    expect(code(await apple.ask('users/create', { method: 'POST', token, body: { users: users(1) } }))).toBe(
      '403 9637',
    );
    const body = { mdmInfo: { id: 'i', name: 'n', metadata: 'm' } };
    expect(code(await apple.ask('client/config', { method: 'POST', token, body }))).toBe('403 9637');
    expect((await apple.ask('client/config')).body.mdmInfo).toBeNull();
  });

  test('a location that Apple manages reads, and writes are 9645', async () => {
    const { content: token } = apple.levers.downloadToken('managed-by-apple');
    expect((await apple.ask('client/config', { token })).body.mdmInfo).toMatchObject({ name: 'Apple Business' });
    expect(code(await apple.ask('client/config', { method: 'POST', token, body: {} }))).toBe('403 9645');
  });

  test('a legacy token is 9647 everywhere, or at writes only by switch', async () => {
    const { content: token } = apple.levers.downloadToken('legacy');
    expect(code(await apple.ask('client/config', { token }))).toBe('403 9647');
    apple.switches.legacyToken = 'writes';
    expect((await apple.ask('client/config', { token })).status).toBe(200);
    expect(code(await apple.ask('client/config', { method: 'POST', token, body: {} }))).toBe('403 9647');
  });

  test('a location without a uId names none', async () => {
    const { content: token } = apple.levers.downloadToken('without-uid');
    expect((await apple.ask('client/config', { token })).body).not.toHaveProperty('uId');
  });
});

describe('requests', () => {
  test('another method is 9726', async () => {
    expect(code(await apple.ask('assets', { method: 'DELETE' }))).toBe('405 9726');
    expect(code(await apple.ask('assets/associate'))).toBe('405 9726');
    expect(code(await apple.ask('service/config', { method: 'POST', body: {} }))).toBe('405 9726');
  });

  test('a POST without JSON’s content type is 9727', async () => {
    const body = { users: users(1) };
    expect(code(await apple.ask('users/create', { method: 'POST', body, contentType: 'text/plain' }))).toBe('415 9727');
    const charset = 'application/json; charset=utf-8';
    expect((await apple.ask('users/create', { method: 'POST', body, contentType: charset })).status).toBe(200);
  });

  test('a body that is no JSON, of another shape or too long is 9602', async () => {
    for (const raw of ['', '{', '[]', '7', '{"assets":[{"adamId":361280101}],"clientUserIds":["a"]}'])
      expect(code(await apple.ask('assets/associate', { method: 'POST', raw })), raw).toBe('400 9602');
    apple.switches.maxRequestBytes = 100;
    expect(code(await apple.post('users/create', { users: users(20) }))).toBe('400 9602');
  });

  test('no body at all breaks a write', async () => {
    const text = fc.constantFrom('assets', 'clientUserIds', 'serialNumbers', 'users', 'mdmInfo', 'notificationTypes');
    const body = fc.oneof(fc.jsonValue(), fc.dictionary(text, fc.jsonValue()));
    const path = fc.constantFrom('assets/associate', 'assets/revoke', 'users/create', 'users/update', 'client/config');
    await fc.assert(
      fc.asyncProperty(path, body, async (where, sent) => {
        const answer = await apple.post(where, sent);
        expect(answer.status === 400 ? typeof answer.body.errorNumber : answer.status).toBe(
          answer.status === 400 ? 'number' : 200,
        );
      }),
      { numRuns: 60 },
    );
  });

  test('a path that Apple does not have is 404 without a number', async () => {
    const { status, body } = await apple.ask('subscriptions');
    expect(status).toBe(404);
    expect(body).not.toHaveProperty('errorNumber');
  });

  test('too many requests of one location are 9646 and hurt no other', async () => {
    let wire = 0;
    const limited = await startApple({ wire: () => wire, switches: { rateLimit: true, rateBurst: 15 } });
    const burst = async (count: number) => {
      const answers = [];
      for (let index = 0; index < count; index += 1) answers.push(code(await limited.ask('client/config')));
      return answers.filter((answer) => answer === '429 9646').length;
    };
    expect(await burst(16)).toBe(1);
    wire += 1000 / 15 + 1;
    expect(await burst(2)).toBe(1);
    const { content: token } = limited.levers.downloadToken('education');
    expect((await limited.ask('client/config', { token })).status).toBe(200);
    limited.switches.rateLimitRetryAfter = 3;
    expect((await limited.ask('client/config')).headers.get('retry-after')).toBe('3');
    await limited.stop();
  });

  test('the order of the checks is a switch', async () => {
    const { content: token } = apple.levers.downloadToken('expired');
    expect(code(await apple.ask('assets', { method: 'DELETE', token }))).toBe('401 9621');
    apple.switches.checkOrder = ['authorization', 'method', 'token', 'contentType', 'rate', 'permission'];
    expect(code(await apple.ask('assets', { method: 'DELETE', token }))).toBe('405 9726');
    const body = { assets: [keynote, keynote], serialNumbers: [] };
    expect(code(await apple.post('assets/associate', body))).toBe('400 9719');
    apple.switches.bodyCheckOrder = ['duplicates', 'required', 'limits', 'assets', 'users'];
    expect(code(await apple.post('assets/associate', body))).toBe('400 9703');
  });
});

describe('writes that are refused whole', () => {
  const associate = async (body: unknown) => code(await apple.post('assets/associate', body));

  test('missing assets are 9718 and missing targets 9719', async () => {
    expect(await associate({ clientUserIds: ['a'] })).toBe('400 9718');
    expect(await associate({ assets: [], clientUserIds: ['a'] })).toBe('400 9718');
    expect(await associate({ assets: [keynote] })).toBe('400 9719');
    expect(await associate({ assets: [keynote], clientUserIds: [], serialNumbers: [] })).toBe('400 9719');
    expect(code(await apple.post('assets/revoke', {}))).toBe('400 9719');
  });

  test('more than the limits are 9700, 9701 and 9702', async () => {
    const assets = Array.from({ length: 26 }, (_, index) => ({ adamId: String(1000 + index) }));
    expect(await associate({ assets, serialNumbers: ['a'] })).toBe('400 9700');
    expect(await associate({ assets: [keynote], clientUserIds: names(1001) })).toBe('400 9701');
    expect(await associate({ assets: [keynote], serialNumbers: names(1001) })).toBe('400 9702');
    expect(code(await apple.post('assets/revoke', { clientUserIds: names(101) }))).toBe('400 9701');
    expect(code(await apple.post('assets/revoke', { serialNumbers: names(101) }))).toBe('400 9702');
    apple.switches.revokeLimits = false;
    expect((await apple.post('assets/revoke', { serialNumbers: names(101) })).status).toBe(200);
    apple.switches.limits.maxAssets = 2;
    const two = [keynote, { adamId: '361280202' }];
    expect((await apple.post('assets/associate', { assets: two, serialNumbers: ['a'] })).status).toBe(200);
    apple.switches.limits.maxAssets = 1;
    expect(await associate({ assets: [keynote, book], serialNumbers: ['a'] })).toBe('400 9700');
  });

  test('what stands twice is 9703, 9704 and 9705', async () => {
    expect(await associate({ assets: [keynote, keynote], serialNumbers: ['a'] })).toBe('400 9703');
    expect(await associate({ assets: [keynote], clientUserIds: ['a', 'a'] })).toBe('400 9704');
    expect(await associate({ assets: [keynote], serialNumbers: ['a', 'a'] })).toBe('400 9705');
    const both = [
      { adamId: '1500112015', pricingParam: 'PLUS' },
      { adamId: '1500112015', pricingParam: 'STDQ' },
    ];
    expect((await apple.post('assets/associate', { assets: both, clientUserIds: ['oldmdm-1002'] })).status).toBe(200);
  });

  test('a book can not be taken back (9706) nor be given to a device (9707)', async () => {
    const taken = await apple.post('assets/disassociate', { assets: [keynote, book], clientUserIds: ['oldmdm-1001'] });
    expect(code(taken)).toBe('400 9706');
    expect(taken.body.errorInfo).toEqual({ assets: [{ ...book, pricingParam: 'STDQ' }] });
    expect(await associate({ assets: [book], serialNumbers: ['a'] })).toBe('400 9707');
    expect(await associate({ assets: [{ adamId: '133751313' }], serialNumbers: ['a'] })).toBe('400 9707');
  });

  test('an unknown user is 9609, names its culprits and changes nothing', async () => {
    const body = { assets: [keynote], clientUserIds: ['oldmdm-1001', 'nobody', 'oldmdm-1004'] };
    const before = (await apple.ask('assignments')).body.versionId;
    const refused = await apple.post('assets/associate', body);
    expect(code(refused)).toBe('400 9609');
    expect(refused.body.errorInfo).toEqual({ clientUserIds: ['nobody', 'oldmdm-1004'] });
    expect((await apple.ask('assignments')).body.versionId).toBe(before);
    apple.switches.synchronousErrorInfo = false;
    expect((await apple.post('assets/associate', body)).body).not.toHaveProperty('errorInfo');
    expect(code(await apple.post('users/update', { users: users(1) }))).toBe('400 9609');
    expect(code(await apple.post('users/retire', { users: [{ clientUserId: 'oldmdm-1004' }] }))).toBe('400 9609');
  });

  test('an asset that the location does not hold is 9602, or fails later by switch', async () => {
    const body = { assets: [{ adamId: '731251616' }], serialNumbers: ['a'] };
    expect(await associate(body)).toBe('400 9602');
    apple.switches.unknownAsset = 'asynchronous-9709';
    const { body: accepted } = await apple.post('assets/associate', body);
    const status = await apple.ask(`status?eventId=${accepted.eventId}`);
    expect(rows(status.body, 'failures')[0]).toMatchObject({ errorNumber: 9709 });
  });

  test('users and devices in one request are accepted, or 9602 by switch', async () => {
    const body = { assets: [keynote], clientUserIds: ['oldmdm-1001'], serialNumbers: ['a'] };
    expect((await apple.post('assets/associate', body)).status).toBe(200);
    apple.switches.mixedTargets = 'refused';
    expect(await associate(body)).toBe('400 9602');
  });

  test('users are missing 9720, too many 9714, twice 9715 or without a proper e-mail 9717', async () => {
    const create = async (body: unknown) => code(await apple.post('users/create', body));
    expect(await create({})).toBe('400 9720');
    expect(await create({ users: [] })).toBe('400 9720');
    expect(await create({ users: users(101) })).toBe('400 9714');
    expect(await create({ users: [...users(2), { clientUserId: 'u1' }] })).toBe('400 9715');
    expect(await create({ users: [{ clientUserId: 'a', email: 'no address' }] })).toBe('400 9717');
    expect(await create({ users: [{ email: 'a@b.example' }] })).toBe('400 9602');
  });

  test('an event that is not known is 9708', async () => {
    expect(code(await apple.ask('status?eventId=ed3edfc3-e617-465e-b309-a17925266e14'))).toBe('400 9708');
    expect(code(await apple.ask('status'))).toBe('400 9602');
    const { content: token } = apple.levers.downloadToken('education');
    const { body } = await apple.post('users/create', { users: users(1) });
    expect(code(await apple.ask(`status?eventId=${body.eventId}`, { token }))).toBe('400 9708');
    apple.switches.eventLifetimeMilliseconds = day;
    apple.clock.at += day + 1;
    expect(code(await apple.ask(`status?eventId=${body.eventId}`))).toBe('400 9708');
  });
});
