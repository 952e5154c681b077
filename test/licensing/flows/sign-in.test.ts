import { describe, expect, it } from 'vitest';
import { confirmSignIn } from '../../../src/licensing/flows/end-proposal.js';
import { TestHouse } from '../../support/core.js';
import { bind, boundOf, proposeAndCount } from '../../support/core-ceremony.js';
import { MINUTE } from '../../support/core-samples.js';

describe('who can sign in to the Apple account', () => {
  it('is recorded when one of the two presses, once', async () => {
    const house = new TestHouse();
    await bind(house);
    expect(await confirmSignIn(house.core, house.asked('U1'))).toEqual({ result: 'confirmed' });
    const at = house.now;
    house.now += MINUTE;
    expect(await confirmSignIn(house.core, house.asked('U1'))).toEqual({ result: 'confirmed' });
    expect((await boundOf(house)).signIn).toEqual([
      { userId: 'U1', confirmedAt: at },
      { userId: 'U2', confirmedAt: null },
    ]);
  });

  it('is nobody who was not named', async () => {
    const house = new TestHouse();
    await bind(house);
    expect(await confirmSignIn(house.core, house.asked('U3'))).toEqual({ result: 'not-asked' });
  });

  it('is not recorded for somebody who was deactivated meanwhile', async () => {
    const house = new TestHouse();
    await bind(house);
    house.people.set('U1', 'deactivated');
    expect((await confirmSignIn(house.core, house.asked('U1'))).result).toBe('not-allowed');
    expect((await boundOf(house)).signIn[0]).toEqual({ userId: 'U1', confirmedAt: null });
  });

  it('is not asked before there is a binding', async () => {
    const house = new TestHouse();
    await proposeAndCount(house);
    expect(await confirmSignIn(house.core, house.asked('U1'))).toEqual({ result: 'over' });
  });

  it('keeps both when both press at the same moment', async () => {
    const house = new TestHouse();
    await bind(house);
    await Promise.all(['U1', 'U2'].map((actor) => confirmSignIn(house.core, house.asked(actor))));
    expect((await boundOf(house)).signIn.map(({ confirmedAt }) => confirmedAt)).toEqual([house.now, house.now]);
  });
});
