import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { fingerprintOf, inspectContentToken, MAX_TOKEN_CHARACTERS } from '../../src/apple/content-token.js';

const encode = (value: unknown): string => Buffer.from(JSON.stringify(value)).toString('base64');
const members = { token: 'c2VjcmV0', expDate: '2030-11-08T22:33:22+0000', orgName: 'Lindholm & Söhne' };

describe('inspectContentToken', () => {
  it("reads Apple's documented sample", () => {
    const sample =
      'eyJ0b2tlbiI6InQxWG9VenBMRXRwZGxhK25zeENkd3JjdDBSandkaWNOaGRreW5STW05VVAyc2hSYTBMUnVGcVpQM0pLQmJUTWxDSE42ajNta1R6WVlQbVVkVXJXV2x3PT0iLCJleHBEYXRlIjoiMjAxNC0wOC0xNVQxODoxMzo1Mi0wNzAwIiwib3JnTmFtZSI6Ik9SRy4yMDA5MDcxNjAwIn0=';
    expect(inspectContentToken(`${sample}\r\n`)).toEqual({
      result: 'token',
      token: sample,
      organizationName: 'ORG.2009071600',
      expires: Date.parse('2014-08-16T01:13:52Z'),
      fingerprint: fingerprintOf(sample),
    });
  });

  it('keeps the outer string as it is, whatever the JSON inside looks like', () => {
    const pretty = Buffer.from(JSON.stringify(members, null, 2)).toString('base64');
    const bare = pretty.replace(/=+$/, '');
    expect(inspectContentToken(`\n ${pretty}\t`)).toMatchObject({ result: 'token', token: pretty });
    expect(inspectContentToken(bare)).toMatchObject({ result: 'token', token: bare });
  });

  it.each([
    ['', 'empty'],
    [' \n', 'empty'],
    ['A'.repeat(MAX_TOKEN_CHARACTERS + 4), 'too-long'],
    ['<!DOCTYPE html><html lang="en">Sign in</html>', 'html-page'],
    [`<html>${'x'.repeat(MAX_TOKEN_CHARACTERS)}</html>`, 'html-page'],
    ['not base64!', 'not-base64'],
    ['AAAAA', 'not-base64'],
    ['AAA==', 'not-base64'],
    [encode(members).replace('b', '-'), 'not-base64'],
    ['AAAA', 'not-json'],
    [Buffer.from('{"token":').toString('base64'), 'not-json'],
    [Buffer.from([0xff, 0xfe, 0xfd]).toString('base64'), 'not-json'],
    [encode('text'), 'not-json'],
    [encode([members]), 'not-json'],
    [encode(null), 'not-json'],
    [encode({ ...members, token: undefined }), 'missing-token'],
    [encode({ ...members, token: 7 }), 'missing-token'],
    [encode({ ...members, token: ' ' }), 'missing-token'],
    [encode({ ...members, expDate: undefined }), 'missing-expiry'],
    [encode({ ...members, orgName: null }), 'missing-organization'],
    [encode({ ...members, expDate: 'next year' }), 'bad-expiry'],
    [encode({ ...members, expDate: '2030-02-30T00:00:00Z' }), 'bad-expiry'],
    [encode({ ...members, expDate: '2030-11-08T22:33:22' }), 'bad-expiry'],
  ])('refuses %j as %s', (text, reason) => {
    expect(inspectContentToken(text)).toEqual({ result: 'refused', reason });
  });

  it.each([
    ['2030-11-08T22:33:22Z', '2030-11-08T22:33:22Z'],
    ['2030-11-08T22:33:22+0000', '2030-11-08T22:33:22Z'],
    ['2030-11-08T22:33:22+02:00', '2030-11-08T20:33:22Z'],
    ['2030-11-08T22:33:22-0730', '2030-11-09T06:03:22Z'],
    ['2030-11-08T22:33:22.5+09', '2030-11-08T13:33:22.500Z'],
  ])('reads the date %s', (expDate, instant) => {
    expect(inspectContentToken(encode({ ...members, expDate }))).toMatchObject({ expires: Date.parse(instant) });
  });

  it('bounds the name of the organisation without splitting a character', () => {
    const found = inspectContentToken(encode({ ...members, orgName: '😀'.repeat(300) }));
    expect(found).toMatchObject({ organizationName: '😀'.repeat(255) });
  });

  it('answers a value for any text', () => {
    const base64 = fc.oneof(fc.json(), fc.string()).map((text) => Buffer.from(text).toString('base64'));
    fc.assert(
      fc.property(fc.oneof(fc.string({ unit: 'binary' }), base64, fc.base64String()), (text) => {
        expect(['token', 'refused']).toContain(inspectContentToken(text).result);
      }),
    );
  });

  it('reads back every token file that can be written', () => {
    const zone = fc.constantFrom('Z', '+0000', '+00:00', '+00');
    const instant = fc.date({ min: new Date('1970-01-01'), max: new Date('9999-12-31'), noInvalidDate: true });
    const name = fc.string({ minLength: 1, maxLength: 60 }).filter((text) => text.trim() !== '');
    fc.assert(
      fc.property(name, name, instant, zone, fc.boolean(), (token, orgName, date, suffix, padded) => {
        const expDate = date.toISOString().replace('Z', suffix);
        const file = encode({ orgName, token, expDate });
        const outer = padded ? file : file.replace(/=+$/, '');
        const expected = { organizationName: orgName, expires: date.getTime(), fingerprint: fingerprintOf(outer) };
        expect(inspectContentToken(`${outer}\n`)).toEqual({ result: 'token', token: outer, ...expected });
      }),
    );
  });
});
