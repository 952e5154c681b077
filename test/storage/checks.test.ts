import { chmod, readdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { storageChecks } from '../../src/storage/checks.js';
import { openNoting } from './dump.js';
import { sampleAudit } from './samples.js';
import { temporaryFolder } from './scratch.js';

async function opened() {
  const folder = await temporaryFolder();
  await chmod(folder, 0o700);
  const store = await openNoting(folder);
  await store.records.commit({ audit: [sampleAudit('one'), sampleAudit('two')] });
  return { folder, store, checks: storageChecks({ folder, audit: store.audit }) };
}

describe('the checks of the data folder', () => {
  test('find a folder as the bot keeps it in order, and leave nothing there', async () => {
    const { folder, store, checks } = await opened();
    await store.audit.verify();
    const before = await readdir(folder);
    expect(await checks.folder()).toMatchObject({ verdict: 'ok', facts: { folder, problem: null } });
    expect(await checks['folder-rights']()).toMatchObject({ verdict: 'ok', facts: { open: [] } });
    expect(await checks.audit()).toMatchObject({ verdict: 'ok', facts: { entries: 2, broken: null } });
    expect(await checks['disk-space']()).toMatchObject({ facts: { freeBytes: expect.any(Number) } });
    expect(await readdir(folder)).toEqual(before);
    await store.close();
  });

  test('asked for by several people at once, do not get into each other’s way', async () => {
    const { folder, store, checks } = await opened();
    await store.audit.verify();
    const before = await readdir(folder);
    const lines = await Promise.all(Array.from({ length: 8 }, () => checks.folder()));
    expect(lines.map(({ verdict }) => verdict)).toEqual(Array(8).fill('ok'));
    expect(await readdir(folder)).toEqual(before);
    await store.close();
  });

  test('find a folder that is gone', async () => {
    const checks = storageChecks({
      folder: join(await temporaryFolder(), 'gone'),
      audit: { verify: async () => ({ result: 'intact', entries: 0, lastHash: '' }) },
    });
    expect(await checks.folder()).toMatchObject({ verdict: 'wrong', facts: { problem: 'ENOENT' } });
    await expect(checks['disk-space']()).rejects.toThrow();
  });

  test('name what others may read', async () => {
    const { folder, store, checks } = await opened();
    await writeFile(join(folder, 'copy.json'), 'x');
    await chmod(join(folder, 'copy.json'), 0o640);
    expect(await checks['folder-rights']()).toMatchObject({ verdict: 'wrong', facts: { open: ['copy.json'] } });
    await chmod(folder, 0o755);
    expect(await checks['folder-rights']()).toMatchObject({ facts: { open: ['.', 'copy.json'] } });
    await store.close();
  });

  test('find the line at which the audit log was changed', async () => {
    const folder = await temporaryFolder();
    const audit = { verify: async () => ({ result: 'broken', line: 7, reason: 'the line is not whole' }) as const };
    expect(await storageChecks({ folder, audit }).audit()).toMatchObject({
      verdict: 'wrong',
      facts: { broken: { line: 7, reason: 'the line is not whole' } },
    });
  });
});
