import { createHash } from 'node:crypto';
import { crc32, deflateSync } from 'node:zlib';

const cells = 5;

function chunk(type: string, data: Buffer): Buffer {
  const body = Buffer.concat([Buffer.from(type, 'latin1'), data]);
  const length = Buffer.alloc(4);
  length.writeUInt32BE(data.length);
  const check = Buffer.alloc(4);
  check.writeUInt32BE(crc32(body));
  return Buffer.concat([length, body, check]);
}

/** Whether a cell is filled: a pattern mirrored left to right, made from the hash. */
function filled(hash: Buffer, row: number, column: number): boolean {
  const mirrored = Math.min(column, cells - 1 - column);
  return ((hash[3 + row] ?? 0) >> mirrored) % 2 === 1;
}

/** A square PNG of at most 512 pixels a side with a pattern of its own for every adamId. */
export function iconPng(adamId: string, side: number): Buffer {
  const pixels = Math.max(16, Math.min(512, side));
  const hash = createHash('sha256').update(adamId).digest();
  const colour = [0, 1, 2].map((index) => 60 + ((hash[index] ?? 0) % 140));
  const palette = Buffer.from([245, 246, 248, ...colour]);
  const rows = Buffer.alloc(pixels * (pixels + 1));
  const margin = pixels / 8;
  const cell = (pixels - 2 * margin) / cells;
  for (let y = 0; y < pixels; y += 1)
    for (let x = 0; x < pixels; x += 1) {
      const row = Math.floor((y - margin) / cell);
      const column = Math.floor((x - margin) / cell);
      const inside = row >= 0 && row < cells && column >= 0 && column < cells;
      rows[y * (pixels + 1) + 1 + x] = inside && filled(hash, row, column) ? 1 : 0;
    }
  const header = Buffer.alloc(13);
  header.writeUInt32BE(pixels, 0);
  header.writeUInt32BE(pixels, 4);
  header.set([8, 3, 0, 0, 0], 8);
  const signature = Buffer.from([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a]);
  const parts = [chunk('IHDR', header), chunk('PLTE', palette), chunk('IDAT', deflateSync(rows))];
  return Buffer.concat([signature, ...parts, chunk('IEND', Buffer.alloc(0))]);
}
