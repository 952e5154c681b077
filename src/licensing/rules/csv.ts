/** Programs for tables run a cell that begins so as a formula. */
const formula = /^[=+\-@\t\r]/;
const special = /[",\r\n]/;

/** One line of a table after RFC 4180. A cell that a program would run as a formula gets an apostrophe in front. */
export function csvLine(cells: readonly string[]): string {
  return `${cells.map(cell).join(',')}\r\n`;
}

function cell(text: string): string {
  const safe = formula.test(text) ? `'${text}` : text;
  return special.test(safe) ? `"${safe.replaceAll('"', '""')}"` : safe;
}
