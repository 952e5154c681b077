/** The disk refused a commit; nothing changed. Matched by `code`, also above the port. */
export class StoreUnwritable extends Error {
  readonly code = 'store-unwritable';
  override readonly name = 'StoreUnwritable';
  constructor(what: string, cause: unknown) {
    super(`The disk refused ${what}.`, { cause });
  }
}

/** A file of the store contradicts itself or another one and no good copy stands in: starting would lose commits. */
export class StoreCorrupt extends Error {
  readonly code = 'store-corrupt';
  override readonly name = 'StoreCorrupt';
  readonly file: string;
  constructor(file: string, detail: string) {
    super(`${file}: ${detail}. Restore the folder from a backup; no record was changed.`);
    this.file = file;
  }
}

/** A record does not have the shape of its kind. Names the place, never the value. */
export class RecordInvalid extends Error {
  readonly code = 'record-invalid';
  override readonly name = 'RecordInvalid';
  readonly kind: string;
  readonly id: string;
  readonly field: string;
  constructor(kind: string, id: string, field: string, reason: string) {
    super(`The ${kind} record "${id}" is not valid at ${field === '' ? 'its root' : field}: ${reason}.`);
    this.kind = kind;
    this.id = id;
    this.field = field;
  }
}

/** A change names one key twice, or an id that cannot be one: a fault of the caller. */
export class ChangeInvalid extends Error {
  readonly code = 'change-invalid';
  override readonly name = 'ChangeInvalid';
}

/** The store was closed before the call. */
export class StoreClosed extends Error {
  readonly code = 'store-closed';
  override readonly name = 'StoreClosed';
  constructor() {
    super('The store is closed.');
  }
}

/** Somebody runs on the folder. */
export class FolderInUse extends Error {
  readonly code = 'folder-in-use';
  override readonly name = 'FolderInUse';
  constructor(folder: string) {
    super(`Another process works in ${folder}. Stop it first; two would overwrite each other.`);
  }
}

/** The data folder cannot be made, entered or written. Its message says what to do. */
export class FolderUnusable extends Error {
  readonly code = 'folder-unusable';
  override readonly name = 'FolderUnusable';
  /** The system's code, such as `EACCES`. */
  readonly reason: string;
  constructor(folder: string, reason: string, cause?: unknown) {
    super(`VPP_DATA_DIR names ${folder}, which cannot be used (${reason}): ${folderRemedies[reason] ?? OTHER_REMEDY}`, {
      cause,
    });
    this.reason = reason;
  }
}

const NO_FOLDER = 'it, or a part of its path, is a file. Name a folder.';
const NO_RIGHTS =
  'the user that runs the bot may not read and write there. Give it the rights, or name another folder.';
const OTHER_REMEDY = 'name a folder on a local disk that the bot may make and write.';

const folderRemedies: Readonly<Record<string, string>> = {
  ENOTDIR: NO_FOLDER,
  EEXIST: NO_FOLDER,
  EACCES: NO_RIGHTS,
  EPERM: NO_RIGHTS,
  EROFS: 'the file system is mounted read-only. Name a folder on another one.',
  ENOSPC: 'the disk is full. Make room, or name a folder on another disk.',
  ENAMETOOLONG: 'the path is too long. Name a shorter one.',
  ELOOP: 'its links lead in a circle. Name the folder itself.',
};

/** A sealed box does not open: the key, the purpose or the box is another one, or its data key is gone. */
export class SealBroken extends Error {
  readonly code = 'seal-broken';
  override readonly name = 'SealBroken';
  readonly reason: SealFlaw;
  constructor(reason: SealFlaw) {
    super(sealFlaws[reason]);
    this.reason = reason;
  }
}

/** `key`: sealed under another `VPP_BOT_KEY`; `box`: altered, or for another purpose; `erased`: its data key is gone. */
export type SealFlaw = 'key' | 'box' | 'erased';

const sealFlaws: Readonly<Record<SealFlaw, string>> = {
  key: 'The box was sealed under another key.',
  box: 'The box was altered or is for another purpose.',
  erased: 'The data key of the box was erased or is damaged; nothing opens it any more.',
};

/** A walk was used after it ended, or after a newer one of the same list had begun. */
export class WalkOver extends Error {
  readonly code = 'walk-over';
  override readonly name = 'WalkOver';
  constructor() {
    super('This walk has ended or a newer one has begun.');
  }
}

/** What the store met and went on from. Administrators are told; file names are relative to the folder. */
export type StorageTrouble =
  /** A write that was never acknowledged was cut off the end. */
  | { kind: 'torn-tail'; file: string; bytes: number }
  /** The file was moved aside; `loaded` says what stands in for it. */
  | { kind: 'corrupt'; file: string; quarantine: string; loaded: string }
  /** A file that should be there is not; `loaded` says what stands in for it. */
  | { kind: 'missing'; file: string; loaded: string }
  /** The document reflects less than the snapshot; the snapshot's copy was taken. */
  | { kind: 'document-behind'; sequence: number; snapshot: number }
  /** Lines are missing from the audit file that the journal knows of. */
  | { kind: 'audit-shortened'; expected: number; found: number }
  /** The last audit line is not the one that the journal knows. */
  | { kind: 'audit-altered'; line: number }
  /** A file that is derived from the journal could not be written; tried again with the next commit. */
  | { kind: 'unwritable'; what: 'document' | 'audit' | 'snapshot'; reason: string }
  /** A data key that nothing needs any more could not be destroyed; tried again at the next start. */
  | { kind: 'key-not-erased'; file: string; reason: string }
  /** The folder's rights could not be narrowed to its owner. */
  | { kind: 'folder-open'; mode: string };
