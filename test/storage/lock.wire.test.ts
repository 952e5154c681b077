import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { lstat, mkdir, readdir, stat, symlink } from 'node:fs/promises';
import { createServer } from 'node:net';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { openFolder } from '../../src/storage/folder.js';
import { lockFolder } from '../../src/storage/lock.js';
import { noon, sampleMember } from './samples.js';
import { temporaryFolder, testKey } from './scratch.js';

const open = (path: string) => openFolder({ path, key: testKey, now: () => noon });
const isSocket = (name: string): boolean => name.endsWith('.sock');
const put = { put: [{ kind: 'member', id: 'U1', value: sampleMember('U1') }] } as const;

/** A folder whose path is longer than a socket's address may be. */
async function longFolder(): Promise<string> {
  const path = join(await temporaryFolder(), 'a'.repeat(120));
  await mkdir(path);
  return path;
}

/** Leaves a socket behind as a killed process does. */
async function killedHolder(path: string): Promise<void> {
  const script = `require('node:net').createServer().listen('lock.killed.sock', () => console.log('held'))`;
  const child = spawn(process.execPath, ['-e', script], { cwd: path, stdio: ['ignore', 'pipe', 'inherit'] });
  await once(child.stdout, 'data');
  child.kill('SIGKILL');
  await once(child, 'exit');
}

describe.each([
  ['a short path', temporaryFolder],
  ['a path too long for a socket', longFolder],
])('a folder with %s', (_name, folder) => {
  test('is open once; closing lets the next one in', async () => {
    const path = await folder();
    const first = await open(path);
    await expect(open(path)).rejects.toMatchObject({ code: 'folder-in-use' });
    await first.records.commit(put);
    await first.close();
    expect((await readdir(path)).filter(isSocket)).toEqual([]);
    const second = await open(path);
    expect(await second.records.list('member')).toHaveLength(1);
    await second.close();
  });

  test('is taken over from a killed process', async () => {
    const path = await folder();
    await killedHolder(path);
    expect((await readdir(path)).filter(isSocket)).toEqual(['lock.killed.sock']);
    const store = await open(path);
    await expect(open(path)).rejects.toMatchObject({ code: 'folder-in-use' });
    const sockets = (await readdir(path)).filter(isSocket);
    expect(sockets).toHaveLength(1);
    expect(sockets).not.toContain('lock.killed.sock');
    await store.close();
  });

  test('of many that take over at once one gets it', async () => {
    const path = await folder();
    await killedHolder(path);
    const tries = await Promise.allSettled(Array.from({ length: 8 }, () => lockFolder(path)));
    const held = tries.filter((one) => one.status === 'fulfilled');
    expect(held).toHaveLength(1);
    for (const one of tries) {
      if (one.status === 'rejected') expect(one.reason).toMatchObject({ code: 'folder-in-use' });
      else await one.value.release();
    }
  });
});

test('a folder is made with rights for its owner only, and an open one is narrowed', async () => {
  const parent = await temporaryFolder();
  const store = await open(join(parent, 'made', 'here'));
  expect((await stat(join(parent, 'made', 'here'))).mode & 0o777).toBe(0o700);
  await store.close();
  await mkdir(join(parent, 'wide'), { mode: 0o755 });
  const other = await open(join(parent, 'wide'));
  expect((await stat(join(parent, 'wide'))).mode & 0o777).toBe(0o700);
  for (const name of await readdir(join(parent, 'wide'))) {
    expect([name, (await stat(join(parent, 'wide', name))).mode & 0o077]).toEqual([name, 0]);
  }
  await other.close();
});

test('a link to a folder is the folder', async () => {
  const parent = await temporaryFolder();
  const path = join(parent, 'real');
  await mkdir(path);
  await symlink(path, join(parent, 'link'));
  const store = await open(join(parent, 'link'));
  await store.records.commit(put);
  await expect(open(path)).rejects.toMatchObject({ code: 'folder-in-use' });
  await store.close();
  expect((await lstat(join(parent, 'link'))).isSymbolicLink()).toBe(true);
  const again = await open(path);
  expect(await again.records.list('member')).toHaveLength(1);
  await again.close();
});

test('a start that fails lets go of the folder', async () => {
  const path = await temporaryFolder();
  await expect(openFolder({ path, key: Buffer.alloc(3), now: () => noon })).rejects.toThrow(RangeError);
  const store = await open(path);
  await store.close();
});

test('somebody who takes the connection but says nothing, as a frozen process does, holds the folder', async () => {
  const path = await temporaryFolder();
  const server = createServer();
  server.listen(join(path, 'lock.silent.sock'));
  await once(server, 'listening');
  await expect(open(path)).rejects.toMatchObject({ code: 'folder-in-use' });
  server.close();
  await once(server, 'close');
});
