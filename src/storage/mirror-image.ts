import { crc32 } from 'node:zlib';
import { z } from 'zod';
import { type Place, writeFully } from './place.js';
import { storageSteps } from './steps.js';

const MIRROR = 'mirror.bin';
const MAGIC = Buffer.from('VPPMIRR1');
/** Written in the machine's byte order: an image from another kind of machine is not read. */
const BYTE_ORDER = 0x01020304;
const HEADER_WORDS = 6;
const HEADER_BYTES = MAGIC.length + HEADER_WORDS * 4;

/** The mirror's rows in columns. `standing` has a byte per person, `assets` and `holders` a number per assignment. */
export interface MirrorImage {
  assetKeys: readonly string[];
  people: readonly string[];
  standing: Uint8Array;
  assets: Uint32Array;
  holders: Uint32Array;
}

const names = z.array(z.string());

/**
 * Header (magic, byte order, number of rows, people, bytes of the two lists of names, CRC-32 of what follows), then
 * both columns, the people's bytes, and the names as JSON.
 */
export function encodeMirror(image: MirrorImage): Buffer {
  const assetKeys = Buffer.from(JSON.stringify(image.assetKeys));
  const people = Buffer.from(JSON.stringify(image.people));
  const body = Buffer.concat([bytesOf(image.assets), bytesOf(image.holders), image.standing, assetKeys, people]);
  const header = Uint32Array.of(
    BYTE_ORDER,
    image.assets.length,
    image.people.length,
    assetKeys.length,
    people.length,
    crc32(body),
  );
  return Buffer.concat([MAGIC, bytesOf(header), body]);
}

/** `null` when the bytes are not a whole image of this format and byte order. */
export function decodeMirror(bytes: Buffer): MirrorImage | null {
  if (bytes.length < HEADER_BYTES || !bytes.subarray(0, MAGIC.length).equals(MAGIC)) return null;
  const [order, rows = 0, persons = 0, keyBytes = 0, nameBytes = 0, crc] = words(bytes, MAGIC.length, HEADER_WORDS);
  const body = bytes.subarray(HEADER_BYTES);
  if (order !== BYTE_ORDER || body.length !== rows * 8 + persons + keyBytes + nameBytes) return null;
  if (crc32(body) !== crc) return null;
  const standingAt = rows * 8;
  const keysAt = standingAt + persons;
  const assetKeys = readNames(body.subarray(keysAt, keysAt + keyBytes));
  const people = readNames(body.subarray(keysAt + keyBytes));
  if (assetKeys === null || people?.length !== persons) return null;
  return {
    assetKeys,
    people,
    standing: Uint8Array.from(body.subarray(standingAt, keysAt)),
    assets: words(body, 0, rows),
    holders: words(body, rows * 4, rows),
  };
}

/** The image in the folder. A corrupt one is moved aside and said; Apple can be read again. */
export async function readMirror(place: Place): Promise<MirrorImage | undefined> {
  const bytes = await place.read(MIRROR);
  if (bytes === null) return undefined;
  const image = decodeMirror(bytes);
  if (image !== null) return image;
  await place.quarantine(MIRROR, 'nothing: the next full sync reads it from Apple again');
  return undefined;
}

/** Throws `StoreUnwritable`. */
export async function writeMirror(place: Place, image: MirrorImage): Promise<void> {
  const bytes = encodeMirror(image);
  await place.replace(MIRROR, (handle) => writeFully(handle, bytes, 0), {
    beforeRename: storageSteps.mirrorBeforeRename,
    afterRename: storageSteps.mirrorAfterRename,
  });
}

function bytesOf(column: Uint32Array): Uint8Array {
  return new Uint8Array(column.buffer, column.byteOffset, column.byteLength);
}

/** Copied, because a typed array must begin at a multiple of four. */
function words(bytes: Buffer, from: number, count: number): Uint32Array {
  const copy = new Uint32Array(count);
  bytesOf(copy).set(bytes.subarray(from, from + count * 4));
  return copy;
}

function readNames(bytes: Buffer): string[] | null {
  try {
    const parsed = names.safeParse(JSON.parse(bytes.toString('utf8')));
    return parsed.success ? parsed.data : null;
  } catch {
    return null;
  }
}
