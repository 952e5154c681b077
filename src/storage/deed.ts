import { createHash } from 'node:crypto';
import { z } from 'zod';
import type { AuditEntry } from '../licensing/ports/audit.js';
import type { RecordKind } from '../licensing/rules/records.js';
import { isRecordKind, parseRecord } from './schemas.js';
import type { AuditHead, Claim, RecordState } from './state.js';

/** One record as journal and snapshot hold it: kind, id, revision, value. */
export const recordRow = z.tuple([z.string(), z.string(), z.number(), z.unknown()]);

export const claimRow = z.tuple([z.string(), z.string(), z.number(), z.number()]);

/** One accepted change as the journal holds it: results, not wishes, so that replaying it needs no decision. */
export const deedShape = z.strictObject({
  put: z.array(recordRow).optional(),
  remove: z.array(z.tuple([z.string(), z.string()])).optional(),
  /** Number of the last outbox record, when the change made some. */
  outbox: z.number().optional(),
  /** Audit lines as they stand in the audit file, the number of the first, and the hash of the last. */
  audit: z.strictObject({ first: z.number(), lines: z.array(z.string()), hash: z.string() }).optional(),
  /** Key, holder, until, fencing number. */
  claim: claimRow.optional(),
  release: z.array(z.string()).optional(),
});

export type Deed = z.output<typeof deedShape>;

/** A record of another version of the program stands on disk: its kind is not known here. */
export class KindUnknown extends Error {
  readonly code = 'kind-unknown';
  override readonly name = 'KindUnknown';
  constructor(kind: string) {
    super(`The store holds records of the kind "${kind}", which this version does not know.`);
  }
}

/** Puts a row from disk into the state. Throws `RecordInvalid` or `KindUnknown`. */
export function applyRow(state: RecordState, row: z.output<typeof recordRow>): void {
  const [kind, id, revision, raw] = row;
  const known = knownKind(kind);
  applyKnown(state, known, id, revision, raw);
}

function applyKnown<K extends RecordKind>(
  state: RecordState,
  kind: K,
  id: string,
  revision: number,
  raw: unknown,
): void {
  state.set(kind, { id, revision, value: parseRecord(kind, id, raw) });
}

/** Throws `KindUnknown`. */
export function knownKind(kind: string): RecordKind {
  if (!isRecordKind(kind)) throw new KindUnknown(kind);
  return kind;
}

/** Replays a change. Records that already reflect it or later ones come out the same once all later ones are replayed. */
export function applyDeed(state: RecordState, deed: Deed): void {
  for (const row of deed.put ?? []) applyRow(state, row);
  for (const [kind, id] of deed.remove ?? []) state.remove(knownKind(kind), id);
  for (const key of deed.release ?? []) state.claims.delete(key);
  if (deed.claim !== undefined) applyClaim(state, deed.claim);
  if (deed.outbox !== undefined) state.outbox = deed.outbox;
  if (deed.audit !== undefined) state.audit = auditHead(deed.audit);
  state.sequence += 1;
}

export function applyClaim(state: RecordState, [key, holder, until, fencing]: z.output<typeof claimRow>): void {
  state.claims.set(key, { holder, until, fencing });
  state.fencing = Math.max(state.fencing, fencing);
}

export function claimAsRow(key: string, claim: Claim): z.output<typeof claimRow> {
  return [key, claim.holder, claim.until, claim.fencing];
}

function auditHead(audit: NonNullable<Deed['audit']>): AuditHead {
  return { entries: audit.first + audit.lines.length - 1, hash: audit.hash };
}

/** The audit lines that continue a chain: each carries the hash of the one before. */
export function auditLines(head: AuditHead, entries: readonly AuditEntry[]): NonNullable<Deed['audit']> {
  let { hash } = head;
  const lines = entries.map((entry, index) => {
    const line = JSON.stringify({ number: head.entries + 1 + index, ...entry, previous: hash });
    hash = auditHash(line);
    return line;
  });
  return { first: head.entries + 1, lines, hash };
}

/** Hex SHA-256 of a line without its line feed. */
export function auditHash(line: string | Buffer): string {
  return createHash('sha256').update(line).digest('hex');
}
