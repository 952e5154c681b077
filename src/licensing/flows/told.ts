import type { Put, RecordRef } from '../ports/records.js';
import type { AssetRecord } from '../rules/asset.js';
import type { Core } from './core.js';

/**
 * The assets as they stood at the last complete sync, where something was read since without anybody being told: the
 * next sync compares with these, so that no change is lost to its summary.
 */
export async function asLastTold(
  core: Core,
  before: ReadonlyMap<string, AssetRecord>,
): Promise<ReadonlyMap<string, AssetRecord>> {
  const known = new Map(before);
  for (const { id, value } of await core.records.list('told')) {
    if (value.asset === null) known.delete(id);
    else known.set(id, value.asset);
  }
  return known;
}

/** Remembers how an asset stood before a change that nobody is told of, the first time only. */
export async function rememberTold(
  core: Core,
  key: string,
  asset: AssetRecord | null,
): Promise<{ put: readonly Put[]; expect: readonly (RecordRef & { revision: number })[] }> {
  if ((await core.records.get('told', key)) !== null) return { put: [], expect: [] };
  const ref = { kind: 'told', id: key } as const;
  return { put: [{ ...ref, value: { asset } }], expect: [{ ...ref, revision: 0 }] };
}

/** All of them, when a complete sync has told everything. */
export async function allTold(core: Core): Promise<RecordRef[]> {
  return (await core.records.list('told')).map(({ id }) => ({ kind: 'told', id }));
}
