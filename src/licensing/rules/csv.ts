/** Programs for tables run a cell that begins so as a formula. */
const formula = /^[=+\-@\t\r\n＝＋－＠]/u;
const special = /[",\r\n]/;

/** One line of a table after RFC 4180. A cell that a program would run as a formula gets an apostrophe in front. */
export function csvLine(cells: readonly string[]): string {
  return `${cells.map(cell).join(',')}\r\n`;
}

function cell(text: string): string {
  const safe = formula.test(text) ? `'${text}` : text;
  return special.test(safe) ? `"${safe.replaceAll('"', '""')}"` : safe;
}

export type CsvCell = string | number | boolean | null;

/** A whole table in text. `cutOff`: more rows than fit; the last ones are missing. */
export interface CsvTable {
  text: string;
  rows: number;
  cutOff: boolean;
}

/** Characters of one table; larger files are not sent through Slack. */
const LONGEST = 20 * 1024 * 1024;

/** A table that grows row by row up to what can be sent. */
export class CsvText {
  #text: string;
  #rows = 0;
  #cutOff = false;
  readonly #longest: number;

  constructor(columns: readonly string[], longest = LONGEST) {
    this.#text = csvLine(columns);
    this.#longest = longest;
  }

  /** `false`: it is full, and the row is left out. */
  add(cells: readonly CsvCell[]): boolean {
    const line = csvLine(cells.map((one) => (one === null ? '' : String(one))));
    if (this.#cutOff || this.#text.length + line.length > this.#longest) {
      this.#cutOff = true;
      return false;
    }
    this.#text += line;
    this.#rows += 1;
    return true;
  }

  get table(): CsvTable {
    return { text: this.#text, rows: this.#rows, cutOff: this.#cutOff };
  }
}

/** An instant (milliseconds since the epoch) in UTC, as programs for tables read it; empty when there is none. */
export function csvTime(at: number | null | undefined): string {
  return at === null || at === undefined || !Number.isFinite(at) || Math.abs(at) > 8.64e15
    ? ''
    : new Date(at).toISOString();
}
