import type { Change, ClaimResult, CommitResult, Records, Versioned } from '../licensing/ports/records.js';
import type { RecordKind, RecordTypes } from '../licensing/rules/records.js';
import type { AuditLog } from './audit-log.js';
import { COMPACTION_FLOOR_BYTES, Compaction } from './compaction.js';
import { StoreClosed } from './faults.js';
import type { Follower } from './follower.js';
import type { Loaded } from './generations.js';
import type { Journal } from './journal.js';
import { Listeners } from './listeners.js';
import type { Place } from './place.js';
import { type Planned, Stage } from './stage.js';
import type { RecordState } from './state.js';

/** Changes that go into one append when they wait together. */
const TOGETHER = 128;

interface Decided extends Planned<unknown> {
  /** Given when the append is durable. */
  answer(): void;
  refuse(error: unknown): void;
}

interface Waiting {
  decide(stage: Stage): Decided;
  refuse(error: unknown): void;
}

/** The records of a folder: the journal append is the commit, everything else follows it. */
export class FolderRecords implements Records {
  readonly #place: Place;
  readonly #state: RecordState;
  readonly #now: () => number;
  readonly #document: Follower;
  readonly #audit: AuditLog;
  readonly #compaction: Compaction;
  readonly #listeners = new Listeners();
  #journal: Journal;
  #waiting: Waiting[] = [];
  #draining: Promise<void> | null = null;
  #closed = false;

  constructor(options: {
    place: Place;
    loaded: Loaded;
    now: () => number;
    document: Follower;
    audit: AuditLog;
    floor?: number;
  }) {
    this.#place = options.place;
    this.#state = options.loaded.state;
    this.#journal = options.loaded.journal;
    this.#now = options.now;
    this.#document = options.document;
    this.#audit = options.audit;
    this.#compaction = new Compaction({ ...options, floor: options.floor ?? COMPACTION_FLOOR_BYTES });
  }

  async get<K extends RecordKind>(kind: K, id: string): Promise<Versioned<RecordTypes[K]> | null> {
    this.#check();
    return this.#state.get(kind, id);
  }

  async list<K extends RecordKind>(kind: K, prefix = ''): Promise<readonly Versioned<RecordTypes[K]>[]> {
    this.#check();
    return this.#state.list(kind, prefix);
  }

  commit(change: Change): Promise<CommitResult> {
    return this.#queue((stage) => stage.change(change));
  }

  claim(key: string, holder: string, now: number, until: number): Promise<ClaimResult> {
    return this.#queue((stage) => stage.claim(key, holder, now, until));
  }

  release(key: string, holder: string): Promise<void> {
    return this.#queue((stage) => stage.release(key, holder));
  }

  onOutbox(listener: () => void): () => void {
    return this.#listeners.add(listener);
  }

  /** Waits for what is under way, writes document and audit, and lets go of the files. */
  async close(): Promise<void> {
    this.#closed = true;
    await this.#draining;
    try {
      await this.#compaction.rest();
      if (!this.#place.steps.cut) {
        await this.#document.settle();
        await this.#audit.flush();
      }
    } finally {
      await this.#document.rest();
      await this.#audit.close();
      await this.#journal.close();
    }
  }

  #check(): void {
    this.#place.steps.check();
    if (this.#closed) throw new StoreClosed();
  }

  async #queue<Result>(decide: (stage: Stage) => Planned<Result>): Promise<Result> {
    this.#check();
    return new Promise<Result>((resolve, refuse) => {
      this.#waiting.push({
        decide: (stage) => {
          const planned = decide(stage);
          return { ...planned, answer: () => resolve(planned.result), refuse };
        },
        refuse,
      });
      this.#draining ??= this.#drain();
    });
  }

  async #drain(): Promise<void> {
    // One turn later, so that what is asked together goes into one append.
    await Promise.resolve();
    while (this.#waiting.length > 0) {
      await this.#write(this.#waiting.splice(0, TOGETHER));
      this.#journal = await this.#compaction.journalAfter(this.#journal);
    }
    this.#draining = null;
  }

  async #write(together: readonly Waiting[]): Promise<void> {
    const decided = decide(together, new Stage(this.#state, this.#now));
    const deeds = decided.flatMap(({ deed }) => deed ?? []);
    try {
      if (deeds.length > 0) await this.#journal.append(this.#state.sequence + 1, deeds);
    } catch (error) {
      for (const { refuse } of decided) refuse(error);
      return;
    }
    for (const { apply } of decided) apply();
    this.#state.sequence += deeds.length;
    const lines = deeds.flatMap(({ audit }) => audit?.lines ?? []);
    if (lines.length > 0) this.#audit.follow(lines);
    if (decided.some(({ touchesDocument }) => touchesDocument)) this.#document.wake();
    if (decided.some(({ rings }) => rings)) this.#listeners.ring();
    for (const { answer } of decided) answer();
  }
}

/** A change that cannot be decided is refused alone. */
function decide(together: readonly Waiting[], stage: Stage): readonly Decided[] {
  return together.flatMap((waiting) => {
    try {
      return [waiting.decide(stage)];
    } catch (error) {
      waiting.refuse(error);
      return [];
    }
  });
}
