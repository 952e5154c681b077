import type { FileHandle } from 'node:fs/promises';
import { z } from 'zod';
import type { Audit, AuditEntry, AuditVerdict } from '../licensing/ports/audit.js';
import { auditHash } from './deed.js';
import { StoreUnwritable } from './faults.js';
import { Follower, reasonOf } from './follower.js';
import { codeOf, type Place, readLines, writeFully } from './place.js';
import { auditEntry } from './schemas.js';
import type { AuditHead, RecordState } from './state.js';
import { storageSteps } from './steps.js';

const AUDIT = 'audit.jsonl';
const TAIL_BYTES = 64 * 1024;

const auditLine = auditEntry.extend({ number: z.number(), previous: z.string() });

/** Lines as the journal holds them: the first one's number, and their text. */
export interface AuditLines {
  first: number;
  lines: readonly string[];
}

/**
 * The audit file: one JSON line per act, each with the number and the hash of the one before. It follows the journal,
 * which knows number and hash of the last line, so that a shortened file is found too.
 */
export class AuditLog implements Audit {
  readonly #place: Place;
  readonly #state: RecordState;
  readonly #handle: FileHandle;
  readonly #follower: Follower;
  #end: number;
  #due: readonly string[] = [];

  private constructor(place: Place, state: RecordState, handle: FileHandle, end: number) {
    this.#place = place;
    this.#state = state;
    this.#handle = handle;
    this.#end = end;
    this.#follower = new Follower(
      () => this.#write(),
      (error) => {
        if (!place.steps.cut) place.trouble({ kind: 'unwritable', what: 'audit', reason: reasonOf(error) });
      },
    );
  }

  /** `journalled`: what the journal still holds, oldest first; lines that the file has are passed over. */
  static async open(place: Place, state: RecordState, journalled: readonly AuditLines[]): Promise<AuditLog> {
    const handle = await openForAppending(place);
    const tail = await readTail(handle, 1);
    if (tail.torn > 0) {
      await handle.truncate(tail.end);
      place.trouble({ kind: 'torn-tail', file: AUDIT, bytes: tail.torn });
    }
    const last = tail.lines.at(-1);
    const number = last === undefined ? 0 : numberOf(last);
    const due = journalled.flatMap(({ first, lines }) => lines.filter((_, index) => first + index > number));
    const missing = state.audit.entries - number - due.length;
    if (missing > 0) {
      place.trouble({ kind: 'audit-shortened', expected: state.audit.entries - due.length, found: number });
    } else if (missing < 0 || !continues(state.audit, last, due)) {
      place.trouble({ kind: 'audit-altered', line: number });
    }
    const log = new AuditLog(place, state, handle, tail.end);
    if (due.length > 0) log.follow(due);
    return log;
  }

  /** Takes lines that are durable in the journal; answers at once. */
  follow(lines: readonly string[]): void {
    this.#due = [...this.#due, ...lines];
    this.#follower.wake();
  }

  /** Resolves when the file holds all that was followed. Throws `StoreUnwritable`. */
  async flush(): Promise<void> {
    if (this.#due.length > 0) await this.#follower.settle();
  }

  /** Newest first. */
  async read({ newest }: { newest: number }): Promise<readonly AuditEntry[]> {
    await this.flush();
    const { lines } = await readTail(this.#handle, Math.max(0, Math.floor(newest)));
    return lines.reverse().flatMap((line) => {
      const parsed = parseLine(line);
      if (parsed === null) return [];
      const { number: _number, previous: _previous, ...entry } = parsed;
      return [entry];
    });
  }

  async verify(): Promise<AuditVerdict> {
    await this.flush();
    return verifyAudit(this.#place, this.#state.audit);
  }

  /** Writes nothing more; `flush` first. */
  async close(): Promise<void> {
    await this.#follower.rest();
    await this.#handle.close();
  }

  async #write(): Promise<void> {
    const lines = this.#due;
    if (lines.length === 0) return;
    await this.#append(Buffer.from(`${lines.join('\n')}\n`));
    this.#due = this.#due.slice(lines.length);
  }

  async #append(data: Buffer): Promise<void> {
    await this.#place.steps.at(storageSteps.auditBeforeAppend);
    try {
      await writeFully(this.#handle, data, this.#end);
      await this.#handle.datasync();
    } catch (error) {
      // Written again over the same place: the lines wait in memory and stand in the journal.
      throw new StoreUnwritable('the audit', error);
    }
    this.#end += data.length;
    await this.#place.steps.at(storageSteps.auditAfterAppend);
  }
}

/** Reads the whole file and holds it against what the journal knows of its end. */
export async function verifyAudit(place: Place, head: AuditHead): Promise<AuditVerdict> {
  let entries = 0;
  let hash = '';
  const broken = (reason: string): AuditVerdict => ({ result: 'broken', line: entries + 1, reason });
  const handle = await openForReading(place);
  try {
    for await (const lines of handle === null ? [] : readLines(handle)) {
      for (const { bytes, ended } of lines) {
        const line = ended ? parseLine(bytes) : null;
        if (line === null) return broken('the line is not whole');
        if (line.previous !== hash) return broken('the line does not carry the hash of the one before');
        if (line.number !== entries + 1) return broken('the line has another number');
        if (entries === head.entries) return broken('the journal knows of no such line');
        entries += 1;
        hash = auditHash(bytes);
      }
    }
  } finally {
    await handle?.close();
  }
  if (entries < head.entries) return broken(`the file ends here, the journal knows ${head.entries} lines`);
  if (hash !== head.hash) return { result: 'broken', line: entries, reason: 'the journal knows another last line' };
  return { result: 'intact', entries, lastHash: hash };
}

async function openForAppending(place: Place): Promise<FileHandle> {
  const present = await place.open(AUDIT, 'a+');
  await present.close();
  await place.syncFolder();
  return place.open(AUDIT, 'r+');
}

async function openForReading(place: Place): Promise<FileHandle | null> {
  try {
    return await place.open(AUDIT, 'r');
  } catch (error) {
    if (codeOf(error) === 'ENOENT') return null;
    throw error;
  }
}

interface Tail {
  /** Oldest first. */
  lines: Buffer[];
  /** End of the last whole line. */
  end: number;
  /** Bytes after it. */
  torn: number;
}

/** The last whole lines of the file, read from its end. */
async function readTail(handle: FileHandle, newest: number): Promise<Tail> {
  const { size } = await handle.stat();
  let from = size;
  let data = Buffer.alloc(0);
  for (;;) {
    const lines = split(data);
    if (from === 0 || lines.length > newest + 1) {
      const end = from + data.lastIndexOf(0x0a) + 1;
      const whole = from === 0 ? lines : lines.slice(1);
      return { lines: newest === 0 ? [] : whole.slice(-newest), end, torn: size - end };
    }
    const start = Math.max(0, from - TAIL_BYTES);
    const chunk = Buffer.alloc(from - start);
    await handle.read(chunk, 0, chunk.length, start);
    data = Buffer.concat([chunk, data]);
    from = start;
  }
}

/** Lines that end within the data. */
function split(data: Buffer): Buffer[] {
  const lines: Buffer[] = [];
  let from = 0;
  for (let to = data.indexOf(0x0a); to !== -1; to = data.indexOf(0x0a, from)) {
    lines.push(data.subarray(from, to));
    from = to + 1;
  }
  return lines;
}

function parseLine(line: Buffer): z.output<typeof auditLine> | null {
  try {
    const parsed = auditLine.safeParse(JSON.parse(line.toString('utf8')));
    return parsed.success ? parsed.data : null;
  } catch {
    return null;
  }
}

function numberOf(line: Buffer): number {
  return parseLine(line)?.number ?? 0;
}

/** Whether file and due lines end where the journal says; the file's last line is held by the first due one. */
function continues(head: AuditHead, last: Buffer | undefined, due: readonly string[]): boolean {
  const next = due[0];
  if (next === undefined) return last === undefined ? head.entries === 0 : auditHash(last) === head.hash;
  const parsed = parseLine(Buffer.from(next));
  return parsed?.previous === (last === undefined ? '' : auditHash(last));
}
