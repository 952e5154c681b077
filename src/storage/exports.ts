import { mkdir } from 'node:fs/promises';
import type { ExportedText, Exports } from '../licensing/ports/exports.js';
import { StoreUnwritable } from './faults.js';
import { codeOf, type Place, writeFully } from './place.js';

const FOLDER = 'exports';
/** Names come from the core, but a path never does. */
const NAME = /^[a-z0-9][a-z0-9.-]{0,99}$/;

/** Exported files in a folder of their own below the data folder. */
export function openExports(place: Place): Exports {
  const below = place.below(FOLDER);
  return {
    async write(name, pieces) {
      await make(place);
      let bytes = 0;
      await below.replace(checked(name), async (handle) => {
        for (const piece of pieces) {
          const data = Buffer.from(piece);
          await writeFully(handle, data, bytes);
          bytes += data.length;
        }
      });
      return { bytes };
    },
    read: (name, limit) => read(below, checked(name), limit),
  };
}

async function make(place: Place): Promise<void> {
  try {
    await mkdir(place.path(FOLDER), { mode: 0o700 });
    await place.syncFolder();
  } catch (error) {
    if (codeOf(error) !== 'EEXIST') throw new StoreUnwritable(FOLDER, error);
  }
}

async function read(below: Place, name: string, limit: number): Promise<ExportedText> {
  try {
    const handle = await below.open(name, 'r');
    try {
      const { size } = await handle.stat();
      if (size > limit) return { result: 'too-large', bytes: size };
      return { result: 'text', text: await handle.readFile('utf8') };
    } finally {
      await handle.close();
    }
  } catch (error) {
    if (codeOf(error) === 'ENOENT') return { result: 'missing' };
    throw error;
  }
}

function checked(name: string): string {
  if (!NAME.test(name)) throw new ExportNameRefused(name);
  return name;
}

/** A name that could lead out of the folder. */
export class ExportNameRefused extends Error {
  readonly code = 'export-name-refused';
  override readonly name = 'ExportNameRefused';
}
