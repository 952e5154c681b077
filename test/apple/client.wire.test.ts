import { describe, expect, it } from 'vitest';
import { AppleAddressError } from '../../src/apple/addresses.js';
import { appleLicences } from '../../src/apple/client.js';
import type { ScriptedAnswer } from '../support/scripted-apple.js';
import { config, open, page, pageIndex, refusal, startClient, TOKEN, uId } from './support.js';

describe('a request', () => {
  it('carries the outer token, and only the host of the notification address comes back', async () => {
    const { location, server, events } = await startClient(() => ({
      json: {
        ...config,
        countryISO2ACode: 'DE',
        defaultPlatform: 'enterprisestore',
        websiteURL: 'https://business.apple.com',
        notificationUrl: 'https://mdm.example/secret/path',
        notificationAuthToken: 'SUp3rS3Cr3t',
        mdmInfo: { id: 'other', name: 'Other MDM', metadata: '1' },
      },
    }));
    expect(await location.clientConfig()).toEqual({
      result: 'ok',
      readAt: 42,
      value: {
        uId,
        locationName: 'HQ',
        countryISO2ACode: 'DE',
        defaultPlatform: 'enterprisestore',
        websiteURL: 'https://business.apple.com',
        mdmInfo: { id: 'other', name: 'Other MDM', metadata: '1' },
        notificationHost: 'mdm.example',
        tokenExpires: Date.parse('2030-11-08T22:33:22Z'),
      },
    });
    expect(server.seen[0]?.headers).toMatchObject({ authorization: `Bearer ${TOKEN}`, 'user-agent': 'vpp-bot/test' });
    expect(JSON.stringify(events)).not.toContain(TOKEN);
    expect(events).toContainEqual({
      kind: 'request',
      method: 'GET',
      path: '/mdm/v2/client/config',
      status: 200,
      errorNumber: null,
      milliseconds: 0,
      attempt: 1,
      outcome: 'ok',
    });
  });

  it('claims with mdmInfo alone and unsubscribes with no notification types', async () => {
    const mdmInfo = { id: 'ours', name: 'vpp-bot', metadata: '1.x' };
    const { location, server } = await startClient(() => ({ json: { ...config, mdmInfo } }));
    expect(await location.claim(mdmInfo)).toMatchObject({ result: 'ok', value: { mdmInfo } });
    await location.unsubscribe();
    expect(server.seen.map(({ method, path, body }) => [method, path, JSON.parse(body)])).toEqual([
      ['POST', '/mdm/v2/client/config', { mdmInfo }],
      ['POST', '/mdm/v2/client/config', { notificationTypes: [] }],
    ]);
    expect(server.seen[0]?.headers['content-type']).toBe('application/json');
  });

  it('leaves out what Apple leaves out', async () => {
    const { location } = await startClient(() => ({ json: {} }));
    const nothing = { uId: null, locationName: null, mdmInfo: null, notificationHost: null, tokenExpires: null };
    expect(await location.clientConfig()).toMatchObject({ result: 'ok', value: nothing });
  });

  it('is never sent in clear to another machine', () => {
    const base = { now: Date.now, wireNow: Date.now, random: Math.random, userAgent: 'x' };
    for (const serviceUrl of ['http://vpp.example/v2', 'https://u:p@vpp.example', 'ftp://127.0.0.1/', 'vpp.example'])
      expect(() => appleLicences({ ...base, serviceUrl })).toThrow(AppleAddressError);
  });
});

describe('refusals', () => {
  it.each([
    [200, 9622, 'invalid'],
    [401, 9621, 'expired'],
    [401, 9625, 'revoked'],
    [401, 9722, 'invalid'],
    [403, 9637, 'not-allowed'],
    [403, 9645, 'managed-by-apple'],
    [403, 9647, 'legacy-token'],
    [410, 9634, 'service-removed'],
    [400, 9721, 'stale-version'],
    [400, 9602, 'other'],
    [500, 9625, 'revoked'],
    [400, 12345, 'other'],
  ])('HTTP %i with %i is %s', async (status, errorNumber, reason) => {
    const { location, server } = await startClient(() => refusal(status, errorNumber));
    const refused = { result: 'refused', reason, errorNumber, httpStatus: status, message: 'No.' };
    expect(await location.clientConfig()).toEqual(refused);
    expect(await location.unsubscribe()).toEqual(refused);
    expect(server.seen).toHaveLength(2);
  });

  it('without a number are refusals of the HTTP status alone', async () => {
    const { location } = await startClient(() => ({ status: 403, json: { message: 'no' } }));
    expect(await location.clientConfig()).toMatchObject({ result: 'refused', reason: 'other', errorNumber: null });
  });
});

describe('whose answer it is', () => {
  it('is compared with the bound location and with our id', async () => {
    const mdmInfo = { id: 'theirs', name: 'Other MDM', metadata: 'm' };
    const { licences } = await startClient(({ query }) => ({ json: { ...page(pageIndex(query), 1, ['a']), mdmInfo } }));
    const users = (expectation: { uId: string | null; mdmId: string | null }) =>
      licences.location(TOKEN, expectation).users({}, () => {});
    expect(await users({ uId: '1', mdmId: null })).toEqual({ result: 'other-location', uId });
    expect(await users({ uId, mdmId: 'ours' })).toEqual({ result: 'in-use-elsewhere', mdmInfo });
    expect(await users({ uId, mdmId: 'theirs' })).toMatchObject({ result: 'ok' });
    expect(await users(open)).toMatchObject({ result: 'ok' });
  });

  it('means nothing where Apple leaves mdmInfo out or null', async () => {
    const { licences } = await startClient(({ path }) => ({ json: path.endsWith('users') ? page(0, 1, []) : config }));
    const location = licences.location(TOKEN, { uId, mdmId: 'ours' });
    expect(await location.clientConfig()).toMatchObject({ result: 'ok', value: { mdmInfo: null } });
    expect(await location.users({}, () => {})).toMatchObject({ result: 'ok' });
  });
});

describe('an answer that cannot be used', () => {
  const cases: [string, ScriptedAnswer][] = [
    ['torn JSON', { text: '{"uId":"2049' }],
    ['a web page', { text: '<!doctype html><p>Sign in' }],
    ['a list', { json: [] }],
    ['a redirect', { status: 302, headers: { location: 'http://127.0.0.1:1/elsewhere' }, json: config }],
    ['another type', { json: { ...config, uId: 5 } }],
    ['an error number as text', { json: { ...config, errorNumber: '9622' } }],
    ['an endless body', { raw: (response) => response.end(JSON.stringify({ pad: 'x'.repeat(17 * 1024 * 1024) })) }],
  ];
  it.each(cases)('%s is a bad answer, asked for once', async (_name, scripted) => {
    const { location, server } = await startClient(() => scripted);
    expect(await location.clientConfig()).toMatchObject({ result: 'unreachable', cause: 'bad-answer', effect: 'none' });
    expect(await location.unsubscribe()).toMatchObject({ cause: 'bad-answer', effect: 'unknown' });
    expect(server.seen).toHaveLength(2);
  });
});
