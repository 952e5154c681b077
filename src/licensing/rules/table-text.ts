/** A row of a table in a text file. */
export interface TableRow {
  /** Where it begins, from 1. */
  line: number;
  cells: readonly string[];
  /** Its quotes do not match; its cells are the pieces between separators. */
  broken: boolean;
}

const separators = [',', ';', '\t'] as const;
/** Rows that are looked at to find the separator. */
const ROWS_JUDGED = 20;
/** A quoted cell may go on for so many lines; a quote that closes later closes another one. */
const LINES_OF_A_CELL = 10;
const BYTE_ORDER_MARK = /^\ufeff/;

/**
 * The rows of a table after RFC 4180, with commas, semicolons or tabs between the cells. A row with a stray quote is
 * broken by itself and swallows no other line.
 */
export function readTable(lines: readonly string[]): TableRow[] {
  const clean = lines.map((line, index) => (index === 0 ? line.replace(BYTE_ORDER_MARK, '') : line));
  const separator = separatorOf(clean);
  const rows: TableRow[] = [];
  for (let at = 0; at < clean.length; ) {
    const read = readRow(clean, at, separator);
    const cells = read?.cells ?? (clean[at] ?? '').split(separator);
    rows.push({ line: at + 1, cells, broken: read === null });
    at += read?.lines ?? 1;
  }
  return rows;
}

/** The first lines of a text file, whatever they end with; the last one need not end. */
export function linesOf(text: string, most = 50_000): string[] {
  const lines = text.split(/\r\n|\n|\r/, most);
  while (lines.length > 0 && lines.at(-1) === '') lines.pop();
  return lines;
}

/** The separator that stands most often outside quotes in the first rows. */
function separatorOf(lines: readonly string[]): string {
  const bare = lines
    .slice(0, ROWS_JUDGED)
    .join('\n')
    .replace(/"[^"]*"/g, '');
  const count = (separator: string) => bare.split(separator).length;
  return separators.reduce((best, one) => (count(one) > count(best) ? one : best));
}

/** `null`: its quotes do not match. */
function readRow(lines: readonly string[], start: number, separator: string) {
  const cells: string[] = [];
  let at = start;
  let rest = lines[start] ?? '';
  for (;;) {
    if (!rest.startsWith('"')) {
      const end = rest.indexOf(separator);
      cells.push(end < 0 ? rest : rest.slice(0, end));
      if (end < 0) return { cells, lines: at - start + 1 };
      rest = rest.slice(end + 1);
      continue;
    }
    const quoted = readQuoted(lines, at, rest, start + LINES_OF_A_CELL);
    if (quoted === null) return null;
    cells.push(quoted.cell);
    at = quoted.at;
    if (quoted.rest === '') return { cells, lines: at - start + 1 };
    if (!quoted.rest.startsWith(separator)) return null;
    rest = quoted.rest.slice(1);
  }
}

/** A quoted cell, in which two quotes stand for one, and what follows it on its last line. */
function readQuoted(lines: readonly string[], start: number, text: string, last: number) {
  let cell = '';
  let at = start;
  let rest = text.slice(1);
  for (;;) {
    const end = rest.indexOf('"');
    if (end < 0) {
      at += 1;
      const next = lines[at];
      if (next === undefined || at >= last) return null;
      cell += `${rest}\n`;
      rest = next;
    } else if (rest[end + 1] === '"') {
      cell += `${rest.slice(0, end)}"`;
      rest = rest.slice(end + 2);
    } else return { cell: cell + rest.slice(0, end), at, rest: rest.slice(end + 1) };
  }
}
