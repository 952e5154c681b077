import type { Progress, WalkEnd } from '../licensing/ports/licences.js';
import type { Trouble } from '../licensing/rules/apple-answer.js';
import { PAGE_OUT_OF_RANGE } from './error-numbers.js';
import { type PageFlaw, PagePlan } from './paging.js';
import type { WirePage } from './schemas.js';
import { badAnswer } from './verdict.js';
import { MAX_CONNECTIONS } from './wire.js';

export type Reply<T> = { result: 'ok'; value: T } | Trouble;

/** How one kind of list is read. */
export interface WalkPlan<Page extends WirePage, Row> {
  ask: (pageIndex: number, signal: AbortSignal) => Promise<Reply<Page>>;
  /** `null`: a row is unusable. */
  rows: (page: Page) => readonly Row[] | null;
  /** The values of `size` that would be right. */
  sizes: (page: Page) => readonly number[];
  visit: (rows: readonly Row[]) => void;
  onProgress?: ((progress: Progress) => void) | undefined;
  signal?: AbortSignal | undefined;
}

/**
 * Reads a whole list: the first page, then up to five at once. Pages are visited as they come and dropped. The first
 * trouble ends the walk and what is under way. Rejects with the signal's reason, or with what `visit` throws.
 */
export async function walk<Page extends WirePage, Row>(options: WalkPlan<Page, Row>): Promise<Reply<WalkEnd>> {
  return new Walk(options).run();
}

class Walk<Page extends WirePage, Row> {
  readonly #options: WalkPlan<Page, Row>;
  readonly #plan = new PagePlan();
  readonly #stop = new AbortController();
  readonly #underWay = new Set<Promise<void>>();
  #rows = 0;
  #trouble: Trouble | null = null;
  #fault: { error: unknown } | null = null;

  constructor(options: WalkPlan<Page, Row>) {
    this.#options = options;
  }

  async run(): Promise<Reply<WalkEnd>> {
    const outer = this.#options.signal;
    outer?.throwIfAborted();
    const onAbort = (): void => this.#stop.abort();
    outer?.addEventListener('abort', onAbort, { once: true });
    try {
      await this.#all();
    } finally {
      outer?.removeEventListener('abort', onAbort);
    }
    outer?.throwIfAborted();
    if (this.#fault !== null) throw this.#fault.error;
    return this.#trouble ?? this.#end();
  }

  async #all(): Promise<void> {
    for (;;) {
      while (this.#underWay.size < MAX_CONNECTIONS && !this.#stop.signal.aborted) {
        const index = this.#plan.next();
        if (index === null) break;
        const page = this.#page(index).finally(() => this.#underWay.delete(page));
        this.#underWay.add(page);
      }
      if (this.#underWay.size === 0) return;
      await Promise.race(this.#underWay);
    }
  }

  /** Never rejects. */
  async #page(index: number): Promise<void> {
    try {
      const reply = await this.#options.ask(index, this.#stop.signal);
      if (this.#stop.signal.aborted) return;
      const trouble = reply.result === 'ok' ? this.#take(index, reply.value) : this.#refused(index, reply);
      if (trouble !== null) this.#giveUp(trouble);
    } catch (error) {
      if (this.#stop.signal.aborted) return;
      this.#fault = { error };
      this.#stop.abort();
    }
  }

  #giveUp(trouble: Trouble): void {
    this.#trouble = trouble;
    this.#stop.abort();
  }

  #take(index: number, page: Page): Trouble | null {
    const taken = this.#plan.take(index, page, this.#options.sizes(page));
    if (taken.result === 'flaw') return troubleOf(taken);
    const rows = this.#options.rows(page);
    if (rows === null) return troubleOf({ result: 'flaw', detail: `page ${index} has an unusable row` });
    this.#rows += rows.length;
    this.#options.visit(rows);
    this.#options.onProgress?.({ pages: this.#plan.pages, totalPages: this.#plan.totalPages });
    return null;
  }

  #refused(index: number, trouble: Trouble): Trouble | null {
    const vanished = trouble.result === 'refused' && trouble.errorNumber === PAGE_OUT_OF_RANGE && index > 0;
    if (!vanished) return trouble;
    this.#plan.vanish(index);
    return null;
  }

  #end(): Reply<WalkEnd> {
    const { versionId, changed, pages } = this.#plan;
    if (versionId === null) return troubleOf({ result: 'flaw', detail: 'no page came' });
    return { result: 'ok', value: { versionId, changedDuringWalk: changed, pages, rows: this.#rows } };
  }
}

function troubleOf(flaw: PageFlaw): Trouble {
  return { ...badAnswer(flaw.detail), effect: 'none' };
}
