import { createCipheriv, createDecipheriv, createHash, createHmac, hkdfSync, randomBytes } from 'node:crypto';
import type { Secrets } from '../licensing/ports/secrets.js';
import { SealBroken } from './faults.js';

export const KEY_BYTES = 32;
const NONCE_BYTES = 12;
const TAG_BYTES = 16;

/** What is wrong with the text of a `VPP_BOT_KEY`. */
export type KeyFlaw = 'missing' | 'not-base64' | 'wrong-length';

/** Reads `VPP_BOT_KEY`: 32 bytes as base64, white space around it allowed. */
export function readBotKey(text: string): { result: 'key'; key: Buffer } | { result: 'refused'; reason: KeyFlaw } {
  const trimmed = text.trim();
  if (trimmed === '') return { result: 'refused', reason: 'missing' };
  if (!/^[A-Za-z0-9+/]+={0,2}$/.test(trimmed)) return { result: 'refused', reason: 'not-base64' };
  const key = Buffer.from(trimmed, 'base64');
  return key.length === KEY_BYTES ? { result: 'key', key } : { result: 'refused', reason: 'wrong-length' };
}

/** A new random `VPP_BOT_KEY`. */
export function makeBotKey(): string {
  return randomBytes(KEY_BYTES).toString('base64');
}

/** Names a key without telling it: the `keyId` of the boxes sealed under it. */
export function keyIdOf(key: Buffer): string {
  return createHash('sha256').update('vpp-bot key id').update(key).digest('hex').slice(0, 12);
}

/** Boxes under one key, without data keys. */
export type Vault = Pick<Secrets, 'seal' | 'open' | 'mark'>;

/**
 * AES-256-GCM under the bot's key: a random 96-bit nonce per box, the purpose as additional data, so that a box moved
 * to another purpose does not open.
 */
export function openVault(key: Buffer): Vault {
  if (key.length !== KEY_BYTES) throw new RangeError('The key must have 32 bytes.');
  const keyId = keyIdOf(key);
  const markKeys = new Map<string, Buffer>();

  const markKey = (purpose: string): Buffer => {
    const known = markKeys.get(purpose);
    if (known !== undefined) return known;
    const derived = Buffer.from(hkdfSync('sha256', key, '', `vpp-bot mark ${purpose}`, KEY_BYTES));
    markKeys.set(purpose, derived);
    return derived;
  };

  return {
    seal: (text, purpose) => ({ keyId, box: sealBox(key, text, purpose) }),
    open(sealed, purpose) {
      if (sealed.keyId !== keyId) throw new SealBroken('key');
      return openBox(key, sealed.box, purpose);
    },
    mark: (text, purpose) => createHmac('sha256', markKey(purpose)).update(text).digest('hex'),
  };
}

/** Base64 of nonce, ciphertext and tag. */
export function sealBox(key: Buffer, text: string, purpose: string): string {
  const nonce = randomBytes(NONCE_BYTES);
  const cipher = createCipheriv('aes-256-gcm', key, nonce).setAAD(Buffer.from(purpose));
  return Buffer.concat([nonce, cipher.update(text, 'utf8'), cipher.final(), cipher.getAuthTag()]).toString('base64');
}

/** Throws `SealBroken` with the reason `box`. */
export function openBox(key: Buffer, text: string, purpose: string): string {
  const box = Buffer.from(text, 'base64');
  if (box.length < NONCE_BYTES + TAG_BYTES) throw new SealBroken('box');
  const tagAt = box.length - TAG_BYTES;
  const decipher = createDecipheriv('aes-256-gcm', key, box.subarray(0, NONCE_BYTES), { authTagLength: TAG_BYTES });
  decipher.setAAD(Buffer.from(purpose)).setAuthTag(box.subarray(tagAt));
  try {
    return Buffer.concat([decipher.update(box.subarray(NONCE_BYTES, tagAt)), decipher.final()]).toString('utf8');
  } catch {
    throw new SealBroken('box');
  }
}
