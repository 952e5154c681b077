import { type Refusal, refused } from './answers.js';
import type { Rows } from './rows.js';
import type { AppleSwitches } from './switches.js';

/** One page: the rows, and the members that describe it. */
export interface Page<Row> {
  readonly result: 'page';
  readonly rows: readonly Row[];
  readonly members: {
    currentPageIndex: number;
    nextPageIndex?: number;
    size: number;
    totalPages: number;
    versionId: string;
  };
}

/** Counts from 0; without an index the first page. A page that is not there is 9650. An empty list has one empty page. */
export function pageOf<Row>(
  rows: Rows<Row>,
  index: number | undefined,
  versionId: string,
  switches: AppleSwitches,
): Page<Row> | Refusal {
  const { pageSize, pageIndexZero } = switches;
  const totalPages = Math.max(1, Math.ceil(rows.length / pageSize));
  const currentPageIndex = index ?? 0;
  if (currentPageIndex < 0 || currentPageIndex >= totalPages) return refused(9650);
  if (index === 0 && pageIndexZero === 'refused') return refused(9650);
  const page = rows.slice(currentPageIndex * pageSize, (currentPageIndex + 1) * pageSize);
  const next = currentPageIndex + 1 < totalPages ? { nextPageIndex: currentPageIndex + 1 } : {};
  return {
    result: 'page',
    rows: page,
    members: { currentPageIndex, ...next, size: page.length, totalPages, versionId },
  };
}
