import { createHash } from 'node:crypto';

/** SHA-256 of a name in lower-case hexadecimal: the stand-in's only source of "random" values, the same in every run. */
export function hexOf(name: string): string {
  return createHash('sha256').update(name).digest('hex');
}

/** A UUID (version 4 in form) that depends on the name only. */
export function uuidOf(name: string): string {
  const hex = hexOf(name);
  return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-4${hex.slice(13, 16)}-a${hex.slice(17, 20)}-${hex.slice(20, 32)}`;
}

/** 32 hexadecimal characters, as Apple's invitation codes. */
export function inviteCodeOf(name: string): string {
  return hexOf(`invite:${name}`).slice(0, 32);
}

/** Base64 of 20 bytes: the same Apple Account has the same hash within a location. */
export function idHashOf(uId: string, appleAccount: string): string {
  return createHash('sha1').update(`${uId}:${appleAccount.toLowerCase()}`).digest('base64');
}
