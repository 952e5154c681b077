import { FORBIDDEN_KEY, PLIST_DEPTH, PLIST_VALUES, PlistRefused } from './plist-refused.js';

const HEADER = 8;
const TRAILER = 32;
/** Bytes of all strings and data as they come out, each as often as it is referred to. */
const EXPANDED_BYTES = 4 * 1024 * 1024;

/** What an object becomes with everything that it refers to. */
interface Extent {
  values: number;
  bytes: number;
  height: number;
}

interface Layout {
  bytes: Buffer;
  offsetSize: number;
  referenceSize: number;
  objects: number;
  /** Where the objects end and their offsets begin. */
  table: number;
}

/**
 * Follows every reference of a binary property list once and adds up what it would become: objects may refer to each
 * other in circles, or so often that a few hundred bytes fill the memory. Throws `PlistRefused`.
 */
export function checkBinaryPlist(bytes: Buffer): void {
  const { layout, top } = layoutOf(bytes);
  extentOf(layout, top, 0, new Map());
}

function refuse(): never {
  throw new PlistRefused('malformed');
}

function layoutOf(bytes: Buffer): { layout: Layout; top: number } {
  if (bytes.length < HEADER + TRAILER || bytes.toString('latin1', 0, HEADER) !== 'bplist00') refuse();
  const end = bytes.length - TRAILER;
  const offsetSize = bytes.readUInt8(end + 6);
  const referenceSize = bytes.readUInt8(end + 7);
  const objects = uint(bytes, end + 8, 8);
  const top = uint(bytes, end + 16, 8);
  const table = uint(bytes, end + 24, 8);
  if (objects > PLIST_VALUES) throw new PlistRefused('too-many-values');
  if (![1, 2, 3, 4].includes(offsetSize) || ![1, 2, 3, 4].includes(referenceSize)) refuse();
  if (table < HEADER || table + objects * offsetSize > end || top >= objects) refuse();
  return { layout: { bytes, offsetSize, referenceSize, objects, table }, top };
}

function uint(bytes: Buffer, at: number, size: number): number {
  let value = 0;
  for (const byte of bytes.subarray(at, at + size)) value = value * 256 + byte;
  return value;
}

/** Types of objects by the upper half of their first byte, with how many bytes their content takes per count. */
const types: Readonly<
  Record<number, 'simple' | 'integer' | 'real' | 'date' | 'data' | 'ascii' | 'wide' | 'array' | 'dict'>
> = {
  0: 'simple',
  1: 'integer',
  2: 'real',
  3: 'date',
  4: 'data',
  5: 'ascii',
  6: 'wide',
  10: 'array',
  13: 'dict',
};

function extentOf(layout: Layout, object: number, level: number, known: Map<number, Extent>): Extent {
  const seen = known.get(object);
  if (level + (seen?.height ?? 0) > PLIST_DEPTH) throw new PlistRefused('too-deep');
  if (seen !== undefined) return seen;
  const references = referencesOf(layout, object);
  const extent = { values: 1, bytes: references.bytes, height: 0 };
  for (const reference of references.to) {
    // A circle comes back here a level deeper each time, until it is too deep.
    const child = extentOf(layout, reference, level + 1, known);
    extent.values += child.values;
    extent.bytes += child.bytes;
    extent.height = Math.max(extent.height, child.height + 1);
    if (extent.values > PLIST_VALUES || extent.bytes > EXPANDED_BYTES) throw new PlistRefused('too-many-values');
  }
  known.set(object, extent);
  return extent;
}

function referencesOf(layout: Layout, object: number): { bytes: number; to: number[] } {
  const { bytes, offsetSize, table } = layout;
  const at = uint(bytes, table + object * offsetSize, offsetSize);
  if (at < HEADER || at >= table) refuse();
  const marker = bytes.readUInt8(at);
  const low = marker & 0x0f;
  const type = types[marker >> 4] ?? refuse();
  const nothing = (size: number, fits: boolean) => {
    if (!fits || at + 1 + size > table) refuse();
    return { bytes: size, to: [] };
  };
  if (type === 'simple') return nothing(0, low === 0 || low === 8 || low === 9);
  if (type === 'integer') return nothing(2 ** low, low <= 4);
  if (type === 'real') return nothing(2 ** low, low === 2 || low === 3);
  if (type === 'date') return nothing(8, low === 3);
  const { count, start } = countOf(layout, at, low);
  if (type === 'array') return { bytes: 0, to: listOf(layout, start, count) };
  if (type === 'dict') return { bytes: 0, to: entriesOf(layout, start, count) };
  const size = type === 'wide' ? count * 2 : count;
  if (start + size > table) refuse();
  return { bytes: size, to: [] };
}

/** Counts of fifteen and more stand in an integer of their own. */
function countOf({ bytes, table }: Layout, at: number, low: number): { count: number; start: number } {
  if (low !== 15) return { count: low, start: at + 1 };
  if (at + 2 > table) refuse();
  const marker = bytes.readUInt8(at + 1);
  const size = 2 ** (marker & 0x0f);
  if (marker >> 4 !== 1 || size > 4 || at + 2 + size > table) refuse();
  return { count: uint(bytes, at + 2, size), start: at + 2 + size };
}

function listOf({ bytes, referenceSize, objects, table }: Layout, start: number, count: number): number[] {
  if (count > PLIST_VALUES) throw new PlistRefused('too-many-values');
  if (start + count * referenceSize > table) refuse();
  return Array.from({ length: count }, (_, index) => {
    const reference = uint(bytes, start + index * referenceSize, referenceSize);
    return reference < objects ? reference : refuse();
  });
}

function entriesOf(layout: Layout, start: number, count: number): number[] {
  const keys = listOf(layout, start, count);
  for (const key of keys) if (keyOf(layout, key) === FORBIDDEN_KEY) throw new PlistRefused('forbidden-key');
  return [...keys, ...listOf(layout, start + count * layout.referenceSize, count)];
}

/** A key as far as it matters here: only a short one can be forbidden. */
function keyOf(layout: Layout, object: number): string | null {
  const { bytes, offsetSize, table } = layout;
  const at = uint(bytes, table + object * offsetSize, offsetSize);
  if (at < HEADER || at >= table) refuse();
  const marker = bytes.readUInt8(at);
  const type = types[marker >> 4];
  if (type !== 'ascii' && type !== 'wide') refuse();
  const { count, start } = countOf(layout, at, marker & 0x0f);
  if (count !== FORBIDDEN_KEY.length) return null;
  if (type === 'ascii') return bytes.toString('latin1', start, start + count);
  return Buffer.from(
    bytes.subarray(start, Math.min(table, start + count * 2)).filter((_, index) => index % 2 === 1),
  ).toString('latin1');
}
