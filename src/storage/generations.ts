import { readdir, unlink } from 'node:fs/promises';
import { z } from 'zod';
import { applyDeed, type Deed } from './deed.js';
import { type DocumentData, takeDocument } from './document.js';
import { StoreCorrupt } from './faults.js';
import { cutJournal, Journal, journalName, scanJournal } from './journal.js';
import { type Place, type ReadOnlyPlace, writeFully } from './place.js';
import { readSnapshot, snapshotName } from './snapshot.js';
import { RecordState } from './state.js';
import { storageSteps } from './steps.js';

const MANIFEST = 'manifest.json';

const STAND_IN = 'the snapshot before it and the journals since';

/** Which snapshot is in force, and the one kept behind it; 0 = the empty state before the first journal. */
const manifestShape = z.strictObject({ format: z.literal(1), snapshot: z.number(), previous: z.number() });

type Manifest = z.output<typeof manifestShape>;

/** The state that a folder holds, and the files it came from. */
export interface Loaded {
  state: RecordState;
  /** The newest journal, ready for the next append. */
  journal: Journal;
  /** The snapshot that was loaded; 0 = none. */
  base: number;
  snapshotBytes: number;
  /** Bytes of all journals behind the base. */
  journalBytes: number;
  /** Audit lines that the journals still hold. */
  audit: readonly NonNullable<Deed['audit']>[];
  /** The base is not the one that the manifest names: a new snapshot is wanted at once. */
  stoodIn: boolean;
}

interface Files {
  snapshots: readonly number[];
  journals: readonly number[];
  names: readonly string[];
}

/**
 * Loads the newest good snapshot, takes the document's word for its kinds as far as it reflects, and replays the
 * journals. Throws `StoreCorrupt` rather than begin with less than was acknowledged.
 */
export async function loadFolder(place: Place, document: DocumentData | null): Promise<Loaded> {
  const files = await listFiles(place);
  for (const name of files.names.filter((one) => one.endsWith('.tmp'))) await unlink(place.path(name));
  if (files.journals.length === 0) return begin(place, files, document);
  const { replay, newest, ...base } = await readGenerations(place, files, document);
  return {
    ...base,
    journal: await Journal.open(place, newest, replay.end),
    journalBytes: replay.bytes,
    audit: replay.audit,
  };
}

/**
 * The state as the files of a `ReadOnlyPlace` tell it, or `null` when nothing was ever stored there. Throws as
 * `loadFolder` does.
 */
export async function readState(place: ReadOnlyPlace, document: DocumentData | null): Promise<RecordState | null> {
  const files = await listFiles(place);
  if (files.journals.length === 0) {
    checkNothingRemains(files, document);
    return null;
  }
  return (await readGenerations(place, files, document)).state;
}

async function readGenerations(place: Place, files: Files, document: DocumentData | null) {
  const manifest = await readManifest(place);
  const { base, state, bytes } = await loadBase(place, manifest, files);
  const journals = files.journals.filter((generation) => generation >= base);
  if (base > 0 && journals[0] !== base) throw new StoreCorrupt(journalName(base), 'it is missing');
  const replay = new Replay(place, state, document);
  replay.takeDocument();
  for (const generation of journals) await replay.journal(generation, generation === journals.at(-1));
  replay.finish();
  const newest = journals.at(-1) ?? base;
  return { state, base, snapshotBytes: bytes, stoodIn: manifest?.snapshot !== base, newest, replay };
}

/** Makes `snapshot` the one in force and removes what neither it nor the one behind it needs. */
export async function switchGeneration(place: Place, snapshot: number, previous: number): Promise<void> {
  await place.steps.at(storageSteps.snapshotBeforeSwitch);
  await writeManifest(place, { format: 1, snapshot, previous });
  await place.steps.at(storageSteps.snapshotAfterSwitch);
  const files = await listFiles(place);
  const old = [
    ...files.journals.filter((generation) => generation < previous).map(journalName),
    ...files.snapshots.filter((generation) => generation !== snapshot && generation !== previous).map(snapshotName),
  ];
  // What stays behind does no harm and goes with the next switch.
  for (const name of old) await unlink(place.path(name)).catch(() => undefined);
}

/** Throws `StoreCorrupt` when there is more than an empty folder. */
function checkNothingRemains(files: Files, document: DocumentData | null): void {
  const remains = files.names.find(
    (name) => name === MANIFEST || name === 'audit.jsonl' || name.startsWith('snapshot.'),
  );
  if (remains !== undefined || document !== null) {
    throw new StoreCorrupt(remains ?? 'document.json', 'it stands here, but the journal is missing');
  }
}

async function begin(place: Place, files: Files, document: DocumentData | null): Promise<Loaded> {
  checkNothingRemains(files, document);
  const journal = await Journal.create(place, 1, 1);
  await writeManifest(place, { format: 1, snapshot: 0, previous: 0 });
  const journalBytes = journal.bytes;
  return { state: new RecordState(), journal, base: 0, snapshotBytes: 0, journalBytes, audit: [], stoodIn: false };
}

async function loadBase(
  place: Place,
  manifest: Manifest | null,
  files: Files,
): Promise<{ base: number; state: RecordState; bytes: number }> {
  const newestFirst = [...files.snapshots].reverse();
  if (manifest === null && newestFirst.length > 0 && !files.names.includes(MANIFEST)) {
    place.trouble({ kind: 'missing', file: MANIFEST, loaded: 'the newest whole snapshot' });
  }
  const wanted = manifest === null ? newestFirst : [manifest.snapshot, manifest.previous, ...newestFirst];
  for (const generation of new Set(wanted)) {
    if (generation === 0) return { base: 0, state: new RecordState(), bytes: 0 };
    if (!files.snapshots.includes(generation)) {
      place.trouble({ kind: 'missing', file: snapshotName(generation), loaded: STAND_IN });
      continue;
    }
    try {
      return { base: generation, ...(await readSnapshot(place, generation)) };
    } catch (error) {
      if (!(error instanceof StoreCorrupt)) throw error;
      await place.quarantine(snapshotName(generation), STAND_IN);
    }
  }
  return { base: 0, state: new RecordState(), bytes: 0 };
}

/** Brings a state up to the end of the journals. */
class Replay {
  readonly #place: Place;
  readonly #state: RecordState;
  readonly #document: DocumentData | null;
  readonly audit: NonNullable<Deed['audit']>[] = [];
  bytes = 0;
  end = 0;

  constructor(place: Place, state: RecordState, document: DocumentData | null) {
    this.#place = place;
    this.#state = state;
    this.#document = document;
  }

  takeDocument(): void {
    const document = this.#document;
    if (document === null) return;
    const { sequence } = this.#state;
    if (document.sequence < sequence) {
      this.#place.trouble({ kind: 'document-behind', sequence: document.sequence, snapshot: sequence });
      return;
    }
    takeDocument(this.#state, document);
  }

  async journal(generation: number, newest: boolean): Promise<void> {
    const name = journalName(generation);
    const scan = await scanJournal(this.#place, generation, (sequence, deed) => this.#visit(name, sequence, deed));
    if (scan.torn > 0) {
      if (!newest) throw new StoreCorrupt(name, 'its end is broken, though a later journal exists');
      if (this.#place.mends) await cutJournal(this.#place, generation, scan);
    }
    if (scan.first > this.#state.sequence + 1) throw new StoreCorrupt(name, 'the changes before it are missing');
    this.bytes += scan.end;
    this.end = scan.end;
  }

  finish(): void {
    const reflected = this.#document?.sequence ?? 0;
    if (reflected > this.#state.sequence) {
      throw new StoreCorrupt(
        'document.json',
        `it reflects change ${reflected}, but the journal ends at ${this.#state.sequence}`,
      );
    }
  }

  #visit(name: string, sequence: number, deed: Deed): void {
    if (deed.audit !== undefined) this.audit.push(deed.audit);
    if (sequence <= this.#state.sequence) return;
    if (sequence !== this.#state.sequence + 1) {
      throw new StoreCorrupt(name, `change ${this.#state.sequence + 1} is missing`);
    }
    applyDeed(this.#state, deed);
  }
}

async function listFiles(place: Place): Promise<Files> {
  const names = await readdir(place.folder);
  const numbers = (pattern: RegExp): number[] =>
    names
      .flatMap((name) => pattern.exec(name)?.[1] ?? [])
      .map(Number)
      .sort((one, other) => one - other);
  return { names, snapshots: numbers(/^snapshot\.(\d+)\.ndjson$/), journals: numbers(/^journal\.(\d+)\.log$/) };
}

async function readManifest(place: Place): Promise<Manifest | null> {
  const bytes = await place.read(MANIFEST);
  if (bytes === null) return null;
  try {
    return manifestShape.parse(JSON.parse(bytes.toString('utf8')));
  } catch {
    await place.quarantine(MANIFEST, 'the newest whole snapshot');
    return null;
  }
}

async function writeManifest(place: Place, manifest: Manifest): Promise<void> {
  const bytes = Buffer.from(`${JSON.stringify(manifest)}\n`);
  await place.replace(MANIFEST, (handle) => writeFully(handle, bytes, 0));
}
