import type { LocationConnection } from '../ports/licences.js';
import type { Trouble } from '../rules/apple-answer.js';
import { type AppleUser, type Asset, type Assignment, assetKey } from '../rules/asset.js';
import type { Reading } from '../rules/diff.js';
import type { Named } from '../rules/notification.js';
import { isOurs } from '../rules/ownership.js';

/** Readings of one product until its rows and its counts agree. */
const READS = 3;

export const qualities = ['STDQ', 'PLUS'] as const;

/** One product as Apple lists it now, both qualities. */
export interface ProductReading {
  adamId: string;
  readAt: number;
  /** By asset key; a quality that Apple does not list is missing. */
  assets: ReadonlyMap<string, Reading>;
  /** Our rows only (S12). */
  ours: readonly Assignment[];
}

export interface NamedReading {
  products: readonly ProductReading[];
  /** All rows of the users that were named. */
  users: readonly AppleUser[];
}

export type NamedOutcome = { result: 'read'; reading: NamedReading } | { result: 'trouble'; trouble: Trouble };

/** Reads what notifications name, in the manner of a sync: rows first, then counts, again while they disagree. */
export async function readNamed(connection: LocationConnection, named: Named): Promise<NamedOutcome> {
  const products: ProductReading[] = [];
  for (const adamId of named.adamIds) {
    const read = await readProduct(connection, adamId);
    if ('trouble' in read) return { result: 'trouble', trouble: read.trouble };
    products.push(read);
  }
  const users: AppleUser[] = [];
  for (const clientUserId of named.clientUserIds) {
    const answer = await connection.usersOf(clientUserId);
    if (answer.result !== 'ok') return { result: 'trouble', trouble: answer };
    users.push(...answer.value.filter((row) => row.clientUserId === clientUserId && isOurs(row.clientUserId)));
  }
  return { result: 'read', reading: { products, users } };
}

async function readProduct(
  connection: LocationConnection,
  adamId: string,
): Promise<ProductReading | { trouble: Trouble }> {
  for (let read = 1; ; read += 1) {
    const assignments = await connection.assignmentsOf(adamId);
    if (assignments.result !== 'ok') return { trouble: assignments };
    const assets = await connection.assetsOf(adamId);
    if (assets.result !== 'ok') return { trouble: assets };
    const rows = assignments.value.filter((row) => row.adamId === adamId);
    const listed = assets.value.filter((asset) => asset.adamId === adamId);
    if (read < READS && !agree(adamId, rows, listed)) continue;
    return {
      adamId,
      readAt: assets.readAt,
      assets: new Map(listed.map((asset) => [assetKey(asset), { asset, readAt: assets.readAt }])),
      ours: rows.filter((row) => isOurs(row.clientUserId)),
    };
  }
}

function agree(adamId: string, rows: readonly Assignment[], assets: readonly Asset[]): boolean {
  return qualities.every((pricingParam) => {
    const key = assetKey({ adamId, pricingParam });
    const counted = assets.find((asset) => assetKey(asset) === key)?.assignedCount ?? 0;
    return counted === rows.filter((row) => assetKey(row) === key).length;
  });
}
