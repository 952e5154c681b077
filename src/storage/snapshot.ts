import type { FileHandle } from 'node:fs/promises';
import { crc32 } from 'node:zlib';
import { z } from 'zod';
import type { Versioned } from '../licensing/ports/records.js';
import type { RecordKind } from '../licensing/rules/records.js';
import { applyClaim, applyRow, claimAsRow, claimRow, recordRow } from './deed.js';
import { StoreCorrupt } from './faults.js';
import { type Place, readLines, writeFully } from './place.js';
import { recordKinds } from './schemas.js';
import { RecordState } from './state.js';
import { storageSteps } from './steps.js';

const header = z.strictObject({
  format: z.literal(1),
  generation: z.number(),
  sequence: z.number(),
  outbox: z.number(),
  fencing: z.number(),
  audit: z.strictObject({ entries: z.number(), hash: z.string() }),
  claims: z.array(claimRow),
});

const footer = z.strictObject({ records: z.number(), checksum: z.number() });

/** As much as is turned into text before the event loop gets its turn: about a millisecond. */
const SLICE_CHARACTERS = 64 * 1024;

const LINE_FEED = Buffer.from('\n');

export const snapshotName = (generation: number): string => `snapshot.${generation}.ndjson`;

/** The whole state at one sequence number, taken at once; entries are frozen, so later commits do not show in it. */
export interface Picture {
  head: z.output<typeof header>;
  entries: readonly { kind: RecordKind; entry: Versioned<unknown> }[];
}

export function takePicture(state: RecordState, generation: number): Picture {
  const claims = [...state.claims].map(([key, claim]) => claimAsRow(key, claim));
  const { sequence, outbox, fencing, audit } = state;
  return {
    head: { format: 1, generation, sequence, outbox, fencing, audit, claims },
    entries: recordKinds.flatMap((kind) => state.list(kind).map((entry) => ({ kind, entry }))),
  };
}

/** Writes a snapshot in slices and answers its size in bytes. Throws `StoreUnwritable`. */
export async function writeSnapshot(place: Place, picture: Picture): Promise<number> {
  await place.steps.at(storageSteps.snapshotBeforeWrite);
  let bytes = 0;
  const write = async (handle: FileHandle): Promise<void> => {
    let crc = 0;
    for (const slice of slices(picture)) {
      const data = Buffer.from(slice);
      crc = crc32(data, crc);
      await writeFully(handle, data, bytes);
      bytes += data.length;
      place.steps.check();
    }
    const last = Buffer.from(`${JSON.stringify({ records: picture.entries.length, checksum: crc })}\n`);
    await writeFully(handle, last, bytes);
    bytes += last.length;
  };
  await place.replace(snapshotName(picture.head.generation), write, {
    beforeRename: storageSteps.snapshotBeforeRename,
  });
  return bytes;
}

function* slices(picture: Picture): Generator<string> {
  let slice = `${JSON.stringify(picture.head)}\n`;
  for (const { kind, entry } of picture.entries) {
    slice += `${JSON.stringify([kind, entry.id, entry.revision, entry.value])}\n`;
    if (slice.length < SLICE_CHARACTERS) continue;
    yield slice;
    slice = '';
  }
  if (slice !== '') yield slice;
}

/**
 * The state that a snapshot holds, and its size. Throws `StoreCorrupt` when the file is not whole, and
 * `RecordInvalid` or `KindUnknown` when it is whole but another version's.
 */
export async function readSnapshot(place: Place, generation: number): Promise<{ state: RecordState; bytes: number }> {
  const name = snapshotName(generation);
  const reader = new SnapshotReader(name, generation);
  const handle = await place.open(name, 'r');
  try {
    for await (const lines of readLines(handle)) {
      for (const line of lines) reader.line(line.bytes, line.ended);
    }
  } finally {
    await handle.close();
  }
  return reader.finish();
}

class SnapshotReader {
  readonly #name: string;
  readonly #generation: number;
  readonly #state = new RecordState();
  #started = false;
  #records = 0;
  #bytes = 0;
  #crc = 0;
  #last: unknown = null;
  #lastBytes: Buffer | null = null;
  /** Only a fault once the checksum has shown that the file is as it was written. */
  #fault: unknown = null;

  constructor(name: string, generation: number) {
    this.#name = name;
    this.#generation = generation;
  }

  line(bytes: Buffer, ended: boolean): void {
    if (!ended) throw this.#corrupt('it ends within a line');
    this.#take();
    this.#lastBytes = bytes;
    this.#bytes += bytes.length + LINE_FEED.length;
    try {
      this.#last = JSON.parse(bytes.toString('utf8'));
    } catch {
      throw this.#corrupt('a line is not JSON');
    }
  }

  finish(): { state: RecordState; bytes: number } {
    const end = footer.safeParse(this.#last);
    if (!end.success) throw this.#corrupt('its end is missing');
    if (end.data.checksum !== this.#crc || end.data.records !== this.#records) {
      throw this.#corrupt('its checksum does not fit');
    }
    if (this.#fault !== null) throw this.#fault;
    return { state: this.#state, bytes: this.#bytes };
  }

  /** Takes the line before the newest one, for only the last line of all is the footer. */
  #take(): void {
    if (this.#lastBytes === null) return;
    this.#crc = crc32(LINE_FEED, crc32(this.#lastBytes, this.#crc));
    if (this.#started) this.#takeRecord();
    else this.#takeHeader();
  }

  #takeHeader(): void {
    const parsed = header.safeParse(this.#last);
    if (!parsed.success || parsed.data.generation !== this.#generation) {
      throw this.#corrupt('its first line is not of the known format');
    }
    const { sequence, outbox, fencing, audit, claims } = parsed.data;
    Object.assign(this.#state, { sequence, outbox, audit });
    for (const row of claims) applyClaim(this.#state, row);
    this.#state.fencing = fencing;
    this.#started = true;
  }

  #takeRecord(): void {
    this.#records += 1;
    const row = recordRow.safeParse(this.#last);
    if (!row.success) throw this.#corrupt('a line is not a record');
    try {
      applyRow(this.#state, row.data);
    } catch (fault) {
      this.#fault ??= fault;
    }
  }

  #corrupt(detail: string): StoreCorrupt {
    return new StoreCorrupt(this.#name, detail);
  }
}
