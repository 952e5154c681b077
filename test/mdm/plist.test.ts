import fc from 'fast-check';
import { build, buildBinary, type PlistValue } from 'plist';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { parsePlist } from '../../src/mdm/plist.js';
import { PlistRefused } from '../../src/mdm/plist-refused.js';
import { rawBinaryPlist } from './binary-plist.js';
import { capturedPlists, fixture } from './fixtures.js';

const refusal = (bytes: Uint8Array | string): string => {
  try {
    parsePlist(typeof bytes === 'string' ? Buffer.from(bytes) : bytes);
    return 'read';
  } catch (fault) {
    return fault instanceof PlistRefused ? fault.reason : `threw ${fault}`;
  }
};

const xml = (inner: string, doctype = '') =>
  `<?xml version="1.0" encoding="UTF-8"?>${doctype}<plist version="1.0">${inner}</plist>`;
const nested = (depth: number) => `${'<array>'.repeat(depth)}${'</array>'.repeat(depth)}`;

let printed: unknown[] = [];

beforeEach(() => {
  printed = [];
  for (const method of ['log', 'warn', 'error', 'info', 'debug'] as const) {
    vi.spyOn(console, method).mockImplementation((...words) => void printed.push(words));
  }
});

afterEach(() => {
  vi.restoreAllMocks();
});

describe('a property list', () => {
  it.each(capturedPlists)('of a device is read: %s', (name) => {
    expect(parsePlist(fixture(name))).toMatchObject({ UDID: expect.any(String) });
  });

  const value: PlistValue = {
    Status: 'Acknowledged',
    List: [{ Identifier: 'com.example.a&b<c>', Installing: true, Size: 12 }, 'Åsa’s iPhone 😀', false],
    Empty: {},
    None: [],
    Bytes: Buffer.from('abc'),
    When: new Date('2026-11-22T17:24:36Z'),
    Share: 0.5,
    Minus: -3,
  };

  it('is read the same as XML and as binary', () => {
    expect(parsePlist(Buffer.from(build(value)))).toEqual({ ...value, Bytes: Uint8Array.from(Buffer.from('abc')) });
    expect(parsePlist(buildBinary(value))).toMatchObject({ ...value, Bytes: expect.anything() });
    expect(parsePlist(Buffer.from(`\ufeff${build(value)}`))).toMatchObject({ Status: 'Acknowledged' });
  });

  it('may have a document type that is not written well', () => {
    const doctype = '<!DOCTYPE plist PUBLIC "-//Apple Comp\u00fcter//DTD" "x">';
    expect(parsePlist(Buffer.from(xml('<string>a</string>', doctype)))).toBe('a');
    expect(printed).toEqual([]);
  });

  it('may hold the control characters that XML allows', () => {
    expect(parsePlist(Buffer.from(xml('<string>Anna\u0085\u009d\u007f</string>')))).toMatch(/^Anna/);
    expect(parsePlist(Buffer.from(xml('<string>Anna&#x9d;</string>')))).toMatch(/^Anna/);
    expect(printed).toEqual([]);
  });

  it('gives back whatever was put in, as XML and as binary', () => {
    const text = fc.string({ unit: 'grapheme', maxLength: 20 }).filter((one) => !/[^\P{Cc}]|[\ufffe\uffff]/u.test(one));
    const { tree } = fc.letrec<{ tree: PlistValue }>((tie) => ({
      tree: fc.oneof(
        { maxDepth: 4 },
        ...[text, fc.integer({ min: 0, max: 2 ** 31 }), fc.boolean()],
        fc.array(tie('tree'), { maxLength: 4 }),
        fc.dictionary(
          text.filter((key) => key !== '__proto__' && key !== ''),
          tie('tree'),
          { maxKeys: 4 },
        ),
      ),
    }));
    fc.assert(
      fc.property(tree, (given) => {
        const plain: unknown = JSON.parse(JSON.stringify(given));
        expect(JSON.parse(JSON.stringify(parsePlist(buildBinary(given))))).toEqual(plain);
        expect(JSON.parse(JSON.stringify(parsePlist(Buffer.from(build(given)))))).toEqual(plain);
      }),
      { numRuns: 60 },
    );
    expect(printed).toEqual([]);
  });
});

const bomb = `<!DOCTYPE plist [${Array.from({ length: 10 }, (_, n) => `<!ENTITY e${n + 1} "${`&e${n};`.repeat(10)}">`).join('')}]>`;

describe('a hostile XML property list is refused, with nothing printed', () => {
  it.each<[string, string, string]>([
    ['an entity bomb', xml('<string>&e9;</string>', bomb), 'document-type'],
    [
      'an outer entity',
      xml('<string>&x;</string>', '<!DOCTYPE plist [<!ENTITY x SYSTEM "file:///etc/passwd">]>'),
      'document-type',
    ],
    ['another document type', xml('<true/>', '<!DOCTYPE html>'), 'document-type'],
    ['a document type inside', xml('<!DOCTYPE plist><true/>'), 'document-type'],
    ['two document types', xml('<true/>', '<!DOCTYPE plist><!DOCTYPE plist>'), 'document-type'],
    ['an entity that nobody declared', xml('<string>&nbsp;</string>'), 'entity'],
    ['a bare ampersand', xml('<string>a & b</string>'), 'entity'],
    ['deep nesting', xml(nested(60_000)), 'too-deep'],
    ['deep nesting that is never closed', xml('<dict><key>a</key>'.repeat(50_000)), 'too-deep'],
    ['endless values', xml(`<array>${'<true/>'.repeat(40_000)}</array>`), 'too-many-values'],
    ['endless bytes', xml(`<string>${'x'.repeat(1_100_000)}</string>`), 'too-large'],
    [
      'a key that is the prototype',
      xml('<dict><key>__proto__</key><dict><key>a</key><true/></dict></dict>'),
      'forbidden-key',
    ],
    ['the same, written in numbers', xml('<dict><key>&#95;&#x5f;proto__</key><true/></dict>'), 'forbidden-key'],
    ['a number that is no character', xml('<string>&#0;</string>'), 'malformed'],
    ['half a surrogate pair', xml('<string>&#xD800;</string>'), 'malformed'],
    ['a control character', xml('<string>\u0001</string>'), 'malformed'],
    ['a comment', xml('<dict><key><!-- x -->a</key><true/></dict>'), 'document-type'],
    ['CDATA', xml('<string><![CDATA[x]]></string>'), 'document-type'],
    ['a processing instruction', xml('<?php x ?><true/>'), 'malformed'],
    ['an attribute', xml('<string id="1">x</string>'), 'malformed'],
    ['an attribute without its end', '<plist version=1><true/></plist>', 'malformed'],
    ['an unknown element', xml('<script>x</script>'), 'malformed'],
    ['another root', '<dict></dict>', 'malformed'],
    ['two roots', `${xml('<true/>')}<plist><true/></plist>`, 'malformed'],
    ['two values', xml('<true/><true/>'), 'malformed'],
    ['no value', xml(''), 'malformed'],
    ['text between elements', xml('<array>x<true/></array>'), 'malformed'],
    ['a key without a value', xml('<dict><key>a</key></dict>'), 'malformed'],
    ['a value without a key', xml('<dict><true/></dict>'), 'malformed'],
    ['a key in an array', xml('<array><key>a</key></array>'), 'malformed'],
    ['an element in a text', xml('<string><true/></string>'), 'malformed'],
    ['an empty integer', xml('<integer/>'), 'malformed'],
    ['a word for an integer', xml('<integer>many</integer>'), 'malformed'],
    ['bytes that are not Base64', xml('<data>!!</data>'), 'malformed'],
    ['crossed elements', xml('<array><dict></array></dict>'), 'malformed'],
    ['an element of the language', xml('<constructor/>'), 'malformed'],
    ['another property list format', '{ a = b; }', 'malformed'],
    ['UTF-16', xml('<true/>').replace('UTF-8', 'UTF-16'), 'malformed'],
    ['nothing', '', 'malformed'],
    ['a declaration that is not at the beginning', `\n${xml('<true/>')}`, 'malformed'],
    ['a web page', '<!doctype html><html><body>502</body></html>', 'document-type'],
  ])('%s', (_name, text, reason) => {
    expect(refusal(text)).toBe(reason);
    expect(printed).toEqual([]);
  });

  it('bytes that are no UTF-8', () => {
    expect(
      refusal(Buffer.concat([Buffer.from('<plist><string>'), Buffer.from([0xff]), Buffer.from('</string></plist>')])),
    ).toBe('not-utf-8');
  });

  it('cut off anywhere', () => {
    const whole = fixture('nanomdm-mdm.Connect-Error-install-12064.plist');
    const end = whole.lastIndexOf('>');
    for (let length = 0; length < end; length += 1) expect(refusal(whole.subarray(0, length))).not.toBe('read');
    expect(printed).toEqual([]);
  });

  it('changed anywhere: read or refused, never anything else', () => {
    const whole = fixture('nanomdm-mdm.Connect-Acknowledged-ManagedApplicationList.plist');
    fc.assert(
      fc.property(fc.nat(whole.length - 1), fc.nat(255), (at, byte) => {
        const changed = Buffer.from(whole);
        changed[at] = byte;
        expect(refusal(changed)).toMatch(/^[a-z\d-]+$/);
      }),
      { numRuns: 300 },
    );
    expect(printed).toEqual([]);
  });
});

const array = (...references: number[]) => Buffer.from([0xa0 + references.length, ...references]);
const dict = (keys: number[], values: number[]) => Buffer.from([0xd0 + keys.length, ...keys, ...values]);
const ascii = (text: string) => Buffer.concat([Buffer.from([0x50 + text.length]), Buffer.from(text)]);
const yes = Buffer.from([0x09]);

describe('a hostile binary property list is refused, with nothing printed', () => {
  it.each<[string, Buffer, string]>([
    ['a circle of one', rawBinaryPlist([array(0)]), 'too-deep'],
    ['a circle of two', rawBinaryPlist([array(1, 1), array(0, 0)]), 'too-deep'],
    ['a circle with many ways', rawBinaryPlist([array(...Array.from({ length: 14 }, () => 0))]), 'too-deep'],
    [
      'a billion laughs',
      rawBinaryPlist([...Array.from({ length: 12 }, (_, n) => array(...Array.from({ length: 14 }, () => n + 1))), yes]),
      'too-many-values',
    ],
    [
      'one long text, many times',
      rawBinaryPlist([
        array(...Array.from({ length: 14 }, () => 1)),
        Buffer.concat([Buffer.from([0x5f, 0x12]), Buffer.from([0, 0x0c, 0, 0]), Buffer.alloc(0x0c_0000, 'x')]),
      ]),
      'too-many-values',
    ],
    ['deep nesting', rawBinaryPlist([...Array.from({ length: 100 }, (_, n) => array(n + 1)), yes]), 'too-deep'],
    [
      'deep nesting behind what was seen before',
      rawBinaryPlist([
        array(5, 1),
        array(2),
        array(3),
        array(4),
        array(5),
        ...Array.from({ length: 22 }, (_, n) => array(n + 6)),
        yes,
      ]),
      'too-deep',
    ],
    ['a huge count', rawBinaryPlist([yes], { objects: 2 ** 40 }), 'too-many-values'],
    ['more objects than there are', rawBinaryPlist([yes], { objects: 200 }), 'malformed'],
    ['a top that is not there', rawBinaryPlist([yes], { top: 7 }), 'malformed'],
    ['a table behind the end', rawBinaryPlist([yes], { table: 2 ** 45 }), 'malformed'],
    ['a table in the header', rawBinaryPlist([yes], { table: 2 }), 'malformed'],
    ['a reference to nothing', rawBinaryPlist([array(9)]), 'malformed'],
    [
      'an array with a huge count',
      rawBinaryPlist([Buffer.from([0xaf, 0x12, 0xff, 0xff, 0xff, 0xff])]),
      'too-many-values',
    ],
    ['an array longer than the file', rawBinaryPlist([Buffer.from([0xaf, 0x11, 0x10, 0x00])]), 'malformed'],
    ['a text longer than the file', rawBinaryPlist([Buffer.from([0x5f, 0x12, 0x7f, 0xff, 0xff, 0xff])]), 'malformed'],
    ['a length that is no integer', rawBinaryPlist([Buffer.from([0x5f, 0x50, 0x01])]), 'malformed'],
    ['a length of many bytes', rawBinaryPlist([Buffer.from([0x5f, 0x1f, 0x01])]), 'malformed'],
    ['an integer of thousands of bytes', rawBinaryPlist([Buffer.from([0x1f, 0x01])]), 'malformed'],
    ['a strange date', rawBinaryPlist([Buffer.from([0x35, 0, 0, 0, 0, 0, 0, 0, 0])]), 'malformed'],
    ['a strange real', rawBinaryPlist([Buffer.from([0x24, ...Buffer.alloc(16)])]), 'malformed'],
    ['a set', rawBinaryPlist([Buffer.from([0xc1, 1]), yes]), 'malformed'],
    ['a UID', rawBinaryPlist([Buffer.from([0x80, 1])]), 'malformed'],
    ['a key that is no text', rawBinaryPlist([dict([1], [1]), yes]), 'malformed'],
    [
      'a key that is the prototype',
      rawBinaryPlist([dict([1], [2]), ascii('__proto__'), dict([], [])]),
      'forbidden-key',
    ],
    [
      'the same in two bytes each',
      rawBinaryPlist([
        dict([1], [2]),
        Buffer.concat([Buffer.from([0x69]), Buffer.from('__proto__', 'utf16le').swap16()]),
        dict([], []),
      ]),
      'forbidden-key',
    ],
    ['the header alone', Buffer.from('bplist00'), 'malformed'],
    ['another version', Buffer.concat([Buffer.from('bplist15'), Buffer.alloc(40)]), 'malformed'],
    ['too many bytes', Buffer.concat([Buffer.from('bplist00'), Buffer.alloc(2_000_000)]), 'too-large'],
  ])('%s', (_name, bytes, reason) => {
    expect(refusal(bytes)).toBe(reason);
    expect(printed).toEqual([]);
  });

  const whole = Buffer.from(
    buildBinary({
      ManagedApplicationList: { 'com.example.a1': { Status: 'Managed', Flags: 1 } },
      List: [1, 'two', 3.5, true],
      Long: 'x'.repeat(40),
    }),
  );

  it('cut off anywhere', () => {
    for (let length = 0; length < whole.length; length += 1)
      expect(refusal(whole.subarray(0, length))).not.toBe('read');
    expect(printed).toEqual([]);
  });

  it('changed anywhere: read or refused, never anything else', () => {
    fc.assert(
      fc.property(
        fc.array(fc.tuple(fc.nat(whole.length - 1), fc.nat(255)), { minLength: 1, maxLength: 3 }),
        (changes) => {
          const changed = Buffer.from(whole);
          for (const [at, byte] of changes) changed[at] = byte;
          expect(refusal(changed)).toMatch(/^[a-z\d-]+$/);
        },
      ),
      { numRuns: 1_000 },
    );
    expect(printed).toEqual([]);
  });
});
