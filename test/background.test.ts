import { expect, test } from 'vitest';
import { createBackground } from '../src/background.js';
import { firstSync } from '../src/licensing/flows/ring.js';
import { readSync } from '../src/licensing/flows/state.js';
import { TestHouse } from './support/core.js';
import { bind } from './support/core-ceremony.js';
import { assignmentOf, putAssignment } from './support/core-deployments.js';
import { licensedHouse, reservedHouse } from './support/core-licences.js';
import { removing } from './support/core-removals.js';

function setUp(house = new TestHouse()) {
  const seen = { changes: 0, faults: [] as unknown[], begun: [] as string[] };
  const background = createBackground({
    core: house.core,
    onFault: (fault) => seen.faults.push(fault),
    onRung: () => {},
    onBegin: (name) => seen.begun.push(name),
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
  expect(seen).toEqual({ changes: 0, faults: [], begun: [] });
  expect((await readSync(house.core)).value.running).toMatchObject({ trigger: 'binding' });
});

/** Waits that never end, as far as the test goes; those that only let others go on do. */
function endlessWaits(house: TestHouse): number[] {
  const waits: number[] = [];
  house.core.wait = async (milliseconds) => {
    if (milliseconds === 0) return 'waited';
    waits.push(milliseconds);
    return new Promise(() => {});
  };
  return waits;
}

test('what one work fails at keeps no other from being begun', async () => {
  const house = await licensedHouse(['A1']);
  endlessWaits(house);
  const { list } = house.core.records;
  house.core.records.list = (kind, prefix) =>
    kind === 'removal' ? Promise.reject(new Error('unreadable')) : list(kind, prefix);
  const { seen, background } = setUp(house);
  background.work();
  await background.settled();
  expect(seen.faults).toEqual([new Error('unreadable'), new Error('unreadable')]);
  expect(seen.begun).toContain('checkup');
});

test('what is overdue and comes to nothing is looked at less and less often', async () => {
  const house = await reservedHouse(['A1']);
  const task = { act: 'associate', key: '1.STDQ', people: [{ userId: 'A1', generation: 1 }] } as const;
  const value = { task, state: 'unknown', sentAt: house.now, eventId: null, nextLook: house.now } as const;
  await house.records.commit({ put: [{ kind: 'write', id: 'w-1', value: { ...value, reference: 'R' } }] });
  house.core.records.commit = () => Promise.reject(new Error('the disk is full'));
  const waits: number[] = [];
  house.core.wait = async (milliseconds) => {
    if (milliseconds > 0) waits.push(milliseconds);
    return waits.length < 40 ? 'waited' : 'closing';
  };
  const { seen, background } = setUp(house);
  background.work();
  for (let looks = 0; looks < 40; looks += 1) await background.settled();
  expect(waits.filter((wait) => wait === 250)).toHaveLength(20);
  expect(waits.at(-1)).toBe(60_000);
  expect(seen.begun.filter((name) => name === 'licences').length).toBeLessThanOrEqual(waits.length);
});

test('what came while it was being done is looked at when it is done', async () => {
  const house = await removing(['A']);
  endlessWaits(house);
  const { background } = setUp(house);
  const { onStep } = house.core;
  house.core.onStep = async (step) => {
    await onStep(step);
    if (step !== 'removal.told' || (await assignmentOf(house, 'B')) !== null) return;
    await putAssignment(house, { userId: 'B', state: 'removing', removalBy: 'D-1' });
    // Both looks are over before this work is.
    await new Promise(setImmediate);
    background.work();
    await new Promise(setImmediate);
  };
  background.work();
  await background.settled();
  expect((await assignmentOf(house, 'B'))?.askedAt).not.toBeNull();
});
