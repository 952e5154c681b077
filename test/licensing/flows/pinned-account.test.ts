import { describe, expect, it } from 'vitest';
import { confirmSecond } from '../../../src/licensing/flows/confirm-binding.js';
import { OtherAccountPinned } from '../../../src/licensing/flows/ring.js';
import { TestHouse } from '../../support/core.js';
import { bind, confirmedOnce, stateOf } from '../../support/core-ceremony.js';

/** The next start under a configuration that names this account. */
async function restartPinned(house: TestHouse, pinnedUId: string): Promise<void> {
  house.settings = { ...house.settings, pinnedUId };
  house.apple.calls.length = 0;
  await house.restart();
}

describe('VPP_ACCOUNT_UID that names another account than the folder holds', () => {
  it.each([
    { what: 'bound', prepare: bind },
    { what: 'proposed', prepare: confirmedOnce },
  ])('refuses the start of a house that is $what, before anything is asked of Apple', async ({ prepare }) => {
    const house = new TestHouse();
    await prepare(house);
    await expect(restartPinned(house, '777')).rejects.toThrow(OtherAccountPinned);
    expect(house.apple.calls).toEqual([]);
  });

  it('does not send a claim that was left open', async () => {
    const house = new TestHouse();
    const proposalId = await confirmedOnce(house);
    house.cutAt = (point) => point === 'binding.claiming-stored';
    await house.untilCut(() => confirmSecond(house.core, house.asked('U2'), proposalId));
    await expect(restartPinned(house, '777')).rejects.toThrow(OtherAccountPinned);
    expect(house.apple.mdmInfo).toBeNull();
    expect(await stateOf(house)).toBe('claiming');
  });

  it('is no hindrance when it names the very account', async () => {
    const house = new TestHouse();
    await bind(house);
    await restartPinned(house, '2049025000431439');
    expect(await stateOf(house)).toBe('bound');
  });
});
