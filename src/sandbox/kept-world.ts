import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import * as z from 'zod';

/** What a named folder keeps of the world around the bot: enough for its binding to go on. Purchases start anew. */
export interface KeptWorld {
  /** When business time began, in milliseconds since the epoch: Apple's tokens are made anew from it, and are the same. */
  beganAt: number;
  /** Business time when the sandbox stopped. */
  stoppedAt: number;
  /** Who claimed the location. */
  mdmInfo: { id: string; name: string; metadata: string } | null;
}

const schema: z.ZodType<KeptWorld> = z.object({
  beganAt: z.number(),
  stoppedAt: z.number(),
  mdmInfo: z.object({ id: z.string(), name: z.string(), metadata: z.string() }).nullable(),
});

const fileIn = (folder: string) => join(folder, 'sandbox-world.json');

/** `null` when the folder was never used, or by another version. */
export async function readKeptWorld(folder: string): Promise<KeptWorld | null> {
  try {
    return schema.parse(JSON.parse(await readFile(fileIn(folder), 'utf8')));
  } catch {
    return null;
  }
}

export async function keepWorld(folder: string, world: KeptWorld): Promise<void> {
  await writeFile(fileIn(folder), `${JSON.stringify(world, null, 2)}\n`, { mode: 0o600 });
}
