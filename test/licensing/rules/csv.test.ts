import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { CsvText, csvLine, csvTime } from '../../../src/licensing/rules/csv.js';

describe('a line of a table', () => {
  it.each([
    { cells: ['a', 'b'], line: 'a,b\r\n' },
    { cells: ['a,b', 'say "so"', 'two\nlines'], line: '"a,b","say ""so""","two\nlines"\r\n' },
    { cells: ['=1+1', '+1', '-1', '@x', '\tx', '\rx'], line: "'=1+1,'+1,'-1,'@x,'\tx,\"'\rx\"\r\n" },
    { cells: ['a=b', ''], line: 'a=b,\r\n' },
  ])('of $cells', ({ cells, line }) => {
    expect(csvLine(cells)).toBe(line);
  });

  it('begins no cell as a formula, whatever stands in it', () => {
    fc.assert(
      fc.property(fc.string(), (text) => {
        const [cell = ''] = csvLine([text]).split('\r\n');
        expect(cell.replace(/^"/, '')).not.toMatch(/^[=+\-@\t\r]/);
      }),
    );
  });
});
describe('a cell', () => {
  it.each(['=1+1', '+1', '-1', '@SUM(A1)', '\t=1', '\r=1', '\n=1', '＝1', '＠x'])('is no formula: %j', (text) => {
    const [first] = csvLine([text]).replace(/^"/, '');
    expect(first).toBe("'");
  });

  it('keeps quotes, commas and line breaks', () => {
    expect(csvLine(['a "b"', 'c,d', 'e\nf', 'g'])).toBe('"a ""b""","c,d","e\nf",g\r\n');
  });

  it('holds an instant in UTC, or nothing', () => {
    expect(csvTime(Date.UTC(2026, 0, 31, 5, 6, 7))).toBe('2026-01-31T05:06:07.000Z');
    expect([csvTime(null), csvTime(undefined), csvTime(Number.NaN), csvTime(9e15)]).toEqual(['', '', '', '']);
  });
});

describe('a table', () => {
  it('has its columns first and says how many rows it has', () => {
    const csv = new CsvText(['a', 'b']);
    expect(csv.add([1, null])).toBe(true);
    expect(csv.add([true, '=x'])).toBe(true);
    expect(csv.table).toEqual({ text: "a,b\r\n1,\r\ntrue,'=x\r\n", rows: 2, cutOff: false });
  });

  it('ends with the last row that fits', () => {
    const csv = new CsvText(['a'], 9);
    expect([csv.add(['1']), csv.add(['22']), csv.add(['3'])]).toEqual([true, false, false]);
    expect(csv.table).toEqual({ text: 'a\r\n1\r\n', rows: 1, cutOff: true });
  });
});
