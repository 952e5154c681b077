import { open, readdir, readFile, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import type { Disk } from '../../src/storage/place.js';
import { dump, openNoting } from './dump.js';
import { sampleAudit, sampleMember, sampleSlot } from './samples.js';
import { temporaryFolder } from './scratch.js';

const noSpace = (): Error => Object.assign(new Error('no space left on device'), { code: 'ENOSPC' });

/** A disk that takes half of a write and refuses the rest, for files whose name fits while `full` fits too. */
class FullDisk implements Disk {
  full: RegExp | null = null;
  truncatable = true;

  async open(path: string, flags: string, mode?: number) {
    const handle = await open(path, flags, mode);
    const write = handle.write.bind(handle);
    const truncate = handle.truncate.bind(handle);
    const isFull = () => this.full?.test(path.split('/').at(-1) ?? '') ?? false;
    Object.defineProperty(handle, 'write', {
      value: async (data: Buffer, offset: number, length: number, position: number) => {
        if (!isFull()) return write(data, offset, length, position);
        await write(data, offset, Math.floor(length / 2), position);
        throw noSpace();
      },
    });
    Object.defineProperty(handle, 'truncate', {
      value: async (length: number) => {
        if (!this.truncatable) throw noSpace();
        return truncate(length);
      },
    });
    return handle;
  }
}

const member = (id: string) => ({ put: [{ kind: 'member', id, value: sampleMember(id) }] }) as const;
const slot = (id: string) => ({ put: [{ kind: 'slot', id, value: sampleSlot() }] }) as const;

async function start(compactionFloorBytes = 1_000_000) {
  const path = await temporaryFolder();
  const disk = new FullDisk();
  const store = await openNoting(path, { overrides: { disk, compactionFloorBytes } });
  return { path, disk, store };
}

describe('a full disk', () => {
  test('refuses a commit, of which nothing stays, and heals by itself', async () => {
    const { path, disk, store } = await start();
    await store.records.commit(member('U1'));
    const journal = join(path, 'journal.1.log');
    const { size } = await stat(journal);
    disk.full = /^journal/;
    await expect(store.records.commit(member('U2'))).rejects.toMatchObject({ code: 'store-unwritable' });
    await expect(store.records.claim('sync', 'a', 0, 9)).rejects.toMatchObject({ code: 'store-unwritable' });
    expect(await store.records.get('member', 'U2')).toBeNull();
    expect((await stat(journal)).size).toBe(size);
    disk.full = null;
    await store.records.commit(member('U3'));
    const before = await dump(store);
    await store.close();
    const again = await openNoting(path);
    expect(again.troubles).toEqual([]);
    expect(await dump(again)).toEqual(before);
    expect((await again.records.list('member')).map(({ id }) => id)).toEqual(['U1', 'U3']);
    await again.close();
  });

  test('on which nothing can be taken back ends all writing until a restart', async () => {
    const { path, disk, store } = await start();
    await store.records.commit(member('U1'));
    disk.full = /^journal/;
    disk.truncatable = false;
    await expect(store.records.commit(member('U2'))).rejects.toMatchObject({ code: 'store-unwritable' });
    disk.full = null;
    await expect(store.records.commit(member('U3'))).rejects.toMatchObject({ code: 'store-unwritable' });
    await store.close();
    const again = await openNoting(path);
    expect(again.troubles.map(({ kind }) => kind)).toEqual(['torn-tail']);
    expect((await again.records.list('member')).map(({ id }) => id)).toEqual(['U1']);
    await again.close();
  });

  test('leaves commits standing when only the document cannot be written, and says so', async () => {
    const { path, disk, store } = await start();
    await store.records.commit(slot('s1'));
    disk.full = /^document/;
    await store.records.commit(slot('s2'));
    await expect(store.close()).rejects.toMatchObject({ code: 'store-unwritable' });
    expect(store.troubles).toContainEqual({ kind: 'unwritable', what: 'document', reason: 'ENOSPC' });
    expect((await readdir(path)).filter((name) => name.endsWith('.tmp'))).toEqual([]);
    const again = await openNoting(path);
    expect((await again.records.list('slot')).map(({ id }) => id)).toEqual(['s1', 's2']);
    await again.close();
    expect(JSON.parse(await readFile(join(path, 'document.json'), 'utf8')).records.slot).toHaveLength(2);
  });

  test('makes the audit file wait, not the commit', async () => {
    const { disk, store } = await start();
    disk.full = /^audit/;
    await store.records.commit({ audit: [sampleAudit('one')] });
    await expect(store.audit.read({ newest: 1 })).rejects.toMatchObject({ code: 'store-unwritable' });
    expect(store.troubles).toContainEqual({ kind: 'unwritable', what: 'audit', reason: 'ENOSPC' });
    disk.full = null;
    await store.records.commit({ audit: [sampleAudit('two')] });
    expect((await store.audit.read({ newest: 9 })).map(({ act }) => act)).toEqual(['two', 'one']);
    expect(await store.audit.verify()).toMatchObject({ result: 'intact', entries: 2 });
    await store.close();
  });

  test('makes the snapshot wait, and nothing is lost', async () => {
    const { path, disk, store } = await start(1500);
    disk.full = /^snapshot/;
    for (let index = 0; index < 20; index += 1) await store.records.commit(member(`U${index}`));
    await store.close();
    expect(store.troubles).toContainEqual({ kind: 'unwritable', what: 'snapshot', reason: 'ENOSPC' });
    expect((await readdir(path)).filter((name) => name.startsWith('snapshot'))).toEqual([]);
    const again = await openNoting(path, { overrides: { compactionFloorBytes: 1500 } });
    expect(again.troubles).toEqual([]);
    await again.records.commit(member('U20'));
    await again.close();
    expect((await readdir(path)).filter((name) => name.startsWith('snapshot'))).toHaveLength(1);
    const last = await openNoting(path);
    expect(await last.records.list('member')).toHaveLength(21);
    await last.close();
  });
});
