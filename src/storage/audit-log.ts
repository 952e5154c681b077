import type { FileHandle } from 'node:fs/promises';
import type { Audit, AuditEntry, AuditVerdict, NumberedAuditEntry } from '../licensing/ports/audit.js';
import { numberOf, parseLine, readTail, walkBack } from './audit-lines.js';
import { auditHash } from './deed.js';
import { StoreUnwritable } from './faults.js';
import { Follower, reasonOf } from './follower.js';
import { codeOf, type Place, readLines, writeFully } from './place.js';
import type { AuditHead, RecordState } from './state.js';
import { storageSteps } from './steps.js';

const AUDIT = 'audit.jsonl';

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

  async *walk({
    before = Number.POSITIVE_INFINITY,
  }: {
    before?: number;
  } = {}): AsyncGenerator<readonly NumberedAuditEntry[]> {
    await this.flush();
    for await (const lines of walkBack(this.#handle, this.#end)) {
      const oldest = lines.at(-1);
      if (oldest !== undefined && numberOf(oldest) >= before) continue;
      const entries = lines.flatMap((line) => numbered(line) ?? []).filter(({ number }) => number < before);
      if (entries.length > 0) yield entries;
    }
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

function numbered(line: Buffer): NumberedAuditEntry | null {
  const parsed = parseLine(line);
  if (parsed === null) return null;
  const { previous: _previous, ...entry } = parsed;
  return entry;
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

/** Whether file and due lines end where the journal says; the file's last line is held by the first due one. */
function continues(head: AuditHead, last: Buffer | undefined, due: readonly string[]): boolean {
  const next = due[0];
  if (next === undefined) return last === undefined ? head.entries === 0 : auditHash(last) === head.hash;
  const parsed = parseLine(Buffer.from(next));
  return parsed?.previous === (last === undefined ? '' : auditHash(last));
}
