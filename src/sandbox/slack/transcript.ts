/** One thing that passed between people, the stand-in and the app. Tokens never stand in it. */
export type TranscriptEntry =
  | { at: number; kind: 'act'; userId: string; what: string }
  | { at: number; kind: 'dispatch'; type: string; payload: unknown }
  | { at: number; kind: 'ack'; type: string; result: string; payload: unknown; latency: number }
  | { at: number; kind: 'call'; method: string; arguments: unknown; status: number; answer: unknown }
  | { at: number; kind: 'response_url'; body: unknown; status: number }
  | { at: number; kind: 'socket'; event: string };

type Fresh<Entry> = Entry extends unknown ? Omit<Entry, 'at'> : never;

export interface Transcript {
  add(entry: Fresh<TranscriptEntry>): void;
  /** Oldest first; the last five thousand. */
  entries(): readonly TranscriptEntry[];
}

const KEPT = 5000;

/** Keeps the last entries in memory, stamped with wire time. */
export function openTranscript(now: () => number): Transcript {
  const entries: TranscriptEntry[] = [];
  return {
    add(entry) {
      entries.push({ ...entry, at: now() });
      if (entries.length > KEPT) entries.shift();
    },
    entries: () => entries,
  };
}
