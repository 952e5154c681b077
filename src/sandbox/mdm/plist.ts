import { build, buildBinary, type PlistValue, parse } from 'plist';

export type Dictionary = { [key: string]: PlistValue };

/** Whether a value of a plist is a dictionary: no array, date or data. */
export function isDictionary(value: unknown): value is Dictionary {
  if (typeof value !== 'object' || value === null) return false;
  return !Array.isArray(value) && !(value instanceof Date) && !(value instanceof Uint8Array);
}

/** The dictionary of an XML or binary plist; `null` for anything else. */
export function readPlist(body: Buffer): Dictionary | null {
  try {
    const value = parsed(body);
    return isDictionary(value) ? value : null;
  } catch {
    return null;
  }
}

function parsed(body: Buffer): PlistValue {
  if (body.subarray(0, 6).toString('latin1') === 'bplist') return parse(body);
  const text = body.toString('utf8').trim();
  return text.startsWith('<') && text.endsWith('</plist>') ? parse(text) : null;
}

/** How a device writes what it says: XML as iOS does, binary as some clients do. */
export const plistFormats = {
  xml: (value: Dictionary): Buffer => Buffer.from(build(value)),
  binary: (value: Dictionary): Buffer => Buffer.from(buildBinary(value)),
} as const satisfies Record<string, (value: Dictionary) => Buffer>;

export type PlistFormat = keyof typeof plistFormats;
