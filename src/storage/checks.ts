import { randomBytes } from 'node:crypto';
import { lstat, open, readdir, stat, statfs, unlink } from 'node:fs/promises';
import { join } from 'node:path';
import type { Audit } from '../licensing/ports/audit.js';
import type { Check } from '../licensing/ports/checks.js';
import { DISK_NEEDED } from '../licensing/rules/checkup.js';
import { codeOf } from './place.js';

/** Each its own, as two may look at once. Ends like every unfinished file, so that one which a crash left behind is removed at the next start. */
const probeName = (): string => `probe.${randomBytes(4).toString('hex')}.tmp`;
const isProbe = (name: string): boolean => /^probe\.[0-9a-f]{8}\.tmp$/.test(name);
const NAMED = 5;

export interface StorageChecksOptions {
  folder: string;
  audit: Pick<Audit, 'verify'>;
}

type StorageChecks = Readonly<Record<'folder' | 'disk-space' | 'folder-rights' | 'audit', Check>>;

/** Whether the data folder is as it must be. */
export function storageChecks({ folder, audit }: StorageChecksOptions): StorageChecks {
  return {
    folder: async () => {
      const problem = await probe(join(folder, probeName()));
      return { name: 'folder', verdict: problem === null ? 'ok' : 'wrong', facts: { folder, problem } };
    },
    'disk-space': async () => {
      const { bavail, bsize } = await statfs(folder);
      const freeBytes = bavail * bsize;
      return { name: 'disk-space', verdict: freeBytes < DISK_NEEDED ? 'wrong' : 'ok', facts: { folder, freeBytes } };
    },
    'folder-rights': async () => {
      const open = await openToOthers(folder);
      const verdict = open.length === 0 ? 'ok' : 'wrong';
      return { name: 'folder-rights', verdict, facts: { folder, open: open.slice(0, NAMED) } };
    },
    audit: async () => {
      const verdict = await audit.verify();
      if (verdict.result === 'intact') {
        return { name: 'audit', verdict: 'ok', facts: { entries: verdict.entries, broken: null } };
      }
      const { line, reason } = verdict;
      return { name: 'audit', verdict: 'wrong', facts: { entries: line, broken: { line, reason } } };
    },
  };
}

/** Writes, syncs and removes a file; the system's code of what refused, `null` when all of it worked. */
async function probe(path: string): Promise<string | null> {
  try {
    const file = await open(path, 'wx', 0o600);
    try {
      await file.writeFile('probe');
      await file.sync();
    } finally {
      await file.close();
    }
    await unlink(path);
    return null;
  } catch (fault) {
    return codeOf(fault);
  }
}

/** What others than its owner may read, write or enter; a file that went away meanwhile is nobody's worry. */
async function openToOthers(folder: string): Promise<string[]> {
  const names = (await readdir(folder, { recursive: true })).filter((name) => !isProbe(name)).sort();
  const found = await Promise.all(names.map((name) => isOpen(join(folder, name))));
  const inside = names.filter((_, index) => found[index]);
  return isNarrow((await stat(folder)).mode) ? inside : ['.', ...inside];
}

async function isOpen(path: string): Promise<boolean> {
  try {
    return !isNarrow((await lstat(path)).mode);
  } catch (fault) {
    if (codeOf(fault) === 'ENOENT') return false;
    throw fault;
  }
}

function isNarrow(mode: number): boolean {
  return (mode & 0o077) === 0;
}
