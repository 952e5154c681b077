import { readTable, type TableRow } from './table-text.js';

/** One entry of a list that people gave. `address`: folded; `null` = no address was found in it. */
export interface AddressLine {
  /** From 1. */
  line: number;
  /** What stands there, at most 120 characters. */
  text: string;
  address: string | null;
}

const TEXT_LENGTH = 120;
/** Longest address that mail systems take. */
const ADDRESS_LENGTH = 254;
/** Rows that are looked at to find the column with the addresses. */
const ROWS_JUDGED = 200;

const address = /^[^\s@<>,;"']+@[^\s@<>,;"'.]+(?:\.[^\s@<>,;"'.]+)+$/u;
const addressColumn = /^(?:e-?mail(?:[ _-]?address(?:es)?)?|mail|adress|address)$/;

/** The address in a text, as addresses are compared: `Anna <anna@example.com>` gives `anna@example.com`. */
export function foldedAddress(text: string): string | null {
  const inside = /<([^<>]*)>\s*$/.exec(text)?.[1] ?? text;
  const folded = inside
    .normalize('NFKC')
    .trim()
    .replace(/^mailto:/i, '')
    .toLocaleLowerCase('en');
  return folded.length <= ADDRESS_LENGTH && address.test(folded) ? folded : null;
}

/** Addresses as people paste them: one a line, or with commas or semicolons between them. */
export function pastedAddresses(pasted: string): AddressLine[] {
  return pasted
    .split(/\r\n?|\n/)
    .flatMap((line, index) => line.split(/[,;\t]/).map((text) => entryOf(index + 1, text)))
    .filter(({ text }) => text !== '');
}

export type AddressFile =
  | { result: 'read'; lines: readonly AddressLine[] }
  /** No line has anything like an e-mail address in it. */
  | { result: 'no-addresses' };

/** The addresses of a table: in the column that is called so, or that has most of them. A first row without one is its header. */
export function addressesOfFile(lines: readonly string[]): AddressFile {
  const rows = readTable(lines).filter(({ cells }) => cells.some((cell) => cell.trim() !== ''));
  const column = columnOf(rows);
  if (column === null) return { result: 'no-addresses' };
  const [first, ...others] = rows;
  const hasHeader = first !== undefined && !first.broken && !first.cells.some((cell) => foldedAddress(cell) !== null);
  return { result: 'read', lines: (hasHeader ? others : rows).map((row) => entryOfRow(row, column)) };
}

/** `null`: there are no addresses. */
function columnOf(rows: readonly TableRow[]): number | null {
  const found = new Map<number, number>();
  for (const { cells } of rows.slice(0, ROWS_JUDGED)) {
    for (const [column, cell] of cells.entries()) {
      if (foldedAddress(cell) !== null) found.set(column, (found.get(column) ?? 0) + 1);
    }
  }
  const called = rows[0]?.cells.findIndex((cell) => addressColumn.test(cell.trim().toLowerCase())) ?? -1;
  if (found.has(called)) return called;
  const [best] = [...found].sort(([one, many], [other, more]) => more - many || one - other);
  return best === undefined ? null : best[0];
}

function entryOfRow({ line, cells, broken }: TableRow, column: number): AddressLine {
  const cell = cells[column] ?? '';
  if (broken || cell.trim() === '') return { ...entryOf(line, cells.join(' ')), address: null };
  return entryOf(line, cell);
}

function entryOf(line: number, text: string): AddressLine {
  const shown = text.replace(/\s+/g, ' ').trim();
  return { line, text: [...shown].slice(0, TEXT_LENGTH).join(''), address: foldedAddress(text) };
}
