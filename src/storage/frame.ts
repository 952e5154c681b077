import { crc32 } from 'node:zlib';

/** One line of a journal: eight hex digits of CRC-32, a space, JSON without line feeds, a line feed. */
export function frame(json: string): Buffer {
  const body = Buffer.from(json);
  return Buffer.concat([Buffer.from(`${checksum(body)} `), body, Buffer.from('\n')]);
}

/** The JSON of a line without its line feed, or `null` when the line is not whole. */
export function unframe(line: Buffer): unknown {
  const body = line.subarray(9);
  if (line.length < 10 || line[8] !== 0x20 || line.toString('latin1', 0, 8) !== checksum(body)) return null;
  return JSON.parse(body.toString('utf8'));
}

/** Eight hex digits of CRC-32; `before` continues an earlier part. */
export function checksum(data: Buffer, before = 0): string {
  return crc32(data, before).toString(16).padStart(8, '0');
}
