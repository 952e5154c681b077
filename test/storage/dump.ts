import type { Audit, AuditEntry } from '../../src/licensing/ports/audit.js';
import type { Records, Versioned } from '../../src/licensing/ports/records.js';
import type { StorageTrouble } from '../../src/storage/faults.js';
import { openStore, type Store, type StoreOverrides } from '../../src/storage/folder.js';
import { recordKinds } from '../../src/storage/schemas.js';
import { noon } from './samples.js';
import { testKey } from './scratch.js';

export interface Dump {
  records: Record<string, readonly Versioned<unknown>[]>;
  audit: readonly AuditEntry[];
}

/** All that can be read of a store. */
export async function dump(store: { records: Records; audit: Audit }): Promise<Dump> {
  const records: Record<string, readonly Versioned<unknown>[]> = {};
  for (const kind of recordKinds) records[kind] = await store.records.list(kind);
  return { records, audit: await store.audit.read({ newest: 10_000 }) };
}

export interface Opening {
  onStep?: (step: string) => void;
  overrides?: StoreOverrides;
}

/** Opens the store of a folder, its troubles noted. */
export async function openNoting(path: string, opening: Opening = {}): Promise<Store & { troubles: StorageTrouble[] }> {
  const troubles: StorageTrouble[] = [];
  const store = await openStore(
    {
      path,
      key: testKey,
      now: () => noon,
      onTrouble: (trouble) => troubles.push(trouble),
      ...(opening.onStep !== undefined && { onStep: opening.onStep }),
    },
    opening.overrides,
  );
  return { ...store, troubles };
}
