import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { makeBotKey, openVault, readBotKey } from '../../src/storage/vault.js';
import { testKey } from './scratch.js';

const vault = openVault(testKey);
const other = openVault(Buffer.alloc(32, 8));

describe('a sealed box', () => {
  test('opens to what was sealed, whatever it was', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'grapheme' }), fc.string(), (text, purpose) => {
        expect(vault.open(vault.seal(text, purpose), purpose)).toBe(text);
      }),
      { numRuns: 100 },
    );
  });

  test('is another one each time, and shows nothing of its content', () => {
    const [first, second] = [vault.seal('a secret token', 'token'), vault.seal('a secret token', 'token')];
    expect(first.box).not.toBe(second.box);
    expect(Buffer.from(first.box, 'base64').toString('latin1')).not.toContain('secret');
  });

  test('does not open for another purpose', () => {
    const sealed = vault.seal('text', 'token');
    expect(() => vault.open(sealed, 'proposal')).toThrow(
      expect.objectContaining({ code: 'seal-broken', reason: 'box' }),
    );
  });

  test('does not open under another key, and says that it is the key', () => {
    const sealed = vault.seal('text', 'token');
    expect(() => other.open(sealed, 'token')).toThrow(expect.objectContaining({ code: 'seal-broken', reason: 'key' }));
    const relabelled = { ...sealed, keyId: other.seal('', '').keyId };
    expect(() => other.open(relabelled, 'token')).toThrow(expect.objectContaining({ reason: 'box' }));
  });

  test('does not open with any bit changed or any end cut off', () => {
    const sealed = vault.seal('text', 'token');
    const box = Buffer.from(sealed.box, 'base64');
    for (let bit = 0; bit < box.length * 8; bit += 1) {
      const changed = Buffer.from(box);
      changed[bit >> 3] = (changed[bit >> 3] ?? 0) ^ (1 << (bit & 7));
      const altered = { ...sealed, box: changed.toString('base64') };
      expect(() => vault.open(altered, 'token')).toThrow(expect.objectContaining({ code: 'seal-broken' }));
    }
    for (let length = 0; length < box.length; length += 1) {
      const altered = { ...sealed, box: box.subarray(0, length).toString('base64') };
      expect(() => vault.open(altered, 'token')).toThrow(expect.objectContaining({ code: 'seal-broken' }));
    }
  });
});

describe('a mark', () => {
  test('is the same for the same text, purpose and key, and for nothing else', () => {
    const mark = vault.mark('person', 'ids');
    expect(mark).toMatch(/^[0-9a-f]{64}$/);
    expect(openVault(testKey).mark('person', 'ids')).toBe(mark);
    expect(
      new Set([mark, vault.mark('persons', 'ids'), vault.mark('person', 'id'), other.mark('person', 'ids')]).size,
    ).toBe(4);
  });
});

describe('the key', () => {
  test('that is made can be read', () => {
    const read = readBotKey(`  ${makeBotKey()}\n`);
    expect(read.result === 'key' && read.key.length).toBe(32);
    expect(makeBotKey()).not.toBe(makeBotKey());
  });

  test.each([
    ['', 'missing'],
    ['  \n', 'missing'],
    ['not base64!', 'not-base64'],
    ['<html>', 'not-base64'],
    [Buffer.alloc(31).toString('base64'), 'wrong-length'],
    [Buffer.alloc(33).toString('base64'), 'wrong-length'],
    [Buffer.alloc(32).toString('hex'), 'wrong-length'],
  ])('%j is refused: %s', (text, reason) => {
    expect(readBotKey(text)).toEqual({ result: 'refused', reason });
  });

  test('of another length cannot open a vault', () => {
    expect(() => openVault(Buffer.alloc(16))).toThrow(RangeError);
  });
});
