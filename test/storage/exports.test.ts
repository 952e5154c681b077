import { mkdir, readdir, stat, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { openExports } from '../../src/storage/exports.js';
import { Place } from '../../src/storage/place.js';
import { Steps } from '../../src/storage/steps.js';
import { temporaryFolder } from './scratch.js';

async function inFolder() {
  const folder = await temporaryFolder();
  const exports = openExports(new Place(folder, new Steps(undefined), () => undefined));
  return { exports, path: (name: string) => join(folder, 'exports', name), folder };
}

describe('an exported file', () => {
  it('is whole, for its owner only, and alone in its folder', async () => {
    const { exports, path, folder } = await inFolder();
    expect(await exports.write('ours.csv', ['a,', 'é\r\n'])).toEqual({ bytes: 6 });
    expect(await exports.read('ours.csv', 6)).toEqual({ result: 'text', text: 'a,é\r\n' });
    expect((await stat(path('ours.csv'))).mode & 0o777).toBe(0o600);
    expect(await readdir(join(folder, 'exports'))).toEqual(['ours.csv']);
  });

  it('stays as it was when what follows cannot be made', async () => {
    const { exports, folder } = await inFolder();
    await exports.write('ours.csv', ['first']);
    function* broken() {
      yield 'second';
      throw new Error('no more');
    }
    await expect(exports.write('ours.csv', broken())).rejects.toMatchObject({ code: 'store-unwritable' });
    expect(await exports.read('ours.csv', 100)).toEqual({ result: 'text', text: 'first' });
    expect(await readdir(join(folder, 'exports'))).toEqual(['ours.csv']);
  });

  it('that is missing or too large is not read', async () => {
    const { exports, folder } = await inFolder();
    expect(await exports.read('ours.csv', 100)).toEqual({ result: 'missing' });
    await mkdir(join(folder, 'exports'));
    await writeFile(join(folder, 'exports', 'ours.csv'), '12345');
    expect(await exports.read('ours.csv', 4)).toEqual({ result: 'too-large', bytes: 5 });
  });

  it.each(['../ours.csv', 'a/b.csv', '', '.csv', 'OURS.csv'])('is not called “%s”', async (name) => {
    const { exports } = await inFolder();
    await expect(exports.write(name, [])).rejects.toMatchObject({ code: 'export-name-refused' });
  });
});
