import { describe, expect, it } from 'vitest';
import { beginSync } from '../../../src/licensing/flows/begin-sync.js';
import { runSync } from '../../../src/licensing/flows/sync.js';
import type { TestHouse } from '../../support/core.js';
import { boundHouse } from '../../support/core-ceremony.js';
import { HOUR } from '../../support/core-samples.js';
import { asset, stock, syncState } from '../../support/core-sync.js';

describe('a sync that is cut', async () => {
  const changed = async () => {
    const house = await boundHouse(stock);
    house.apple.buy('3', 10);
    house.apple.assign('5', { clientUserId: 'vb1.ada' });
    house.now += HOUR;
    return house;
  };
  const work = async (house: TestHouse) => {
    await beginSync(house.core, { trigger: 'person', slot: null, startedBy: 'OPERATOR', reference: 'R' });
    await runSync(house.core, 'R');
  };
  const points = async () => {
    const house = await changed();
    const seen: { point: string; ofThis: number }[] = [];
    const offset = new Map<string, number>();
    house.cutAt = (point, count) => {
      const before = offset.get(point) ?? count - 1;
      offset.set(point, before);
      seen.push({ point, ofThis: count - before });
      return false;
    };
    await work(house);
    return seen;
  };

  it('names its steps', async () => {
    expect((await points()).map(({ point }) => point).filter((point) => point.startsWith('sync.'))).toEqual([
      'sync.started',
      'sync.client-config-read',
      'sync.assets-read',
      'sync.users-read',
      'sync.assignments-read',
      'sync.settled',
      'sync.before-commit',
      'sync.committed',
    ]);
  });

  it.each(await points())(
    '$point ($ofThis) goes on after the restart, with the same end and told once',
    async (cut) => {
      const house = await changed();
      let seen = 0;
      house.cutAt = (point) => {
        if (point === cut.point) seen += 1;
        return point === cut.point && seen === cut.ofThis;
      };
      expect(await house.untilCut(() => work(house))).toBe('cut');
      await house.restart();
      const state = await syncState(house);
      if (state.last?.trigger === 'binding') await work(house);
      const after = await syncState(house);
      expect(after.running).toBeNull();
      expect(after.last).toMatchObject({ trigger: 'person', startedBy: 'OPERATOR', outcome: { result: 'complete' } });
      const outcome = after.last?.outcome;
      expect(outcome?.result === 'complete' && outcome.diff.totals).toEqual([
        { key: '3.STDQ', name: 'App 3', before: 20, after: 30 },
      ]);
      expect(await asset(house, '5.STDQ')).toMatchObject({ assignedCount: 1, ours: 1 });
      const done = (await house.noticesOf('sync-card')).filter(({ facts }) => facts.stage === 'done');
      expect(done).toHaveLength(1);
    },
  );
});
