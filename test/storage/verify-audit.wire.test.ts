import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { copyFile, readdir, readFile, rm, truncate, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, test } from 'vitest';
import { openFolder } from '../../src/storage/folder.js';
import { describeVerdict, verifyAuditOf } from '../../src/storage/verify-audit.js';
import { filesOf } from './boxes.js';
import { noon, sampleAudit } from './samples.js';
import { temporaryFolder, testKey } from './scratch.js';

const keyText = testKey.toString('base64');
const otherKey = Buffer.alloc(32, 8).toString('base64');
const verify = (path: string, key = keyText) => verifyAuditOf({ path, key });
const open = (path: string) => openFolder({ path, key: testKey, now: () => noon });

/** A folder that a bot has left in order, with six audit lines that its journal still holds, and something sealed. */
async function leftInOrder(): Promise<{ path: string; file: string }> {
  const path = await temporaryFolder();
  const store = await open(path);
  for (let index = 1; index <= 6; index += 1) await store.records.commit({ audit: [sampleAudit(`act ${index}`)] });
  await store.secrets.sealErasable('a secret', 'token');
  await store.close();
  return { path, file: join(path, 'audit.jsonl') };
}

const editLine = async (file: string, line: number): Promise<void> => {
  const text = await readFile(file, 'utf8');
  await writeFile(file, text.replace(`act ${line}`, 'act x'));
};

async function cutLines(file: string, kept: number): Promise<void> {
  const lines = (await readFile(file, 'utf8')).split('\n');
  await writeFile(
    file,
    lines
      .slice(0, kept)
      .map((line) => `${line}\n`)
      .join(''),
  );
}

describe('the audit log of a stopped bot', () => {
  test('is intact when nobody touched it', async () => {
    const { path } = await leftInOrder();
    const verdict = await verify(path);
    expect(verdict).toMatchObject({ result: 'intact', entries: 6, keyKnown: true });
    if (verdict.result === 'intact')
      expect(describeVerdict(verdict)).toMatch(/intact: 6 entries, last hash [0-9a-f]{64}\.$/);
  });

  test.each([
    ['whose last lines were cut off', (file: string) => cutLines(file, 4), 5],
    [
      'whose end was cut off within a line',
      async (file: string) => truncate(file, (await readFile(file)).length - 10),
      6,
    ],
    ['that was emptied', (file: string) => truncate(file, 0), 1],
    ['that was removed', (file: string) => rm(file), 1],
    ['whose third line was edited', (file: string) => editLine(file, 3), 4],
    ['whose last line was edited', (file: string) => editLine(file, 6), 6],
    [
      'that got a line more',
      async (file: string) => {
        await writeFile(file, '{"number":7}\n', { flag: 'a' });
      },
      7,
    ],
  ])('%s is found out, and nothing is mended, not at the second look either', async (_name, alter, line) => {
    const { path, file } = await leftInOrder();
    await alter(file);
    const before = await filesOf(path);
    for (let look = 1; look <= 2; look += 1) {
      const verdict = await verify(path);
      expect(verdict).toMatchObject({ result: 'broken', line });
      expect(describeVerdict(verdict)).toContain(`at line ${line}`);
    }
    expect(await filesOf(path)).toEqual(before);
  });

  test('is judged over snapshots and generations', async () => {
    const { path, file } = await leftInOrder();
    const store = await open(path);
    for (let index = 7; index <= 900; index += 1) {
      await store.records.commit({ audit: [{ ...sampleAudit(`act ${index}`), facts: { filler: 'x'.repeat(400) } }] });
    }
    await store.close();
    expect((await readdir(path)).some((name) => name.startsWith('snapshot.'))).toBe(true);
    expect(await verify(path)).toMatchObject({ result: 'intact', entries: 900 });
    await cutLines(file, 899);
    expect(await verify(path)).toMatchObject({ result: 'broken', line: 900 });
  });
});

describe('nothing is said of the audit log', () => {
  test('in a folder that is missing, which is not made', async () => {
    const parent = await temporaryFolder();
    expect(await verify(join(parent, 'missing'))).toEqual({ result: 'no-folder' });
    expect(await readdir(parent)).toEqual([]);
  });

  test('in a folder without data, which stays empty', async () => {
    const path = await temporaryFolder();
    expect(await verify(path)).toEqual({ result: 'no-store' });
    expect(await readdir(path)).toEqual([]);
  });

  test('where a file stands instead of a folder', async () => {
    const { file } = await leftInOrder();
    for (const path of [file, join(file, 'below')]) {
      expect(await verify(path)).toEqual({ result: 'unreadable', reason: expect.stringContaining('VPP_DATA_DIR') });
    }
  });

  test('while a bot runs on the folder', async () => {
    const { path } = await leftInOrder();
    const store = await open(path);
    const verdict = await verify(path);
    expect(verdict).toEqual({ result: 'in-use' });
    expect(describeVerdict(verdict)).toContain('Stop the bot first');
    await store.close();
    expect((await verify(path)).result).toBe('intact');
  });

  test('under another key, or none', async () => {
    const { path } = await leftInOrder();
    expect(await verify(path, otherKey)).toEqual({ result: 'other-key' });
    expect(await verify(path, 'short')).toEqual({ result: 'no-key', flaw: 'wrong-length' });
  });

  test('when the journal is gone or broken', async () => {
    const { path } = await leftInOrder();
    const journal = join(path, 'journal.1.log');
    await copyFile(journal, join(path, 'kept'));
    await rm(journal);
    expect(await verify(path)).toEqual({ result: 'unreadable', reason: expect.stringContaining('journal is missing') });
    await writeFile(journal, 'rubbish\n');
    expect((await verify(path)).result).toBe('unreadable');
    await copyFile(join(path, 'kept'), journal);
    expect((await verify(path)).result).toBe('intact');
  });
});

test('a key that nothing could be checked against is said to be unchecked', async () => {
  const path = await temporaryFolder();
  const store = await open(path);
  await store.records.commit({ audit: [sampleAudit('one')] });
  await store.close();
  const verdict = await verify(path, otherKey);
  expect(verdict).toMatchObject({ result: 'intact', keyKnown: false });
  expect(describeVerdict(verdict)).toContain('VPP_BOT_KEY could not be checked');
});

describe('the command', () => {
  const main = fileURLToPath(new URL('../../dist/main.js', import.meta.url));

  async function run(path: string): Promise<{ code: number | null; out: string; err: string }> {
    const env = {
      PATH: process.env.PATH,
      SLACK_BOT_TOKEN: 'xoxb-1-2-test',
      SLACK_APP_TOKEN: 'xapp-1-A1-1-test',
      VPP_CHANNEL: 'C000ITAPPS',
      VPP_BOT_KEY: keyText,
      VPP_DATA_DIR: path,
      VPP_ROLE_CUSTODIANS: 'U000ALVA,U000BO',
      VPP_ROLE_APPROVERS: 'U000BO,U000CARL',
    };
    const child = spawn(process.execPath, [main, 'audit:verify'], { env, stdio: ['ignore', 'pipe', 'pipe'] });
    const said = { out: '', err: '' };
    child.stdout.on('data', (chunk) => {
      said.out += String(chunk);
    });
    child.stderr.on('data', (chunk) => {
      said.err += String(chunk);
    });
    const [code] = await once(child, 'close');
    return { code: typeof code === 'number' ? code : null, ...said };
  }

  test('ends with 0 for an intact log and with 1 for every other verdict', async () => {
    const { path, file } = await leftInOrder();
    expect(await run(path)).toMatchObject({ code: 0, out: expect.stringContaining('intact: 6 entries'), err: '' });
    await cutLines(file, 5);
    expect(await run(path)).toMatchObject({ code: 1, out: '', err: expect.stringContaining('at line 6') });
    expect(await run(join(path, 'missing'))).toMatchObject({ code: 1, err: expect.stringContaining('no such folder') });
  });
});
