import { writeFile } from 'node:fs/promises';
import { parseArgs } from 'node:util';
import { Pool } from 'undici';
import * as z from 'zod';
import { appleLicences } from '../src/apple/client.js';
import type { AssetRecord } from '../src/licensing/rules/asset.js';
import { judgeApp, plainInputs } from '../src/licensing/rules/judged-app.js';
import { sortApps } from '../src/licensing/rules/needs.js';
import { appsMessage } from '../src/slack/blocks/apps.js';
import { memoryMirror } from '../src/storage/mirror.js';
import { type AppleProcess, startApple } from './apple-process.js';

interface Figure {
  name: string;
  value: number;
  unit: string;
  limit: number;
  holds: boolean;
}

const firstPage = z.object({ totalPages: z.int() });

const { values } = parseArgs({
  options: { json: { type: 'string' }, assignments: { type: 'string', default: '100000' } },
});
const assignments = Number(values.assignments);

function figure(name: string, value: number, unit: string, limit: number): Figure {
  return { name, value: Math.round(value * 100) / 100, unit, limit, holds: value <= limit };
}

async function timed(work: () => Promise<unknown> | unknown): Promise<number> {
  const start = performance.now();
  await work();
  return performance.now() - start;
}

/** The same pages by undici, five at once, parsed and dropped: nobody reads them faster in this language. */
async function floor(apple: AppleProcess): Promise<number> {
  const pool = new Pool(new URL(apple.url).origin, { connections: 5 });
  const page = async (index: number) => {
    const query = index === 0 ? '' : `?pageIndex=${index}`;
    const answer = await pool.request({
      method: 'GET',
      path: `/mdm/v2/assignments${query}`,
      headers: { authorization: `Bearer ${apple.token}` },
    });
    const parsed: unknown = JSON.parse(await answer.body.text());
    return index === 0 ? firstPage.parse(parsed) : { totalPages: 0 };
  };
  const spent = await timed(async () => {
    const { totalPages } = await page(0);
    let next = 1;
    await Promise.all(
      Array.from({ length: 5 }, async () => {
        while (next < totalPages) {
          const index = next;
          next += 1;
          await page(index);
        }
      }),
    );
  });
  await pool.close();
  return spent;
}

/** Our client with validation of every row, and our mirror, all rows taken as ours. */
async function ours(apple: AppleProcess): Promise<number> {
  const licences = appleLicences({
    serviceUrl: apple.url,
    catalogUrl: apple.catalogUrl,
    now: Date.now,
    wireNow: Date.now,
    random: Math.random,
    userAgent: 'bench',
  });
  const mirror = memoryMirror();
  const spent = await timed(async () => {
    const walk = mirror.walkAssignments();
    const answer = await licences
      .location(apple.token, { uId: null, mdmId: null })
      .assignments({}, (rows) => walk.add(rows));
    if (answer.result !== 'ok') throw new Error(answer.result);
    walk.complete();
  });
  await licences.close();
  return spent;
}

function assetRecords(count: number): AssetRecord[] {
  return Array.from({ length: count }, (_, index) => ({
    adamId: String(100_000 + index),
    pricingParam: 'STDQ',
    productType: 'App',
    assignedCount: index % 97,
    availableCount: 100 - (index % 97),
    retiredCount: 0,
    totalCount: 100,
    deviceAssignable: true,
    revocable: true,
    unlimited: false,
    supportedPlatforms: ['iOS'],
    name: `App ${index}`,
    bundleId: `example.app${index}`,
    iconUrl: null,
    ours: index % 50,
    readAt: 0,
    catalogueReadAt: 0,
    presence: 'listed',
    suspectSince: null,
  }));
}

async function appsList(): Promise<number> {
  const assets = assetRecords(2_000);
  const thresholds = { shares: [20, 10], counts: null, minimumPool: 10, runwayDays: 14 } as const;
  const render = () => {
    const judged = assets.map((asset) => judgeApp(plainInputs(asset), thresholds, null, null));
    const apps = sortApps(judged).slice(0, 15);
    appsMessage(
      { result: 'apps', search: '', page: 0, pages: 134, found: 2_000, all: 2_000, apps, asOf: 0, bound: true },
      { timeZone: 'UTC', portalUrl: 'https://business.apple.com', now: 0, reference: 'R-BENCH0' },
    );
  };
  for (let warm = 0; warm < 20; warm += 1) render();
  const runs = [];
  for (let run = 0; run < 9; run += 1) runs.push(await timed(render));
  return runs.sort((a, b) => a - b)[4] ?? 0;
}

const apple = await startApple({ assets: 500, users: 0, assignments });
try {
  await floor(apple);
  const pairs: number[] = [];
  for (let run = 0; run < 3; run += 1) pairs.push((await ours(apple)) / (await floor(apple)));
  const ratio = pairs.sort((a, b) => a - b)[1] ?? 0;
  const figures = [
    figure(`reading ${assignments} assignments into the mirror, over the bare floor`, ratio, 'x', 2.2),
    figure('/vpp apps over 2,000 assets, sorted and rendered', await appsList(), 'ms', 20),
  ];
  for (const { name, value, unit, limit, holds } of figures) {
    process.stdout.write(`${holds ? 'holds ' : 'MISSED'}  ${value} ${unit} (limit ${limit} ${unit})  ${name}\n`);
  }
  if (values.json !== undefined) await writeFile(values.json, `${JSON.stringify(figures, null, 2)}\n`);
} finally {
  await apple.stop();
}
