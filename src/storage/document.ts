import { createHash } from 'node:crypto';
import { link, rename, unlink } from 'node:fs/promises';
import { type Adapter, Low } from 'lowdb';
import { z } from 'zod';
import { applyRow, knownKind } from './deed.js';
import { Follower, reasonOf } from './follower.js';
import { codeOf, type Place, writeFully } from './place.js';
import { recordHomes, recordKinds } from './schemas.js';
import type { RecordState } from './state.js';
import { storageSteps } from './steps.js';

const DOCUMENT = 'document.json';
/** Newest first. */
const COPIES = ['document.1.json', 'document.2.json'] as const;

const shape = z.strictObject({
  format: z.literal(1),
  /** The last change that is reflected here. */
  sequence: z.number(),
  /** Over sequence and records: a file edited by hand is not taken for ours. */
  checksum: z.string(),
  records: z.record(z.string(), z.array(z.strictObject({ id: z.string(), revision: z.number(), value: z.unknown() }))),
});

/** The records that do not grow with people, for a person to read. Secrets stand in it only as sealed boxes. */
export type DocumentData = z.output<typeof shape>;

const documentKinds = recordKinds.filter((kind) => recordHomes[kind] === 'document');

function digest(data: Pick<DocumentData, 'sequence' | 'records'>): string {
  return createHash('sha256')
    .update(JSON.stringify([data.sequence, data.records]))
    .digest('hex')
    .slice(0, 16);
}

/** The document as it follows from the state. */
export function describe(state: RecordState): DocumentData {
  const records = Object.fromEntries(documentKinds.map((kind) => [kind, [...state.list(kind)]]));
  const { sequence } = state;
  return { format: 1, sequence, checksum: digest({ sequence, records }), records };
}

/** Takes the document's records in place of those that the state holds of the same kinds. */
export function takeDocument(state: RecordState, data: DocumentData): void {
  for (const [kind, entries] of Object.entries(data.records)) {
    state.clear(knownKind(kind));
    for (const { id, revision, value } of entries) applyRow(state, [kind, id, revision, value]);
  }
}

/**
 * lowdb's file adapter in our manner: private, atomic and synced, two last good copies kept. A file that is not whole
 * is moved aside and the newest good copy read.
 */
export class DocumentFile implements Adapter<DocumentData> {
  readonly #place: Place;

  constructor(place: Place) {
    this.#place = place;
  }

  async read(): Promise<DocumentData | null> {
    for (const name of [DOCUMENT, ...COPIES]) {
      const bytes = await this.#place.read(name);
      if (bytes === null) continue;
      const data = parse(bytes);
      if (data !== null) return data;
      await this.#place.quarantine(name, 'the newest good copy of the document, or the journal');
    }
    return null;
  }

  /** Throws `StoreUnwritable`. */
  async write(data: DocumentData): Promise<void> {
    await this.#place.steps.at(storageSteps.documentBeforeWrite);
    const bytes = Buffer.from(`${JSON.stringify(data, null, 2)}\n`);
    await this.#place.replace(DOCUMENT, (handle) => writeFully(handle, bytes, 0), {
      beforeRename: storageSteps.documentBeforeRename,
      afterRename: storageSteps.documentAfterRename,
      keep: () => this.#keepCopy(),
    });
  }

  /** The present file becomes the first copy, the first the second; the present one never goes missing. */
  async #keepCopy(): Promise<void> {
    const [first, second] = COPIES;
    await unlessMissing(rename(this.#place.path(first), this.#place.path(second)));
    // After a crash both copies may be names of one file, and then a rename succeeds and does nothing (POSIX).
    await unlessMissing(unlink(this.#place.path(first)));
    await unlessMissing(link(this.#place.path(DOCUMENT), this.#place.path(first)));
  }
}

async function unlessMissing(done: Promise<void>): Promise<void> {
  try {
    await done;
  } catch (error) {
    if (codeOf(error) !== 'ENOENT') throw error;
  }
}

function parse(bytes: Buffer): DocumentData | null {
  try {
    const parsed = shape.safeParse(JSON.parse(bytes.toString('utf8')));
    return parsed.success && digest(parsed.data) === parsed.data.checksum ? parsed.data : null;
  } catch {
    return null;
  }
}

/**
 * Keeps the document behind the state: written some time after a commit, several commits at once, at the latest when
 * `settle` is awaited. A refusal of the disk is told and tried again with the next commit.
 */
export function followDocument(place: Place, state: RecordState, low: Low<DocumentData>): Follower {
  const write = async (): Promise<void> => {
    low.data = describe(state);
    await low.write();
  };
  return new Follower(write, (error) => {
    if (!place.steps.cut) place.trouble({ kind: 'unwritable', what: 'document', reason: reasonOf(error) });
  });
}

/** The document in the folder, or `null` when there is none or no good copy of it. */
export async function openDocument(place: Place): Promise<{ low: Low<DocumentData>; found: DocumentData | null }> {
  const none: DocumentData = { format: 1, sequence: -1, checksum: '', records: {} };
  const low = new Low<DocumentData>(new DocumentFile(place), none);
  await low.read();
  return { low, found: low.data === none ? null : low.data };
}
