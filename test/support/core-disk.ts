import type { Audit } from '../../src/licensing/ports/audit.js';
import type { Exports } from '../../src/licensing/ports/exports.js';
import type { Mirror } from '../../src/licensing/ports/mirror.js';
import type { Records } from '../../src/licensing/ports/records.js';
import type { Secrets } from '../../src/licensing/ports/secrets.js';
import type { StorageTrouble } from '../../src/storage/faults.js';
import { openStore, type Store } from '../../src/storage/folder.js';
import { memoryExports, memoryFolder, memoryRecords, memorySecrets } from '../../src/storage/memory.js';
import { LicenceMirror } from '../../src/storage/mirror.js';
import type { MirrorImage } from '../../src/storage/mirror-image.js';

const key = Buffer.alloc(32, 7);

export interface DiskStore {
  records: Records;
  audit: Audit;
  mirror: Mirror;
  secrets: Secrets;
  exports: Exports;
}

/** What outlives the process of a `TestHouse`. */
export interface Disk {
  now: () => number;
  /** The store's own steps; throws where the process ends. */
  onStep: (step: string) => void;
  /** The open store. */
  store(): DiskStore;
  /** The process has ended: drops what is in memory and opens what was stored. */
  reopen(): Promise<void>;
}

/** Keeps what was committed, and has no steps of its own. */
export class MemoryDisk implements Disk {
  now = () => 0;
  onStep: (step: string) => void = () => undefined;
  readonly #folder = memoryFolder();
  readonly #files = new Map<string, string>();
  #image: MirrorImage | undefined;
  #store: DiskStore | null = null;

  store(): DiskStore {
    this.#store ??= this.#open();
    return this.#store;
  }

  async reopen(): Promise<void> {
    this.#store = null;
  }

  #open(): DiskStore {
    const records = memoryRecords({ now: () => this.now(), folder: this.#folder });
    const save = async (image: MirrorImage): Promise<void> => {
      this.#image = image;
    };
    const mirror = new LicenceMirror(save, this.#image);
    const exports = memoryExports(this.#files);
    return { records, audit: records.audit, mirror, exports, secrets: memorySecrets(key, this.#folder) };
  }
}

/** Bytes of journal before it is compacted: few, so that a short flow passes the snapshot too. */
const FLOOR = 6_000;

/** The real store in a folder. */
export class FolderDisk implements Disk {
  now = () => 0;
  onStep: (step: string) => void = () => undefined;
  /** What the store complained of; a cut is no reason to. */
  readonly troubles: StorageTrouble[] = [];
  readonly #path: string;
  #opened: Store | null = null;

  private constructor(path: string) {
    this.#path = path;
  }

  static async open(path: string): Promise<FolderDisk> {
    const disk = new FolderDisk(path);
    await disk.#open();
    return disk;
  }

  store(): Store {
    if (this.#opened === null) throw new Error('the store is closed');
    return this.#opened;
  }

  async reopen(): Promise<void> {
    await this.close();
    await this.#open();
  }

  /** Lets go of the files. A store that was cut off refuses to end properly, as it should. */
  async close(): Promise<void> {
    await this.#opened?.close().catch(() => undefined);
    this.#opened = null;
  }

  async #open(): Promise<void> {
    let opening = true;
    const onStep = (step: string): void => {
      if (!opening) this.onStep(step);
    };
    const onTrouble = (trouble: StorageTrouble) => void this.troubles.push(trouble);
    const options = { path: this.#path, key, now: () => this.now(), onStep, onTrouble };
    this.#opened = await openStore(options, { compactionFloorBytes: FLOOR });
    opening = false;
  }
}
