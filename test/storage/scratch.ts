import { existsSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { onTestFinished } from 'vitest';

export const testKey = Buffer.alloc(32, 7);

/** In memory where the system has such a folder: what is tested here does not depend on the disk, only waits for it. */
const base = existsSync('/dev/shm') ? '/dev/shm' : tmpdir();

/** A folder of the running test's own, removed when it has finished. */
export async function temporaryFolder(): Promise<string> {
  const path = await mkdtemp(join(base, 'vpp-bot-store-'));
  onTestFinished(() => rm(path, { recursive: true, force: true }));
  return path;
}
