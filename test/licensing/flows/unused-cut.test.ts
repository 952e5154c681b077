import { describe, expect, it } from 'vitest';
import { giveUnusedBack, keepUnused } from '../../../src/licensing/flows/answer-unused.js';
import { askAllUnused } from '../../../src/licensing/flows/ask-unused.js';
import type { TestHouse } from '../../support/core.js';
import { assignmentOf, KEY } from '../../support/core-deployments.js';
import { answerValue, askedAll, idleHouse, stages, work } from '../../support/core-unused.js';

/** Ends the process at each point of what is done, one after another, and answers the points. */
async function everywhere(
  prepared: () => Promise<TestHouse>,
  done: (house: TestHouse) => Promise<unknown>,
  check: (house: TestHouse) => Promise<void>,
): Promise<Set<string>> {
  const points: string[] = [];
  for (let nth = 1; ; nth += 1) {
    const house = await prepared();
    const passed: string[] = [];
    house.cutAt = (point) => !point.startsWith('waited') && passed.push(point) >= nth;
    const outcome = await house.untilCut(() => done(house));
    house.cutAt = () => false;
    if (outcome === 'done') break;
    points.push(passed.at(-1) ?? '');
    await house.restart();
    await check(house);
  }
  return new Set(points);
}

const commits = ['before a commit', 'after a commit'];

describe('a process that ends anywhere', () => {
  it('asks nobody twice whether they need an app', async () => {
    const points = await everywhere(
      idleHouse,
      async (house) => {
        await askAllUnused(house.core, house.asked('OPERATOR'), KEY, 3);
        await work(house);
      },
      async (house) => {
        const before = (await house.audit()).filter((line) => line === 'OPERATOR ask-unused: asked').length;
        expect([0, 3]).toContain(before);
        await askAllUnused(house.core, house.asked('OPERATOR'), KEY, 3);
        await work(house);
        for (const userId of ['A', 'B', 'C']) expect(await stages(house, userId)).toEqual(['asked']);
        expect((await house.audit()).filter((line) => line === 'OPERATOR ask-unused: asked')).toHaveLength(3);
      },
    );
    expect(points).toEqual(new Set([...commits, 'unused.asked', 'unused.told']));
  });

  it('keeps a licence, or has not heard of it', async () => {
    const points = await everywhere(
      async () => {
        const house = await idleHouse();
        await askedAll(house);
        return house;
      },
      async (house) => keepUnused(house.core, house.asked('A'), await answerValue(house, 'A')),
      async (house) => {
        await keepUnused(house.core, house.asked('A'), await answerValue(house, 'A'));
        await work(house);
        expect(await stages(house, 'A')).toEqual(['asked', 'kept']);
        expect((await house.audit()).filter((line) => line === 'A keep-unused: kept')).toHaveLength(1);
      },
    );
    expect(points).toEqual(new Set([...commits, 'unused.answered']));
  });

  it('gives a licence back once, and the card says so', async () => {
    const points = await everywhere(
      async () => {
        const house = await idleHouse();
        await askedAll(house);
        return house;
      },
      async (house) => giveUnusedBack(house.core, house.asked('A'), await answerValue(house, 'A')),
      async (house) => {
        await giveUnusedBack(house.core, house.asked('A'), await answerValue(house, 'A'));
        await work(house);
        expect(['removing', 'releasing', 'released']).toContain((await assignmentOf(house, 'A'))?.state);
        expect((await stages(house, 'A')).slice(0, 2)).toEqual(['asked', 'removing']);
        expect((await house.audit()).filter((line) => line.startsWith('A give-back-app: re'))).toHaveLength(1);
      },
    );
    expect(points).toEqual(new Set([...commits, 'offer.given-back', 'unused.answered']));
  });
});
