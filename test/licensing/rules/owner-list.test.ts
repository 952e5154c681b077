import { describe, expect, it } from 'vitest';
import { serialNumberOf } from '../../../src/licensing/rules/device-owner.js';
import { ownerLines } from '../../../src/licensing/rules/owner-list.js';

const read = (...lines: string[]) =>
  ownerLines(lines).map(({ line, serialNumber, owner }) => ({ line, serialNumber, owner }));

const anna = { line: 1, serialNumber: 'F2LX0001ABCD', owner: { address: 'anna@example.com' } };

describe('a list of serial numbers and owners', () => {
  it.each([
    'F2LX0001ABCD,anna@example.com',
    'f2lx0001abcd;Anna <Anna@Example.com>',
    'F2LX0001ABCD\tanna@example.com',
    'F2LX0001ABCD   anna@example.com',
    '"F2LX0001ABCD","anna@example.com"',
    'anna@example.com,F2LX0001ABCD',
    '\ufeffF2LX0001ABCD,anna@example.com,iPhone',
  ])('is read however it is written: %s', (line) => {
    expect(read(line)).toEqual([anna]);
  });

  it.each([
    ['Serial Number,Name,E-Mail', 'F2LX0001ABCD,Anna,anna@example.com'],
    ['owner;device;serial', 'anna@example.com;iPhone;F2LX0001ABCD'],
    ['Enrolment id,Serial number,Name,Owner (Slack id),Owner', '5F2A-1,F2LX0001ABCD,iPhone,anna@example.com,Anna'],
    ['Seriennummer,Benutzer', 'F2LX0001ABCD,anna@example.com'],
  ])('may begin with headings: %s', (heading, line) => {
    expect(read(heading, '', line)).toEqual([{ ...anna, line: 3 }]);
  });

  it.each(['U0ANNA1', '<@U0ANNA1>', '<@U0ANNA1|anna>', 'W0ANNA1'])('takes Slack user ids: %s', (typed) => {
    const userId = /[UW]0ANNA1/.exec(typed)?.[0];
    expect(read(`F2LX0001ABCD,${typed}`)).toEqual([{ ...anna, owner: { userId } }]);
  });

  it('keeps what it cannot read, with its line', () => {
    expect(
      read('F2LX0001ABCD,anna@example.com', 'short,anna@example.com', 'F2LX0002ABCD,Anna', '"broken,anna@example.com'),
    ).toEqual([
      anna,
      { line: 2, serialNumber: null, owner: { address: 'anna@example.com' } },
      { line: 3, serialNumber: 'F2LX0002ABCD', owner: null },
      { line: 4, serialNumber: null, owner: null },
    ]);
  });
});

describe('a serial number', () => {
  it.each([
    ['f2lx 0001-abcd', 'F2LX0001ABCD'],
    [' C02XXXXXXXXX\u200b', 'C02XXXXXXXXX'],
    ['ＣＯ２Ｘ１２３４', 'CO2X1234'],
    ['short', null],
    ['F2LX_0001ABCD', null],
    ['', null],
    ['X'.repeat(21), null],
  ])('is compared in capitals and without gaps: “%s”', (typed, serial) => {
    expect(serialNumberOf(typed)).toBe(serial);
  });
});
