import type { WirePage } from './schemas.js';

/** A page without what paging needs, or one that contradicts itself or what was asked. */
export interface PageFlaw {
  result: 'flaw';
  detail: string;
}

export interface PageTaken {
  result: 'taken';
}

const MAX_PAGES = 1_000_000;

/**
 * Decides which pages of a list to ask for; pure, it sends nothing. Pages may be taken in any order. Apple lets
 * `totalPages` and `versionId` change while a list is read and says to keep the first page's `versionId`. No page is
 * asked for twice; a list that changed is said to have changed, its rows may be missing or old.
 */
export class PagePlan {
  #next = 0;
  #total = 1;
  /** Pages from here on have vanished. */
  #end = Number.POSITIVE_INFINITY;
  #versionId: string | null = null;
  #firstTotal: number | null = null;
  #pages = 0;
  #changed = false;

  /** The next page to ask for, or `null` when there is none for now: answers under way may still add pages. */
  next(): number | null {
    const waitsForFirst = this.#next > 0 && this.#versionId === null;
    if (waitsForFirst || this.#next >= Math.min(this.#total, this.#end)) return null;
    this.#next += 1;
    return this.#next - 1;
  }

  /** Takes the answer for a page that was asked for; `rows` holds the right values of `size`. */
  take(index: number, page: WirePage, rows: readonly number[]): PageTaken | PageFlaw {
    const { versionId, totalPages } = page;
    if (typeof versionId !== 'string') return flaw(index, 'has no versionId');
    if (typeof totalPages !== 'number') return flaw(index, 'has no totalPages');
    const wrong = contradiction(index, page, totalPages, rows);
    if (wrong !== null) return flaw(index, wrong);
    this.#versionId ??= versionId;
    this.#firstTotal ??= totalPages;
    if (versionId !== this.#versionId || totalPages !== this.#firstTotal) this.#changed = true;
    this.#total = Math.max(this.#total, totalPages);
    this.#pages += 1;
    return { result: 'taken' };
  }

  /** Apple says that a page which its list announced is not there (any more). */
  vanish(index: number): PageTaken | PageFlaw {
    if (index === 0) return flaw(index, 'was refused');
    this.#end = Math.min(this.#end, index);
    this.#changed = true;
    return { result: 'taken' };
  }

  /** Of the first page; `null` before it was taken. */
  get versionId(): string | null {
    return this.#versionId;
  }

  get changed(): boolean {
    return this.#changed;
  }

  get pages(): number {
    return this.#pages;
  }

  get totalPages(): number {
    return Math.min(this.#total, this.#end);
  }
}

function flaw(index: number, what: string): PageFlaw {
  return { result: 'flaw', detail: `page ${index} ${what}` };
}

function contradiction(index: number, page: WirePage, totalPages: number, rows: readonly number[]): string | null {
  const { currentPageIndex, nextPageIndex, size } = page;
  if (totalPages < 0 || totalPages > MAX_PAGES) return 'has an impossible totalPages';
  if (currentPageIndex !== index) return 'says that it is another page';
  if (typeof size !== 'number' || !rows.includes(size)) return 'has another size than rows';
  const beyond = index >= totalPages;
  if (beyond && size > 0) return 'has rows beyond totalPages';
  const expected = index < totalPages - 1 ? index + 1 : null;
  return (nextPageIndex ?? null) === expected ? null : 'has a wrong nextPageIndex';
}
