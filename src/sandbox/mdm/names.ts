import { createHash } from 'node:crypto';

/** SHA-256 of a name in lower-case hexadecimal: the stand-in's only source of "random" values. */
export function hexOf(name: string): string {
  return createHash('sha256').update(name).digest('hex');
}

/** A UUID (version 4 in form) that depends on the name only. */
export function uuidOf(name: string): string {
  const hex = hexOf(name);
  const groups = [hex.slice(0, 8), hex.slice(8, 12), `4${hex.slice(13, 16)}`, `a${hex.slice(17, 20)}`];
  return [...groups, hex.slice(20, 32)].join('-').toUpperCase();
}

/** A UDID in the form of newer devices: eight and sixteen digits. */
export function udidOf(name: string): string {
  const hex = hexOf(`udid:${name}`).toUpperCase();
  return `00008120-${hex.slice(0, 16)}`;
}

/** A serial number: ten capital letters and digits. */
export function serialNumberOf(name: string): string {
  const letters = 'CDFGHJKLMNPQRTVWXY0123456789';
  const bytes = createHash('sha256').update(`serial:${name}`).digest().subarray(0, 10);
  return [...bytes].map((byte) => letters[byte % letters.length]).join('');
}
