/** What a trailer says instead of the truth. */
interface Lies {
  objects?: number;
  top?: number;
  table?: number;
}

/** A binary property list of raw objects, the first one on top, with references of one byte. */
export function rawBinaryPlist(objects: readonly Buffer[], lies: Lies = {}): Buffer {
  const header = Buffer.from('bplist00');
  const offsets = Buffer.alloc(objects.length * 4);
  let at = header.length;
  for (const [index, object] of objects.entries()) {
    offsets.writeUInt32BE(at, index * 4);
    at += object.length;
  }
  const trailer = Buffer.alloc(32);
  trailer.writeUInt8(4, 6);
  trailer.writeUInt8(1, 7);
  trailer.writeBigUInt64BE(BigInt(lies.objects ?? objects.length), 8);
  trailer.writeBigUInt64BE(BigInt(lies.top ?? 0), 16);
  trailer.writeBigUInt64BE(BigInt(lies.table ?? at), 24);
  return Buffer.concat([header, ...objects, offsets, trailer]);
}
