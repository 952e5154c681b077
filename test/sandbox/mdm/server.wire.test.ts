import { createHmac } from 'node:crypto';
import { createServer, type Server } from 'node:http';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { type MdmStandIn, startMdmStandIn } from '../../../src/sandbox/mdm/server.js';
import { binary, emma, FakeApple, isRecord, seedOf, start, xml } from './support.js';

let mdm: MdmStandIn;
let bot: Server;
let heard: { path: string; signature: string; body: string }[] = [];
const apple = new FakeApple();

async function listening(): Promise<string> {
  bot = createServer((request, response) => {
    const chunks: Buffer[] = [];
    request.on('data', (chunk: Buffer) => chunks.push(chunk));
    request.on('end', () => {
      const signature = String(request.headers['x-hmac-signature'] ?? '');
      heard.push({ path: request.url ?? '', signature, body: Buffer.concat(chunks).toString('utf8') });
      response.writeHead(200).end();
    });
  });
  await new Promise<void>((resolve) => bot.listen(0, '127.0.0.1', resolve));
  const address = bot.address();
  return `http://127.0.0.1:${typeof address === 'object' ? address?.port : ''}`;
}

beforeEach(async () => {
  heard = [];
  apple.licences.add(`${emma} 1`);
  mdm = await startMdmStandIn({
    ...{ now: () => start, apple, phones: [seedOf({ kind: 'supervised-iphone' })] },
    switches: { installMilliseconds: 0 },
  });
  mdm.setWebhook(`${await listening()}/mdm/webhook`);
});
afterEach(async () => {
  await mdm.stop();
  bot.closeAllConnections();
  await new Promise((resolve) => bot.close(resolve));
});

const authorization = () => `Basic ${Buffer.from(`nanomdm:${mdm.apiKey}`).toString('base64')}`;

async function put(path: string, body: Buffer): Promise<{ status: number; value: Record<string, unknown> }> {
  const init = { method: 'PUT', headers: { authorization: authorization() }, body: new Uint8Array(body) };
  const response = await fetch(`${mdm.url}${path}`, init);
  const value: unknown = await response.json();
  return { status: response.status, value: isRecord(value) ? value : {} };
}

const statuses = () => heard.map(({ body }) => /"status":"(\w+)"/.exec(body)?.[1] ?? /mdm\.(\w+)/.exec(body)?.[1]);

/** Waits until so many events were heard, or throws after ten seconds. */
async function hears(count: number): Promise<void> {
  const deadline = performance.now() + 10_000;
  while (heard.length < count) {
    if (performance.now() > deadline) throw new Error(`Only ${heard.length} of ${count} events were heard.`);
    await new Promise((resolve) => setImmediate(resolve));
  }
}

const id = () => mdm.levers.view()[0]?.id ?? '';
const install = (uuid: string) => ({
  CommandUUID: uuid,
  Command: { RequestType: 'InstallApplication', iTunesStoreID: 1, Options: { PurchaseMethod: 1 } },
});

describe('over the wire', () => {
  test('a pushed phone answers at once, and its words are signed', async () => {
    let changes = 0;
    const stop = mdm.onChange(() => {
      changes += 1;
    });
    mdm.enrolAll();
    mdm.enrolAll();
    expect(await put(`/v1/enqueue/${id()}`, binary(install('a')))).toMatchObject({
      status: 200,
      value: { command_uuid: 'a' },
    });
    await hears(4);
    expect(statuses()).toEqual(['Authenticate', 'TokenUpdate', 'Idle', 'Acknowledged']);
    for (const { path, signature, body } of heard) {
      expect(path).toBe('/mdm/webhook');
      expect(signature).toBe(createHmac('sha256', mdm.webhookSecret).update(body).digest('base64'));
    }
    expect(changes).toBeGreaterThan(0);
    stop();
    expect(mdm.levers.view()[0]?.apps).toMatchObject([{ state: 'installed' }]);
    expect(mdm.requests()).toEqual([
      expect.objectContaining({ method: 'PUT', path: `/v1/enqueue/${id()}`, status: 200 }),
    ]);
    await mdm.poll();
    expect(statuses().at(-1)).toBe('Idle');
    expect(mdm.deliveries().every(({ outcome }) => outcome === 'delivered')).toBe(true);
  });

  test('requests fail, are cut and wait by fault', async () => {
    mdm.enrolAll();
    const path = `/v1/enqueue/${id()}?nopush=1`;
    mdm.faults.failNext(1, { status: 503, pathStartsWith: '/v1/enqueue' });
    const failed = await fetch(`${mdm.url}${path}`, { method: 'PUT' });
    expect([failed.status, (await fetch(`${mdm.url}/version`)).status]).toEqual([503, 200]);
    mdm.faults.cutConnection(1, { when: 'before' });
    await expect(put(path, xml(install('a')))).rejects.toThrow();
    mdm.faults.cutConnection(1, { when: 'after' });
    await expect(put(path, xml(install('b')))).rejects.toThrow();
    expect((await put(path, xml(install('b')))).value.command_error).toBe('command already exists: b');
    expect(mdm.levers.view()[0]?.queued).toBe(1);
    mdm.faults.hold('/v1/enqueue');
    const waiting = put(path, xml(install('c')));
    const deadline = performance.now() + 10_000;
    while (mdm.faults.held().length === 0 && performance.now() < deadline)
      await new Promise((resolve) => setImmediate(resolve));
    expect(mdm.levers.view()[0]?.queued).toBe(1);
    mdm.faults.release();
    expect((await waiting).status).toBe(200);
    mdm.faults.failNext(1, { status: 503 });
    mdm.faults.clear();
    expect((await fetch(`${mdm.url}/version`)).status).toBe(200);
  });
});
