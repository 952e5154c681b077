import { spawn } from 'node:child_process';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { request } from 'undici';
import * as z from 'zod';

/** Apple's stand-in in a process of its own, so that its work is not ours. */
export interface AppleProcess {
  url: string;
  catalogUrl: string;
  token: string;
  stop(): Promise<void>;
}

const announcement = z.object({ url: z.string(), token: z.string(), control: z.string() });
/** As compiled: this file lies in `dist-bench/bench`. */
const script = fileURLToPath(new URL('../../dist/sandbox/apple/main.js', import.meta.url));

/** Serves so many generated rows on pages of 549, without a limit on requests. */
export async function startApple(rows: { assets: number; users: number; assignments: number }): Promise<AppleProcess> {
  const folder = await mkdtemp(join(tmpdir(), 'vpp-bench-'));
  const seed = join(folder, 'seed.json');
  await writeFile(seed, JSON.stringify(seedOf(rows)));
  const child = spawn(process.execPath, [script, '--port', '0', '--seed', seed], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  const line = await new Promise<string>((resolve, reject) => {
    child.stdout.once('data', (chunk) => resolve(String(chunk)));
    child.once('exit', (code) => reject(new Error(`the stand-in ended with ${code}`)));
  });
  const { url, token, control } = announcement.parse(JSON.parse(line));
  await post(`${control}/switches`, { rateLimit: false, pageSize: 549, limits: { maxRequestPerSecond: 1_000_000 } });
  return {
    url,
    token,
    catalogUrl: new URL('/WebObjects/MZStorePlatform.woa/wa/lookup', url).href,
    async stop() {
      child.kill('SIGTERM');
      await rm(folder, { recursive: true, force: true });
    },
  };
}

async function post(url: string, body: unknown): Promise<void> {
  const answer = await request(url, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify(body),
  });
  const text = await answer.body.text();
  if (answer.statusCode !== 200) throw new Error(`${url}: ${answer.statusCode} ${text}`);
}

function seedOf(generate: { assets: number; users: number; assignments: number }) {
  return {
    products: [],
    locations: { main: { uId: '1', name: 'Bench', countryISO2ACode: 'SE', organization: 'Bench', generate } },
    downloads: { main: { location: 'main' } },
  };
}
