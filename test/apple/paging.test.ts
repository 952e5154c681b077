import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { PagePlan } from '../../src/apple/paging.js';

const PAGE_SIZE = 3;

/** A list at Apple: every change gives it a new version, and a page that is not there is 9650. */
class ChangingList {
  readonly records: number[];
  version = 1;

  constructor(length: number) {
    this.records = Array.from({ length }, (_, index) => index);
  }

  change(at: number, what: 'add' | 'remove'): void {
    const place = at % (this.records.length + 1);
    if (what === 'add') this.records.splice(place, 0, 1_000 + this.version);
    else this.records.splice(place, 1);
    this.version += 1;
  }

  page(index: number) {
    const totalPages = Math.max(1, Math.ceil(this.records.length / PAGE_SIZE));
    if (index >= totalPages) return null;
    const rows = this.records.slice(index * PAGE_SIZE, (index + 1) * PAGE_SIZE);
    const next = index + 1 < totalPages ? { nextPageIndex: index + 1 } : {};
    return {
      rows,
      members: { currentPageIndex: index, ...next, size: rows.length, totalPages, versionId: `v${this.version}` },
    };
  }
}

type Step = { kind: 'answer'; which: number } | { kind: 'change'; at: number; what: 'add' | 'remove' };

/** Reads the list with up to five requests under way, answered in the order that the steps give. */
function read(list: ChangingList, steps: readonly Step[]) {
  const plan = new PagePlan();
  const asked: number[] = [];
  const seen: number[] = [];
  const underWay: number[] = [];
  const coming = [...steps];
  for (;;) {
    for (let index = plan.next(); index !== null; index = underWay.length < 5 ? plan.next() : null) {
      asked.push(index);
      underWay.push(index);
    }
    if (underWay.length === 0) return { plan, asked, seen };
    const step = coming.shift() ?? { kind: 'answer', which: 0 };
    if (step.kind === 'change') list.change(step.at, step.what);
    else answer(list, plan, underWay.splice(step.which % underWay.length, 1)[0] ?? 0, seen);
  }
}

function answer(list: ChangingList, plan: PagePlan, index: number, seen: number[]): void {
  const page = list.page(index);
  const taken = page === null ? plan.vanish(index) : plan.take(index, page.members, [page.rows.length]);
  expect(taken).toEqual({ result: 'taken' });
  seen.push(...(page?.rows ?? []));
}

const answers = fc.record({ kind: fc.constant('answer' as const), which: fc.nat(4) });
const changes = fc.record({
  kind: fc.constant('change' as const),
  at: fc.nat(200),
  what: fc.constantFrom('add' as const, 'remove' as const),
});
const steps = fc.array(fc.oneof({ arbitrary: answers, weight: 4 }, changes), { maxLength: 60 });

describe('PagePlan', () => {
  it('reads a list that stands still whole, every record once, in any order of answers', () => {
    fc.assert(
      fc.property(fc.nat(80), fc.array(answers), (length, order) => {
        const list = new ChangingList(length);
        const { plan, seen } = read(list, order);
        expect(plan.changed).toBe(false);
        expect(seen.toSorted((one, other) => one - other)).toEqual(list.records);
      }),
    );
  });

  it('of a changing list gives every record that stood there throughout, or says that it changed', () => {
    let changed = 0;
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 80 }), steps, (length, order) => {
        const list = new ChangingList(length);
        const throughout = [...list.records];
        const { plan, asked, seen } = read(list, order);
        expect(new Set(asked).size).toBe(asked.length);
        if (plan.changed) changed += 1;
        else
          for (const record of throughout.filter((one) => list.records.includes(one))) expect(seen).toContain(record);
      }),
    );
    expect(changed).toBeGreaterThan(0);
  });

  it("keeps the first page's version, though a later one is newer", () => {
    const list = new ChangingList(9);
    const { plan } = read(list, [
      { kind: 'answer', which: 0 },
      { kind: 'change', at: 0, what: 'add' },
    ]);
    expect(plan).toMatchObject({ versionId: 'v1', changed: true, pages: 4, totalPages: 4 });
  });

  it('asks for nothing but the first page until that came', () => {
    const plan = new PagePlan();
    expect([plan.next(), plan.next()]).toEqual([0, null]);
  });

  it('goes on when the answer for the last known page adds one', () => {
    const plan = new PagePlan();
    plan.next();
    plan.take(0, { versionId: 'v', totalPages: 1, currentPageIndex: 0, size: 0 }, [0]);
    expect(plan.next()).toBeNull();
    const grown = new PagePlan();
    grown.next();
    grown.take(0, { versionId: 'v', totalPages: 2, currentPageIndex: 0, nextPageIndex: 1, size: 0 }, [0]);
    expect(grown.next()).toBe(1);
    grown.take(1, { versionId: 'v', totalPages: 3, currentPageIndex: 1, nextPageIndex: 2, size: 0 }, [0]);
    expect([grown.next(), grown.changed]).toEqual([2, true]);
  });

  it('takes an empty page beyond the end for the end', () => {
    const plan = new PagePlan();
    plan.next();
    plan.take(0, { versionId: 'v', totalPages: 2, currentPageIndex: 0, nextPageIndex: 1, size: 1 }, [1]);
    plan.next();
    const beyond = { versionId: 'v', totalPages: 1, currentPageIndex: 1, size: 0 };
    expect(plan.take(1, beyond, [0])).toEqual({ result: 'taken' });
    expect(plan.changed).toBe(true);
    expect(plan.take(1, { ...beyond, size: 1 }, [1])).toMatchObject({ result: 'flaw' });
  });
});
