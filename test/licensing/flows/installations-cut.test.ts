import { describe, expect, it } from 'vitest';
import type { TestHouse } from '../../support/core.js';
import { phonesFor } from '../../support/core-devices.js';
import { installedHouse, onDevices, phoneHouse, sentTo, uninstall } from '../../support/core-installations.js';
import { KEY, statesOf, workNow } from '../../support/core-licences.js';
import { MINUTE } from '../../support/core-samples.js';

/** Until the phone has answered everything. */
async function played(house: TestHouse): Promise<void> {
  for (let round = 0; round < 6; round += 1) {
    house.now += MINUTE;
    await workNow(house);
    house.mdm.poll();
    await phonesFor(house, 1, 1_000);
  }
}

/** Points at which something has just been stored, or is about to be. */
function isPoint(name: string): boolean {
  return name === 'before a commit' || name === 'after a commit' || name.startsWith('installation.');
}

/** Ends the process at the nth point of a part, starts it again and goes on. `null`: the part has fewer points. */
async function cutAt(
  prepare: () => Promise<TestHouse>,
  nth: number,
): Promise<{ house: TestHouse; point: string } | null> {
  const house = await prepare();
  let seen = 0;
  let point: string | null = null;
  house.cutAt = (name) => {
    if (!isPoint(name)) return false;
    seen += 1;
    if (seen === nth) point = name;
    return seen === nth;
  };
  const outcome = await house.untilCut(() => played(house));
  house.cutAt = () => false;
  if (outcome === 'done' || point === null) return null;
  await house.restart();
  await played(house);
  // An answer that was being told is lost: after a while the device is asked what is there.
  await phonesFor(house, 6, 20 * MINUTE);
  return { house, point };
}

/** One command of each kind and no more, whatever was sent twice under one id. */
function distinct(house: TestHouse, act: 'install' | 'remove'): number {
  const sent = house.mdm.sent.filter(({ command }) => command.act === act);
  return new Set(sent.map(({ commandUuid }) => commandUuid)).size;
}

/** Of the points one in so many; each with `VPP_TEST_FAULTS=all`. */
const ONE_IN = process.env.VPP_TEST_FAULTS === 'all' ? 1 : 6;

/** What is about to be stored, and what has just been, are the same to whoever starts again. */
async function everyCut(
  prepare: () => Promise<TestHouse>,
  check: (house: TestHouse) => Promise<void>,
): Promise<Set<string>> {
  const points = new Set<string>();
  for (let nth = 1; ; nth += ONE_IN) {
    const cut = await cutAt(prepare, nth);
    if (cut === null) return points;
    points.add(cut.point);
    await check(cut.house);
  }
}

describe('a bot that ends anywhere', () => {
  it('in an install sends it once, and it is installed', async () => {
    const points = await everyCut(
      async () => (await phoneHouse()).house,
      async (house) => {
        expect(await onDevices(house)).toEqual({ PHONE: 'managed' });
        expect(distinct(house, 'install')).toBe(1);
        expect(await house.records.list('installationCheck')).toEqual([]);
        expect(house.apple.assignmentRows).toHaveLength(1);
      },
    );
    expect(points).toContain('installation.moved');
  }, 60_000);

  it('in an uninstall takes the licence back once, after the device said that the app is gone', async () => {
    const prepare = async () => {
      const { house } = await installedHouse();
      await uninstall(house);
      return house;
    };
    await everyCut(prepare, async (house) => {
      expect(await onDevices(house)).toEqual({ PHONE: 'gone' });
      expect(await statesOf(house, KEY, ['A'])).toEqual(['released']);
      expect(distinct(house, 'remove')).toBe(1);
      expect(sentTo(house).filter((act) => act === 'install')).toHaveLength(1);
    });
  }, 60_000);
});
