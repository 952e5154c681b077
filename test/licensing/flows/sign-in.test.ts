import { describe, expect, it } from 'vitest';
import { confirmSignIn } from '../../../src/licensing/flows/confirm-sign-in.js';
import { readHouse } from '../../../src/licensing/flows/read-house.js';
import { TestHouse } from '../../support/core.js';
import { bind, boundOf, proposeAndCount } from '../../support/core-ceremony.js';
import { DAY, MINUTE } from '../../support/core-samples.js';

async function gaps(house: TestHouse) {
  const now = await readHouse(house.core);
  if (now.state !== 'bound') throw new Error('not bound');
  return now.actions.flatMap((action) => (action.kind === 'sign-in-too-few' ? action.gaps : []));
}

async function confirmBoth(house: TestHouse): Promise<void> {
  for (const actor of ['U1', 'U2']) await confirmSignIn(house.core, house.asked(actor));
}

async function boundAndConfirmed(): Promise<TestHouse> {
  const house = new TestHouse();
  await bind(house);
  await confirmBoth(house);
  return house;
}

describe('who can sign in to the Apple account', () => {
  it('is recorded when one of the two presses, once', async () => {
    const house = new TestHouse();
    await bind(house);
    const at = house.now;
    expect(await confirmSignIn(house.core, house.asked('U1'))).toEqual({ result: 'confirmed' });
    house.now += MINUTE;
    expect(await confirmSignIn(house.core, house.asked('U1'))).toEqual({ result: 'already-confirmed', at });
    expect((await boundOf(house)).signIn).toEqual([
      { userId: 'U1', confirmedAt: at, askedAt: at, handover: null },
      { userId: 'U2', confirmedAt: null, askedAt: at, handover: null },
    ]);
    expect((await house.audit()).filter((line) => line === 'U1 confirm-sign-in: confirmed')).toHaveLength(1);
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
    expect((await boundOf(house)).signIn[0]).toMatchObject({ userId: 'U1', confirmedAt: null });
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

describe('after 90 days', () => {
  it('both are asked again, on a new card each, and the old cards are closed', async () => {
    const house = await boundAndConfirmed();
    const before = house.now;
    const told = (await house.noticesOf('sign-in-question')).length;
    house.now += 90 * DAY;
    await house.ring();
    await house.ring();
    const cards = (await house.noticesOf('sign-in-question')).slice(told);
    expect(
      cards.map(({ subject, facts }) => [subject.split(':').slice(2).join(':'), facts.end?.result ?? null]),
    ).toEqual([
      [`U1:${before}`, 'asked-again'],
      [`U2:${before}`, 'asked-again'],
      [`U1:${house.now}`, null],
      [`U2:${house.now}`, null],
    ]);
    expect((await boundOf(house)).signIn.map(({ askedAt }) => askedAt)).toEqual([house.now, house.now]);
    expect(await gaps(house)).toEqual([]);
  });

  it('an answer counts for the present round, and silence of seven days is said until it comes', async () => {
    const house = await boundAndConfirmed();
    const since = house.now;
    house.now += 90 * DAY;
    await house.ring();
    const askedAt = house.now;
    house.now += 7 * DAY - 1;
    await confirmSignIn(house.core, house.asked('U1'));
    expect(await gaps(house)).toEqual([]);
    house.now += 1;
    expect(await gaps(house)).toEqual([{ userId: 'U2', handingOverTo: null, why: 'not-answered', since, askedAt }]);
    expect(await confirmSignIn(house.core, house.asked('U2'))).toEqual({ result: 'confirmed' });
    expect(await gaps(house)).toEqual([]);
  });

  it('goes on saying so when one more question stays without an answer', async () => {
    const house = await boundAndConfirmed();
    house.now += 90 * DAY;
    await house.ring();
    house.now += 90 * DAY;
    await house.ring();
    expect((await boundOf(house)).signIn[0]?.askedAt).toBe(house.now);
    expect((await gaps(house)).map(({ why }) => why)).toEqual(['not-answered', 'not-answered']);
  });

  it('somebody who has left is sent nothing, and is asked on their return', async () => {
    const house = await boundAndConfirmed();
    house.people.set('U2', 'deactivated');
    const told = (await house.noticesOf('sign-in-question')).length;
    house.now += 90 * DAY;
    await house.ring();
    const cards = (await house.noticesOf('sign-in-question')).slice(told);
    expect(cards.map(({ audience }) => audience)).toEqual([
      { to: 'person', userId: 'U1' },
      { to: 'person', userId: 'U1' },
    ]);
    expect((await gaps(house)).map(({ userId, why }) => [userId, why])).toEqual([['U2', 'deactivated']]);
    house.people.set('U2', ['custodian']);
    await house.ring();
    expect((await boundOf(house)).signIn[1]?.askedAt).toBe(house.now);
  });

  it('a clock that was far ahead and is set right asks nobody twice', async () => {
    const house = await boundAndConfirmed();
    house.now += 400 * DAY;
    await house.ring();
    const told = (await house.noticesOf('sign-in-question')).length;
    house.now -= 300 * DAY;
    await house.ring();
    expect(await house.noticesOf('sign-in-question')).toHaveLength(told);
    expect(await confirmSignIn(house.core, house.asked('U1'))).toEqual({ result: 'confirmed' });
    expect((await confirmSignIn(house.core, house.asked('U1'))).result).toBe('already-confirmed');
  });
});
