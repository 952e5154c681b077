import type { AuditLog } from './audit-log.js';
import { type Follower, reasonOf } from './follower.js';
import { type Loaded, switchGeneration } from './generations.js';
import { Journal } from './journal.js';
import type { Place } from './place.js';
import { type Picture, takePicture, writeSnapshot } from './snapshot.js';
import type { RecordState } from './state.js';

/** A journal shorter than this is never worth a snapshot. */
export const COMPACTION_FLOOR_BYTES = 256 * 1024;

/**
 * Turns a long journal into a snapshot: a new journal begins between two appends, the state of that moment is written
 * in slices while commits go on, and the manifest switches when document and audit have caught up.
 */
export class Compaction {
  readonly #place: Place;
  readonly #state: RecordState;
  readonly #followers: { document: Follower; audit: AuditLog };
  readonly #floor: number;
  #base: number;
  #snapshotBytes: number;
  /** Bytes of the journals since the base, without the one in use. */
  #olderBytes: number;
  #wanted: boolean;
  /** After a refusal of the disk: not again before the journals have grown to this. */
  #notBefore = 0;
  #running: Promise<void> | null = null;

  constructor(options: {
    place: Place;
    loaded: Loaded;
    document: Follower;
    audit: AuditLog;
    floor: number;
  }) {
    const { loaded } = options;
    this.#place = options.place;
    this.#state = loaded.state;
    this.#followers = options;
    this.#floor = options.floor;
    this.#base = loaded.base;
    this.#snapshotBytes = loaded.snapshotBytes;
    this.#olderBytes = loaded.journalBytes - loaded.journal.bytes;
    this.#wanted = loaded.stoodIn;
  }

  /** Called between two appends. Answers the journal for the next one: the same, or a new one. Never throws. */
  async journalAfter(journal: Journal): Promise<Journal> {
    const bytes = this.#olderBytes + journal.bytes;
    const due = this.#wanted || bytes > Math.max(this.#floor, this.#snapshotBytes / 2);
    if (!due || bytes < this.#notBefore || this.#running !== null || this.#place.steps.cut) return journal;
    try {
      const next = await Journal.create(this.#place, journal.generation + 1, this.#state.sequence + 1);
      await journal.close().catch(() => undefined);
      this.#olderBytes = bytes;
      this.#start(takePicture(this.#state, next.generation));
      return next;
    } catch (error) {
      if (!this.#place.steps.cut) await Journal.discard(this.#place, journal.generation + 1);
      this.#refused(error, bytes);
      return journal;
    }
  }

  /** Waits until nothing runs, whatever became of it. */
  async rest(): Promise<void> {
    await this.#running;
  }

  #start(picture: Picture): void {
    this.#running = this.#compact(picture)
      .catch((error) => this.#refused(error, this.#olderBytes))
      .then(() => {
        this.#running = null;
      });
  }

  async #compact(picture: Picture): Promise<void> {
    const { generation } = picture.head;
    const olderBytes = this.#olderBytes;
    const snapshotBytes = await writeSnapshot(this.#place, picture);
    await this.#followers.document.settle();
    await this.#followers.audit.flush();
    await switchGeneration(this.#place, generation, this.#base);
    this.#base = generation;
    this.#snapshotBytes = snapshotBytes;
    this.#olderBytes -= olderBytes;
    this.#wanted = false;
    this.#notBefore = 0;
  }

  #refused(error: unknown, bytes: number): void {
    this.#notBefore = bytes + this.#floor;
    if (this.#place.steps.cut) return;
    this.#place.trouble({ kind: 'unwritable', what: 'snapshot', reason: reasonOf(error) });
  }
}
