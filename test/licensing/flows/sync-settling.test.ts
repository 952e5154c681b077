import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { TestHouse } from '../../support/core.js';
import type { Call } from '../../support/core-apple.js';
import { boundHouse } from '../../support/core-ceremony.js';
import { completeNow, stock } from '../../support/core-sync.js';

describe('lists that change under the pages', () => {
  const crowd = (house: TestHouse) => {
    stock(house);
    for (let index = 0; index < 12; index += 1) {
      const clientUserId = index % 2 === 0 ? `vb1.p${index}` : `foreign${index}`;
      house.apple.register(clientUserId, { status: 'Associated' });
      house.apple.assign(String([3, 5, 6][index % 3]), { clientUserId });
    }
  };

  /** What Apple knows at one moment: the figures of each asset with the count of ours, and how many users are ours. */
  function truth({ apple }: TestHouse) {
    const ours = (clientUserId: string | null) => clientUserId?.startsWith('vb1.') ?? false;
    const figures = apple.assetRows.map(({ row }) => {
      const held = apple.assignmentRows.filter((one) => one.row.adamId === row.adamId);
      const count = held.filter((one) => ours(one.row.clientUserId)).length;
      return [`${row.adamId}.STDQ`, { ...row, ours: count, presence: 'listed' }] as const;
    });
    return {
      figures: new Map<string, object & { ours: number }>(figures),
      users: apple.userRows.filter(({ row }) => ours(row.clientUserId)).length,
    };
  }

  /** Every asset as it was at the beginning or at the end: nothing lost, nothing doubled, nothing of both mixed. */
  async function expectTrue(house: TestHouse, before: ReturnType<typeof truth>): Promise<void> {
    const after = truth(house);
    const counts = house.core.mirror.countsByAsset();
    expect([before.users, after.users]).toContain(house.core.mirror.totals().users);
    for (const key of new Set([...before.figures.keys(), ...after.figures.keys()])) {
      const stored = (await house.records.get('asset', key))?.value;
      const [old, now] = [before.figures.get(key), after.figures.get(key)];
      const listed = stored?.presence === 'listed' ? stored : undefined;
      const matches = [old, now].filter((one) =>
        one === undefined
          ? listed === undefined
          : Object.entries(one).every(([name, value]) => sameAs(listed, name, value)),
      );
      expect([key, matches.length > 0]).toEqual([key, true]);
      expect([old?.ours ?? 0, now?.ours ?? 0]).toContain(counts.get(key) ?? 0);
    }
  }

  function sameAs(asset: object | undefined, name: string, value: unknown): boolean {
    return (
      asset !== undefined &&
      JSON.stringify(Object.entries(asset).find(([key]) => key === name)?.[1]) === JSON.stringify(value)
    );
  }

  const changes: { what: string; change: (house: TestHouse) => void }[] = [
    { what: 'licences are taken back', change: ({ apple }) => apple.takeBack('1') },
    { what: 'licences are given to us', change: ({ apple }) => apple.assign('6', { clientUserId: 'vb1.ada' }) },
    {
      what: 'licences are given to others',
      change: ({ apple }) => apple.assign('6', { clientUserId: 'foreign-user' }),
    },
    {
      what: 'licences are given and taken back',
      change: ({ apple }) => {
        apple.takeBack('3');
        apple.assign('3', { clientUserId: 'vb1.bo' });
      },
    },
    { what: 'a person is forgotten', change: ({ apple }) => apple.forget('foreign-user') },
    { what: 'a product leaves', change: ({ apple }) => apple.unlist('7') },
    { what: 'a product comes', change: ({ apple }) => apple.buy('9', 5) },
    {
      what: 'the first product leaves and comes back at the end',
      change: ({ apple }) => {
        const [first, ...rest] = apple.assetRows;
        if (first !== undefined) apple.assetRows = [...rest, first];
        apple.register('vb1.new');
      },
    },
  ];
  const walks: Call[] = ['assets', 'users', 'assignments'];

  it.each(changes.flatMap((one) => walks.map((call) => ({ ...one, call }))))(
    'while $what during the walk of $call, nothing is lost or doubled',
    async ({ change, call }) => {
      const house = await boundHouse(crowd);
      const before = truth(house);
      let done = false;
      house.apple.afterPage = (walked, page) => {
        if (walked !== call || page !== 0 || done) return;
        done = true;
        change(house);
      };
      const { unsettled } = await completeNow(house);
      expect(done).toBe(true);
      expect(unsettled).toEqual([]);
      await expectTrue(house, before);
    },
  );

  it('never gets a product wrong that nobody touched, however the others move under the pages', async () => {
    const move = fc.record({
      call: fc.constantFrom(...walks),
      page: fc.integer({ min: 0, max: 4 }),
      adamId: fc.constantFrom('1', '2', '3'),
      what: fc.constantFrom('assign', 'assign ours', 'take back', 'buy', 'register', 'forget'),
    });
    await fc.assert(
      fc.asyncProperty(fc.array(move, { maxLength: 8 }), async (moves) => {
        const house = await boundHouse(crowd);
        const before = truth(house);
        const { apple } = house;
        const open = [...moves];
        apple.afterPage = (call, page) => {
          const now = open.filter((one) => one.call === call && one.page === page);
          open.splice(0, open.length, ...open.filter((one) => !now.includes(one)));
          for (const one of now) act(one);
        };
        const act = ({ what, adamId }: (typeof moves)[number]): void => {
          if (what === 'assign') apple.assign(adamId, { clientUserId: 'foreign-user' });
          if (what === 'assign ours') apple.assign(adamId, { clientUserId: 'vb1.ada' });
          if (what === 'take back') apple.takeBack(adamId);
          if (what === 'buy') apple.buy(adamId, 3);
          if (what === 'register') apple.register(`foreign-${apple.userRows.length}`);
          if (what === 'forget') apple.forget('foreign-user');
        };
        await completeNow(house);
        for (const key of ['4.STDQ', '5.STDQ', '6.STDQ', '7.STDQ']) {
          expect((await house.records.get('asset', key))?.value).toMatchObject(before.figures.get(key) ?? {});
        }
        expect(house.core.mirror.totals().users).toBe(before.users);
      }),
      { numRuns: 60 },
    );
  });

  it('sees rows that the walk lost though the delta makes their number right', async () => {
    const house = await boundHouse(({ apple }) => {
      apple.buy('1', 10);
      apple.buy('2', 10);
      for (const clientUserId of ['f1', 'f2', 'f3']) apple.assign('1', { clientUserId });
      for (const clientUserId of ['vb1.ada', 'vb1.bo', 'f4']) apple.assign('2', { clientUserId });
    });
    let done = false;
    house.apple.afterPage = (walked) => {
      if (walked !== 'assignments' || done) return;
      done = true;
      house.apple.takeBack('1');
      house.apple.takeBack('1');
      house.apple.assign('2', { clientUserId: 'f5' });
    };
    await completeNow(house);
    expect((await house.records.get('asset', '2.STDQ'))?.value).toMatchObject({ assignedCount: 4, ours: 2 });
  });

  it('says how many products were read again', async () => {
    const house = await boundHouse(crowd);
    let done = false;
    house.apple.afterPage = (walked) => {
      if (walked !== 'assignments' || done) return;
      done = true;
      house.apple.takeBack('1');
    };
    expect((await completeNow(house)).readAgain).toBeGreaterThan(0);
  });

  it('ends although they never come to rest, and says what did not settle', async () => {
    const house = await boundHouse(crowd);
    house.apple.assetRows = house.apple.assetRows.map(({ row, version }) => ({
      row: row.adamId === '6' ? { ...row, assignedCount: 5, availableCount: 15 } : row,
      version,
    }));
    const outcome = await completeNow(house);
    expect(outcome.unsettled).toEqual([{ key: '6.STDQ', name: 'App 6', totalCount: 20, availableCount: 15 }]);
  });

  it('says it too of a product whose rows Apple lists but not the product', async () => {
    const house = await boundHouse(crowd);
    house.apple.assign('99', { clientUserId: 'foreign-user' });
    expect((await completeNow(house)).unsettled.map(({ key }) => key)).toEqual(['99.STDQ']);
  });

  it('lets no product that never agrees stand in the way of the others', async () => {
    const house = await boundHouse(({ apple }) => {
      apple.pageSize = 500;
      for (let index = 100; index < 170; index += 1) apple.buy(String(index), 5, { assignedCount: 1 });
      apple.buy('999', 5);
      apple.assign('999', { clientUserId: 'vb1.ada' });
      apple.assign('999', { clientUserId: 'vb1.bo' });
    });
    let done = false;
    house.apple.afterPage = (walked) => {
      if (walked !== 'users' || done) return;
      done = true;
      house.apple.takeBack('999');
    };
    const { unsettled } = await completeNow(house);
    expect(unsettled.map(({ key }) => key)).not.toContain('999.STDQ');
    expect(unsettled).toHaveLength(70);
  });

  it('gives a person with a living and an ended row on two pages of a delta their living one', async () => {
    const house = await boundHouse(({ apple }) => {
      apple.pageSize = 1;
      apple.register('vb1.zoe');
    });
    let lists = 0;
    house.apple.afterPage = (walked, page) => {
      if (walked !== 'users' || page !== 0) return;
      lists += 1;
      // Walk, delta, walk, delta: each changes, and so does the last walk that is made.
      if (lists === 1 || lists === 3) house.apple.register(`foreign-${lists}`);
      if (lists !== 5) return;
      house.apple.forget('vb1.zoe');
      house.apple.register('vb1.zoe', { status: 'Associated' });
      house.apple.register('vb1.zoe', { status: 'Retired' });
    };
    await completeNow(house);
    const { mirror } = house.core;
    expect('userOf' in mirror && typeof mirror.userOf === 'function' && mirror.userOf('vb1.zoe')).toMatchObject({
      status: 'Associated',
    });
  });
});
