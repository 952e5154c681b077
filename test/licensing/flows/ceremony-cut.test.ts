import { describe, expect, it } from 'vitest';
import { confirmFirst } from '../../../src/licensing/flows/confirm-binding.js';
import { readHouse } from '../../../src/licensing/flows/read-house.js';
import { TestHouse } from '../../support/core.js';
import { aConfirmation, bindingOf, confirmedOnce, stateOf } from '../../support/core-ceremony.js';
import { claims, expectWhole, second } from '../../support/core-claims.js';
import { otherProduct } from '../../support/core-samples.js';

/** The whole ceremony, as far as it comes. */
async function ceremony(house: TestHouse): Promise<void> {
  const proposalId = await confirmedOnce(house, aConfirmation({ takeOverFrom: 'Old Manager' }));
  await second(house, proposalId);
}

/** Every point of a whole ceremony at which a process may end: named steps, and before and after each commit. */
async function points(): Promise<{ point: string; count: number }[]> {
  const house = prepared();
  const seen: { point: string; count: number }[] = [];
  house.cutAt = (point, count) => {
    seen.push({ point, count });
    return false;
  };
  await ceremony(house);
  return seen;
}

function prepared(): TestHouse {
  const house = new TestHouse();
  house.apple.mdmInfo = otherProduct;
  house.apple.notificationHost = 'old.example';
  house.apple.buy('1', 5);
  return house;
}

const all = await points();

describe('the ceremony, ended at any point', () => {
  it('passes every step that it names', () => {
    expect(all.map(({ point }) => point).filter((point) => point.startsWith('binding.'))).toEqual([
      'binding.before-proposed',
      'binding.proposed',
      'binding.counting',
      'binding.counted',
      'binding.first-confirmed',
      'binding.before-claiming',
      'binding.claiming-stored',
      'binding.claim-sent',
      'binding.claim-read-back',
      'binding.bound',
    ]);
  });

  it.each(all)('$point ($count): after the restart it is bound or not, as Apple says, never half', async (cut) => {
    const house = prepared();
    house.cutAt = (point, count) => point === cut.point && count === cut.count;
    expect(await house.untilCut(() => ceremony(house))).toBe('cut');
    await house.restart();
    await expectWhole(house);
    const claimed = house.steps.includes('binding.claiming-stored');
    if (claimed) expect(await stateOf(house)).toBe('bound');
    expect(claims(house)).toBeLessThanOrEqual(2);
    const before = await house.stored();
    await house.restart();
    expect(await house.stored()).toBe(before);
  });

  it.each(all.filter(({ count }) => count === 1))('$point: whatever was left open can be finished', async (cut) => {
    const house = prepared();
    house.cutAt = (point, count) => point === cut.point && count === cut.count;
    await house.untilCut(() => ceremony(house));
    await house.restart();
    const binding = await bindingOf(house);
    if (binding.state === 'none') await ceremony(house);
    if (binding.state === 'proposed') {
      const form = aConfirmation({ takeOverFrom: 'Old Manager' });
      if (binding.proposal.first === null) await confirmFirst(house.core, house.asked('U1'), binding.proposal.id, form);
      await second(house, binding.proposal.id);
    }
    expect(await stateOf(house)).toBe('bound');
    await expectWhole(house);
  });

  it('runs its first sync even if the process ended right after the binding', async () => {
    const house = prepared();
    house.cutAt = (point) => point === 'binding.bound';
    await house.untilCut(() => ceremony(house));
    await house.restart();
    const now = await readHouse(house.core);
    expect(now.state === 'bound' && now.lastComplete?.trigger).toBe('binding');
  });
});
