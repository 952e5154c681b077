import { request } from 'node:http';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { z } from 'zod';
import { startFakeSandbox, startOfTime } from './fake-sandbox.js';
import { FakeFailure } from './fake-workspace.js';

interface Answer {
  status: number;
  headers: Record<string, string | string[] | undefined>;
  body: string;
}

let sandbox: Awaited<ReturnType<typeof startFakeSandbox>>;

beforeEach(async () => {
  sandbox = await startFakeSandbox({ icons: 'http://127.0.0.1:4567' });
});

afterEach(() => sandbox.stop());

/** `fetch` may not choose its Host, so requests are written with node:http. */
function ask(method: string, path: string, headers: Record<string, string> = {}, body?: string): Promise<Answer> {
  return new Promise((resolve, reject) => {
    const url = new URL(sandbox.url);
    const sent = request(
      { host: '127.0.0.1', port: url.port, method, path, headers: { host: url.host, ...headers } },
      (response) => {
        const chunks: Buffer[] = [];
        response.on('data', (chunk: Buffer) => chunks.push(chunk));
        response.on('end', () =>
          resolve({
            status: response.statusCode ?? 0,
            headers: response.headers,
            body: Buffer.concat(chunks).toString(),
          }),
        );
      },
    );
    sent.on('error', reject);
    sent.end(body);
  });
}

function post(path: string, body: unknown, headers: Record<string, string> = {}): Promise<Answer> {
  const origin = new URL(sandbox.url).origin;
  return ask(
    'POST',
    path,
    { origin, 'content-type': 'application/json', ...headers },
    typeof body === 'string' ? body : JSON.stringify(body),
  );
}

const code = (answer: Answer) =>
  z.object({ error: z.object({ code: z.string() }) }).parse(JSON.parse(answer.body)).error.code;

describe('who may ask', () => {
  it.each(['evil.example', '127.0.0.1', '127.0.0.1:1', 'localhost.evil.example'])(
    'refuses the Host %s, whatever is asked',
    async (host) => {
      for (const path of ['/', '/state', '/events', '/main.js']) {
        expect(await ask('GET', path, { host })).toMatchObject({ status: 403 });
      }
      expect(code(await post('/time', { move: 1 }, { host }))).toBe('wrong_host');
      expect(sandbox.clock.now()).toBe(startOfTime);
    },
  );

  it('answers to localhost as well', async () => {
    const { port } = new URL(sandbox.url);
    expect(await ask('GET', '/', { host: `localhost:${port}` })).toMatchObject({ status: 200 });
    expect(
      await post('/time', { move: 1 }, { host: `localhost:${port}`, origin: `http://localhost:${port}` }),
    ).toMatchObject({ status: 200 });
  });

  it.each(['http://evil.example', 'null', 'https://127.0.0.1'])('refuses a POST with the Origin %s', async (origin) => {
    expect(code(await post('/time', { move: 1 }, { origin }))).toBe('wrong_origin');
    expect(await ask('GET', '/state', { origin })).toMatchObject({ status: 403 });
    expect(sandbox.clock.now()).toBe(startOfTime);
  });

  it('refuses a POST without Origin, and one that is no JSON', async () => {
    expect(await ask('POST', '/restart', { 'content-type': 'application/json' }, '{}')).toMatchObject({ status: 403 });
    expect(await post('/restart', '{}', { 'content-type': 'text/plain' })).toMatchObject({ status: 415 });
    expect(sandbox.restarts).toEqual([]);
  });
});

describe('what is sent', () => {
  it('carries a strict policy and is never stored', async () => {
    for (const path of ['/', '/style.css', '/main.js', '/state', '/nowhere']) {
      const { headers } = await ask('GET', path);
      expect(headers).toMatchObject({ 'x-content-type-options': 'nosniff', 'cache-control': 'no-store' });
      expect(headers['content-security-policy']).toBe(
        "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' http://127.0.0.1:4567; connect-src 'self'; form-action 'none'; base-uri 'none'; frame-ancestors 'none'",
      );
      expect(headers['access-control-allow-origin']).toBeUndefined();
    }
  });

  it('sends the page, its styles and its scripts, and nothing else of the folder', async () => {
    expect((await ask('GET', '/')).headers['content-type']).toBe('text/html; charset=utf-8');
    expect((await ask('GET', '/blocks/table.js')).headers['content-type']).toBe('text/javascript; charset=utf-8');
    for (const path of [
      '/tsconfig.json',
      '/main.ts',
      '/../../package.json',
      '/%2e%2e/package.json',
      '/blocks',
      '/__proto__',
    ]) {
      expect(await ask('GET', path)).toMatchObject({ status: 404 });
    }
  });

  it('keeps the contents of tokens back until somebody asks for one', async () => {
    const token = sandbox.apple.downloadToken();
    const state = await ask('GET', '/state?as=U1ALVA');
    expect(state.body).toContain(token.fileName);
    expect(state.body).not.toContain(token.content);
    expect(JSON.parse((await post('/apple/token-file', { id: token.id })).body)).toEqual({
      name: token.fileName,
      content: token.content,
    });
    expect(code(await post('/apple/token-file', { id: 'other' }))).toBe('no_token');
  });

  it('shows the first person unless another is named, and nobody who is not there or is a bot', async () => {
    const me = (answer: Answer) =>
      z.object({ workspace: z.object({ me: z.object({ id: z.string() }) }) }).parse(JSON.parse(answer.body)).workspace
        .me.id;
    expect(me(await ask('GET', '/state'))).toBe('U1ALVA');
    expect(me(await ask('GET', '/state?as=U2BO'))).toBe('U2BO');
    expect(code(await ask('GET', '/state?as=U9BOT'))).toBe('no_person');
    expect(code(await ask('GET', '/state?as=nobody'))).toBe('no_person');
  });
});

describe('acts and levers', () => {
  it('does every act as the person it names', async () => {
    const surface = { kind: 'message', channelId: 'C1', ts: '1.2' };
    const values = { name: { v: { type: 'plain_text_input', value: 'x' } } };
    const acts = [
      { act: 'slash', channelId: 'C1', command: '/vpp', text: 'help' },
      { act: 'click', surface, blockId: 'b', actionId: 'a' },
      {
        act: 'select',
        surface: { kind: 'home' },
        blockId: 'b',
        actionId: 'a',
        state: { type: 'checkboxes', selected_options: [] },
      },
      { act: 'submit', viewId: 'V1', values },
      { act: 'close', viewId: 'V1' },
      { act: 'openHome' },
      { act: 'upload', name: 'a.vpptoken', content: 'abc' },
    ];
    for (const act of acts) expect(await post('/act', { as: 'U2BO', ...act })).toMatchObject({ status: 200 });
    expect(sandbox.workspace.done).toEqual(acts.map((act) => ({ as: 'U2BO', ...act })));
  });

  it.each([
    ['an unknown act', { as: 'U1ALVA', act: 'dance' }, 400],
    ['an act of nobody', { as: 'U0', act: 'openHome' }, 404],
    ['an act without a command', { as: 'U1ALVA', act: 'slash', channelId: 'C1', command: 'vpp', text: '' }, 400],
    ['no JSON', '{', 400],
    ['more than 2 MiB', `"${'x'.repeat(2 * 1024 * 1024 + 1)}"`, 413],
  ])('refuses %s', async (_what, body, status) => {
    expect(await post('/act', body)).toMatchObject({ status });
    expect(sandbox.workspace.done).toEqual([]);
  });

  it('passes a failed act on with its code, and hides nothing behind a 200', async () => {
    sandbox.workspace.react = () => {
      throw new FakeFailure('operation_timeout');
    };
    const answer = await post('/act', { as: 'U1ALVA', act: 'openHome' });
    expect(answer.status).toBe(409);
    expect(code(answer)).toBe('operation_timeout');
  });

  it('pulls the levers of Apple’s side', async () => {
    const order = { adamId: '409183694', pricingParam: 'STDQ', count: 3 };
    await post('/apple/buy', order);
    await post('/apple/refund', order);
    await post('/apple/revoke-token', { id: 't1' });
    await post('/apple/accept-invitation', { clientUserId: 'vb1.abc' });
    expect(sandbox.apple.pulled).toEqual([
      'bought 3 of 409183694',
      'refunded 3 of 409183694',
      'revoked t1',
      'accepted vb1.abc',
    ]);
    expect(await post('/apple/buy', { ...order, count: 0 })).toMatchObject({ status: 400 });
  });

  it('moves time forward only, and rings what is due each time', async () => {
    const hour = 3_600_000;
    expect(JSON.parse((await post('/time', { move: hour })).body)).toEqual({
      ran: ['The sync of 18:00 ran.'],
      now: startOfTime + hour,
    });
    await post('/time', { set: startOfTime + 5 * hour });
    expect(code(await post('/time', { set: startOfTime }))).toBe('time_goes_forward');
    expect(await post('/time', { move: -hour })).toMatchObject({ status: 400 });
    expect(sandbox.rings).toEqual([startOfTime + hour, startOfTime + 5 * hour]);
  });

  it('restarts and resets on request', async () => {
    await post('/restart', {});
    await post('/reset', {});
    expect(sandbox.restarts).toEqual(['restart', 'reset']);
  });
});

describe('GET /events', () => {
  it('tells of a change of the workspace and of every lever, and ends when the server stops', async () => {
    const response = await fetch(`${sandbox.url}events`);
    const reader = response.body?.pipeThrough(new TextDecoderStream()).getReader();
    const until = async (words: string) => {
      for (let heard = ''; !heard.includes(words); ) heard += (await reader?.read())?.value ?? words;
    };
    expect(response.headers.get('content-type')).toBe('text/event-stream');
    await until(': open');
    sandbox.workspace.changed();
    await until('event: change');
    await post('/apple/download-token', {});
    await until('event: change');
    await sandbox.stop();
    expect((await reader?.read().catch(() => ({ done: true })))?.done).toBe(true);
  });
});
