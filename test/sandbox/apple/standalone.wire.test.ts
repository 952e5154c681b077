import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { serveAlone } from '../../../src/sandbox/apple/standalone.js';
import { movableClock } from '../../../src/sandbox/clock.js';
import { isRecord, start, text } from './support.js';

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'apple-'));
});
afterEach(() => {
  rmSync(folder, { recursive: true });
});

const clock = () => movableClock(start, () => 0);

function printed(lines: string[]): Record<string, unknown> {
  expect(lines).toHaveLength(1);
  const line: unknown = JSON.parse(lines[0] ?? '');
  return isRecord(line) ? line : {};
}

test('started alone it prints one line, and what the line names works', async () => {
  const lines: string[] = [];
  const apple = await serveAlone(['--port', '0'], clock(), (line) => lines.push(line));
  const line = printed(lines);
  expect(Object.keys(line)).toEqual(['url', 'token', 'control']);
  const headers = { authorization: `Bearer ${text(line, 'token')}` };
  expect(await (await fetch(`${text(line, 'url')}/client/config`, { headers })).json()).toMatchObject({
    mdmInfo: null,
  });
  const pull = (name: string, body: unknown) =>
    fetch(`${text(line, 'control')}/${name}`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify(body),
    });
  await pull('set', { instant: '2027-08-31T08:00:00Z' });
  await pull('move', { milliseconds: 86_400_000 });
  expect(await (await fetch(`${text(line, 'url')}/assets`, { headers })).json()).toMatchObject({ errorNumber: 9621 });
  await apple.stop();
});

test('a seed of one’s own is read from a file', async () => {
  const seed = {
    products: [{ adamId: '100000001', name: 'One', bundleId: 'example.one' }],
    locations: {
      small: {
        uId: '42',
        name: 'Small',
        countryISO2ACode: 'US',
        organization: 'Small',
        assets: [{ adamId: '100000001', count: 3, devices: 1 }],
        generate: { assets: 2, users: 3, assignments: 7 },
      },
    },
    downloads: { main: { location: 'small' } },
  };
  const file = join(folder, 'seed.json');
  writeFileSync(file, JSON.stringify(seed));
  const apple = await serveAlone(['--seed', file], clock(), () => undefined);
  const view = apple.levers.view();
  expect(view.location.uId).toBe('42');
  expect(view.assets.map((asset) => asset.assignedCount)).toEqual([1, 4, 3]);
  expect(view.users).toHaveLength(3);
  await apple.stop();
});

test('arguments and seeds that can not be meant are refused', async () => {
  const serve = (args: string[]) => serveAlone(args, clock(), () => undefined);
  await expect(serve(['--port', 'x'])).rejects.toMatchObject({ code: 'apple-arguments' });
  const file = join(folder, 'seed.json');
  writeFileSync(file, JSON.stringify({ products: [], locations: {}, downloads: { main: { location: 'none' } } }));
  await expect(serve(['--seed', file])).rejects.toMatchObject({ code: 'apple-seed' });
  writeFileSync(file, JSON.stringify({ products: 'none' }));
  await expect(serve(['--seed', file])).rejects.toMatchObject({ code: 'apple-seed' });
});
