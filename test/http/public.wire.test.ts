import { connect } from 'node:net';
import { afterEach, describe, expect, it } from 'vitest';
import { createPublicServer, type PublicLimits, type PublicServer } from '../../src/http/public.js';
import { type WebhookBody, webhook } from '../../src/http/webhook.js';

let server: PublicServer | null = null;
let faults: unknown[] = [];
let bodies: WebhookBody[] = [];
let waiting: (() => void) | null = null;

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
  const mounts = [{ path: '/apple', handle: echo }];
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
});
