import type { Versioned } from '../licensing/ports/records.js';
import type { RecordKind, RecordTypes } from '../licensing/rules/records.js';

/** The records of one kind. Entries are frozen, so they can be given out as they are. */
class Table<T> {
  readonly #entries = new Map<string, Versioned<T>>();
  /** In order; removed ones stay in it until they are too many. */
  #ids: string[] = [];
  /** Ids that are not in order yet; some of them may be in it since they were removed. */
  #added: string[] = [];

  get(id: string): Versioned<T> | null {
    return this.#entries.get(id) ?? null;
  }

  set(entry: Versioned<T>): void {
    if (!this.#entries.has(entry.id)) this.#added.push(entry.id);
    this.#entries.set(entry.id, Object.freeze(entry));
    // Where nobody lists, ids that come and go would pile up.
    if (this.#added.length > 1024 && this.#added.length > 2 * this.#entries.size) this.#sort();
  }

  remove(id: string): void {
    this.#entries.delete(id);
  }

  clear(): void {
    this.#entries.clear();
    this.#ids = [];
    this.#added = [];
  }

  /** By id, in the order of its code units: all, or those whose id starts with `prefix`. */
  list(prefix = ''): readonly Versioned<T>[] {
    this.#sort();
    const entries: Versioned<T>[] = [];
    for (let at = prefix === '' ? 0 : this.#firstFrom(prefix); at < this.#ids.length; at += 1) {
      const id = this.#ids[at] ?? '';
      if (!id.startsWith(prefix)) break;
      const entry = this.#entries.get(id);
      if (entry !== undefined) entries.push(entry);
    }
    return entries;
  }

  /** What was added is merged into what is in order: sorting all of it each time would hold everything else up. */
  #sort(): void {
    const isSparse = this.#ids.length > 64 && this.#ids.length > 2 * this.#entries.size;
    if (this.#added.length === 0 && !isSparse) return;
    const added = this.#added.sort((one, other) => (one < other ? -1 : 1));
    const merged: string[] = [];
    let next = 0;
    const keep = (id: string): void => {
      if (merged.at(-1) !== id && this.#entries.has(id)) merged.push(id);
    };
    for (const id of this.#ids) {
      for (let one = added[next]; one !== undefined && one < id; one = added[next]) {
        keep(one);
        next += 1;
      }
      keep(id);
    }
    for (const id of added.slice(next)) keep(id);
    this.#ids = merged;
    this.#added = [];
  }

  /** Position of the first id that is not before `prefix`. */
  #firstFrom(prefix: string): number {
    let low = 0;
    let high = this.#ids.length;
    while (low < high) {
      const middle = (low + high) >>> 1;
      if ((this.#ids[middle] ?? '') < prefix) low = middle + 1;
      else high = middle;
    }
    return low;
  }
}

type Tables = { readonly [K in RecordKind]: Table<RecordTypes[K]> };

const newTables = (): Tables => ({
  binding: new Table(),
  installation: new Table(),
  pause: new Table(),
  sync: new Table(),
  slot: new Table(),
  warning: new Table(),
  request: new Table(),
  cleanUp: new Table(),
  renewal: new Table(),
  subscription: new Table(),
  notification: new Table(),
  settling: new Table(),
  told: new Table(),
  checkup: new Table(),
  deployment: new Table(),
  roster: new Table(),
  draft: new Table(),
  ledger: new Table(),
  assignment: new Table(),
  holding: new Table(),
  membership: new Table(),
  write: new Table(),
  termsWatch: new Table(),
  offer: new Table(),
  removal: new Table(),
  removals: new Table(),
  leavers: new Table(),
  alert: new Table(),
  pace: new Table(),
  interference: new Table(),
  counter: new Table(),
  device: new Table(),
  deviceOwner: new Table(),
  deviceClaim: new Table(),
  ownerImport: new Table(),
  ownerImportSlice: new Table(),
  deviceEvent: new Table(),
  deviceCommand: new Table(),
  deviceInstallation: new Table(),
  deviceHolding: new Table(),
  installationCheck: new Table(),
  installationNews: new Table(),
  installationCard: new Table(),
  installationTrouble: new Table(),
  installs: new Table(),
  deviceNeed: new Table(),
  deviceInvitation: new Table(),
  inventory: new Table(),
  unusedQuestion: new Table(),
  asset: new Table(),
  member: new Table(),
  delivery: new Table(),
  outbox: new Table(),
});

/** Who holds a key, until when (business time), under which number. */
export interface Claim {
  holder: string;
  until: number;
  fencing: number;
}

/** The last line of the audit: how many there are, and the hash of the last one. */
export interface AuditHead {
  entries: number;
  hash: string;
}

export const noAudit: AuditHead = { entries: 0, hash: '' };

/** Everything that was committed, as one process holds it in memory. */
export class RecordState {
  readonly #tables = newTables();
  readonly claims = new Map<string, Claim>();
  /** Of the last journalled change. */
  sequence = 0;
  /** Number of the last outbox record ever made. */
  outbox = 0;
  /** The last fencing number ever given. */
  fencing = 0;
  audit: AuditHead = noAudit;

  get<K extends RecordKind>(kind: K, id: string): Versioned<RecordTypes[K]> | null {
    return this.#tables[kind].get(id);
  }

  list<K extends RecordKind>(kind: K, prefix = ''): readonly Versioned<RecordTypes[K]>[] {
    return this.#tables[kind].list(prefix);
  }

  set<K extends RecordKind>(kind: K, entry: Versioned<RecordTypes[K]>): void {
    this.#tables[kind].set(entry);
  }

  remove(kind: RecordKind, id: string): void {
    this.#tables[kind].remove(id);
  }

  clear(kind: RecordKind): void {
    this.#tables[kind].clear();
  }

  revision(kind: RecordKind, id: string): number {
    return this.#tables[kind].get(id)?.revision ?? 0;
  }
}
