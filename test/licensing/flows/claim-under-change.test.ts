import { describe, expect, it } from 'vitest';
import { setPaused } from '../../../src/licensing/flows/pause.js';
import { TestHouse } from '../../support/core.js';
import { unreachable } from '../../support/core-apple.js';
import { bindingOf, confirmedOnce } from '../../support/core-ceremony.js';
import { claims, second } from '../../support/core-claims.js';
import { MINUTE, otherProduct } from '../../support/core-samples.js';

describe('a claim while the world changes', () => {
  it('that takes over, was lost, and finds the location released meanwhile is sent again', async () => {
    const house = new TestHouse();
    house.apple.mdmInfo = otherProduct;
    const proposalId = await confirmedOnce(house, { takeOverFrom: otherProduct.name });
    house.apple.interfere = (call) => (call === 'claim' ? { before: unreachable() } : undefined);
    await second(house, proposalId);
    expect((await bindingOf(house)).state).toBe('claiming');
    house.apple.interfere = () => undefined;
    house.apple.mdmInfo = null;
    house.now += MINUTE;
    await house.ring();
    expect((await bindingOf(house)).state).toBe('bound');
  });

  it('is not sent when the bot is paused between the last reading and the claim', async () => {
    const house = new TestHouse();
    const proposalId = await confirmedOnce(house);
    let paused: Promise<unknown> = Promise.resolve();
    house.apple.interfere = (call) => {
      if (call === 'clientConfig') paused = setPaused(house.core, house.asked('APPROVER'), true);
      return undefined;
    };
    const outcome = await second(house, proposalId);
    await paused;
    expect(outcome).toEqual({ result: 'paused' });
    expect(claims(house)).toBe(0);
    expect((await bindingOf(house)).state).toBe('proposed');
  });
});
