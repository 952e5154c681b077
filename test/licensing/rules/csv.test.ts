import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { csvLine } from '../../../src/licensing/rules/csv.js';

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
