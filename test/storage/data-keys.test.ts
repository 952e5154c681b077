import { link, mkdir, open, readdir, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import type { SealedSecret } from '../../src/licensing/rules/binding.js';
import { openSecrets } from '../../src/storage/data-keys.js';
import { memoryFolder, memorySecrets } from '../../src/storage/memory.js';
import type { Disk } from '../../src/storage/place.js';
import { storageSteps } from '../../src/storage/steps.js';
import { openNoting } from './dump.js';
import { temporaryFolder, testKey } from './scratch.js';

const erased = expect.objectContaining({ code: 'seal-broken', reason: 'erased' });
const keyFileOf = (path: string, { keyId }: SealedSecret): string => join(path, 'keys', `${keyId}.key`);

/** A closed folder with one erasable box. */
async function folderWithBox(): Promise<{ path: string; sealed: SealedSecret; file: string }> {
  const path = await temporaryFolder();
  const store = await openNoting(path);
  const sealed = await store.secrets.sealErasable('a secret', 'token');
  await store.close();
  return { path, sealed, file: keyFileOf(path, sealed) };
}

describe('an erasable box', () => {
  test('opens for its purpose only, in this run and after the next start', async () => {
    const { path, sealed } = await folderWithBox();
    const store = await openNoting(path);
    expect(store.secrets.open(sealed, 'token')).toBe('a secret');
    expect(store.secrets.isErased(sealed)).toBe(false);
    expect(() => store.secrets.open(sealed, 'other')).toThrow(expect.objectContaining({ reason: 'box' }));
    await store.close();
  });

  test('has a key of its own in a private file, which holds no key in clear', async () => {
    const { path, sealed, file } = await folderWithBox();
    expect((await stat(file)).mode & 0o777).toBe(0o600);
    expect((await stat(join(path, 'keys'))).mode & 0o777).toBe(0o700);
    const text = await readFile(file, 'utf8');
    const found = new Map([[sealed.keyId, text]]);
    const other = memorySecrets(Buffer.alloc(32, 8), { keys: found });
    expect(() => other.open(sealed, 'token')).toThrow(expect.objectContaining({ reason: 'key' }));
    expect(other.isErased(sealed)).toBe(false);
  });

  test('does not open with the key file of another box', async () => {
    const folder = memoryFolder();
    const secrets = memorySecrets(testKey, folder);
    const [one, two] = [await secrets.sealErasable('1', 'token'), await secrets.sealErasable('2', 'token')];
    expect(one.keyId).not.toBe(two.keyId);
    const swapped = new Map([[one.keyId, folder.keys.get(two.keyId) ?? '']]);
    const mixed = memorySecrets(testKey, { keys: swapped });
    expect(() => mixed.open(one, 'token')).toThrow(erased);
    expect(mixed.isErased(one)).toBe(true);
  });

  test('is given out only when its key is on the disk', async () => {
    const path = await temporaryFolder();
    const store = await openNoting(path, {
      onStep: (step) => {
        if (step === storageSteps.keyBeforeRename) throw new Error('cut');
      },
    });
    await expect(store.secrets.sealErasable('a secret', 'token')).rejects.toThrow('cut');
    await store.close().catch(() => undefined);
    expect(await readdir(join(path, 'keys'))).toEqual([expect.stringMatching(/\.tmp$/)]);
    const again = await openNoting(path);
    expect(await readdir(join(path, 'keys'))).toEqual([]);
    await again.close();
  });
});

describe('erasing', () => {
  test('leaves neither file nor key, at once and after the next start, and may be done twice', async () => {
    const { path, sealed, file } = await folderWithBox();
    const copy = join(path, 'name-left-behind');
    await link(file, copy);
    const before = await readFile(copy, 'utf8');
    const store = await openNoting(path);
    await store.secrets.erase(sealed);
    expect(() => store.secrets.open(sealed, 'token')).toThrow(erased);
    expect(await readdir(join(path, 'keys'))).toEqual([]);
    await store.secrets.erase(sealed);
    await store.close();
    const after = await readFile(copy, 'latin1');
    expect(after).toHaveLength(before.length);
    expect(after).not.toContain(before.slice(0, 20));
    const again = await openNoting(path);
    expect(again.secrets.isErased(sealed)).toBe(true);
    expect(() => again.secrets.open(sealed, 'token')).toThrow(erased);
    expect(again.troubles).toEqual([]);
    await again.close();
  });

  test('touches no box under the bot’s own key, nor a file outside', async () => {
    const path = await temporaryFolder();
    const store = await openNoting(path);
    const sealed = store.secrets.seal('a secret', 'token');
    await store.secrets.erase(sealed);
    await store.secrets.erase({ ...sealed, keyId: '../manifest.json' });
    expect(store.secrets.open(sealed, 'token')).toBe('a secret');
    expect(await readdir(path)).toContain('manifest.json');
    await store.close();
  });

  test('of leftovers spares what is needed and what this run has just made', async () => {
    const { path, sealed: old } = await folderWithBox();
    const first = await openNoting(path);
    const needed = await first.secrets.sealErasable('needed', 'token');
    await first.close();
    const store = await openNoting(path);
    const fresh = await store.secrets.sealErasable('fresh', 'token');
    await store.secrets.eraseLeftovers([needed]);
    expect([old, needed, fresh].map((box) => store.secrets.isErased(box))).toEqual([true, false, false]);
    expect(await readdir(join(path, 'keys'))).toHaveLength(2);
    await store.close();
  });

  test('that the disk refuses is told, closes the box all the same, and is done by the next start', async () => {
    const { path, sealed, file } = await folderWithBox();
    const refusing: Disk = {
      open: (name, flags, mode) =>
        name.endsWith('.key') && flags !== 'r'
          ? Promise.reject(Object.assign(new Error('refused'), { code: 'EIO' }))
          : open(name, flags, mode),
    };
    const store = await openNoting(path, { overrides: { disk: refusing } });
    await store.secrets.erase(sealed);
    expect(store.troubles).toEqual([{ kind: 'key-not-erased', file: `keys/${sealed.keyId}.key`, reason: 'EIO' }]);
    expect(() => store.secrets.open(sealed, 'token')).toThrow(erased);
    await store.close();
    expect(await readFile(file, 'utf8')).not.toBe('');
    const again = await openNoting(path);
    await again.secrets.eraseLeftovers([]);
    expect(await readdir(join(path, 'keys'))).toEqual([]);
    await again.close();
  });
});

describe('a key file', () => {
  test.each([
    ['gone', (file: string) => rm(file)],
    ['empty', (file: string) => writeFile(file, '')],
    ['rubbish', (file: string) => writeFile(file, '{"keyId":1}')],
  ])('that is %s makes the box one that nothing opens', async (_name, spoil) => {
    const { path, sealed, file } = await folderWithBox();
    await spoil(file);
    const store = await openNoting(path);
    expect(store.secrets.isErased(sealed)).toBe(true);
    expect(() => store.secrets.open(sealed, 'token')).toThrow(erased);
    await store.close();
  });

  test('of a strange name is left alone', async () => {
    const path = await temporaryFolder();
    await mkdir(join(path, 'keys'));
    await writeFile(join(path, 'keys', 'notes.key'), 'mine');
    const store = await openNoting(path);
    await store.secrets.eraseLeftovers([]);
    await store.close();
    expect(await readFile(join(path, 'keys', 'notes.key'), 'utf8')).toBe('mine');
  });

  test('under another key of the bot is no reason to believe the box erased', async () => {
    const { sealed, file } = await folderWithBox();
    const found = new Map([[sealed.keyId, await readFile(file, 'utf8')]]);
    const files = { found, write: async () => undefined, erase: async () => true };
    expect(openSecrets(Buffer.alloc(32, 9), files).isErased(sealed)).toBe(false);
  });
});
