import type { FileHandle } from 'node:fs/promises';
import { z } from 'zod';
import { auditEntry } from './schemas.js';

const TAIL_BYTES = 64 * 1024;

const auditLine = auditEntry.extend({ number: z.number(), previous: z.string() });

export interface Tail {
  /** Oldest first. */
  lines: Buffer[];
  /** End of the last whole line. */
  end: number;
  /** Bytes after it. */
  torn: number;
}

/** The last whole lines of the file, read from its end. */
export async function readTail(handle: FileHandle, newest: number): Promise<Tail> {
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

/** Whole lines of the first `end` bytes, newest first, a block of the file at a time. `end` is the end of a line. */
export async function* walkBack(handle: FileHandle, end: number): AsyncGenerator<readonly Buffer[]> {
  let to = end;
  // The beginning of a line whose end stands in the block that was read before.
  let rest: Buffer = Buffer.alloc(0);
  while (to > 0) {
    const from = Math.max(0, to - TAIL_BYTES);
    const chunk = Buffer.alloc(to - from);
    await handle.read(chunk, 0, chunk.length, from);
    const data = Buffer.concat([chunk, rest]);
    const first = from === 0 ? 0 : data.indexOf(0x0a) + 1;
    rest = from === 0 ? Buffer.alloc(0) : data.subarray(0, first);
    to = from;
    if (from !== 0 && first === 0) {
      rest = data;
      continue;
    }
    const lines = split(data.subarray(first));
    if (lines.length > 0) yield lines.reverse();
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

/** One line of the file; `null` = damaged. */
export function parseLine(line: Buffer): z.output<typeof auditLine> | null {
  try {
    const parsed = auditLine.safeParse(JSON.parse(line.toString('utf8')));
    return parsed.success ? parsed.data : null;
  } catch {
    return null;
  }
}

/** The number of a line; 0 = damaged. */
export function numberOf(line: Buffer): number {
  return parseLine(line)?.number ?? 0;
}
