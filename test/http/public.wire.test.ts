import { connect, Server } from 'node:net';
import { afterEach, describe, expect, it, vi } from 'vitest';
import { createPublicServer, type PublicLimits, type PublicServer } from '../../src/http/public.js';
import { type WebhookBody, webhook } from '../../src/http/webhook.js';

let server: PublicServer | null = null;
let faults: unknown[] = [];
let bodies: WebhookBody[] = [];
let waiting: (() => void) | null = null;
let closed: () => void = () => undefined;

afterEach(async () => {
  waiting?.();
  await server?.stop();
  server = null;
});

const echo = webhook(async ({ method, path, body }) => {
  if (path === '/throws') throw new Error('a secret');
  if (path === '/waits') {
    await new Promise<void>((resolve) => {
      waiting = resolve;
    });
  }
  const read = await body(10);
  bodies.push(read);
  return { status: method === 'POST' && read.result === 'body' ? 200 : 413 };
});

async function start(limits: Partial<PublicLimits> = {}): Promise<string> {
  faults = [];
  bodies = [];
  waiting = null;
  const onFault = (fault: unknown) => void faults.push(fault);
  const handle: typeof echo = (request, ...rest) => {
    request.once('close', () => closed());
    return echo(request, ...rest);
  };
  const mounts = [{ path: '/apple', handle }];
  server = createPublicServer({ host: '127.0.0.1', port: 0, basePath: '/bot', mounts, onFault, limits });
  return `http://127.0.0.1:${await server.start()}`;
}

const post = (url: string, body = 'hello') => fetch(url, { method: 'POST', body });

/** Sends text as it is and answers all that comes until the server closes. */
function raw(url: string, text: string): Promise<string> {
  const socket = connect(Number(new URL(url).port), '127.0.0.1');
  return new Promise((resolve) => {
    let answer = '';
    socket.on('data', (data) => {
      answer += data.toString();
    });
    socket.on('error', () => undefined);
    socket.on('close', () => resolve(answer));
    socket.write(text);
  });
}

async function eventually(holds: () => boolean): Promise<void> {
  const until = Date.now() + 5_000;
  while (!holds() && Date.now() < until) await new Promise((resolve) => setTimeout(resolve, 5));
  expect(holds()).toBe(true);
}

describe('the public server', () => {
  it('passes on what is mounted, with and without the path of the public address', async () => {
    const url = await start();
    expect((await post(`${url}/apple`)).status).toBe(200);
    expect((await post(`${url}/bot/apple/x?y`)).status).toBe(200);
    expect(bodies).toEqual(Array(2).fill({ result: 'body', bytes: Buffer.from('hello') }));
  });

  it.each(['/', '/other', '/bot', '/apples', '/%ZZ'])('answers nothing about %s', async (path) => {
    const url = await start();
    const answer = await fetch(url + path);
    expect([404, 400]).toContain(answer.status);
    expect(await answer.text()).toBe('');
    expect(answer.headers.get('x-powered-by')).toBeNull();
    expect(faults).toEqual([]);
  });

  it('keeps a fault to itself', async () => {
    const url = await start();
    const answer = await post(`${url}/apple/throws`);
    expect([answer.status, await answer.text()]).toEqual([500, '']);
    expect(faults).toMatchObject([{ message: 'a secret' }]);
  });

  it('reads a body up to the limit, whether its length is told or not', async () => {
    const url = await start();
    expect((await post(`${url}/apple`, 'x'.repeat(11))).status).toBe(413);
    const chunked = 'POST /apple HTTP/1.1\r\nhost: x\r\ntransfer-encoding: chunked\r\n\r\nb\r\n12345678901\r\n';
    expect(await raw(url, chunked)).toMatch(/^HTTP\/1.1 413 /);
    expect(bodies).toEqual(Array(2).fill({ result: 'too-long' }));
  });

  it('ends a body that does not come', async () => {
    const url = await start({ requestTimeout: 100, headersTimeout: 100 });
    const half = 'POST /apple HTTP/1.1\r\nhost: x\r\ncontent-length: 10\r\n\r\n12345';
    expect(await raw(url, half)).toMatch(/^(HTTP\/1.1 408 [\s\S]*)?$/);
    expect(bodies).toEqual([{ result: 'broken' }]);
  });

  it('does not wait for the body of somebody who went away before it was asked for', async () => {
    const url = await start();
    const socket = connect(Number(new URL(url).port), '127.0.0.1');
    socket.on('error', () => undefined);
    socket.write('POST /apple/waits HTTP/1.1\r\nhost: x\r\ncontent-length: 10\r\n\r\n123');
    await eventually(() => waiting !== null);
    const gone = new Promise((resolve) => (closed = () => resolve(undefined)));
    socket.destroy();
    await gone;
    waiting?.();
    await eventually(() => bodies.length > 0);
    expect(bodies).toEqual([{ result: 'broken' }]);
  });

  it('waits at the end for what is under way, and takes nothing new', async () => {
    const url = await start();
    const under = post(`${url}/apple/waits`);
    while (waiting === null) await new Promise((resolve) => setTimeout(resolve, 5));
    const stopped = server?.stop();
    await expect(post(`${url}/apple`)).rejects.toThrow();
    waiting();
    expect((await under).status).toBe(200);
    await stopped;
  });

  it('says when it cannot listen', async () => {
    const url = await start();
    const options = { host: '127.0.0.1', port: Number(new URL(url).port), basePath: '', mounts: [], onFault: () => {} };
    await expect(createPublicServer(options).start()).rejects.toMatchObject({ code: 'EADDRINUSE' });
  });

  it('finds each handler, whatever the path of the public address is called', async () => {
    const reached: string[] = [];
    const mounts = ['/slack/events', '/apple'].map((path) => ({
      path,
      handle: webhook(async (request) => {
        reached.push(`${path} ${request.path}`);
        return { status: 200 };
      }),
    }));
    for (const basePath of ['/slack/events', '/apple', '/slack']) {
      const onFault = (fault: unknown) => void faults.push(fault);
      server = createPublicServer({ host: '127.0.0.1', port: 0, basePath, mounts, onFault });
      const url = `http://127.0.0.1:${await server.start()}`;
      reached.length = 0;
      for (const path of ['/slack/events', '/apple/x', `${basePath}/slack/events`, `${basePath}/apple/x`]) {
        await post(url + path);
      }
      expect(reached).toEqual(['/slack/events /', '/apple /x', '/slack/events /', '/apple /x']);
      await server.stop();
    }
  });

  it('ends a body that nobody reads, and goes on when the system gives it no more connections', async () => {
    const listen = vi.spyOn(Server.prototype, 'listen');
    const url = await start({ requestTimeout: 100, headersTimeout: 100 });
    const [listening] = listen.mock.contexts;
    listen.mockRestore();
    const endless = 'POST /other HTTP/1.1\r\nhost: x\r\ncontent-length: 10000000\r\n\r\n12345';
    expect(await raw(url, endless)).toMatch(/^HTTP\/1.1 404 /);
    expect(listening instanceof Server && listening.emit('error', new Error('EMFILE'))).toBe(true);
    expect(faults).toMatchObject([{ message: 'EMFILE' }]);
    expect((await post(`${url}/apple`)).status).toBe(200);
  });
});
