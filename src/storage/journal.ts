import { type FileHandle, unlink } from 'node:fs/promises';
import { z } from 'zod';
import { type Deed, deedShape } from './deed.js';
import { StoreCorrupt, StoreUnwritable } from './faults.js';
import { frame, unframe } from './frame.js';
import { type Place, readLines, writeFully } from './place.js';
import { storageSteps } from './steps.js';

const header = z.strictObject({ format: z.literal(1), generation: z.number(), first: z.number() });

/** One append: the sequence number of its first change, and the changes. */
const append = z.strictObject({ sequence: z.number(), deeds: z.array(deedShape) });

export const journalName = (generation: number): string => `journal.${generation}.log`;

/**
 * The append-only file that commits are. One append is one framed line, written and synced before the next one, so
 * that a line which is not whole can only be the last and was never acknowledged.
 */
export class Journal {
  readonly generation: number;
  readonly #place: Place;
  readonly #handle: FileHandle;
  #end: number;

  private constructor(place: Place, generation: number, handle: FileHandle, end: number) {
    this.#place = place;
    this.generation = generation;
    this.#handle = handle;
    this.#end = end;
  }

  get bytes(): number {
    return this.#end;
  }

  /** A new journal whose first change will have the sequence number `first`. */
  static async create(place: Place, generation: number, first: number): Promise<Journal> {
    await place.steps.at(storageSteps.journalBeforeCreate);
    const line = frame(JSON.stringify({ format: 1, generation, first }));
    await place.replace(journalName(generation), (handle) => writeFully(handle, line, 0));
    return Journal.open(place, generation, line.length);
  }

  /** Removes a journal whose making failed half way; no change was ever written to it. */
  static async discard(place: Place, generation: number): Promise<void> {
    await unlink(place.path(journalName(generation))).catch(() => undefined);
  }

  /** Goes on after `end`, the end of the last whole line. */
  static async open(place: Place, generation: number, end: number): Promise<Journal> {
    return new Journal(place, generation, await place.open(journalName(generation), 'r+'), end);
  }

  /** Durable when it resolves. Throws `StoreUnwritable`; then the file is as it was before, or nothing is written any more. */
  async append(sequence: number, deeds: readonly Deed[]): Promise<void> {
    const { steps } = this.#place;
    await steps.at(storageSteps.journalBeforeAppend);
    const line = frame(JSON.stringify({ sequence, deeds }));
    try {
      await writeFully(this.#handle, line, this.#end);
      await steps.at(storageSteps.journalAfterAppend);
      await this.#handle.datasync();
    } catch (error) {
      steps.check();
      const refusal = new StoreUnwritable('a commit', error);
      await this.#takeBack(refusal);
      throw refusal;
    }
    this.#end += line.length;
    await steps.at(storageSteps.journalAfterSync);
  }

  async close(): Promise<void> {
    await this.#handle.close();
  }

  /** If not even this is possible, what the disk holds is unknown: only a restart can tell. */
  async #takeBack(refusal: StoreUnwritable): Promise<void> {
    try {
      await this.#handle.truncate(this.#end);
      await this.#handle.datasync();
    } catch {
      this.#place.steps.stop(refusal);
    }
  }
}

export interface JournalScan {
  /** Sequence number of the first change that this file may hold. */
  first: number;
  /** End of the last whole line. */
  end: number;
  /** Bytes after it. */
  torn: number;
}

/**
 * Visits the changes of a journal in order. Throws `StoreCorrupt` when a broken line is followed by a whole one,
 * for then an acknowledged commit is lost.
 */
export async function scanJournal(
  place: Place,
  generation: number,
  visit: (sequence: number, deed: Deed) => void,
): Promise<JournalScan> {
  const name = journalName(generation);
  const handle = await place.open(name, 'r');
  let first: number | null = null;
  let end = 0;
  let size = 0;
  try {
    for await (const lines of readLines(handle)) {
      for (const line of lines) {
        size = line.start + line.bytes.length + (line.ended ? 1 : 0);
        const json = line.ended ? unframe(line.bytes) : null;
        if (json === null) continue;
        if (end !== line.start) throw new StoreCorrupt(name, `the line at byte ${end} is broken, later ones are whole`);
        end = size;
        if (first === null) first = readHeader(name, generation, json);
        else visitAppend(name, json, visit);
      }
    }
  } finally {
    await handle.close();
  }
  if (first === null) throw new StoreCorrupt(name, 'its first line is broken');
  return { first, end, torn: size - end };
}

function readHeader(name: string, generation: number, json: unknown): number {
  const parsed = header.safeParse(json);
  if (!parsed.success || parsed.data.generation !== generation) {
    throw new StoreCorrupt(name, 'it is of another format or generation');
  }
  return parsed.data.first;
}

function visitAppend(name: string, json: unknown, visit: (sequence: number, deed: Deed) => void): void {
  const parsed = append.safeParse(json);
  if (!parsed.success) throw new StoreCorrupt(name, 'a whole line is not of the known format');
  for (const [index, deed] of parsed.data.deeds.entries()) visit(parsed.data.sequence + index, deed);
}

/** Cuts a torn tail off. */
export async function cutJournal(place: Place, generation: number, scan: JournalScan): Promise<void> {
  const handle = await place.open(journalName(generation), 'r+');
  try {
    await handle.truncate(scan.end);
    await handle.sync();
  } finally {
    await handle.close();
  }
  place.trouble({ kind: 'torn-tail', file: journalName(generation), bytes: scan.torn });
}
