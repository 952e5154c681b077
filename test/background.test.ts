import { expect, test } from 'vitest';
import { createBackground } from '../src/background.js';
import { firstSync } from '../src/licensing/flows/ring.js';
import { readSync } from '../src/licensing/flows/state.js';
import { TestHouse } from './support/core.js';
import { bind } from './support/core-ceremony.js';

function setUp() {
  const house = new TestHouse();
  const seen = { changes: 0, faults: [] as unknown[] };
  const background = createBackground({
    core: house.core,
    onFault: (fault) => seen.faults.push(fault),
    onRung: () => {},
    onBegin: () => {},
    onChange: () => {
      seen.changes += 1;
    },
  });
  return { house, seen, background };
}

test('a ring that is under way is waited for', async () => {
  const { background } = setUp();
  let over = false;
  const rung = background.ring().then(() => {
    over = true;
  });
  await background.settled();
  await Promise.resolve();
  expect(over).toBe(true);
  await rung;
});

test('a ring that fails rejects for whoever rang, and is over', async () => {
  const { house, background } = setUp();
  house.core.records.list = () => Promise.reject(new Error('no disk'));
  house.core.records.get = () => Promise.reject(new Error('no disk'));
  const rung = background.ring();
  await Promise.all([expect(rung).rejects.toThrow('no disk'), background.settled()]);
});

test('once closed nothing is begun, and what was asked for stays recorded', async () => {
  const { house, seen, background } = setUp();
  await bind(house);
  background.close();
  await firstSync(house.core, background, 'R-1');
  expect(await background.ring()).toEqual([]);
  await background.settled();
  expect(seen).toEqual({ changes: 0, faults: [] });
  expect((await readSync(house.core)).value.running).toMatchObject({ trigger: 'binding' });
});
