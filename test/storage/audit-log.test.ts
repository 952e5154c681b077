import { readFile, rm, truncate, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { storageSteps } from '../../src/storage/steps.js';
import { openNoting } from './dump.js';
import { sampleAudit } from './samples.js';
import { temporaryFolder } from './scratch.js';

/** A closed folder whose audit has so many lines, made over several generations. */
async function folderWith(lines: number): Promise<{ path: string; file: string }> {
  const path = await temporaryFolder();
  const store = await openNoting(path, { overrides: { compactionFloorBytes: 600 } });
  for (let index = 1; index <= lines; index += 1) {
    await store.records.commit({ audit: [sampleAudit(`act ${index}`)] });
    await store.audit.read({ newest: 1 });
  }
  await store.close();
  return { path, file: join(path, 'audit.jsonl') };
}

async function changeLines(file: string, change: (lines: string[]) => string[]): Promise<void> {
  const lines = (await readFile(file, 'utf8')).trimEnd().split('\n');
  await writeFile(
    file,
    change(lines)
      .map((line) => `${line}\n`)
      .join(''),
  );
}

describe('reading', () => {
  test('answers the newest entries, newest first', async () => {
    const { path } = await folderWith(4);
    const store = await openNoting(path);
    expect(await store.audit.read({ newest: 2 })).toEqual([sampleAudit('act 4'), sampleAudit('act 3')]);
    expect(await store.audit.read({ newest: 99 })).toHaveLength(4);
    expect(await store.audit.read({ newest: 0 })).toEqual([]);
    await store.close();
  });

  test('reaches back over many blocks of the file', async () => {
    const path = await temporaryFolder();
    const store = await openNoting(path);
    const entries = Array.from({ length: 3000 }, (_, index) => sampleAudit(`act ${index}`));
    await store.records.commit({ audit: entries });
    const read = await store.audit.read({ newest: 2500 });
    expect(read).toHaveLength(2500);
    expect([read[0]?.act, read.at(-1)?.act]).toEqual(['act 2999', 'act 500']);
    await store.close();
  });

  test('an empty audit is intact', async () => {
    const path = await temporaryFolder();
    const store = await openNoting(path);
    expect(await store.audit.read({ newest: 5 })).toEqual([]);
    expect(await store.audit.verify()).toEqual({ result: 'intact', entries: 0, lastHash: '' });
    await store.close();
  });
});

describe('walking back', () => {
  const walked = async (store: Awaited<ReturnType<typeof openNoting>>, before?: number) => {
    const numbers: number[] = [];
    for await (const slice of store.audit.walk(before === undefined ? {} : { before })) {
      numbers.push(...slice.map(({ number }) => number));
    }
    return numbers;
  };

  test('answers every entry once with its number, over many blocks of the file', async () => {
    const store = await openNoting(await temporaryFolder());
    const long = { ...sampleAudit('long'), outcome: 'x'.repeat(60_000) };
    await store.records.commit({ audit: Array.from({ length: 1200 }, (_, index) => sampleAudit(`act ${index}`)) });
    await store.records.commit({ audit: [long, long, sampleAudit('last')] });
    expect(await walked(store)).toEqual(Array.from({ length: 1203 }, (_, index) => 1203 - index));
    expect(await walked(store, 500)).toEqual(Array.from({ length: 499 }, (_, index) => 499 - index));
    expect(await walked(store, 1)).toEqual([]);
    for await (const [newest] of store.audit.walk()) {
      expect(newest).toEqual({ ...sampleAudit('last'), number: 1203 });
      break;
    }
    await store.close();
  });

  test('an empty audit has nothing', async () => {
    const store = await openNoting(await temporaryFolder());
    expect(await walked(store)).toEqual([]);
    await store.close();
  });

  test('a line that was damaged is passed over, and the verdict says so', async () => {
    const { path, file } = await folderWith(5);
    await changeLines(file, (lines) => lines.map((line, index) => (index === 2 ? 'rubbish' : line)));
    const store = await openNoting(path);
    expect(await walked(store)).toEqual([5, 4, 2, 1]);
    expect(await store.audit.verify()).toMatchObject({ result: 'broken', line: 3 });
    await store.close();
  });
});

describe('verifying', () => {
  test('an untouched file is intact over reopenings and generations', async () => {
    const { path } = await folderWith(6);
    const store = await openNoting(path);
    expect(store.troubles).toEqual([]);
    expect(await store.audit.verify()).toMatchObject({ result: 'intact', entries: 6 });
    await store.close();
  });

  test.each([
    [
      'edited',
      3,
      (lines: string[]) => lines.map((line, index) => (index === 2 ? line.replace('act 3', 'act x') : line)),
      4,
    ],
    ['missing', 3, (lines: string[]) => lines.filter((_, index) => index !== 2), 3],
    ['doubled', 3, (lines: string[]) => lines.flatMap((line, index) => (index === 2 ? [line, line] : [line])), 4],
    ['swapped', 3, (lines: string[]) => [...lines.slice(0, 2), ...lines.slice(2, 4).reverse(), ...lines.slice(4)], 3],
    ['not JSON', 3, (lines: string[]) => lines.map((line, index) => (index === 2 ? 'rubbish' : line)), 3],
  ])('a line that is %s is found at its place', async (_name, _at, change, found) => {
    const { path, file } = await folderWith(6);
    await changeLines(file, change);
    const store = await openNoting(path);
    expect(await store.audit.verify()).toMatchObject({ result: 'broken', line: found });
    await store.close();
  });

  test('a line added behind the journal’s back is found, and said at the start', async () => {
    const { path, file } = await folderWith(3);
    await changeLines(file, (lines) => [...lines, (lines[2] ?? '').replace('"number":3', '"number":4')]);
    const store = await openNoting(path);
    expect(store.troubles).toEqual([{ kind: 'audit-altered', line: 4 }]);
    expect(await store.audit.verify()).toMatchObject({ result: 'broken' });
    await store.close();
  });

  test('an altered last line is said at the start', async () => {
    const { path, file } = await folderWith(3);
    await changeLines(file, (lines) => lines.map((line) => line.replace('act 3', 'act x')));
    const store = await openNoting(path);
    expect(store.troubles).toEqual([{ kind: 'audit-altered', line: 3 }]);
    expect(await store.audit.verify()).toMatchObject({ result: 'broken', line: 3 });
    await store.close();
  });

  test('a shortened file is said at the start and stays broken after later entries', async () => {
    const { path, file } = await folderWith(8);
    await changeLines(file, (lines) => lines.slice(0, 2));
    const store = await openNoting(path);
    expect(store.troubles).toMatchObject([{ kind: 'audit-shortened', found: 2 }]);
    await store.records.commit({ audit: [sampleAudit('later')] });
    expect(await store.audit.verify()).toMatchObject({ result: 'broken', line: 3 });
    expect(await store.audit.read({ newest: 1 })).toEqual([sampleAudit('later')]);
    await store.close();
  });

  test('a file that is gone is said', async () => {
    const { path, file } = await folderWith(8);
    await rm(file);
    const store = await openNoting(path);
    expect(store.troubles).toMatchObject([{ kind: 'audit-shortened', found: 0 }]);
    expect((await store.audit.verify()).result).toBe('broken');
    await store.close();
  });
});

describe('after a crash', () => {
  test('lines that only the journal has are written at the next start', async () => {
    const path = await temporaryFolder();
    const store = await openNoting(path, {
      onStep: (step) => {
        if (step === storageSteps.auditBeforeAppend) throw new Error('cut');
      },
    });
    await store.records.commit({ audit: [sampleAudit('one'), sampleAudit('two')] });
    await expect(store.close()).rejects.toThrow('cut');
    const again = await openNoting(path);
    expect((await again.audit.read({ newest: 9 })).map(({ act }) => act)).toEqual(['two', 'one']);
    expect(await again.audit.verify()).toMatchObject({ result: 'intact', entries: 2 });
    await again.close();
  });

  test('a half written last line is cut off and written again from the journal', async () => {
    const path = await temporaryFolder();
    const store = await openNoting(path);
    await store.records.commit({ audit: [sampleAudit('one'), sampleAudit('two')] });
    await store.close();
    const file = join(path, 'audit.jsonl');
    await truncate(file, (await readFile(file)).length - 10);
    const again = await openNoting(path);
    expect(again.troubles.map(({ kind }) => kind)).toEqual(['torn-tail']);
    expect(await again.audit.verify()).toMatchObject({ result: 'intact', entries: 2 });
    await again.close();
  });
});
