import { describe, expect, it } from 'vitest';
import { addressesOfFile, foldedAddress, pastedAddresses } from '../../../src/licensing/rules/address-list.js';
import { linesOf } from '../../../src/licensing/rules/table-text.js';

describe('an address', () => {
  it.each([
    ['ada@northwind.example', 'ada@northwind.example'],
    ['  ADA@Northwind.Example ', 'ada@northwind.example'],
    ['Ada Lovelace <ada@northwind.example>', 'ada@northwind.example'],
    ['mailto:ada@northwind.example', 'ada@northwind.example'],
    ['ada＠northwind.example', 'ada@northwind.example'],
    ['ada@localhost', null],
    ['ada', null],
    ['ada@', null],
    ['a@b@c.example', null],
    ['ada@north wind.example', null],
    [`${'a'.repeat(250)}@x.example`, null],
    ['', null],
  ])('%s', (text, address) => {
    expect(foldedAddress(text)).toBe(address);
  });
});

describe('a pasted list', () => {
  it('has one a line, or commas and semicolons between them', () => {
    const lines = pastedAddresses('a@x.example, b@x.example\n\nc@x.example;d@x.example,\r\n');
    expect(lines.map(({ line, address }) => [line, address])).toEqual([
      [1, 'a@x.example'],
      [1, 'b@x.example'],
      [3, 'c@x.example'],
      [3, 'd@x.example'],
    ]);
  });

  it('keeps what is no address, with its line', () => {
    expect(pastedAddresses('a@x.example\nthe whole team')).toEqual([
      { line: 1, text: 'a@x.example', address: 'a@x.example' },
      { line: 2, text: 'the whole team', address: null },
    ]);
  });
});

function read(text: string) {
  const file = addressesOfFile(linesOf(text));
  return file.result === 'read' ? file.lines.map(({ line, address }) => [line, address]) : file.result;
}

describe('the addresses of a file', () => {
  it.each([
    { what: 'a header', text: 'Name,E-mail\nAda,a@x.example\n', read: [[2, 'a@x.example']] },
    {
      what: 'no header',
      text: 'a@x.example\nb@x.example',
      read: [
        [1, 'a@x.example'],
        [2, 'b@x.example'],
      ],
    },
    {
      what: 'the column that is called so',
      text: 'manager@mail;email\nx@x.example;a@x.example\nx@x.example;b@x.example',
      read: [
        [2, 'a@x.example'],
        [3, 'b@x.example'],
      ],
    },
    {
      what: 'the column that has most of them',
      text: 'Ada;a@x.example;none\nBo;b@x.example;boss@x.example',
      read: [
        [1, 'a@x.example'],
        [2, 'b@x.example'],
      ],
    },
    { what: 'empty rows', text: 'email\n\n;;\na@x.example', read: [[4, 'a@x.example']] },
    {
      what: 'a broken row',
      text: 'email,n\na@x.example,1\n"b@x.example,2',
      read: [
        [2, 'a@x.example'],
        [3, null],
      ],
    },
    {
      what: 'a row that is too short',
      text: 'n,email\n1,a@x.example\n2',
      read: [
        [2, 'a@x.example'],
        [3, null],
      ],
    },
    { what: 'no address at all', text: 'Name,Phone\nAda,1\n', read: 'no-addresses' },
    { what: 'nothing', text: '', read: 'no-addresses' },
    { what: 'a picture', text: '\u0000PNG\u0001\n\u0002', read: 'no-addresses' },
  ])('with $what', ({ text, read: expected }) => {
    expect(read(text)).toEqual(expected);
  });

  it('names each of 300 wrong lines among 5,000', () => {
    const wrong = new Set(Array.from({ length: 300 }, (_, index) => 2 + index * 16));
    const faults = ['not an address', '', 'x@', '"broken'];
    const lines = Array.from({ length: 5_000 }, (_, index) => {
      const line = index + 2;
      if (!wrong.has(line)) return `Person ${line},p${line}@x.example`;
      return `Person ${line},${faults[line % faults.length] ?? ''}`;
    });
    const file = addressesOfFile(['Name,E-mail', ...lines]);
    if (file.result !== 'read') throw new Error(file.result);
    expect(file.lines.length).toBe(5_000);
    expect(file.lines.filter(({ address }) => address === null).map(({ line }) => line)).toEqual([...wrong]);
  });
});
