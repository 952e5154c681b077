import { randomBytes } from 'node:crypto';
import { type FileHandle, open, rename, unlink } from 'node:fs/promises';
import { join } from 'node:path';
import { type StorageTrouble, StoreUnwritable } from './faults.js';
import type { Steps, StorageStep } from './steps.js';

/** How files are opened; a test puts a full disk here. */
export interface Disk {
  open(path: string, flags: string, mode?: number): Promise<FileHandle>;
}

export const realDisk: Disk = { open };

const PRIVATE = 0o600;

/** One folder of the store: its files, its steps, and whom to tell of trouble. */
export class Place {
  readonly folder: string;
  readonly steps: Steps;
  readonly trouble: (trouble: StorageTrouble) => void;
  /** False where everything is only looked at. */
  readonly mends: boolean = true;
  readonly #disk: Disk;

  constructor(folder: string, steps: Steps, trouble: (trouble: StorageTrouble) => void, disk: Disk = realDisk) {
    this.folder = folder;
    this.steps = steps;
    this.trouble = trouble;
    this.#disk = disk;
  }

  path(name: string): string {
    return join(this.folder, name);
  }

  /** A folder in this one. */
  below(name: string): Place {
    return new Place(this.path(name), this.steps, this.trouble, this.#disk);
  }

  open(name: string, flags: string): Promise<FileHandle> {
    return this.#disk.open(this.path(name), flags, PRIVATE);
  }

  /** The whole file, or `null` when there is none. */
  async read(name: string): Promise<Buffer | null> {
    let handle: FileHandle;
    try {
      handle = await this.open(name, 'r');
    } catch (error) {
      if (codeOf(error) === 'ENOENT') return null;
      throw error;
    }
    try {
      return await handle.readFile();
    } finally {
      await handle.close();
    }
  }

  /**
   * Replaces a file as one: unique temporary file of mode 0600, fsync, rename, fsync of the folder. On a refusal the
   * temporary file is gone, the old one stands, and `StoreUnwritable` is thrown.
   */
  async replace(name: string, write: (handle: FileHandle) => Promise<void>, cuts: ReplaceCuts = {}): Promise<void> {
    const temporary = `${name}.${randomBytes(6).toString('hex')}.tmp`;
    try {
      const handle = await this.open(temporary, 'wx');
      try {
        await write(handle);
        await handle.sync();
      } finally {
        await handle.close();
      }
      if (cuts.beforeRename !== undefined) await this.steps.at(cuts.beforeRename);
      await cuts.keep?.();
      await rename(this.path(temporary), this.path(name));
      await this.syncFolder();
    } catch (error) {
      this.steps.check();
      await unlink(this.path(temporary)).catch(() => undefined);
      throw error instanceof StoreUnwritable ? error : new StoreUnwritable(name, error);
    }
    if (cuts.afterRename !== undefined) await this.steps.at(cuts.afterRename);
  }

  /** Makes renames and new names in the folder durable. */
  async syncFolder(): Promise<void> {
    const handle = await open(this.folder, 'r');
    try {
      await handle.sync();
    } finally {
      await handle.close();
    }
  }

  /** Moves a corrupt file aside under a name of its own and says so. */
  async quarantine(name: string, loaded: string): Promise<void> {
    const quarantine = `${name}.${randomBytes(4).toString('hex')}.corrupt`;
    await rename(this.path(name), this.path(quarantine));
    await this.syncFolder();
    this.trouble({ kind: 'corrupt', file: name, quarantine, loaded });
  }
}

/** A place that is only looked at: nothing is opened for writing, and what is damaged stays as and where it is. */
export class ReadOnlyPlace extends Place {
  override readonly mends = false;

  override below(name: string): Place {
    return new ReadOnlyPlace(this.path(name), this.steps, this.trouble);
  }

  override async open(name: string, flags: string): Promise<FileHandle> {
    if (flags !== 'r') throw new StoreUnwritable(name, new Error('the folder is only read'));
    return super.open(name, flags);
  }

  override async quarantine(name: string, loaded: string): Promise<void> {
    this.trouble({ kind: 'corrupt', file: name, quarantine: name, loaded });
  }
}

export interface ReplaceCuts {
  beforeRename?: StorageStep;
  afterRename?: StorageStep;
  /** Runs between the two, e.g. to keep the old file as a copy. */
  keep?: () => Promise<void>;
}

/** Writes the whole buffer at a position of the file, however often the system has to be asked. */
export async function writeFully(handle: FileHandle, data: Buffer, position: number): Promise<void> {
  let done = 0;
  while (done < data.length) {
    const { bytesWritten } = await handle.write(data, done, data.length - done, position + done);
    done += bytesWritten;
  }
}

export interface Line {
  /** Without the line feed. */
  bytes: Buffer;
  /** Offset of the line's first byte. */
  start: number;
  /** False for a last line without a line feed. */
  ended: boolean;
}

const LINE_FEED = 0x0a;

/** The lines of an open file, as many at a time as one read brings. */
export async function* readLines(handle: FileHandle): AsyncGenerator<readonly Line[]> {
  let rest: Buffer = Buffer.alloc(0);
  let start = 0;
  for await (const chunk of handle.createReadStream({ start: 0, autoClose: false, highWaterMark: 256 * 1024 })) {
    const data: Buffer = rest.length === 0 ? chunk : Buffer.concat([rest, chunk]);
    const lines: Line[] = [];
    let from = 0;
    for (let to = data.indexOf(LINE_FEED); to !== -1; to = data.indexOf(LINE_FEED, from)) {
      lines.push({ bytes: data.subarray(from, to), start: start + from, ended: true });
      from = to + 1;
    }
    rest = data.subarray(from);
    start += from;
    yield lines;
  }
  if (rest.length > 0) yield [{ bytes: rest, start, ended: false }];
}

/** The system's code of a fault such as `ENOSPC`, or an empty text. */
export function codeOf(error: unknown): string {
  return error instanceof Error && 'code' in error && typeof error.code === 'string' ? error.code : '';
}
