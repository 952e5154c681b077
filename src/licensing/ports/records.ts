import type { Notice } from '../rules/notice.js';
import type { RecordKind, RecordTypes } from '../rules/records.js';
import type { AuditEntry } from './audit.js';

/** `revision` grows by one with every put of the key, from 1; it starts anew after a removal. */
export interface Versioned<T> {
  id: string;
  revision: number;
  value: T;
}

export type Put = { [K in RecordKind]: { kind: K; id: string; value: RecordTypes[K] } }[RecordKind];

export interface RecordRef {
  kind: RecordKind;
  id: string;
}

/** All or nothing. The order within a change has no meaning; a key stands at most once in `put` and `remove` together. */
export interface Change {
  /** Revisions that must still stand; 0 = there must be no such record. */
  expect?: readonly (RecordRef & { revision: number })[];
  put?: readonly Put[];
  remove?: readonly RecordRef[];
  /** Becomes one `outbox` record each, ids ascending in order of commit. */
  outbox?: readonly Notice[];
  audit?: readonly AuditEntry[];
}

export type CommitResult = { result: 'committed' } | ({ result: 'conflict' } & RecordRef);

export type ClaimResult = { result: 'claimed'; fencing: number } | { result: 'held'; until: number };

/** Versioned records with one write verb. Nothing above this port may assume one process. Owner: storage/. */
export interface Records {
  get<K extends RecordKind>(kind: K, id: string): Promise<Versioned<RecordTypes[K]> | null>;
  /** Ordered by id; with `prefix` only ids that start with it, at a cost that grows with those alone. */
  list<K extends RecordKind>(kind: K, prefix?: string): Promise<readonly Versioned<RecordTypes[K]>[]>;
  /** Durable when it resolves. Throws `StoreUnwritable` when the disk refuses; then nothing changed. */
  commit(change: Change): Promise<CommitResult>;
  /** Exclusive right to `key` until `until` (ms, business time `now`); the same holder may extend it. The number grows with every new holder. */
  claim(key: string, holder: string, now: number, until: number): Promise<ClaimResult>;
  release(key: string, holder: string): Promise<void>;
  /** Called after each commit that added to the outbox. Answers how to stop listening. */
  onOutbox(listener: () => void): () => void;
}
