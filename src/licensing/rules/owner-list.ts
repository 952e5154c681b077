import { foldedAddress } from './address-list.js';
import { serialNumberOf } from './device-owner.js';
import { readTable, type TableRow } from './table-text.js';

/** Lines of one list of owners. */
export const MOST_OWNER_LINES = 10_000;
const TEXT_LENGTH = 120;
/** Rows that are looked at to tell which column is which. */
const ROWS_JUDGED = 200;

/** Whom a line names: a Slack user id, or an e-mail address (folded). */
export type NamedOwner = { userId: string } | { address: string };

/** One line of a list of owners. */
export interface OwnerLine {
  /** From 1. */
  line: number;
  /** What stands there, at most 120 characters. */
  text: string;
  /** In capitals; `null` = there is none. */
  serialNumber: string | null;
  owner: NamedOwner | null;
}

interface Columns {
  serial: number;
  owner: number;
}

const serialHeading = /^(?:device[ _-]?)?serial(?:[ _-]?(?:number|no\.?|#))?$/i;
const ownerHeading =
  /^(?:e-?mail(?:[ _-]?address)?|mail|address|owner(?: \(slack id\))?|user|user[ _-]?id|person|slack(?:[ _-]?(?:user|id|user[ _-]?id))?)$/i;
const slackUser = /^(?:<@)?([UW][A-Z0-9]{5,30})(?:\|[^>]*)?>?$/;

/**
 * The lines of a list of serial numbers and owners: a table with commas, semicolons or tabs, or both beside each other
 * with a space. A first row of headings says which column is which; without one the serial number comes first, unless
 * most rows begin with an address.
 */
export function ownerLines(lines: readonly string[]): OwnerLine[] {
  const rows = readTable(lines)
    .filter(({ cells }) => cells.some((cell) => cell.trim() !== ''))
    .map(pieces);
  const [first] = rows;
  const named = first === undefined ? null : namedColumns(first.cells);
  const columns = named ?? guessedColumns(rows);
  const isHeading = first !== undefined && (named !== null || isNothing(lineOf(first, columns)));
  return (isHeading ? rows.slice(1) : rows).map((row) => lineOf(row, columns));
}

/** A row with one cell is taken apart at its first gap. */
function pieces(row: TableRow): TableRow {
  const [only = ''] = row.cells;
  if (row.cells.length > 1) return row;
  const [, serial = '', owner = ''] = /^\s*(\S+)\s+(\S.*)$/.exec(only) ?? [];
  return serial === '' ? row : { ...row, cells: [serial, owner] };
}

function namedColumns(cells: readonly string[]): Columns | null {
  const serial = cells.findIndex((cell) => serialHeading.test(cell.trim()));
  const owner = cells.findIndex((cell) => ownerHeading.test(cell.trim()));
  return serial < 0 || owner < 0 ? null : { serial, owner };
}

function guessedColumns(rows: readonly TableRow[]): Columns {
  const judged = rows.slice(0, ROWS_JUDGED);
  const addresses = (column: number) =>
    judged.filter(({ cells }) => foldedAddress(cells[column] ?? '') !== null).length;
  return addresses(0) > addresses(1) ? { serial: 1, owner: 0 } : { serial: 0, owner: 1 };
}

function isNothing({ serialNumber, owner }: OwnerLine): boolean {
  return owner === null && (serialNumber === null || !/\d/.test(serialNumber));
}

function lineOf({ line, cells, broken }: TableRow, { serial, owner }: Columns): OwnerLine {
  const text = [...cells.join(', ').replace(/\s+/g, ' ').trim()].slice(0, TEXT_LENGTH).join('');
  if (broken) return { line, text, serialNumber: null, owner: null };
  return { line, text, serialNumber: serialNumberOf(cells[serial] ?? ''), owner: ownerOf(cells[owner] ?? '') };
}

function ownerOf(cell: string): NamedOwner | null {
  const address = foldedAddress(cell);
  if (address !== null) return { address };
  const userId = slackUser.exec(cell.trim())?.[1];
  return userId === undefined ? null : { userId };
}
