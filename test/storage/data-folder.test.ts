import { readdir, stat, symlink, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { findFolder, prepareFolder, usable } from '../../src/storage/data-folder.js';
import { temporaryFolder } from './scratch.js';

const prepare = (path: string): Promise<string> => prepareFolder(path, () => undefined);
const unusable = (reason: string) => ({
  code: 'folder-unusable',
  reason,
  message: expect.stringMatching(/^VPP_DATA_DIR names .+: .*[nN]ame (?:a|another|the) .+\.$/),
});

describe('a data folder', () => {
  test('is made level by level, each for its owner only, and found again', async () => {
    const parent = await temporaryFolder();
    const path = join(parent, 'one', 'two', 'three');
    expect(await findFolder(path)).toBeNull();
    expect(await readdir(parent)).toEqual([]);
    expect(await prepare(path)).toBe(path);
    expect(await prepare(path)).toBe(path);
    expect(await findFolder(path)).toBe(path);
    for (const level of ['one', 'one/two', 'one/two/three']) {
      expect((await stat(join(parent, level))).mode & 0o777).toBe(0o700);
    }
  });

  test('that is a file, or lies below one, is refused with what to do', async () => {
    const file = join(await temporaryFolder(), 'file');
    await writeFile(file, '');
    for (const path of [file, join(file, 'below'), join(file, 'far', 'below')]) {
      await expect(prepare(path)).rejects.toMatchObject(unusable('ENOTDIR'));
      await expect(findFolder(path)).rejects.toMatchObject(unusable('ENOTDIR'));
    }
  });

  test('whose links lead nowhere or in a circle is refused', async () => {
    const parent = await temporaryFolder();
    await symlink(join(parent, 'nowhere'), join(parent, 'dangling'));
    await symlink(join(parent, 'circle'), join(parent, 'circle'));
    await expect(prepare(join(parent, 'dangling'))).rejects.toMatchObject(unusable('ENOENT'));
    await expect(prepare(join(parent, 'circle'))).rejects.toMatchObject(unusable('ELOOP'));
  });

  test.runIf(process.platform === 'linux')(
    'where the system makes none is refused, and is not tried for ever',
    async () => {
      await expect(prepare('/proc/vpp-bot')).rejects.toMatchObject(unusable('ENOENT'));
      await expect(prepare('/proc/vpp-bot/deeper')).rejects.toMatchObject(unusable('ENOENT'));
    },
  );

  test.each(['EACCES', 'EPERM', 'EROFS', 'ENOSPC', 'EIO'])(
    'that the system refuses with %s is refused with what to do',
    async (code) => {
      const refusal = Object.assign(new Error('refused'), { code, syscall: 'open' });
      const work = usable('/data', () => Promise.reject(refusal));
      await expect(work).rejects.toMatchObject({ ...unusable(code), cause: refusal });
    },
  );

  test('is not blamed for another fault', async () => {
    const fault = new RangeError('a fault of ours');
    await expect(usable('/data', () => Promise.reject(fault))).rejects.toBe(fault);
  });
});
