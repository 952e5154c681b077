import { randomBytes } from 'node:crypto';
import { mkdir, readdir, unlink } from 'node:fs/promises';
import { isDataKeyId, type KeyFiles } from './data-keys.js';
import { StoreUnwritable } from './faults.js';
import { reasonOf } from './follower.js';
import { codeOf, type Place, writeFully } from './place.js';
import { storageSteps } from './steps.js';

const FOLDER = 'keys';
const ENDING = '.key';

const nameOf = (id: string): string => `${id}${ENDING}`;

/** Data keys as files of their own in a folder of the store, so that one can be destroyed without touching anything else. */
export class KeyFolder implements KeyFiles {
  readonly found: ReadonlyMap<string, string>;
  readonly #parent: Place;
  readonly #place: Place;

  private constructor(parent: Place, place: Place, found: ReadonlyMap<string, string>) {
    this.#parent = parent;
    this.#place = place;
    this.found = found;
  }

  /** The folder is made with the first key. What a crash left half written is removed where the place may be mended. */
  static async open(parent: Place): Promise<KeyFolder> {
    const place = parent.below(FOLDER);
    const found = new Map<string, string>();
    for (const name of await namesIn(place)) {
      if (name.endsWith('.tmp') && place.mends) await unlink(place.path(name));
      const id = name.slice(0, -ENDING.length);
      if (name !== nameOf(id) || !isDataKeyId(id)) continue;
      const bytes = await place.read(name);
      if (bytes !== null) found.set(id, bytes.toString('utf8'));
    }
    return new KeyFolder(parent, place, found);
  }

  async write(id: string, text: string): Promise<void> {
    this.#place.steps.check();
    try {
      await mkdir(this.#place.folder, { mode: 0o700 });
    } catch (error) {
      if (codeOf(error) !== 'EEXIST') throw new StoreUnwritable('a data key', error);
    }
    await this.#parent.syncFolder();
    await this.#place.replace(nameOf(id), (handle) => writeFully(handle, Buffer.from(text), 0), {
      beforeRename: storageSteps.keyBeforeRename,
      afterRename: storageSteps.keyAfterRename,
    });
  }

  async erase(id: string): Promise<boolean> {
    const name = nameOf(id);
    await this.#place.steps.at(storageSteps.keyBeforeErase);
    try {
      await this.#overwrite(name);
      await unlink(this.#place.path(name));
      await this.#place.syncFolder();
    } catch (error) {
      if (codeOf(error) !== 'ENOENT') {
        this.#place.trouble({ kind: 'key-not-erased', file: `${FOLDER}/${name}`, reason: reasonOf(error) });
        return false;
      }
    }
    await this.#place.steps.at(storageSteps.keyAfterErase);
    return true;
  }

  /** So that the blocks which an unlinked name leaves behind hold no key, where the file system writes in place. */
  async #overwrite(name: string): Promise<void> {
    const handle = await this.#place.open(name, 'r+');
    try {
      const { size } = await handle.stat();
      await writeFully(handle, randomBytes(size), 0);
      await handle.sync();
    } finally {
      await handle.close();
    }
  }
}

async function namesIn(place: Place): Promise<readonly string[]> {
  try {
    return await readdir(place.folder);
  } catch (error) {
    if (codeOf(error) === 'ENOENT') return [];
    throw error;
  }
}
