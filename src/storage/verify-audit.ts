import type { AuditVerdict } from '../licensing/ports/audit.js';
import { sealedToken } from '../licensing/rules/binding.js';
import { verifyAudit } from './audit-log.js';
import { findFolder, usable } from './data-folder.js';
import { isDataKeyId, sealedUnder } from './data-keys.js';
import { KindUnknown } from './deed.js';
import { openDocument } from './document.js';
import { FolderInUse, FolderUnusable, RecordInvalid, StoreCorrupt } from './faults.js';
import { readState } from './generations.js';
import { KeyFolder } from './key-folder.js';
import { lockFolder } from './lock.js';
import { ReadOnlyPlace } from './place.js';
import type { RecordState } from './state.js';
import { Steps } from './steps.js';
import { type KeyFlaw, keyIdOf, readBotKey } from './vault.js';

/** What can be said of the audit log in a folder. */
export type FolderVerdict =
  /** `keyKnown` is false while nothing in the folder is sealed, so that any key would do. */
  | (AuditVerdict & { result: 'intact' } & { keyKnown: boolean })
  | (AuditVerdict & { result: 'broken' })
  | { result: 'no-folder' }
  /** The folder is there, but nothing was ever stored in it. */
  | { result: 'no-store' }
  | { result: 'in-use' }
  | { result: 'no-key'; flaw: KeyFlaw }
  /** The folder is sealed under another `VPP_BOT_KEY`. */
  | { result: 'other-key' }
  /** Folder or journal cannot be read, so that nothing can be said of the audit log. */
  | { result: 'unreadable'; reason: string };

/**
 * Judges the audit log of a folder as it stands: no bot runs on it meanwhile, nothing in it is made, mended or
 * completed. `key` is the text of `VPP_BOT_KEY`.
 */
export async function verifyAuditOf(given: { path: string; key: string }): Promise<FolderVerdict> {
  const key = readBotKey(given.key);
  if (key.result === 'refused') return { result: 'no-key', flaw: key.reason };
  try {
    const folder = await findFolder(given.path);
    if (folder === null) return { result: 'no-folder' };
    return await usable(given.path, () => judgeAlone(folder, key.key));
  } catch (error) {
    if (error instanceof FolderInUse) return { result: 'in-use' };
    if (isUnreadable(error)) return { result: 'unreadable', reason: error.message };
    throw error;
  }
}

async function judgeAlone(folder: string, key: Buffer): Promise<FolderVerdict> {
  const lock = await lockFolder(folder);
  try {
    return await judge(new ReadOnlyPlace(folder, new Steps(undefined), () => undefined), key);
  } finally {
    await lock.release();
  }
}

async function judge(place: ReadOnlyPlace, key: Buffer): Promise<FolderVerdict> {
  const { found } = await openDocument(place);
  const state = await readState(place, found);
  if (state === null) return { result: 'no-store' };
  const keyIds = await keyIdsOf(place, state);
  if (keyIds.some((keyId) => keyId !== keyIdOf(key))) return { result: 'other-key' };
  const verdict = await verifyAudit(place, state.audit);
  return verdict.result === 'intact' ? { ...verdict, keyKnown: keyIds.length > 0 } : verdict;
}

/** Ids of the bot's keys under which something in the folder is sealed. */
async function keyIdsOf(place: ReadOnlyPlace, state: RecordState): Promise<readonly string[]> {
  const { found } = await KeyFolder.open(place);
  const ofDataKeys = [...found.values()].flatMap((text) => sealedUnder(text) ?? []);
  const ofRecords = state.list('binding').flatMap(({ value }) => sealedToken(value)?.keyId ?? []);
  return [...ofDataKeys, ...ofRecords.filter((keyId) => !isDataKeyId(keyId))];
}

function isUnreadable(error: unknown): error is Error {
  return [FolderUnusable, StoreCorrupt, RecordInvalid, KindUnknown].some((fault) => error instanceof fault);
}

type Of<R extends FolderVerdict['result']> = Extract<FolderVerdict, { result: R }>;

const sentences: { readonly [R in FolderVerdict['result']]: (verdict: Of<R>) => string } = {
  intact: ({ entries, lastHash, keyKnown }) =>
    `The audit log is intact: ${entries} entries, last hash ${lastHash}.${
      keyKnown ? '' : ' Nothing in the folder is sealed, so VPP_BOT_KEY could not be checked.'
    }`,
  broken: ({ line, reason }) =>
    `The audit log is not as it was written, at line ${line}: ${reason}. Only if the bot was killed may its last lines be missing: the next start writes them from the journal. Nothing was changed.`,
  'no-folder': () => 'There is no such folder, and none was made. VPP_DATA_DIR must name the data folder of the bot.',
  'no-store': () => 'The folder holds no data of the bot. VPP_DATA_DIR must name the data folder of the bot.',
  'in-use': () => 'The bot is running on this folder. Stop the bot first, then verify again.',
  'no-key': ({ flaw }) => `VPP_BOT_KEY is no key (${flaw}). Set the key that the bot runs with.`,
  'other-key': () => 'The folder is sealed under another VPP_BOT_KEY. Set the key that the bot runs with.',
  unreadable: ({ reason }) => `The audit log could not be judged. ${reason}`,
};

/** A verdict for people. */
export function describeVerdict<R extends FolderVerdict['result']>(verdict: Of<R> & { result: R }): string {
  return sentences[verdict.result](verdict);
}
