import { isMainThread } from 'node:worker_threads';
import type { Audit } from '../licensing/ports/audit.js';
import type { Clock } from '../licensing/ports/clock.js';
import type { Exports } from '../licensing/ports/exports.js';
import type { Records } from '../licensing/ports/records.js';
import type { Secrets } from '../licensing/ports/secrets.js';
import type { OnStep } from '../licensing/ports/steps.js';
import { AuditLog } from './audit-log.js';
import { prepareFolder, usable } from './data-folder.js';
import { openSecrets } from './data-keys.js';
import { followDocument, openDocument } from './document.js';
import { openExports } from './exports.js';
import type { StorageTrouble } from './faults.js';
import { type Loaded, loadFolder } from './generations.js';
import { KeyFolder } from './key-folder.js';
import { lockFolder } from './lock.js';
import { LicenceMirror } from './mirror.js';
import { readMirror, writeMirror } from './mirror-image.js';
import { type Disk, Place } from './place.js';
import { FolderRecords } from './records.js';
import { Steps } from './steps.js';

export interface FolderOptions {
  /** Made when missing, with rights for its owner only. */
  path: string;
  /** 32 bytes, see `readBotKey`. */
  key: Buffer;
  /** Business time. */
  now: Clock;
  onStep?: OnStep;
  onTrouble?: (trouble: StorageTrouble) => void;
}

/** For tests: another disk, and a smaller journal before it is compacted. */
export interface StoreOverrides {
  disk?: Disk;
  compactionFloorBytes?: number;
}

export interface Store {
  records: Records;
  mirror: LicenceMirror;
  audit: Audit;
  secrets: Secrets;
  exports: Exports;
  /** Finishes what is under way, brings document and audit up to date and lets go of the folder. The mirror is not saved. */
  close(): Promise<void>;
}

/**
 * Opens the embedded store, the only process on its folder. Throws `FolderUnusable` (with what to do), `FolderInUse`,
 * `StoreCorrupt` (nothing good to begin from), `RecordInvalid` or `KindUnknown` (records of another version).
 */
export async function openFolder(options: FolderOptions): Promise<Store> {
  if (isMainThread) process.umask(0o077);
  const folder = await prepareFolder(options.path, options.onTrouble ?? (() => undefined));
  const lock = await usable(options.path, () => lockFolder(folder));
  try {
    const store = await usable(options.path, () => openStore({ ...options, path: folder }));
    return {
      ...store,
      close: async () => {
        try {
          await store.close();
        } finally {
          await lock.release();
        }
      },
    };
  } catch (error) {
    await lock.release();
    throw error;
  }
}

/** The store of a folder that exists and that the caller knows to be his alone. */
export async function openStore(options: FolderOptions, overrides: StoreOverrides = {}): Promise<Store> {
  const { now, key, onTrouble = () => undefined } = options;
  const place = new Place(options.path, new Steps(options.onStep), onTrouble, overrides.disk);
  const secrets = openSecrets(key, await KeyFolder.open(place));
  const image = await readMirror(place);
  const mirror = new LicenceMirror((rows) => writeMirror(place, rows), image);
  const { low, found } = await openDocument(place);
  const loaded = await loadFolder(place, found);
  const audit = await openAudit(place, loaded);
  const document = followDocument(place, loaded.state, low);
  if (found === null || found.sequence !== loaded.state.sequence) document.wake();
  const floor = overrides.compactionFloorBytes;
  const records = new FolderRecords({ place, loaded, now, document, audit, ...(floor !== undefined && { floor }) });
  return { records, mirror, audit, secrets, exports: openExports(place), close: () => records.close() };
}

async function openAudit(place: Place, loaded: Loaded): Promise<AuditLog> {
  try {
    return await AuditLog.open(place, loaded.state, loaded.audit);
  } catch (error) {
    await loaded.journal.close();
    throw error;
  }
}
