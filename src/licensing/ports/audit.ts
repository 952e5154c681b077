/** One line of the append-only audit. Never holds a secret. */
export interface AuditEntry {
  at: number;
  /** Slack user id, or `system`. */
  actor: string;
  act: string;
  /** What it was about, e.g. `binding` or an asset key. */
  subject: string;
  outcome: string;
  reference: string;
  facts: Readonly<Record<string, string | number | boolean | null>>;
}

/** An entry with its place in the audit, from 1. */
export interface NumberedAuditEntry extends AuditEntry {
  number: number;
}

export type AuditVerdict =
  | { result: 'intact'; entries: number; lastHash: string }
  | { result: 'broken'; line: number; reason: string };

/** Owner: storage/. Entries are written through `Records.commit`; this port only reads. */
export interface Audit {
  read(options: { newest: number }): Promise<readonly AuditEntry[]>;
  /** Slices, newest entry first, as it stands when the walk begins; with `before` only entries with a lower number. */
  walk(options?: { before?: number }): AsyncIterable<readonly NumberedAuditEntry[]>;
  verify(): Promise<AuditVerdict>;
}
