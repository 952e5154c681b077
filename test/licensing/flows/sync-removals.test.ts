import { describe, expect, it } from 'vitest';
import type { TestHouse } from '../../support/core.js';
import { type Call, unreachable } from '../../support/core-apple.js';
import { boundHouse } from '../../support/core-ceremony.js';
import { HOUR } from '../../support/core-samples.js';
import { asset, completeNow, stock, syncNow } from '../../support/core-sync.js';

/** At the end of each first page of a walk (not of its delta) somebody changes the list under the reader. */
const underEachWalk = (house: TestHouse, call: Call, change: (walk: number) => void) => {
  let lists = 0;
  house.apple.afterPage = (walked, page) => {
    if (walked !== call || page !== 0) return;
    lists += 1;
    if (lists % 2 === 1) change((lists + 1) / 2);
  };
};

const manyPeople = (house: TestHouse) => {
  stock(house);
  house.apple.pageSize = 2;
  for (const name of ['eva', 'finn', 'gun', 'hugo']) house.apple.register(`vb1.${name}`, { status: 'Associated' });
};

describe('a list of people that keeps changing under the pages', () => {
  /** A row that leaves the first page moves the others up, so that the walk loses one; then it comes back at the end. */
  const restless = async () => {
    const house = await boundHouse(manyPeople);
    house.now += HOUR;
    underEachWalk(house, 'users', () => {
      const [first, ...rest] = house.apple.userRows;
      if (first !== undefined) house.apple.userRows = [...rest, first];
      house.apple.register(`foreign-${house.apple.userRows.length}`);
    });
    return house;
  };

  it('removes nobody, and says since when removals are not verified', async () => {
    const house = await restless();
    const verified = house.now - HOUR;
    const { removals, totals } = await completeNow(house);
    expect(totals.ourUsers).toBe(6);
    expect(removals).toEqual({ verified: false, since: verified });
    expect((await completeNow(house)).removals).toEqual({ verified: false, since: verified });
  });

  it('still adds and updates', async () => {
    const house = await restless();
    house.apple.forget('vb1.bo');
    house.apple.register('vb1.bo', { status: 'Associated' });
    house.apple.register('vb1.new');
    expect((await completeNow(house)).totals.ourUsers).toBe(7);
    const { mirror } = house.core;
    expect('userOf' in mirror && typeof mirror.userOf === 'function' && mirror.userOf('vb1.bo')).toMatchObject({
      status: 'Associated',
    });
  });

  it('takes nobody for ended of whom a delta that moved lost the living row', async () => {
    const house = await boundHouse(({ apple }) => {
      apple.pageSize = 1;
      apple.register('vb1.zoe');
    });
    let lists = 0;
    house.apple.afterPage = (walked, page) => {
      if (walked !== 'users' || page !== 0) return;
      lists += 1;
      if (lists === 1 || lists === 3) house.apple.register(`foreign-${lists}`);
      if (lists === 5) {
        house.apple.forget('vb1.zoe');
        house.apple.register('foreign-5');
        house.apple.register('vb1.zoe', { status: 'Associated' });
        house.apple.register('vb1.zoe', { status: 'Retired' });
      }
      if (lists === 6) house.apple.forget('foreign-5');
    };
    await completeNow(house);
    expect(lists).toBe(6);
    const { mirror } = house.core;
    expect('userOf' in mirror && typeof mirror.userOf === 'function' && mirror.userOf('vb1.zoe')).toMatchObject({
      status: 'Associated',
    });
  });

  it('that holds still again shows who was removed', async () => {
    const house = await restless();
    await completeNow(house);
    house.apple.afterPage = () => undefined;
    house.apple.forget('vb1.eva');
    const { removals, totals } = await completeNow(house);
    expect(removals).toEqual({ verified: true, at: house.now });
    expect(totals.ourUsers).toBe(5);
  });

  it('has nothing verified yet when it never held still', async () => {
    const house = await boundHouse((one) => {
      manyPeople(one);
      underEachWalk(one, 'users', (walk) => one.apple.register(`foreign-${walk}`));
    });
    const [summary] = await house.noticesOf('sync-summary');
    expect(summary?.facts.report.outcome).toMatchObject({
      result: 'complete',
      removals: { verified: false, since: null },
    });
  });
});

describe('a delta that fails', () => {
  it.each([
    { call: 'users', count: { users: 2, assignments: 2 } },
    { call: 'assignments', count: { users: 1, assignments: 2 } },
  ] as const)('of $call leaves every row of ours where it was', async ({ call, count }) => {
    const house = await boundHouse(stock);
    house.apple.forget('vb1.bo');
    house.apple.takeBack('2');
    const before = house.apple.calls.filter((one) => one === call).length;
    house.apple.interfere = (one, seen) =>
      one === call && seen === before + 2 ? { before: unreachable() } : undefined;
    expect((await syncNow(house)).outcome).toMatchObject({ result: 'failed', stage: call });
    expect(house.core.mirror.totals()).toEqual(count);
  });
});

describe('a walk of assignments that shows one row twice and another one not at all', () => {
  /** Rows of product 1 in this order; the page boundary lies after three. */
  const crowd = (holders: readonly string[]) => (house: TestHouse) => {
    house.apple.buy('1', 20);
    house.apple.buy('2', 20);
    for (const clientUserId of holders) house.apple.assign('1', { clientUserId });
  };

  /** After the first page the third row and the fourth change places: the third is shown again, the fourth is not. */
  const swapOnce = (house: TestHouse) => {
    underEachWalk(house, 'assignments', (walk) => {
      if (walk !== 1) return;
      const [a, b, c, d, ...rest] = house.apple.assignmentRows;
      if (!(a && b && c && d)) return;
      house.apple.assignmentRows = [a, b, d, c, ...rest];
      house.apple.register('foreign-change');
    });
  };

  it.each([
    { what: 'both ours', holders: ['vb1.a', 'vb1.b', 'vb1.c', 'vb1.d', 'vb1.e'] },
    { what: 'the one shown twice foreign', holders: ['vb1.a', 'vb1.b', 'foreign', 'vb1.d', 'vb1.e'] },
  ])('though their number is right, loses nobody ($what)', async ({ holders }) => {
    const house = await boundHouse(crowd(holders));
    const ours = holders.filter((one) => one.startsWith('vb1.'));
    swapOnce(house);
    const { unsettled } = await completeNow(house);
    expect(unsettled).toEqual([]);
    expect((await asset(house, '1.STDQ')).ours).toBe(ours.length);
    const { mirror } = house.core;
    for (const one of ours)
      expect('holds' in mirror && typeof mirror.holds === 'function' && mirror.holds('1.STDQ', one)).toBe(true);
  });

  /** Before the walk: who holds product 1 now, and in which order Apple lists them. */
  const holdersBecome = (house: TestHouse, holders: readonly string[]) => {
    house.apple.assignmentRows = [];
    for (const clientUserId of holders) house.apple.assign('1', { clientUserId });
    house.apple.assetRows = house.apple.assetRows.map(({ row, version }) => ({
      row: row.adamId === '1' ? { ...row, assignedCount: holders.length, availableCount: 20 - holders.length } : row,
      version,
    }));
  };

  it.each([
    { what: 'one of ours shown twice', holders: ['vb1.a', 'vb1.b', 'vb1.c', 'foreign', 'foreign-2'] },
    { what: 'one of theirs shown twice', holders: ['vb1.a', 'vb1.b', 'foreign', 'foreign-2', 'vb1.c'] },
  ])('keeps nobody whose licence was taken back before ($what)', async ({ holders }) => {
    const house = await boundHouse(crowd(['vb1.a', 'vb1.b', 'vb1.c', 'vb1.gone']));
    holdersBecome(house, holders);
    swapOnce(house);
    await completeNow(house);
    expect((await asset(house, '1.STDQ')).ours).toBe(3);
  });

  it('does not miss a new row of ours behind an old one that is shown twice', async () => {
    const house = await boundHouse(crowd(['vb1.a', 'vb1.b', 'vb1.c']));
    holdersBecome(house, ['vb1.a', 'vb1.b', 'vb1.c', 'vb1.new', 'foreign']);
    swapOnce(house);
    await completeNow(house);
    expect((await asset(house, '1.STDQ')).ours).toBe(4);
  });
});
