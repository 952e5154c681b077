import type { Change, ClaimResult, CommitResult, RecordRef } from '../licensing/ports/records.js';
import type { RecordKind, RecordTypes } from '../licensing/rules/records.js';
import { auditLines, type Deed } from './deed.js';
import { ChangeInvalid } from './faults.js';
import { parseAuditEntry, parseRecord, recordHomes } from './schemas.js';
import type { AuditHead, Claim, RecordState } from './state.js';

/** A decided change: its line for the journal, and what to do in memory once that line is durable. */
export interface Planned<Result> {
  result: Result;
  /** `null`: nothing changes, so nothing is written. */
  deed: Deed | null;
  apply(): void;
  /** A record of the readable document is among the changed ones. */
  touchesDocument: boolean;
  /** Something was added to the outbox. */
  rings: boolean;
}

const nothing = <Result>(result: Result): Planned<Result> => ({
  result,
  deed: null,
  apply: () => undefined,
  touchesDocument: false,
  rings: false,
});

const keyOf = (ref: RecordRef): string => `${ref.kind}\n${ref.id}`;

/** Outbox ids ascend in order of commit. */
const outboxId = (number: number): string => String(number).padStart(12, '0');

/**
 * Decides changes one after another against the committed state and those decided before them, so that several can
 * go into one append. Memory follows only when the append is durable; a stage whose append failed is dropped.
 */
export class Stage {
  readonly #state: RecordState;
  readonly #now: () => number;
  readonly #revisions = new Map<string, number>();
  readonly #claims = new Map<string, Claim | null>();
  #outbox: number;
  #fencing: number;
  #audit: AuditHead;

  constructor(state: RecordState, now: () => number) {
    this.#state = state;
    this.#now = now;
    this.#outbox = state.outbox;
    this.#fencing = state.fencing;
    this.#audit = state.audit;
  }

  /** Throws `ChangeInvalid` or `RecordInvalid`; then nothing of the change is staged. */
  change(change: Change): Planned<CommitResult> {
    checkKeys(change);
    for (const expected of change.expect ?? []) {
      if (this.#revision(expected) !== expected.revision) {
        return nothing({ result: 'conflict', kind: expected.kind, id: expected.id });
      }
    }
    const writes = (change.put ?? []).map((put) => this.#write(put.kind, put.id, put.value));
    const at = this.#now();
    for (const [index, notice] of (change.outbox ?? []).entries()) {
      const entry = { notice, at, attempts: 0, failure: null };
      writes.push(this.#write('outbox', outboxId(this.#outbox + 1 + index), entry));
    }
    const audit = auditLines(
      this.#audit,
      (change.audit ?? []).map((entry) => parseAuditEntry(plain(entry))),
    );
    const removed = (change.remove ?? []).filter((ref) => this.#revision(ref) > 0);
    return this.#accept(change, writes, removed, audit);
  }

  claim(key: string, holder: string, now: number, until: number): Planned<ClaimResult> {
    const held = this.#claim(key);
    const valid = held !== null && held.until > now;
    if (valid && held.holder !== holder) return nothing({ result: 'held', until: held.until });
    const fencing = valid ? held.fencing : this.#fencing + 1;
    const claim: Claim = { holder, until, fencing };
    const over = this.#expired(now, key);
    this.#fencing = Math.max(this.#fencing, fencing);
    for (const gone of over) this.#claims.set(gone, null);
    this.#claims.set(key, claim);
    return {
      ...nothing({ result: 'claimed', fencing }),
      deed: { ...(over.length > 0 && { release: over }), claim: [key, holder, until, fencing] },
      apply: () => {
        for (const gone of over) this.#state.claims.delete(gone);
        this.#state.claims.set(key, claim);
        this.#state.fencing = Math.max(this.#state.fencing, fencing);
      },
    };
  }

  release(key: string, holder: string): Planned<void> {
    if (this.#claim(key)?.holder !== holder) return nothing(undefined);
    this.#claims.set(key, null);
    return { ...nothing(undefined), deed: { release: [key] }, apply: () => void this.#state.claims.delete(key) };
  }

  #accept(
    change: Change,
    writes: readonly Write[],
    removed: readonly RecordRef[],
    audit: NonNullable<Deed['audit']>,
  ): Planned<CommitResult> {
    if (writes.length + removed.length + audit.lines.length === 0) return nothing({ result: 'committed' });
    for (const write of writes) this.#revisions.set(keyOf(write), write.revision);
    for (const ref of removed) this.#revisions.set(keyOf(ref), 0);
    const outbox = this.#outbox + (change.outbox?.length ?? 0);
    const rings = outbox > this.#outbox;
    this.#outbox = outbox;
    if (audit.lines.length > 0) this.#audit = { entries: audit.first + audit.lines.length - 1, hash: audit.hash };
    const head = this.#audit;
    return {
      result: { result: 'committed' },
      deed: {
        ...(writes.length > 0 && { put: writes.map(({ kind, id, revision, value }) => [kind, id, revision, value]) }),
        ...(removed.length > 0 && { remove: removed.map(({ kind, id }) => [kind, id]) }),
        ...(rings && { outbox }),
        ...(audit.lines.length > 0 && { audit }),
      },
      apply: () => {
        for (const write of writes) write.apply();
        for (const { kind, id } of removed) this.#state.remove(kind, id);
        this.#state.outbox = outbox;
        this.#state.audit = head;
      },
      touchesDocument: [...writes, ...removed].some(({ kind }) => recordHomes[kind] === 'document'),
      rings,
    };
  }

  #write<K extends RecordKind>(kind: K, id: string, raw: RecordTypes[K]): Write {
    const value = parseRecord(kind, id, plain(raw));
    const revision = this.#revision({ kind, id }) + 1;
    return { kind, id, revision, value, apply: () => this.#state.set(kind, { id, revision, value }) };
  }

  #revision(ref: RecordRef): number {
    return this.#revisions.get(keyOf(ref)) ?? this.#state.revision(ref.kind, ref.id);
  }

  #claim(key: string): Claim | null {
    const staged = this.#claims.get(key);
    return staged === undefined ? (this.#state.claims.get(key) ?? null) : staged;
  }

  #expired(now: number, except: string): string[] {
    const keys = new Set([...this.#state.claims.keys(), ...this.#claims.keys()]);
    keys.delete(except);
    return [...keys].filter((key) => {
      const claim = this.#claim(key);
      return claim !== null && claim.until <= now;
    });
  }
}

interface Write extends RecordRef {
  revision: number;
  value: unknown;
  apply(): void;
}

/** What would come back from disk: no undefined members, no shared references. */
function plain(value: unknown): unknown {
  return JSON.parse(JSON.stringify(value) ?? 'null');
}

function checkKeys(change: Change): void {
  const seen = new Set<string>();
  for (const ref of [...(change.put ?? []), ...(change.remove ?? [])]) {
    if (ref.id.length === 0 || ref.id.length > 512)
      throw new ChangeInvalid(`An id of ${ref.kind} is empty or too long.`);
    const key = keyOf(ref);
    if (seen.has(key)) throw new ChangeInvalid(`The ${ref.kind} "${ref.id}" stands twice in one change.`);
    seen.add(key);
  }
}
