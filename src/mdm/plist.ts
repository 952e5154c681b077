import { parseBuffer } from 'bplist-parser';
import { parse } from 'plist';
import { checkBinaryPlist } from './plist-binary.js';
import { PlistRefused } from './plist-refused.js';
import { checkXmlPlist } from './plist-xml.js';

/** A device's answer is a few kilobytes, a list of all its apps some hundred. */
const PLIST_BYTES = 1024 * 1024;

const MAGIC = 'bplist';

/**
 * A property list from outside as plain values: objects, arrays, strings, numbers, bigints, booleans, dates and bytes.
 * What is hostile or broken is refused by a look of our own before a parser sees it, because the XML parser prints what
 * it dislikes and overflows the stack, and the binary one follows references in circles. Throws `PlistRefused`.
 */
export function parsePlist(bytes: Uint8Array): unknown {
  if (bytes.length > PLIST_BYTES) throw new PlistRefused('too-large');
  const buffer = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  if (buffer.subarray(0, MAGIC.length).toString('latin1') === MAGIC) {
    checkBinaryPlist(buffer);
    return parsed(() => parseBuffer<unknown>(buffer)[0]);
  }
  const text = checkXmlPlist(textOf(buffer));
  return parsed(() => parse(text));
}

function textOf(buffer: Buffer): string {
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(buffer);
  } catch {
    throw new PlistRefused('not-utf-8');
  }
}

/** Their faults tell of nothing but what they were given. */
function parsed(parser: () => unknown): unknown {
  try {
    return parser();
  } catch (cause) {
    throw new PlistRefused('malformed', { cause });
  }
}
