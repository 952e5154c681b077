import { get } from 'node:http';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { controlLevers } from '../../../src/sandbox/apple/control.js';
import { type Apple, startApple } from './support.js';

let apple: Apple;
beforeEach(async () => {
  apple = await startApple();
});
afterEach(async () => {
  await apple.stop();
});

describe('control address', () => {
  const pull = (name: string, body: unknown, headers: Record<string, string> = {}) =>
    fetch(`${apple.control}/${name}`, {
      method: 'POST',
      headers: { 'content-type': 'application/json', ...headers },
      body: JSON.stringify(body),
    });

  test('GET shows Apple’s side and POST pulls a lever', async () => {
    const view: unknown = await (await fetch(apple.control)).json();
    expect(view).toMatchObject({ now: '2026-09-01T08:00:00.000Z', location: { uId: '2049025000431439' } });
    const bought = await pull('buy', { adamId: '904230707', count: 5 });
    expect(await bought.json()).toEqual({ said: '5 licences of Things 3 were bought; the location has 30 now.' });
    const token: unknown = await (await pull('downloadToken', { location: 'education' })).json();
    expect(token).toMatchObject({ location: 'education', state: 'valid' });
    expect(apple.requests()).toEqual([]);
  });

  test('every lever answers, faults and switches included', async () => {
    const given: Record<string, unknown> = {
      refund: { adamId: '904230707', count: 1 },
      revokeToken: { tokenId: 'token-1' },
      expireToken: { tokenId: 'token-1' },
      changePassword: {},
      refundBelowAssigned: { adamId: '904230707' },
      transfer: { adamId: '361280101', count: 1, to: 'education' },
      acceptInvitation: { clientUserId: 'oldmdm-1003' },
      clearClaim: {},
      takeOver: { mdmInfo: true },
      retireOurUsers: {},
      takeOurLicences: { count: 2, prefix: 'oldmdm' },
      deliver: {},
      claim: { mdmInfo: null },
      claimByOldProduct: {},
      assignElsewhere: { adamId: '904230707', count: 1 },
      takeElsewhere: { adamId: '904230707', count: 1 },
      retireElsewhere: { clientUserId: 'oldmdm-1001' },
      rename: { name: 'Other' },
      'faults/cut': {},
      'faults/tear': { contentLength: 'missing' },
      'faults/latency': { milliseconds: 1 },
      'faults/hold': {},
      'faults/release': {},
      'faults/events': { errorNumber: 9644 },
      'faults/clear': {},
      move: { milliseconds: 1 },
      set: { instant: '2026-09-01T08:00:00Z' },
      reset: {},
    };
    const answersOtherwise = ['buy', 'downloadToken', 'faults/fail', 'switches'];
    expect([...Object.keys(given), ...answersOtherwise].toSorted()).toEqual(Object.keys(controlLevers).toSorted());
    for (const [name, body] of Object.entries(given)) {
      const answer = await pull(name, body);
      expect([answer.status, await answer.json()], name).toEqual([200, { said: expect.any(String) }]);
    }
    await pull('switches', { pageSize: 3, limits: { maxAssets: 2 } });
    expect(apple.switches).toMatchObject({ pageSize: 3, limits: { maxAssets: 2, maxUsers: 100 } });
    await pull('faults/fail', { status: 503, retryAfter: 9 });
    expect((await apple.ask('users')).headers.get('retry-after')).toBe('9');
  });

  test('what is wrong is refused and changes nothing', async () => {
    expect((await pull('switches', { pageSize: 0 })).status).toBe(400);
    expect((await pull('switches', { limits: { maxNothing: 1 } })).status).toBe(400);
    expect((await pull('buy', { adamId: '904230707', count: -1 })).status).toBe(400);
    expect((await pull('downloadToken', { location: 'elsewhere' })).status).toBe(400);
    expect((await pull('toString', {})).status).toBe(404);
    expect((await fetch(`${apple.control}/buy`)).status).toBe(405);
    expect((await pull('reset', {}, { 'content-type': 'text/plain' })).status).toBe(415);
    expect(apple.switches).toMatchObject({ pageSize: 1000, limits: { maxAssets: 25 } });
  });

  test('a foreign host and a foreign origin are refused', async () => {
    expect((await pull('reset', {}, { origin: 'http://evil.example' })).status).toBe(403);
    expect((await pull('reset', {}, { origin: new URL(apple.control).origin })).status).toBe(200);
    const status = await new Promise<number | undefined>((resolve, reject) => {
      get(apple.control, { headers: { host: 'evil.example' } }, (answer) => {
        answer.resume();
        resolve(answer.statusCode);
      }).on('error', reject);
    });
    expect(status).toBe(403);
  });
});
