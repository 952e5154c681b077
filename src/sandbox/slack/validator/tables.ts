import { listOf } from '../json.js';
import {
  byType,
  type Check,
  finite,
  flag,
  integer,
  list,
  object,
  oneOf,
  optional,
  type Report,
  required,
  type Shape,
  text,
  visibleText,
} from './checks.js';
import { richText } from './rich-text.js';

const MOST_ROWS = 100;
const MOST_CELLS = 20;
/** Slack does not write of it; others have met it. */
const MOST_CHARACTERS = 10_000;

const cell = byType(
  {
    raw_text: object({ type: required(oneOf('raw_text')), text: required(visibleText(3000)) }),
    raw_number: object({
      type: required(oneOf('raw_number')),
      value: required(finite),
      text: required(visibleText(3000)),
    }),
    rich_text: richText,
  },
  'cell',
);

const rows: Check = (value, at, report) => {
  list(list(cell, 1, MOST_CELLS), 1, MOST_ROWS)(value, at, report);
  if (charactersOf(value) > MOST_CHARACTERS) {
    report.problem(at, `the cells must have less than ${MOST_CHARACTERS + 1} characters in all`);
  }
  sameWidth(listOf(value), at, report);
};

/** We assume that rows of different widths are refused; Slack does not write of it. */
function sameWidth(value: unknown[], at: string, report: Report): void {
  const widths = new Set(value.map((row) => listOf(row).length));
  if (widths.size > 1) report.problem(at, 'every row must have the same number of cells');
}

/** The characters of every `text` inside a value. */
function charactersOf(value: unknown): number {
  if (Array.isArray(value)) return value.reduce((sum: number, item) => sum + charactersOf(item), 0);
  if (typeof value !== 'object' || value === null) return 0;
  return Object.entries(value).reduce((sum, [name, member]) => {
    if (name === 'text' && typeof member === 'string') return sum + [...member].length;
    return sum + charactersOf(member);
  }, 0);
}

export const tableShape: Shape = {
  rows: required(rows),
  column_settings: optional(
    list(object({ align: optional(oneOf('left', 'center', 'right')), is_wrapped: optional(flag) }), 1, MOST_CELLS),
  ),
};

export const dataTableShape: Shape = {
  rows: required(rows),
  caption: required(text(255)),
  page_size: optional(integer(1, 100)),
  row_header_column_index: optional(integer(0, MOST_CELLS - 1)),
};
