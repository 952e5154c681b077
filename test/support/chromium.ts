import { mkdirSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import type { LaunchOptions } from 'playwright-core';

const lockFolder = join(tmpdir(), 'vpp-bot-chromium.lock');

/**
 * How to launch the browser of the stories. `CHROMIUM_PATH` names another one; otherwise the packaged one is unpacked, by one process at a
 * time. The variable makes that package bring its own libraries and must be set before it is imported.
 */
export async function chromiumLaunch(): Promise<LaunchOptions> {
  return { executablePath: await executablePath(), args: ['--no-sandbox', '--no-zygote'], headless: true };
}

async function executablePath(): Promise<string> {
  const own = process.env.CHROMIUM_PATH;
  if (own) return own;
  await takeLock(Date.now() + 60_000);
  try {
    process.env.AWS_EXECUTION_ENV = 'AWS_Lambda_nodejs20.x';
    const packaged = await import('@sparticuz/chromium');
    return await packaged.default.executablePath();
  } finally {
    rmSync(lockFolder, { recursive: true, force: true });
  }
}

async function takeLock(deadline: number): Promise<void> {
  while (!tryLock()) {
    if (Date.now() > deadline)
      throw new Error(`Another process holds ${lockFolder} for too long; remove it when none is running.`);
    await pause(100);
  }
}

/** A lock older than two minutes was left behind by a process that died. */
function tryLock(): boolean {
  try {
    mkdirSync(lockFolder);
    return true;
  } catch {
    const age = Date.now() - (statSync(lockFolder, { throwIfNoEntry: false })?.mtimeMs ?? 0);
    if (age > 120_000) rmSync(lockFolder, { recursive: true, force: true });
    return false;
  }
}
