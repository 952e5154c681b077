import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { appleSeed } from '../../../src/sandbox/apple/seed.js';
import { type Answered, type Apple, rows, startApple } from './support.js';

let apple: Apple;
beforeEach(async () => {
  apple = await startApple();
});
afterEach(async () => {
  await apple.stop();
});

/** Status and number of an ErrorResponse. */
const code = ({ status, body }: Answered): string => `${status} ${body.errorNumber}`;

const users = (count: number) => Array.from({ length: count }, (_, index) => ({ clientUserId: `u${index}` }));

describe('failures by lever', () => {
  test('numbers that nothing provokes are answered by a fault: 9601, 9603, 9623, 9634, 9729', async () => {
    for (const [status, errorNumber] of [
      [401, 9601],
      [500, 9603],
      [400, 9623],
      [410, 9634],
      [503, 9729],
    ] as const) {
      apple.faults.failNext(1, { status, errorNumber });
      expect(code(await apple.ask('client/config'))).toBe(`${status} ${errorNumber}`);
      expect((await apple.ask('client/config')).status).toBe(200);
    }
  });

  test('as many requests fail as were asked for', async () => {
    apple.faults.failNext(2, { status: 500, errorNumber: 9603 });
    const answers = [await apple.ask('users'), await apple.ask('assets'), await apple.ask('users')];
    expect(answers.map((answer) => answer.status)).toEqual([500, 500, 200]);
  });

  test('5xx carries Retry-After in seconds or as a date, with or without a number', async () => {
    apple.faults.failNext(1, { status: 503, retryAfter: 120, pathStartsWith: 'users' });
    expect((await apple.ask('assets')).status).toBe(200);
    const first = await apple.ask('users');
    expect([first.status, first.headers.get('retry-after'), first.body.errorNumber]).toEqual([503, '120', undefined]);
    apple.faults.failNext(1, { status: 500, errorNumber: 9603, retryAfter: 'Tue, 01 Sep 2026 09:00:00 GMT' });
    expect((await apple.ask('users')).headers.get('retry-after')).toBe('Tue, 01 Sep 2026 09:00:00 GMT');
  });

  test('an error of any number comes inside HTTP 200, and HTML with any status', async () => {
    apple.faults.failNext(1, { status: 200, errorNumber: 9625 });
    apple.faults.failNext(1, { status: 200, errorNumber: 12_345, errorMessage: 'New.' });
    apple.faults.failNext(1, { status: 200 });
    apple.faults.failNext(1, { status: 418 });
    expect(code(await apple.ask('assets'))).toBe('200 9625');
    expect(await apple.ask('assets')).toMatchObject({
      status: 200,
      body: { errorNumber: 12_345, errorMessage: 'New.' },
    });
    for (const status of [200, 418]) {
      const answer = await apple.ask('assets');
      expect([answer.status, answer.headers.get('content-type')]).toEqual([status, 'text/html']);
      expect(answer.body.text).toContain('<html>');
    }
  });

  test('a torn answer breaks in the middle, whatever its length says', async () => {
    const whole = JSON.stringify((await apple.ask('client/config')).body);
    const lengths: (string | null)[] = [];
    for (const contentLength of ['matching', 'missing'] as const) {
      apple.faults.tearNext(1, { contentLength, pathStartsWith: 'client' });
      const { status, headers, body } = await apple.ask('client/config');
      expect([status, body.text], contentLength).toEqual([200, whole.slice(0, Math.floor(whole.length / 2))]);
      lengths.push(headers.get('content-length'));
    }
    expect(lengths).toEqual([String(Math.floor(whole.length / 2)), null]);
    apple.faults.tearNext(1, { contentLength: 'whole' });
    await expect(apple.ask('client/config')).rejects.toThrow();
    expect((await apple.ask('client/config')).status).toBe(200);
  });

  test('a torn answer does not undo what was done', async () => {
    apple.faults.tearNext(1, { contentLength: 'matching', pathStartsWith: 'users/create' });
    expect((await apple.post('users/create', { users: users(1) })).body).toHaveProperty('text');
    expect(rows((await apple.ask('users?clientUserId=u0')).body, 'users')).toHaveLength(1);
  });

  test('a connection is cut before the work or after it', async () => {
    const create = (clientUserId: string) => apple.post('users/create', { users: [{ clientUserId }] });
    apple.faults.cutConnection(1, { when: 'before', pathStartsWith: 'users/create' });
    await expect(create('first')).rejects.toThrow();
    apple.faults.cutConnection(1, { when: 'after' });
    await expect(create('second')).rejects.toThrow();
    expect(rows((await apple.ask('users?clientUserId=first')).body, 'users')).toHaveLength(0);
    expect(rows((await apple.ask('users?clientUserId=second')).body, 'users')).toHaveLength(1);
  });

  test('held requests wait undone until they are released', async () => {
    apple.faults.hold('users');
    let answered = false;
    const waiting = apple.post('users/create', { users: users(1) }).then((answer) => {
      answered = true;
      return answer;
    });
    await apple.faults.arrival();
    expect(apple.faults.held()).toEqual(['users/create']);
    expect((await apple.ask('client/config')).status).toBe(200);
    expect(answered).toBe(false);
    expect(apple.levers.view().users.map((user) => user.clientUserId)).not.toContain('u0');
    apple.faults.release('users');
    expect((await waiting).status).toBe(200);
    expect(apple.levers.view().users.map((user) => user.clientUserId)).toContain('u0');
  });

  test('latency delays matching requests in wire time', async () => {
    apple.faults.latency(600_000, 'users');
    const order: string[] = [];
    const slow = apple.ask('users').then(() => order.push('slow'));
    await apple.ask('assets').then(() => order.push('quick'));
    apple.faults.clear();
    await slow;
    expect(order).toEqual(['quick', 'slow']);
  });

  test('what was asked is listed without secrets', async () => {
    await apple.ask('assets?adamId=1');
    await apple.ask('client/config', { token: null });
    expect(apple.requests()).toEqual([
      { method: 'GET', path: '/mdm/v2/assets?adamId=1', status: 200 },
      { method: 'GET', path: '/mdm/v2/client/config', status: 401 },
    ]);
    expect(JSON.stringify(apple.requests())).not.toContain(apple.token.slice(0, 20));
  });
});

test('a seed that contradicts itself is refused with its reason', async () => {
  const seed = { ...appleSeed, downloads: {} };
  await expect(startApple({ seed })).rejects.toMatchObject({ code: 'apple-seed' });
});
