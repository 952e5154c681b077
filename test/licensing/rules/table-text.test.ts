import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { csvLine } from '../../../src/licensing/rules/csv.js';
import { linesOf, readTable } from '../../../src/licensing/rules/table-text.js';

const cellsOf = (text: string) => readTable(linesOf(text)).map(({ cells }) => cells);

describe('a table in a text file', () => {
  it.each([
    {
      what: 'commas',
      text: 'a,b\r\nc,d\r\n',
      rows: [
        ['a', 'b'],
        ['c', 'd'],
      ],
    },
    {
      what: 'semicolons',
      text: 'a;b,x\nc;d',
      rows: [
        ['a', 'b,x'],
        ['c', 'd'],
      ],
    },
    {
      what: 'tabs',
      text: 'a\tb\nc\td',
      rows: [
        ['a', 'b'],
        ['c', 'd'],
      ],
    },
    { what: 'the mark that Excel begins with', text: '\ufeffa,b', rows: [['a', 'b']] },
    { what: 'one column', text: 'a\nb', rows: [['a'], ['b']] },
    { what: 'quotes around a separator', text: '"a, b",c', rows: [['a, b', 'c']] },
    { what: 'two quotes for one', text: '"say ""hi""",c', rows: [['say "hi"', 'c']] },
    {
      what: 'a cell over two lines',
      text: '"a\nb",c\nd,e',
      rows: [
        ['a\nb', 'c'],
        ['d', 'e'],
      ],
    },
    {
      what: 'an empty last cell',
      text: 'a,\nb,"c"',
      rows: [
        ['a', ''],
        ['b', 'c'],
      ],
    },
    { what: 'nothing', text: '', rows: [] },
  ])('with $what', ({ text, rows }) => {
    expect(cellsOf(text)).toEqual(rows);
  });

  it.each([
    { what: 'text after a closing quote', text: 'a,b\n"c"x,d\ne,f' },
    { what: 'a quote that never closes', text: 'a,b\n"c,d\ne,f' },
    { what: 'a quote that the next row seems to close', text: 'a,b\n"c,d\n"e,f' },
  ])('breaks one row and no other: $what', ({ text }) => {
    const rows = readTable(linesOf(text));
    expect(rows.map(({ line }) => line)).toEqual([1, 2, 3]);
    expect(rows[1]?.broken).toBe(true);
    expect(rows[0]).toEqual({ line: 1, cells: ['a', 'b'], broken: false });
  });

  it('names the line where a row begins', () => {
    expect(readTable(linesOf('"a\nb",c\nd,e')).map(({ line }) => line)).toEqual([1, 3]);
  });

  it('reads back what a table is written with', () => {
    const cell = fc.string({ maxLength: 20 }).map((text) => text.replace(/[\r\n]/g, ' ').replace(/^[=+\-@\t]+/, ''));
    const rows = fc.array(fc.tuple(fc.constant('x'), cell, cell), { minLength: 1, maxLength: 20 });
    fc.assert(
      fc.property(rows, (given) => {
        // A header of many commas says which separator it is, as people's own tables do.
        const header = ['a', 'b', 'c'];
        const text = [header, ...given].map((row) => csvLine(row)).join('');
        const read = readTable(linesOf(text));
        if (!/[;\t]/.test(text)) expect(read.map(({ cells }) => cells)).toEqual([header, ...given]);
        expect(read.length).toBe(given.length + 1);
      }),
      { seed: 11 },
    );
  });
});
