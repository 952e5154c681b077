import { chmod, mkdir, realpath, stat } from 'node:fs/promises';
import { dirname, resolve } from 'node:path';
import { FolderUnusable, type StorageTrouble } from './faults.js';
import { codeOf } from './place.js';

/**
 * Makes the folder when it is missing, narrows its rights to its owner, and answers its own path, links resolved.
 * Throws `FolderUnusable`.
 */
export function prepareFolder(path: string, trouble: (trouble: StorageTrouble) => void): Promise<string> {
  return usable(path, async () => {
    await make(resolve(path));
    const { folder, mode } = await look(path);
    if ((mode & 0o077) === 0) return folder;
    try {
      await chmod(folder, 0o700);
    } catch {
      trouble({ kind: 'folder-open', mode: (mode & 0o777).toString(8) });
    }
    return folder;
  });
}

/** The folder's own path, or `null` when there is none; nothing is made. Throws `FolderUnusable`. */
export async function findFolder(path: string): Promise<string | null> {
  try {
    return await usable(path, async () => (await look(path)).folder);
  } catch (error) {
    if (error instanceof FolderUnusable && error.reason === 'ENOENT') return null;
    throw error;
  }
}

/** Turns what the system refuses with into `FolderUnusable`. */
export async function usable<T>(path: string, work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (error) {
    if (error instanceof Error && 'syscall' in error) throw new FolderUnusable(path, codeOf(error), error);
    throw error;
  }
}

async function look(path: string): Promise<{ folder: string; mode: number }> {
  const folder = await realpath(path);
  const found = await stat(folder);
  if (!found.isDirectory()) throw new FolderUnusable(path, 'ENOTDIR');
  return { folder, mode: found.mode };
}

/** Level by level: where a folder stands that takes no others, as in `/proc`, Node's recursive way never ends. */
async function make(path: string): Promise<void> {
  if (await makes(path)) return;
  await make(dirname(path));
  if (!(await makes(path))) await mkdir(path, { mode: 0o700 });
}

/** False when the folder above is missing. */
async function makes(path: string): Promise<boolean> {
  try {
    await mkdir(path, { mode: 0o700 });
    return true;
  } catch (error) {
    if (codeOf(error) === 'EEXIST') return true;
    if (codeOf(error) === 'ENOENT' && dirname(path) !== path) return false;
    throw error;
  }
}
