import type { Audit, AuditEntry } from '../licensing/ports/audit.js';
import type { Exports } from '../licensing/ports/exports.js';
import type { Records } from '../licensing/ports/records.js';
import type { Secrets } from '../licensing/ports/secrets.js';
import { openSecrets } from './data-keys.js';
import { Listeners } from './listeners.js';
import { parseAuditEntry } from './schemas.js';
import { type Planned, Stage } from './stage.js';
import { RecordState } from './state.js';

/** What outlives a closed in-memory store, in place of a folder. */
export interface MemoryFolder {
  readonly state: RecordState;
  readonly audit: AuditEntry[];
  /** Data keys by id. */
  readonly keys: Map<string, string>;
}

export const memoryFolder = (): MemoryFolder => ({ state: new RecordState(), audit: [], keys: new Map() });

/** The same rules as the folder's store without a disk, for tests of flows. `folder` carries state over a reopening. */
export function memoryRecords(
  options: { now?: () => number; folder?: MemoryFolder } = {},
): Records & { readonly audit: Audit } {
  const { now = () => 0, folder = memoryFolder() } = options;
  const { state } = folder;
  const listeners = new Listeners();

  const decide = async <Result>(plan: (stage: Stage) => Planned<Result>): Promise<Result> => {
    await Promise.resolve();
    const planned = plan(new Stage(state, now));
    planned.apply();
    if (planned.rings) listeners.ring();
    return planned.result;
  };

  return {
    get: async (kind, id) => state.get(kind, id),
    list: async (kind, prefix) => state.list(kind, prefix),
    commit: async (change) => {
      const done = await decide((stage) => stage.change(change));
      if (done.result === 'committed') folder.audit.push(...(change.audit ?? []).map(parseAuditEntry));
      return done;
    },
    claim: (key, holder, at, until) => decide((stage) => stage.claim(key, holder, at, until)),
    release: (key, holder) => decide((stage) => stage.release(key, holder)),
    onOutbox: (listener) => listeners.add(listener),
    audit: {
      read: async ({ newest }) => folder.audit.slice(Math.max(0, folder.audit.length - newest)).reverse(),
      walk: async function* ({ before = Number.POSITIVE_INFINITY } = {}) {
        const entries = folder.audit.map((entry, index) => ({ ...entry, number: index + 1 }));
        yield entries.filter(({ number }) => number < before).reverse();
      },
      verify: async () => ({ result: 'intact', entries: state.audit.entries, lastHash: state.audit.hash }),
    },
  };
}

/** Exported files in memory. */
export function memoryExports(files = new Map<string, string>()): Exports {
  return {
    async write(name, pieces) {
      const text = [...pieces].join('');
      files.set(name, text);
      return { bytes: Buffer.byteLength(text) };
    },
    async read(name, limit) {
      const text = files.get(name);
      if (text === undefined) return { result: 'missing' };
      const bytes = Buffer.byteLength(text);
      return bytes > limit ? { result: 'too-large', bytes } : { result: 'text', text };
    },
  };
}

/** Sealing as the folder's store does it, with the data keys in memory. */
export function memorySecrets(key: Buffer, { keys }: Pick<MemoryFolder, 'keys'> = memoryFolder()): Secrets {
  return openSecrets(key, {
    found: new Map(keys),
    write: async (id, text) => {
      keys.set(id, text);
    },
    erase: async (id) => {
      keys.delete(id);
      return true;
    },
  });
}
