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

/** A sealed box does not open: the key, the purpose or the box is another one. */
export class SealBroken extends Error {
  readonly code = 'seal-broken';
  override readonly name = 'SealBroken';
  /** `key`: sealed under another `VPP_BOT_KEY`; `box`: altered, or sealed for another purpose. */
  readonly reason: 'key' | 'box';
  constructor(reason: 'key' | 'box') {
    super(
      reason === 'key' ? 'The box was sealed under another key.' : 'The box was altered or is for another purpose.',
    );
    this.reason = reason;
  }
}

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
  /** The folder's rights could not be narrowed to its owner. */
  | { kind: 'folder-open'; mode: string };
